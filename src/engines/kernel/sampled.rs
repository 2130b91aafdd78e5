//! Filters in single precision that look at a fixed number of pixels, over a choice of coordinate mappings.

use super::stretched::floats;
use crate::value::{Image, Samples};

/// How a target position maps to the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapping {
    /// Pixel centres: `(i + 0.5) * scale - 0.5`.
    HalfPixel,
    /// Pixel corners: `i * scale`.
    Corner,
    /// The centres of the first and last pixels stay: `i * scale` with the scale of the gaps between pixels.
    AlignCorners,
}

/// Source lengths per target length in single precision; a single pixel has no gap to keep.
pub fn scale(from: usize, to: usize, mapping: Mapping) -> f32 {
    if mapping == Mapping::AlignCorners && from > 1 && to > 1 {
        (from - 1) as f32 / (to - 1) as f32
    } else {
        from as f32 / to as f32
    }
}

fn position(index: usize, scale: f32, mapping: Mapping) -> f32 {
    match mapping {
        Mapping::HalfPixel => (index as f32 + 0.5) * scale - 0.5,
        _ => index as f32 * scale,
    }
}

/// The positions that nearest picks.
pub fn nearest(from: usize, to: usize, mapping: Mapping) -> Vec<usize> {
    let scale = scale(from, to, mapping);
    let pick = |index: usize| match mapping {
        Mapping::HalfPixel => ((index as f32 + 0.5) * scale).floor(),
        Mapping::Corner => (index as f32 * scale).floor(),
        Mapping::AlignCorners => (index as f32 * scale).round(),
    };
    (0..to).map(|index| (pick(index).max(0.0) as usize).min(from - 1)).collect()
}

/// Two by two pixels: between columns first, then between rows, each as `a + (b - a) * share`.
pub fn bilinear(image: &Image, width: usize, height: usize, mapping: Mapping) -> Image {
    let (columns, rows) = (pairs(image.width, width, mapping), pairs(image.height, height, mapping));
    let (source, channels) = (floats(image), image.channels());
    let stride = image.width * channels;
    let mut output = Vec::with_capacity(width * height * channels);
    for &(top, bottom, dy) in &rows {
        let (top, bottom) = (&source[top * stride..][..stride], &source[bottom * stride..][..stride]);
        for &(left, right, dx) in &columns {
            for channel in 0..channels {
                let between = |row: &[f32]| {
                    let (l, r) = (row[left * channels + channel], row[right * channels + channel]);
                    l + (r - l) * dx
                };
                let (t, b) = (between(top), between(bottom));
                output.push(t + (b - t) * dy);
            }
        }
    }
    Image::new(width, height, image.order, Samples::F32(output))
}

/// Lower and upper neighbour, and the share of the upper one.
fn pairs(from: usize, to: usize, mapping: Mapping) -> Vec<(usize, usize, f32)> {
    let scale = scale(from, to, mapping);
    let pair = |index: usize| {
        let position = position(index, scale, mapping);
        let floor = position.floor();
        let upper = (position.ceil().max(0.0) as usize).min(from - 1);
        ((floor.max(0.0) as usize).min(from - 1), upper, position - floor)
    };
    (0..to).map(pair).collect()
}

/// Four by four pixels with weights from a table of 1024 steps, columns of four first.
pub fn bicubic(image: &Image, width: usize, height: usize, mapping: Mapping) -> Image {
    let table = CubicTable::new(if mapping == Mapping::HalfPixel { -0.5 } else { -0.75 });
    let columns = table.taps(image.width, width, mapping);
    let rows = table.taps(image.height, height, mapping);
    let (source, channels) = (floats(image), image.channels());
    let stride = image.width * channels;
    let mut output = Vec::with_capacity(width * height * channels);
    let mut between = vec![0.0_f32; stride];
    for (positions, weights) in &rows {
        let row = |k: usize| &source[positions[k] * stride..][..stride];
        let sources = [row(0), row(1), row(2), row(3)];
        for (x, sum) in between.iter_mut().enumerate() {
            *sum = in_order(|k| sources[k][x] * weights[k]);
        }
        for (positions, weights) in &columns {
            output.extend(
                (0..channels).map(|channel| in_order(|k| between[positions[k] * channels + channel] * weights[k])),
            );
        }
    }
    Image::new(width, height, image.order, Samples::F32(output))
}

