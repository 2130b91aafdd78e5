//! JPEG through libjpeg, or by what has its bits: the samples in one buffer without copies.

use super::planes::{self, Halved, Plane};
use super::scans::{self, Scans};
use super::{Fault, baseline, spectrum};
use crate::engines::capability::{Chroma, Dct};
use crate::value::ChannelOrder;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A file in memory that notices when more is asked for than it has: libjpeg itself goes on with an invented end.
struct Source<'a> {
    rest: &'a [u8],
    ran_dry: &'a Cell<bool>,
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.rest.read(buffer)
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.rest.is_empty() {
            self.ran_dry.set(true);
        }
        Ok(self.rest)
    }

    fn consume(&mut self, amount: usize) {
        self.rest = &self.rest[amount.min(self.rest.len())..];
    }
}

/// What libjpeg is told.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// The colour space that is asked for.
    pub space: ChannelOrder,
    /// The transform.
    pub dct: Dct,
    /// How colour planes are enlarged.
    pub chroma: Chroma,
    /// True if a file that ends too early is filled up.
    pub fill: bool,
    /// What the sides are divided by: 1, 2, 4 or 8.
    pub ratio: u8,
}

/// The samples of a JPEG file.
///
/// # Errors
/// A file that libjpeg gives up on, or that ends too early.
pub fn read(bytes: &[u8], manner: Manner) -> Result<Vec<u8>, Fault> {
    let ran_dry = Cell::new(false);
    // libjpeg's fatal errors arrive as unwinding that never reaches the panic hook.
    let samples = catch_unwind(AssertUnwindSafe(|| scan(bytes, &ran_dry, manner)));
    if ran_dry.get() && !manner.fill {
        return Err(Fault::Broken("the file ends before its last pixel".to_owned()));
    }
    match samples {
        Ok(Ok(samples)) => Ok(samples),
        Ok(Err(error)) => Err(Fault::Broken(error.to_string())),
        Err(payload) => {
            let text = payload.downcast_ref::<String>().map_or("broken data", String::as_str);
            let text = text.trim_start_matches("libjpeg fatal error: ");
            // Newer versions of libjpeg-turbo read it.
            let is_lossless = text.contains("Unsupported JPEG process") && text.contains("0xc3");
            Err(if is_lossless { Fault::Unread("lossless JPEG".to_owned()) } else { Fault::Broken(text.to_owned()) })
        }
    }
}

type Decompress<'a> = mozjpeg::Decompress<Source<'a>>;

fn scan(bytes: &[u8], ran_dry: &Cell<bool>, manner: Manner) -> io::Result<Vec<u8>> {
    let Manner { space, dct, chroma, ratio, .. } = manner;
    let mut decoder = mozjpeg::Decompress::new_reader(Source { rest: bytes, ran_dry })?;
    decoder.dct_method(match dct {
        Dct::Islow => mozjpeg::DctMethod::IntegerSlow,
        Dct::Ifast => mozjpeg::DctMethod::IntegerFast,
        Dct::Float => mozjpeg::DctMethod::Float,
    });
    decoder.do_fancy_upsampling(chroma == Chroma::Fancy);
    if ratio > 1 {
        decoder.scale(8 / ratio);
        return by_libjpeg(decoder, space, None);
    }
    let fancy = chroma == Chroma::Fancy;
    let halved = halved(&decoder).filter(|_| space == ChannelOrder::Rgb && fancy);
    // libjpeg's assembler, where it is built in, is the fastest way. Without it our own transforms have its bits, also in
    // coefficients so extreme that libjpeg's C code has others.
    if cfg!(feature = "simd") || dct == Dct::Float {
        return by_libjpeg(decoder, space, halved);
    }
    if let Some(halved) = halved
        && let Some([luma, blue, red]) = baseline::planes(bytes, dct == Dct::Ifast)
    {
        let planes = [&luma, &blue, &red].map(|plane| (plane.samples.as_slice(), plane.stride));
        return Ok(colours(planes, decoder.size(), halved));
    }
    let from = decoder.color_space();
    let scans = scans::read(bytes);
    let own = |scans: &Scans| spectrum::samples(scans, from, space, dct == Dct::Ifast, fancy);
    if let Some(samples) = scans.as_ref().filter(|scans| scans.sound).and_then(own) {
        return Ok(samples);
    }
    // What is damaged is first shown to libjpeg, which may give it up.
    let theirs = by_libjpeg(decoder, space, halved)?;
    Ok(scans.as_ref().and_then(own).unwrap_or(theirs))
}

