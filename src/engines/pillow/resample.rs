//! Weights of the filters in double precision, and the two passes over bytes, 16-bit words and floats.

use crate::engines::capability::Filter;
use crate::engines::kernel::c_math::{cosine, sine};
use crate::engines::kernel::{Taps, fixed_point};
use crate::value::{Image, Samples};
use std::f64::consts::PI;

/// A filter with a support.
#[derive(Debug, Clone, Copy)]
pub struct Kernel {
    support: f64,
    function: fn(f64) -> f64,
}

impl Kernel {
    /// The kernel of a filter; `None` for those that pick single pixels.
    pub fn of(filter: Filter) -> Option<Self> {
        let (support, function): (f64, fn(f64) -> f64) = match filter {
            Filter::Box => (0.5, |x| if x > -0.5 && x <= 0.5 { 1.0 } else { 0.0 }),
            Filter::Bilinear => (1.0, |x| if x.abs() < 1.0 { 1.0 - x.abs() } else { 0.0 }),
            Filter::Hamming => (1.0, hamming),
            Filter::Bicubic => (2.0, bicubic),
            Filter::Lanczos => (3.0, lanczos),
            Filter::Mks2013 => (2.5, magic_kernel_sharp_2013),
            Filter::Mks2021 => (4.5, magic_kernel_sharp_2021),
            _ => return None,
        };
        Some(Self { support, function })
    }

    /// How far it reaches when nothing is shrunk.
    pub fn support(self) -> f64 {
        self.support
    }
}

fn hamming(x: f64) -> f64 {
    let x = x.abs();
    if x == 0.0 {
        1.0
    } else if x >= 1.0 {
        0.0
    } else {
        let x = x * PI;
        // The library's two constants are single-precision.
        sine(x) / x * (f64::from(0.54_f32) + f64::from(0.46_f32) * cosine(x))
    }
}

fn bicubic(x: f64) -> f64 {
    const A: f64 = -0.5;
    let x = x.abs();
    if x < 1.0 {
        ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0
    } else if x < 2.0 {
        (((x - 5.0) * x + 8.0) * x - 4.0) * A
    } else {
        0.0
    }
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    let x = x * PI;
    sine(x) / x
}

fn lanczos(x: f64) -> f64 {
    if (-3.0..3.0).contains(&x) { sinc(x) * sinc(x / 3.0) } else { 0.0 }
}

/// John Costella's kernel, <https://johncostella.com/magic/>: parabolas that meet at halves.
fn magic_kernel_sharp_2013(x: f64) -> f64 {
    let x = x.abs();
    if x < 0.5 {
        17.0 / 16.0 - 7.0 / 4.0 * (x * x)
    } else if x < 1.5 {
        (1.0 - x) * (7.0 / 4.0 - x)
    } else if x < 2.5 {
        let rest = x - 5.0 / 2.0;
        -1.0 / 8.0 * (rest * rest)
    } else {
        0.0
    }
}

/// His later one, of twice the reach.
fn magic_kernel_sharp_2021(x: f64) -> f64 {
    let x = x.abs();
    if x < 0.5 {
        577.0 / 576.0 - 239.0 / 144.0 * (x * x)
    } else if x < 1.5 {
        35.0 / 36.0 * (x - 1.0) * (x - 239.0 / 140.0)
    } else if x < 2.5 {
        1.0 / 6.0 * (x - 2.0) * (65.0 / 24.0 - x)
    } else if x < 3.5 {
        1.0 / 36.0 * (x - 3.0) * (x - 15.0 / 4.0)
    } else if x < 4.5 {
        let rest = x - 9.0 / 2.0;
        -1.0 / 288.0 * (rest * rest)
    } else {
        0.0
    }
}

/// The weights of `size` output positions over `from..to` of an axis of `length` source positions.
pub fn weights(kernel: Kernel, length: usize, from: f32, to: f32, size: usize) -> Taps<f64> {
    let scale = f64::from(to - from) / size as f64;
    let stretch = scale.max(1.0);
    let support = kernel.support * stretch;
    let inverse = 1.0 / stretch;
    let mut taps = Taps::with_capacity(size);
    let mut window = Vec::new();
    for index in 0..size {
        let center = f64::from(from) + (index as f64 + 0.5) * scale;
        let first = (center - support + 0.5).max(0.0) as usize;
        let last = ((center + support + 0.5) as usize).min(length);
        window.clear();
        window.extend((first..last).map(|j| (kernel.function)((j as f64 - center + 0.5) * inverse)));
        let total: f64 = window.iter().fold(0.0, |sum, weight| sum + weight);
        if total != 0.0 {
            for weight in &mut window {
                *weight /= total;
            }
        }
        taps.push(first, window.iter().copied());
    }
    taps
}