fn in_order(product: impl Fn(usize) -> f32) -> f32 {
    product(0) + product(1) + product(2) + product(3)
}

struct CubicTable {
    /// Weights at distances below and above 1.
    steps: Vec<(f32, f32)>,
}

const STEPS: usize = 1024;

impl CubicTable {
    fn new(a: f64) -> Self {
        let step = |index: usize| {
            let near = f64::from(index as f32 * 1.0 / STEPS as f32);
            let far = f64::from((near + 1.0) as f32);
            let inner = ((a + 2.0) * near - (a + 3.0)) * near * near + 1.0;
            let outer = ((a * far - 5.0 * a) * far + 8.0 * a) * far - 4.0 * a;
            (inner as f32, outer as f32)
        };
        Self { steps: (0..=STEPS).map(step).collect() }
    }

    fn taps(&self, from: usize, to: usize, mapping: Mapping) -> Vec<([usize; 4], [f32; 4])> {
        let scale = scale(from, to, mapping);
        let tap = |index: usize| {
            let position = position(index, scale, mapping);
            let floor = position.floor();
            let offset = ((position - floor) * STEPS as f32).round_ties_even() as usize;
            let (near, far) = (self.steps[offset], self.steps[STEPS - offset]);
            let wanted = [-1, 0, 1, 2].map(|k| floor as isize + k);
            let positions = wanted.map(|p| p.clamp(0, from as isize - 1) as usize);
            let mut weights = [near.1, near.0, far.0, far.1];
            if mapping == Mapping::HalfPixel {
                for k in 0..4 {
                    if positions[k] as isize != wanted[k] {
                        weights[k] = 0.0;
                    }
                }
                let total = weights[0] + weights[1] + weights[2] + weights[3];
                if total.abs() >= 1000.0 * f32::MIN_POSITIVE {
                    let share = 1.0 / total;
                    weights = weights.map(|weight| weight * share);
                }
            }
            (positions, weights)
        };
        (0..to).map(tap).collect()
    }
}

/// Means over the source area of each target pixel, edge pixels by the part that is covered.
pub fn area(image: &Image, width: usize, height: usize, mapping: Mapping) -> Image {
    let (columns, rows) = (spans(image.width, width, mapping), spans(image.height, height, mapping));
    let (source, channels) = (floats(image), image.channels());
    let stride = image.width * channels;
    let share = 1.0 / (scale(image.height, height, mapping) * scale(image.width, width, mapping));
    let mut output = Vec::with_capacity(width * height * channels);
    for row in &rows {
        for column in &columns {
            for channel in 0..channels {
                let mut total = 0.0_f32;
                for &(y, weight_y) in row {
                    let mut sum = 0.0_f32;
                    for &(x, weight_x) in column {
                        sum += source[y * stride + x * channels + channel] * weight_x;
                    }
                    total += sum * weight_y;
                }
                output.push(total * share);
            }
        }
    }
    Image::new(width, height, image.order, Samples::F32(output))
}

/// The source positions under each target position, with the covered length of each.
fn spans(from: usize, to: usize, mapping: Mapping) -> Vec<Vec<(usize, f32)>> {
    let scale = scale(from, to, mapping);
    let span = |index: usize| {
        let (begin, end) = (index as f32 * scale, (index + 1) as f32 * scale);
        let covered = |position: isize| {
            let (left, right) = (position as f32, (position + 1) as f32);
            let length = match (left < begin, right > end) {
                (true, true) => scale,
                (true, false) => right - begin,
                (false, true) => end - left,
                (false, false) => 1.0,
            };
            (position.clamp(0, from as isize - 1) as usize, length)
        };
        (begin.floor() as isize..end.ceil() as isize).map(covered).collect()
    };
    (0..to).map(span).collect()
}
