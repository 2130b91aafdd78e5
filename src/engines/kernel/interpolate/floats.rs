use super::{Axis, Request};
use crate::engines::kernel::Taps;
use crate::value::{Image, Samples};

/// Rows, then columns, in single precision.
pub fn resize(image: &Image, data: &[f32], request: &Request) -> Image {
    let (columns, rows) = Axis::both(image, request);
    let output = if request.antialias {
        antialiased(image, data, columns, rows, request.cubic)
    } else {
        sampled(image, data, columns, rows, request.cubic)
    };
    Image::new(columns.to, rows.to, image.order, Samples::F32(output))
}

fn antialiased(image: &Image, data: &[f32], columns: Axis, rows: Axis, cubic: bool) -> Vec<f32> {
    let channels = image.channels();
    let horizontal = weights(columns, cubic);
    let mut between = Vec::with_capacity(image.height * columns.to * channels);
    for row in data.chunks_exact(image.width * channels) {
        for (start, window) in horizontal.windows() {
            between.extend((0..channels).map(|channel| sum(window, |k| row[(start + k) * channels + channel])));
        }
    }
    let stride = columns.to * channels;
    let mut output = Vec::with_capacity(rows.to * stride);
    for (start, window) in weights(rows, cubic).windows() {
        output.extend((0..stride).map(|x| sum(window, |k| between[(start + k) * stride + x])));
    }
    output
}

/// The library's loop is unrolled by four: products of whole groups are added, those of the rest are fused.
fn sum(weights: &[f32], sample: impl Fn(usize) -> f32) -> f32 {
    let Some(first) = weights.first() else {
        return 0.0;
    };
    let grouped = 1 + (weights.len() - 1) / 4 * 4;
    let mut sum = sample(0) * first;
    for (k, weight) in weights.iter().enumerate().take(grouped).skip(1) {
        sum += sample(k) * weight;
    }
    for (k, weight) in weights.iter().enumerate().skip(grouped) {
        sum = sample(k).mul_add(*weight, sum);
    }
    sum
}

fn weights(axis: Axis, cubic: bool) -> Taps<f32> {
    let scale = axis.scale32();
    let support = if cubic { 2.0 } else { 1.0 } * scale.max(1.0);
    let narrow = if scale >= 1.0 { 1.0 / scale } else { 1.0 };
    let mut taps = Taps::with_capacity(axis.to);
    let mut window = Vec::new();
    for index in 0..axis.to {
        let center = scale * (index as f32 + 0.5);
        let first = (center - support + 0.5).max(0.0) as usize;
        let last = ((center + support + 0.5) as usize).min(axis.from);
        window.clear();
        window.extend((first..last).map(|j| {
            let x = ((j as f32 - center + 0.5) * narrow).abs();
            if cubic { keys_fused(x) } else { (1.0 - x).max(0.0) }
        }));
        let total = window.iter().fold(0.0_f32, |sum, weight| sum + weight);
        if total != 0.0 {
            for weight in &mut window {
                *weight /= total;
            }
        }
        taps.push(first, window.iter().copied());
    }
    taps
}

/// The cubic with a = -0.5, every step of Horner's rule fused.
fn keys_fused(x: f32) -> f32 {
    const A: f32 = -0.5;
    if x < 1.0 {
        ((A + 2.0).mul_add(x, -(A + 3.0)) * x).mul_add(x, 1.0)
    } else if x < 2.0 {
        A.mul_add(x, -5.0 * A).mul_add(x, 8.0 * A).mul_add(x, -4.0 * A)
    } else {
        0.0
    }
}

/// Positions and weights of one target position; unused taps have no weight.
struct Tap {
    positions: [usize; 4],
    weights: [f32; 4],
}

