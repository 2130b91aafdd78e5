//! Separable filters in single precision whose support may grow when shrinking: columns first, then rows.

use super::Taps;
use super::c_math::sine_single;
use super::float_pass::rows_in_order;
use crate::value::{Image, Samples};
use std::f32::consts::PI;

/// A filter: how far it reaches, and its value at a distance.
#[derive(Clone, Copy)]
pub struct Stretchable {
    /// Reach in source pixels when nothing is shrunk.
    pub radius: f32,
    /// The weight at a distance of at least 0.
    pub weight: fn(f32) -> f32,
}

/// The triangle of bilinear.
pub const TRIANGLE: Stretchable = Stretchable { radius: 1.0, weight: |x| if x < 1.0 { 1.0 - x } else { 0.0 } };

/// The cubic with a = -0.5.
pub const KEYS: Stretchable = Stretchable {
    radius: 2.0,
    weight: |x| {
        if x >= 2.0 {
            0.0
        } else if x >= 1.0 {
            ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
        } else {
            ((1.5 * x - 2.5) * x) * x + 1.0
        }
    },
};

/// The cubic of Mitchell and Netravali.
pub const MITCHELL: Stretchable = Stretchable {
    radius: 2.0,
    weight: |x| {
        if x >= 2.0 {
            0.0
        } else if x >= 1.0 {
            (((-7.0 / 18.0) * x + 2.0) * x - 10.0 / 3.0) * x + 16.0 / 9.0
        } else {
            (((7.0 / 6.0) * x - 2.0) * x) * x + 8.0 / 9.0
        }
    },
};

/// Lanczos with three lobes.
pub const LANCZOS3: Stretchable = Stretchable { radius: 3.0, weight: |x| lanczos(x, 3.0) };

/// Lanczos with five lobes.
pub const LANCZOS5: Stretchable = Stretchable { radius: 5.0, weight: |x| lanczos(x, 5.0) };

/// A Gaussian of radius 1.5 and a third of that as standard deviation. Its exponential is that of double precision.
pub const GAUSSIAN: Stretchable =
    Stretchable { radius: 1.5, weight: |x| if x >= 1.5 { 0.0 } else { libm::exp(f64::from(-x * x) / 0.5) as f32 } };

fn lanczos(x: f32, radius: f32) -> f32 {
    if x > radius {
        0.0
    } else if x <= 1e-3 {
        1.0
    } else {
        radius * sine_single(PI * x) * sine_single(PI * x / radius) / (PI * PI * x * x)
    }
}

/// The weights of one axis. The source length per target pixel is the reciprocal of a rounded ratio.
pub fn weights(filter: Stretchable, from: usize, to: usize, antialias: bool) -> Taps<f32> {
    let inverse = 1.0 / (to as f32 / from as f32);
    let stretch = if antialias { inverse.max(1.0) } else { 1.0 };
    let narrow = 1.0 / stretch;
    let mut taps = Taps::with_capacity(to);
    let mut window = Vec::new();
    for index in 0..to {
        let center = (index as f32 + 0.5) * inverse;
        let first = ((center - filter.radius * stretch - 0.5).ceil() as isize).max(0) as usize;
        let last = ((center + filter.radius * stretch - 0.5).floor() as isize).min(from as isize - 1).max(0) as usize;
        window.clear();
        window.extend((first..=last).map(|j| (filter.weight)(((j as f32 + 0.5 - center) * narrow).abs())));
        let total = window.iter().fold(0.0_f32, |sum, weight| sum + weight);
        if total.abs() >= 1000.0 * f32::MIN_POSITIVE {
            let share = 1.0 / total;
            for weight in &mut window {
                *weight *= share;
            }
        }
        taps.push(first, window.iter().copied());
    }
    taps
}

/// Filters columns, then rows, each sum in order from zero.
pub fn resize(image: &Image, columns: &Taps<f32>, rows: &Taps<f32>) -> Image {
    let source = floats(image);
    let channels = image.channels();
    let stride = image.width * channels;
    let row_length = columns.len() * channels;
    let mut output = vec![0.0; row_length * rows.len()];
    let mut sums = vec![0.0_f32; stride];
    for ((start, weights), out) in rows.windows().zip(output.chunks_exact_mut(row_length)) {
        sums.fill(0.0);
        for (row, weight) in source[start * stride..].chunks_exact(stride).zip(weights) {
            for (sum, sample) in sums.iter_mut().zip(row) {
                *sum += sample * weight;
            }
        }
        rows_in_order(&sums, image.width, channels, 0, columns, out);
    }
    Image::new(columns.len(), rows.len(), image.order, Samples::F32(output))
}

/// The samples as floats.
pub fn floats(image: &Image) -> Vec<f32> {
    match &image.samples {
        Samples::U8(data) => data.iter().map(|&sample| f32::from(sample)).collect(),
        Samples::U16(data) => data.iter().map(|&sample| f32::from(sample)).collect(),
        Samples::F32(data) => data.clone(),
    }
}