/// Bits behind the binary point of the weights for bytes.
const PRECISION: u32 = 22;

fn fixed(taps: &Taps<f64>) -> Taps<i32> {
    let one = f64::from(1 << PRECISION);
    taps.map(|weight| if *weight < 0.0 { (weight * one - 0.5) as i32 } else { (weight * one + 0.5) as i32 })
}

/// Filters all rows; without weights the image stays as it is.
pub fn horizontal(image: &Image, columns: Option<&Taps<f64>>, word: Word) -> Image {
    horizontal_rows(image, columns, 0, image.height, word)
}

/// Filters the rows `first..last` and drops the others.
pub fn horizontal_rows(image: &Image, columns: Option<&Taps<f64>>, first: usize, last: usize, word: Word) -> Image {
    let channels = image.channels();
    let stride = image.width * channels;
    let range = first * stride..last * stride;
    let samples = match (&image.samples, columns) {
        (Samples::U8(data), Some(taps)) => {
            let taps = fixed(taps);
            Samples::U8(fixed_point::horizontal(&data[range], image.width, channels, &taps, PRECISION))
        }
        (Samples::U16(data), Some(taps)) => Samples::U16(rows_of(&data[range], image.width, taps, word)),
        (Samples::F32(data), Some(taps)) => Samples::F32(rows_of(&data[range], image.width, taps, |sum| sum as f32)),
        (Samples::U8(data), None) => Samples::U8(data[range].to_vec()),
        (Samples::U16(data), None) => Samples::U16(data[range].to_vec()),
        (Samples::F32(data), None) => Samples::F32(data[range].to_vec()),
    };
    Image::new(columns.map_or(image.width, Taps::len), last - first, image.order, samples)
}

/// Filters all columns; without weights the image stays as it is.
pub fn vertical(image: &Image, rows: Option<&Taps<f64>>, word: Word) -> Image {
    let Some(taps) = rows else {
        return image.clone();
    };
    let row_length = image.width * image.channels();
    let samples = match &image.samples {
        Samples::U8(data) => Samples::U8(fixed_point::vertical(data, row_length, &fixed(taps), PRECISION)),
        Samples::U16(data) => Samples::U16(columns_of(data, row_length, taps, word)),
        Samples::F32(data) => Samples::F32(columns_of(data, row_length, taps, |sum| sum as f32)),
    };
    Image::new(image.width, taps.len(), image.order, samples)
}

fn rows_of<T: Copy + Into<f64>>(source: &[T], width: usize, taps: &Taps<f64>, finish: fn(f64) -> T) -> Vec<T> {
    let mut output = Vec::with_capacity(source.len() / width * taps.len());
    for row in source.chunks_exact(width) {
        output.extend(taps.windows().map(|(start, weights)| {
            let samples = row[start..].iter().zip(weights);
            finish(samples.fold(0.0, |sum, (&sample, weight)| sum + sample.into() * weight))
        }));
    }
    output
}

fn columns_of<T: Copy + Into<f64>>(source: &[T], width: usize, taps: &Taps<f64>, finish: fn(f64) -> T) -> Vec<T> {
    let mut output = Vec::with_capacity(width * taps.len());
    let mut sums = vec![0.0; width];
    for (start, weights) in taps.windows() {
        sums.fill(0.0);
        for (row, weight) in source[start * width..].chunks_exact(width).zip(weights) {
            for (sum, &sample) in sums.iter_mut().zip(row) {
                *sum += sample.into() * weight;
            }
        }
        output.extend(sums.iter().map(|&sum| finish(sum)));
    }
    output
}

/// How a sum becomes a 16-bit sample.
pub type Word = fn(f64) -> u16;

/// Halves away from zero, clipped to the range.
pub fn clipped(sum: f64) -> u16 {
    let whole = if sum >= 0.0 { (sum + 0.5).floor() } else { -((sum.abs() + 0.5).floor()) };
    whole.clamp(0.0, 65535.0) as u16
}

/// The same before 12.3: of what is too large, only the high byte was clipped.
pub fn clipped_by_bytes(sum: f64) -> u16 {
    let whole = (sum + 0.5).floor();
    if whole > 65535.0 { 0xFF00 | (whole % 256.0) as u16 } else { clipped(sum) }
}