/// How the colour planes of a plain colour file are halved; `None` where libjpeg's own code is to enlarge them: unusual
/// factors, and rows of at most two samples, which its triangle filter does not take.
fn halved<R>(decoder: &mozjpeg::Decompress<R>) -> Option<Halved> {
    let [luma, blue, red] = decoder.components() else { return None };
    let factors = |component: &mozjpeg::CompInfo| (component.h_samp_factor, component.v_samp_factor);
    if decoder.color_space() != mozjpeg::ColorSpace::JCS_YCbCr || factors(blue) != (1, 1) || factors(red) != (1, 1) {
        return None;
    }
    match factors(luma) {
        (1, 1) => Some(Halved::Nowhere),
        (2, 1) if decoder.width() > 4 => Some(Halved::Width),
        (2, 2) if decoder.width() > 4 => Some(Halved::Both),
        (1, 2) => Some(Halved::Height),
        _ => None,
    }
}

/// The samples as libjpeg makes them.
fn by_libjpeg(decoder: Decompress<'_>, space: ChannelOrder, halved: Option<Halved>) -> io::Result<Vec<u8>> {
    // Its assembler enlarges planes faster than we do, its C code does not.
    if let Some(halved) = halved.filter(|_| !cfg!(feature = "simd")) {
        return by_planes(decoder, halved);
    }
    let mut started = decoder.to_colorspace(match space {
        ChannelOrder::Gray => mozjpeg::ColorSpace::JCS_GRAYSCALE,
        ChannelOrder::Cmyk => mozjpeg::ColorSpace::JCS_CMYK,
        _ => mozjpeg::ColorSpace::JCS_RGB,
    })?;
    let samples = started.read_scanlines::<u8>()?;
    started.finish()?;
    Ok(samples)
}

/// The same, of the planes as libjpeg makes them.
fn by_planes(decoder: Decompress<'_>, halved: Halved) -> io::Result<Vec<u8>> {
    let (width, height) = decoder.size();
    let mut started = decoder.raw()?;
    let units = height.div_ceil(if halved.in_height() { 16 } else { 8 });
    let strides: Vec<usize> = started.components().iter().map(|c| c.width_in_blocks as usize * 8).collect();
    let rows: Vec<usize> = started.components().iter().map(|c| units * c.v_samp_factor as usize * 8).collect();
    let room = |plane: usize| Vec::with_capacity(strides[plane] * rows[plane]);
    let [mut luma, mut blue, mut red] = [room(0), room(1), room(2)];
    started.read_raw_data(&mut [&mut luma, &mut blue, &mut red]);
    started.finish()?;
    let planes = [(&luma, strides[0]), (&blue, strides[1]), (&red, strides[2])];
    Ok(colours(planes.map(|(samples, stride)| (samples.as_slice(), stride)), (width, height), halved))
}

