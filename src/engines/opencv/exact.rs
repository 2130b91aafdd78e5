//! Positions for nearest, and the bilinear filter in fixed point.

use super::resize::Axis;
use crate::engines::kernel::nearest::accumulated;
use crate::value::{Image, Samples};

/// The source position under the corner of each target pixel.
pub fn corner(axis: Axis) -> Vec<usize> {
    let scale = 1.0 / axis.inverse;
    (0..axis.to).map(|index| ((index as f64 * scale).floor() as usize).min(axis.from - 1)).collect()
}

/// The source position under the centre of each target pixel, by the rule of the version.
pub fn nearest(axis: Axis, version: &str) -> Vec<usize> {
    let bias = match version {
        "4.5" => 1,
        "4.8" => axis.from % 2,
        _ => return accumulated(0.0, axis.from as f32, axis.to, axis.from),
    };
    let step = ((axis.from << 16) + axis.to / 2) / axis.to;
    let at = |index: usize| (step * index + step / 2).saturating_sub(bias) >> 16;
    (0..axis.to).map(|index| at(index).min(axis.from - 1)).collect()
}

/// First source position, and the two weights with `bits` behind the point.
fn pairs(axis: Axis, bits: u32) -> Vec<(usize, u64, u64)> {
    let one = 1_u64 << bits;
    let pair = |index: usize| {
        let position = (index as f64 + 0.5) * axis.scale - 0.5;
        let first = position.floor();
        if first < 0.0 || axis.from == 1 {
            (0, one, 0)
        } else if first >= (axis.from - 1) as f64 {
            (axis.from - 1, one, 0)
        } else {
            let second = ((position - first) * one as f64).round_ties_even() as u64;
            (first as usize, one - second, second)
        }
    };
    (0..axis.to).map(pair).collect()
}

/// Bilinear without rounding between the passes: 8 bits of weight for bytes, 16 for words.
pub fn bilinear(image: &Image, columns: Axis, rows: Axis) -> Image {
    let channels = image.channels();
    let samples = match &image.samples {
        Samples::U8(data) => Samples::U8(bilinear_samples(data, channels, columns, rows, 8, |sum| sum as u8)),
        Samples::U16(data) => Samples::U16(bilinear_samples(data, channels, columns, rows, 16, |sum| sum as u16)),
        Samples::F32(data) => Samples::F32(data.clone()),
    };
    Image::new(columns.to, rows.to, image.order, samples)
}

fn bilinear_samples<T: Copy + Into<u64>>(
    data: &[T],
    channels: usize,
    columns: Axis,
    rows: Axis,
    bits: u32,
    finish: fn(u64) -> T,
) -> Vec<T> {
    let stride = columns.from * channels;
    let horizontal = pairs(columns, bits);
    let filtered = |y: usize| -> Vec<u64> {
        let row = &data[y * stride..(y + 1) * stride];
        let taps = |&(first, a, b): &(usize, u64, u64)| {
            let second = (first + 1).min(columns.from - 1);
            (0..channels).map(move |c| row[first * channels + c].into() * a + row[second * channels + c].into() * b)
        };
        horizontal.iter().flat_map(taps).collect()
    };
    let mut output = Vec::with_capacity(columns.to * rows.to * channels);
    let half = 1_u64 << (2 * bits - 1);
    for (first, a, b) in pairs(rows, bits) {
        let (top, bottom) = (filtered(first), filtered((first + 1).min(rows.from - 1)));
        output.extend(top.iter().zip(&bottom).map(|(t, u)| finish((t * a + u * b + half) >> (2 * bits))));
    }
    output
}