/// The library has a kernel for small targets, whose weights are multiplied with each other first and whose positions are
/// fused, and one for all others; cubic has the second with fused positions.
fn sampled(image: &Image, data: &[f32], columns: Axis, rows: Axis, cubic: bool) -> Vec<f32> {
    let small = columns.to + rows.to <= super::SMALL;
    let (horizontal, vertical) = (taps(columns, cubic, cubic || small), taps(rows, cubic, cubic || small));
    let mix: fn(Neighbours) -> f32 = match (cubic, small) {
        (true, _) => mix_sixteen,
        (false, true) => mix_four,
        (false, false) => mix_pairs,
    };
    let mut output = Vec::with_capacity(rows.to * columns.to * image.channels());
    for y in &vertical {
        for x in &horizontal {
            for channel in 0..image.channels() {
                output.push(mix(Neighbours { image, data, channel, x, y }));
            }
        }
    }
    output
}

/// The source pixels of one target pixel, in one channel.
#[derive(Clone, Copy)]
struct Neighbours<'a> {
    image: &'a Image,
    data: &'a [f32],
    channel: usize,
    x: &'a Tap,
    y: &'a Tap,
}

impl Neighbours<'_> {
    fn at(self, row: usize, column: usize) -> f32 {
        let pixel = self.y.positions[row] * self.image.width + self.x.positions[column];
        self.data[pixel * self.image.channels() + self.channel]
    }
}

fn mix_four(near: Neighbours) -> f32 {
    let ([top, bottom, ..], [left, right, ..]) = (near.y.weights, near.x.weights);
    let upper = near.at(0, 0).mul_add(top * left, near.at(0, 1) * (top * right));
    near.at(1, 1).mul_add(bottom * right, near.at(1, 0).mul_add(bottom * left, upper))
}

fn mix_pairs(near: Neighbours) -> f32 {
    let pair = |weights: &[f32; 4], values: [f32; 2]| values[0].mul_add(weights[0], values[1] * weights[1]);
    pair(&near.y.weights, [0, 1].map(|row| pair(&near.x.weights, [near.at(row, 0), near.at(row, 1)])))
}

fn mix_sixteen(near: Neighbours) -> f32 {
    let four = |weights: &[f32; 4], values: [f32; 4]| {
        let pair = values[0].mul_add(weights[0], values[1] * weights[1]);
        values[3].mul_add(weights[3], values[2].mul_add(weights[2], pair))
    };
    four(&near.y.weights, [0, 1, 2, 3].map(|row| four(&near.x.weights, [0, 1, 2, 3].map(|k| near.at(row, k)))))
}

fn taps(axis: Axis, cubic: bool, fused: bool) -> Vec<Tap> {
    let scale = axis.scale32();
    let clip = |position: isize| position.clamp(0, axis.from as isize - 1) as usize;
    let tap = |index: usize| {
        let position = match index as f32 {
            index if axis.align_corners => scale * index,
            index if fused => scale.mul_add(index + 0.5, -0.5),
            index => scale * (index + 0.5) - 0.5,
        };
        if cubic {
            let floor = position.floor();
            let t = position - floor;
            let first = floor as isize - 1;
            let weights = [outer(t + 1.0), inner(t), inner(1.0 - t), outer((1.0 - t) + 1.0)];
            Tap { positions: [0, 1, 2, 3].map(|k| clip(first + k)), weights }
        } else {
            let position = position.max(0.0);
            let first = clip(position.floor() as isize);
            let share = (position - first as f32).clamp(0.0, 1.0);
            let second = (first + 1).min(axis.from - 1);
            Tap { positions: [first, second, first, first], weights: [1.0 - share, share, 0.0, 0.0] }
        }
    };
    (0..axis.to).map(tap).collect()
}

const SHARP: f32 = -0.75;

fn inner(x: f32) -> f32 {
    (SHARP + 2.0).mul_add(x, -(SHARP + 3.0)) * x * x + 1.0
}

fn outer(x: f32) -> f32 {
    SHARP.mul_add(x, -5.0 * SHARP).mul_add(x, 8.0 * SHARP) * x - 4.0 * SHARP
}
