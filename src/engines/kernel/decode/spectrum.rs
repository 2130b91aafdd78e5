//! From the coefficients of a JPEG file to its samples, for files that are not of the common kind.

use super::planes::{Plane, colours, enlarged};
use super::scans::{Component, Scans};
use super::{accurate_transform, fast_transform};
use crate::engines::capability::Gray;
use crate::engines::kernel::gray;
use crate::value::{ChannelOrder, Samples};
use mozjpeg::ColorSpace;

/// libjpeg's own formula for grey of red, green, blue.
const LUMA: Gray = Gray::Whole { weights: [19595, 38470, 7471], bias: 32768, divisor: 65536 };

/// The samples of a file, in the colour space that is asked for; `None` for what is left to libjpeg.
pub fn samples(scans: &Scans, from: ColorSpace, to: ChannelOrder, fast: bool, fancy: bool) -> Option<Vec<u8>> {
    let needed = match (from, to) {
        (ColorSpace::JCS_GRAYSCALE | ColorSpace::JCS_YCbCr, ChannelOrder::Gray) => 1,
        (ColorSpace::JCS_RGB, ChannelOrder::Gray) => 3,
        (ColorSpace::JCS_RGB | ColorSpace::JCS_YCbCr, ChannelOrder::Rgb) => 3,
        (ColorSpace::JCS_CMYK | ColorSpace::JCS_YCCK, ChannelOrder::Cmyk) => 4,
        _ => return None,
    };
    let parts = scans.components.get(..needed)?;
    let planes: Vec<Vec<u8>> = parts.iter().map(|part| full(part, scans, fast, fancy)).collect::<Option<_>>()?;
    Some(match (from, to, planes.as_slice()) {
        (_, _, [plane]) => plane.clone(),
        (ColorSpace::JCS_YCbCr, _, [luma, blue, red]) => colours(luma, blue, red),
        (_, ChannelOrder::Gray, _) => match gray::of_rgb(&Samples::U8(interleaved(&planes)), LUMA) {
            Samples::U8(levels) => levels,
            _ => return None,
        },
        (ColorSpace::JCS_YCCK, _, [luma, blue, red, black]) => {
            let turned = colours(luma, blue, red);
            let (pixels, _) = turned.as_chunks::<3>();
            pixels.iter().zip(black).flat_map(|(&[r, g, b], &k)| [255 - r, 255 - g, 255 - b, k]).collect()
        }
        _ => interleaved(&planes),
    })
}

fn interleaved(planes: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![0; planes.iter().map(Vec::len).sum()];
    for (channel, plane) in planes.iter().enumerate() {
        for (target, sample) in out.iter_mut().skip(channel).step_by(planes.len()).zip(plane) {
            *target = *sample;
        }
    }
    out
}

/// A component's samples at the picture's size; `None` for sampling factors that are no whole parts of each other.
fn full(component: &Component, scans: &Scans, fast: bool, fancy: bool) -> Option<Vec<u8>> {
    let ((h, v), (most_h, most_v), (width, height)) = (component.sampling, scans.most, scans.size);
    if most_h % h != 0 || most_v % v != 0 {
        return None;
    }
    let samples = transformed(component, fast);
    let (stride, parts) = (component.across * 8, (most_h / h, most_v / v));
    let plane = Plane { samples: &samples, stride, width: width.div_ceil(parts.0), height: height.div_ceil(parts.1) };
    Some(enlarged(plane, scans.size, parts, fancy))
}

/// A component's samples in whole blocks.
fn transformed(component: &Component, fast: bool) -> Vec<u8> {
    let mut samples = vec![128; component.blocks.len() * 64];
    let Some(factors) = component.factors else { return samples };
    let in_file_order = if fast { fast_transform::factors(&factors) } else { factors };
    let mut factors = [0; 64];
    for (place, factor) in fast_transform::PLACES.into_iter().zip(in_file_order) {
        factors[usize::from(place)] = factor;
    }
    let stride = component.across * 8;
    for (row, blocks) in component.blocks.chunks_exact(component.across).enumerate() {
        for (column, block) in blocks.iter().enumerate() {
            let coefficients = std::array::from_fn(|at| block[at].wrapping_mul(factors[at]));
            let out = &mut samples[row * 8 * stride + column * 8..];
            if fast {
                fast_transform::block(&coefficients, out, stride);
            } else {
                accurate_transform::block(&coefficients, out, stride);
            }
        }
    }
    samples
}
