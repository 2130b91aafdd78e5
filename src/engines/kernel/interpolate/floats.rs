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

fn sampled(image: &Image, data: &[f32], columns: Axis, rows: Axis, cubic: bool) -> Vec<f32> {
    let channels = image.channels();
    let stride = image.width * channels;
    let (horizontal, vertical) = (taps(columns, cubic), taps(rows, cubic));
    let combine = |weights: &[f32; 4], values: [f32; 4]| {
        if cubic {
            values[0] * weights[0] + values[1] * weights[1] + values[2] * weights[2] + values[3] * weights[3]
        } else {
            values[0].mul_add(weights[0], values[1] * weights[1])
        }
    };
    let used = if cubic { 4 } else { 2 };
    let mut output = Vec::with_capacity(rows.to * columns.to * channels);
    for tap_y in &vertical {
        for tap_x in &horizontal {
            for channel in 0..channels {
                let mut between = [0.0; 4];
                for (value, &y) in between.iter_mut().zip(&tap_y.positions).take(used) {
                    let at = |k: usize| data[y * stride + tap_x.positions[k] * channels + channel];
                    *value = combine(&tap_x.weights, [at(0), at(1), at(2), at(3)]);
                }
                output.push(combine(&tap_y.weights, between));
            }
        }
    }
    output
}

fn taps(axis: Axis, cubic: bool) -> Vec<Tap> {
    let scale = axis.scale32();
    let clip = |position: isize| position.clamp(0, axis.from as isize - 1) as usize;
    let tap = |index: usize| {
        let position = if axis.align_corners { scale * index as f32 } else { scale.mul_add(index as f32 + 0.5, -0.5) };
        if cubic {
            let floor = position.floor();
            let t = position - floor;
            let first = floor as isize - 1;
            let weights = [outer(t + 1.0), inner(t), inner(1.0 - t), outer(2.0 - t)];
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
    ((SHARP + 2.0) * x - (SHARP + 3.0)) * x * x + 1.0
}

fn outer(x: f32) -> f32 {
    (SHARP * x - 5.0 * SHARP).mul_add(x, 8.0 * SHARP) * x - 4.0 * SHARP
}