/// Red, green, blue of three planes with their strides.
fn colours(planes: [(&[u8], usize); 3], (width, height): (usize, usize), halved: Halved) -> Vec<u8> {
    let half_width = if halved.in_width() { width.div_ceil(2) } else { width };
    let half_height = if halved.in_height() { height.div_ceil(2) } else { height };
    let [luma, blue, red] = planes;
    let plane = |(samples, stride), width, height| Plane { samples, stride, width, height };
    let [blue, red] = [blue, red].map(|colour| plane(colour, half_width, half_height));
    planes::rgb(plane(luma, width, height), blue, red, halved)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Manner =
        Manner { space: ChannelOrder::Rgb, dct: Dct::Islow, chroma: Chroma::Fancy, fill: false, ratio: 1 };

    /// A file of soft shapes, edges and noise.
    fn file(size: (usize, usize), quality: f32, factors: (u8, u8), fitted: bool, noise: u32) -> Vec<u8> {
        let space = mozjpeg::ColorSpace::JCS_RGB;
        file_of(space, size, quality, noise, |compress| {
            compress.set_optimize_coding(fitted);
            compress.set_chroma_sampling_pixel_sizes(factors, factors);
        })
    }

    fn file_of(
        space: mozjpeg::ColorSpace,
        size: (usize, usize),
        quality: f32,
        noise: u32,
        set: impl Fn(&mut mozjpeg::Compress),
    ) -> Vec<u8> {
        let mut state = quality as u32 + 11;
        let mut samples = Vec::new();
        for at in 0..size.0 * size.1 {
            let (x, y) = (at % size.0, at / size.0);
            for channel in 0..mozjpeg::ColorSpaceExt::num_components(&space) {
                state = state.wrapping_mul(1664525).wrapping_add(1013904223);
                let shape = (x * (3 + channel) + y * 2) % 199 + if (x / 9 + y / 7) % 2 == 0 { 56 } else { 0 };
                samples.push(((shape as u32 * (32 - noise) + (state >> 24) * noise) / 32) as u8);
            }
        }
        let mut compress = mozjpeg::Compress::new(space);
        compress.set_size(size.0, size.1);
        compress.set_fastest_defaults();
        compress.set_quality(quality);
        set(&mut compress);
        let mut started = compress.start_compress(Vec::new()).expect("a JPEG writer");
        started.write_scanlines(&samples).expect("scan lines");
        started.finish().expect("a JPEG file")
    }

    fn by_scanlines(bytes: &[u8]) -> Vec<u8> {
        let mut started = mozjpeg::Decompress::new_mem(bytes).expect("a header").rgb().expect("a picture");
        started.read_scanlines::<u8>().expect("scan lines")
    }

    #[test]
    fn own_planes_give_the_bits_of_libjpeg() {
        let mut by_us = 0;
        for factors in [(1, 1), (2, 1), (2, 2)] {
            for (index, size) in
                [(1, 1), (5, 3), (8, 8), (16, 17), (33, 15), (64, 48), (131, 70)].into_iter().enumerate()
            {
                for quality in [4.0, 35.0, 75.0, 92.0, 100.0] {
                    let bytes = file(size, quality, factors, index % 2 == 0, [0, 3, 32][index % 3]);
                    by_us += usize::from(baseline::planes(&bytes, false).is_some());
                    let samples = read(&bytes, PLAIN).expect("samples");
                    assert!(samples == by_scanlines(&bytes), "{size:?} at {quality}, {factors:?}");
                }
            }
        }
        assert_eq!(by_us, 3 * 7 * 5);
    }

    #[test]
    fn own_coefficients_give_the_bits_of_libjpeg() {
        use mozjpeg::ColorSpace::{JCS_CMYK, JCS_GRAYSCALE, JCS_RGB};
        let kinds = [(JCS_GRAYSCALE, ChannelOrder::Gray), (JCS_RGB, ChannelOrder::Rgb), (JCS_CMYK, ChannelOrder::Cmyk)];
        for (space, order) in kinds {
            for (index, size) in [(1, 1), (3, 5), (17, 16), (31, 50), (90, 41)].into_iter().enumerate() {
                for (quality, factors) in [(8.0, (2, 2)), (60.0, (1, 2)), (80.0, (2, 1)), (95.0, (4, 1))] {
                    let progressive = (index + quality as usize / 4).is_multiple_of(2);
                    let bytes = file_of(space, size, quality, [0, 3, 20][index % 3], |compress| {
                        if progressive {
                            compress.set_progressive_mode();
                        }
                        if space == JCS_RGB {
                            compress.set_chroma_sampling_pixel_sizes(factors, factors);
                        }
                    });
                    let scans = scans::read(&bytes).expect("coefficients");
                    assert!(scans.sound, "{order:?} {size:?} {quality}");
                    let ran_dry = Cell::new(false);
                    let decoder = Decompress::new_reader(Source { rest: &bytes, ran_dry: &ran_dry });
                    let decoder = decoder.expect("a header");
                    let own = spectrum::samples(&scans, decoder.color_space(), order, false, true).expect("samples");
                    let theirs = by_libjpeg(decoder, order, None).expect("samples");
                    assert!(own == theirs, "{order:?} {size:?} at {quality}, {factors:?}, progressive: {progressive}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_in_order_is_left_to_libjpeg() {
        let whole = file((40, 30), 80.0, (2, 2), false, 8);
        let data = whole.windows(2).position(|pair| pair == [0xFF, 0xDA]).expect("a scan") + 14;
        assert!(baseline::planes(&whole, false).is_some());
        for end in [3, data, data + 20, whole.len() - 3, whole.len() - 1] {
            assert!(baseline::planes(&whole[..end], false).is_none(), "cut at {end}");
        }
        for at in data..whole.len() - 2 {
            let mut broken = whole.clone();
            broken[at] = 0xFF;
            broken[at + 1] = 0xD3;
            assert!(baseline::planes(&broken, false).is_none(), "a marker at {at}");
            // Another byte may still give a sound file.
            broken[at + 1] = 0;
            let samples = read(&broken, PLAIN);
            assert!(samples.is_err() || samples.is_ok_and(|samples| samples.len() == 40 * 30 * 3));
        }
    }
}
