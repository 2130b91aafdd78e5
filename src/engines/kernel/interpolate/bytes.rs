use super::{Axis, Request};
use crate::engines::kernel::{Taps, fixed_point};
use crate::value::{Image, Samples};

/// Rows, then columns, each rounded to bytes; an axis that keeps its length is left alone.
pub fn resize(image: &Image, data: &[u8], request: &Request) -> Image {
    let (columns, rows) = Axis::both(image, request);
    let channels = image.channels();
    let mut between = None;
    if columns.from != columns.to {
        let (taps, precision) = quantised(&weights(columns, request));
        between = Some(fixed_point::horizontal(data, image.width, channels, &taps, precision));
    }
    if rows.from != rows.to {
        let (taps, precision) = quantised(&weights(rows, request));
        let source = between.as_deref().unwrap_or(data);
        between = Some(fixed_point::vertical(source, columns.to * channels, &taps, precision));
    }
    let output = between.unwrap_or_else(|| data.to_vec());
    Image::new(columns.to, rows.to, image.order, Samples::U8(output))
}

/// Whole weights with as many bits as keep the largest below 2^15, at most 22.
fn quantised(taps: &Taps<f64>) -> (Taps<i32>, u32) {
    let largest = taps.weights().iter().copied().fold(0.0, f64::max);
    let fits = |bits: u32| ((0.5 + largest * f64::from(1_u32 << bits)) as i64) < 1 << 15;
    let precision = (0..22).find(|bits| !fits(bits + 1)).unwrap_or(22);
    let one = f64::from(1_u32 << precision);
    (taps.map(|weight| (weight * one + if *weight < 0.0 { -0.5 } else { 0.5 }) as i32), precision)
}

fn weights(axis: Axis, request: &Request) -> Taps<f64> {
    let mut taps = Taps::with_capacity(axis.to);
    let scale = axis.scale();
    for index in 0..axis.to {
        let (start, window) = if request.antialias {
            antialiased(axis, scale, index, request.cubic)
        } else {
            sampled(axis, scale, index, request.cubic)
        };
        taps.push(start, window);
    }
    taps
}

fn antialiased(axis: Axis, scale: f64, index: usize, cubic: bool) -> (usize, Vec<f64>) {
    let stretch = scale.max(1.0);
    let support = if cubic { 2.0 } else { 1.0 } * stretch;
    let narrow = if scale >= 1.0 { 1.0 / scale } else { 1.0 };
    let center = scale * (index as f64 + 0.5);
    let first = (center - support + 0.5).max(0.0) as usize;
    let last = ((center + support + 0.5) as usize).min(axis.from);
    let kernel = if cubic { |x| keys(x, -0.5) } else { |x: f64| (1.0 - x.abs()).max(0.0) };
    let mut window: Vec<f64> = (first..last).map(|j| kernel((j as f64 - center + 0.5) * narrow)).collect();
    let total: f64 = window.iter().fold(0.0, |sum, weight| sum + weight);
    if total != 0.0 {
        for weight in &mut window {
            *weight /= total;
        }
    }
    (first, window)
}

/// Two or four taps; those outside the image are added to the edge pixel's.
fn sampled(axis: Axis, scale: f64, index: usize, cubic: bool) -> (usize, Vec<f64>) {
    let position = if axis.align_corners { scale * index as f64 } else { scale * (index as f64 + 0.5) - 0.5 };
    let (first, weights) = if cubic {
        let floor = position.floor();
        let t = position - floor;
        let weights = [keys(t + 1.0, -0.75), keys(t, -0.75), keys(1.0 - t, -0.75), keys(2.0 - t, -0.75)];
        (floor as isize - 1, weights.to_vec())
    } else {
        let position = position.max(0.0);
        let floor = position.floor();
        (floor as isize, vec![1.0 - (position - floor), position - floor])
    };
    let clip = |position: isize| position.clamp(0, axis.from as isize - 1) as usize;
    let start = clip(first);
    let end = clip(first + weights.len() as isize - 1);
    let mut window = vec![0.0; end - start + 1];
    for (offset, weight) in weights.into_iter().enumerate() {
        window[clip(first + offset as isize) - start] += weight;
    }
    (start, window)
}

/// The cubic convolution kernel.
fn keys(x: f64, a: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 {
        ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
    } else if x < 2.0 {
        ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a
    } else {
        0.0
    }
}
