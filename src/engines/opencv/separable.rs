//! Filters of two, four and eight taps a side: rows into a wider type, then columns.

use super::resize::Axis;
use crate::engines::capability::Filter;
use crate::engines::kernel::c_math::{cosine, sine};
use crate::engines::kernel::float_pass::Sample;
use crate::value::{Image, Samples};

/// The taps of one target position: the first source position (it may lie outside) and the weights.
#[derive(Debug, Clone, Copy)]
struct Tap {
    first: isize,
    weights: [f32; 8],
}

/// Resizes with the filter: fixed point for bytes, single precision for the others.
pub fn resize(image: &Image, columns: Axis, rows: Axis, filter: Filter) -> Image {
    let count = match filter {
        Filter::Bicubic => 4,
        Filter::Lanczos => 8,
        _ => 2,
    };
    let horizontal = taps(columns, filter, true);
    let vertical = taps(rows, filter, false);
    let shape = Shape { columns, rows, channels: image.channels(), count };
    let samples = match &image.samples {
        Samples::U8(data) if count == 2 => Samples::U8(super::linear::bytes(
            data,
            image.channels(),
            (columns, &fixed(&horizontal)),
            (rows, &fixed(&vertical)),
        )),
        Samples::U8(data) => Samples::U8(bytes(data, shape, &fixed(&horizontal), &fixed(&vertical))),
        Samples::U16(data) => {
            Samples::U16(floats(data, shape, &horizontal, &vertical, if count == 8 { usize::MAX } else { 8 }))
        }
        Samples::F32(data) => Samples::F32(floats(data, shape, &horizontal, &vertical, 4)),
    };
    Image::new(columns.to, rows.to, image.order, samples)
}

fn taps(axis: Axis, filter: Filter, clamp: bool) -> Vec<Tap> {
    (0..axis.to).map(|index| tap(axis, filter, index, clamp)).collect()
}

/// `clamp` keeps a pair inside the image by moving it, as the first pass does for two taps; positions are clipped anyway.
fn tap(axis: Axis, filter: Filter, index: usize, clamp: bool) -> Tap {
    let (mut first, mut fraction) = if filter == Filter::Area {
        let first = (index as f64 * axis.scale).floor();
        let fraction = ((index + 1) as f64 - (first + 1.0) * axis.inverse) as f32;
        (first as isize, if fraction <= 0.0 { 0.0 } else { fraction - fraction.floor() })
    } else {
        let position = ((index as f64 + 0.5) * axis.scale - 0.5) as f32;
        (position.floor() as isize, position - position.floor())
    };
    let weights = match filter {
        Filter::Bicubic => cubic(fraction),
        Filter::Lanczos => lanczos(fraction),
        _ => {
            let last = axis.from as isize - 1;
            if clamp && (first < 0 || first >= last) {
                fraction = 0.0;
                first = first.clamp(0, last);
            }
            [1.0 - fraction, fraction, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        }
    };
    let before = match filter {
        Filter::Bicubic => 1,
        Filter::Lanczos => 3,
        _ => 0,
    };
    Tap { first: first - before, weights }
}

fn cubic(x: f32) -> [f32; 8] {
    const A: f32 = -0.75;
    let y = 1.0 - x;
    let c0 = ((A * (x + 1.0) - 5.0 * A) * (x + 1.0) + 8.0 * A) * (x + 1.0) - 4.0 * A;
    let c1 = ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0;
    let c2 = ((A + 2.0) * y - (A + 3.0)) * y * y + 1.0;
    [c0, c1, c2, 1.0 - c0 - c1 - c2, 0.0, 0.0, 0.0, 0.0]
}

fn lanczos(x: f32) -> [f32; 8] {
    const R: f64 = std::f64::consts::FRAC_1_SQRT_2;
    const TURNS: [(f64, f64); 8] =
        [(1.0, 0.0), (-R, -R), (0.0, 1.0), (R, -R), (-1.0, 0.0), (R, R), (0.0, -1.0), (-R, R)];
    let quarter = std::f64::consts::FRAC_PI_4;
    let angle = -f64::from(x + 3.0) * quarter;
    let (sine, cosine) = (sine(angle), cosine(angle));
    let mut weights = [0.0_f32; 8];
    let mut sum = 0.0_f32;
    for (index, (weight, (a, b))) in weights.iter_mut().zip(TURNS).enumerate() {
        let distance = x + 3.0 - index as f32;
        *weight = if distance.abs() < 1e-6 {
            1e30
        } else {
            let y = -f64::from(distance) * quarter;
            ((a * sine + b * cosine) / (y * y)) as f32
        };
        sum += *weight;
    }
    let scale = 1.0 / sum;
    weights.map(|weight| weight * scale)
}

/// Weights with 11 bits behind the point, each rounded for itself.
fn fixed(taps: &[Tap]) -> Vec<(isize, [i16; 8])> {
    taps.iter().map(|tap| (tap.first, tap.weights.map(|w| (w * 2048.0).round_ties_even() as i16))).collect()
}

#[derive(Debug, Clone, Copy)]
struct Shape {
    columns: Axis,
    rows: Axis,
    channels: usize,
    count: usize,
}

fn clip(position: isize, length: usize) -> usize {
    position.clamp(0, length as isize - 1) as usize
}

/// Four and eight taps over bytes.
fn bytes(data: &[u8], shape: Shape, horizontal: &[(isize, [i16; 8])], vertical: &[(isize, [i16; 8])]) -> Vec<u8> {
    let Shape { columns, rows, channels, count } = shape;
    let stride = columns.from * channels;
    let filter_row = |y: usize| -> Vec<i32> {
        let row = &data[y * stride..(y + 1) * stride];
        let sums = horizontal.iter().flat_map(|(first, weights)| {
            (0..channels).map(move |channel| {
                let taps = weights[..count].iter().enumerate();
                taps.map(|(k, &weight)| {
                    let position = clip(first + k as isize, columns.from);
                    i32::from(row[position * channels + channel]) * i32::from(weight)
                })
                .sum::<i32>()
            })
        });
        sums.collect()
    };
    let mut rows_done: RowCache<i32> = RowCache::new(count);
    let mut output = Vec::with_capacity(columns.to * rows.to * channels);
    let row_length = columns.to * channels;
    for (first, weights) in vertical {
        let positions: Vec<usize> = (0..count).map(|k| clip(first + k as isize, rows.from)).collect();
        let sources = rows_done.rows(&positions, &filter_row);
        // The library's vector code works on eight samples at a time and, for four taps, in floats; the rest is scalar.
        let in_floats = if count == 4 { row_length / 8 * 8 } else { 0 };
        let by = |k: usize| f32::from(weights[k]) * f32::powi(2.0, -22);
        output.extend((0..in_floats).map(|x| {
            let at = |k: usize| sources[k][x] as f32;
            u8::finish(at(0) * by(0) + (at(1) * by(1) + (at(2) * by(2) + at(3) * by(3))))
        }));
        output.extend((in_floats..row_length).map(|x| {
            let products = (0..count).map(|k| sources[k][x].wrapping_mul(i32::from(weights[k])));
            (products.fold(1 << 21, i32::wrapping_add) >> 22).clamp(0, 255) as u8
        }));
    }
    output
}

/// Any number of taps in single precision; the second pass works on so many `lanes` at a time.
fn floats<T: Sample>(data: &[T], shape: Shape, horizontal: &[Tap], vertical: &[Tap], lanes: usize) -> Vec<T> {
    let Shape { columns, rows, channels, count } = shape;
    let stride = columns.from * channels;
    let filter_row = |y: usize| -> Vec<f32> {
        let row = &data[y * stride..(y + 1) * stride];
        let sums = horizontal.iter().flat_map(|tap| {
            (0..channels).map(move |channel| {
                let product = |k: usize| {
                    let position = clip(tap.first + k as isize, columns.from);
                    row[position * channels + channel].to_f32() * tap.weights[k]
                };
                (1..count).fold(product(0), |sum, k| sum + product(k))
            })
        });
        sums.collect()
    };
    let mut rows_done: RowCache<f32> = RowCache::new(count);
    let mut output = Vec::with_capacity(columns.to * rows.to * channels);
    let row_length = columns.to * channels;
    let in_vectors = row_length / lanes * lanes;
    for tap in vertical {
        let positions: Vec<usize> = (0..count).map(|k| clip(tap.first + k as isize, rows.from)).collect();
        let sources = rows_done.rows(&positions, &filter_row);
        output.extend((0..row_length).map(|x| {
            let product = |k: usize| sources[k][x] * tap.weights[k];
            // Vectors are summed from the last tap on, the rest of the row from the first.
            let sum = if x < in_vectors {
                (0..count - 1).rev().fold(product(count - 1), |sum, k| product(k) + sum)
            } else {
                (1..count).fold(product(0), |sum, k| sum + product(k))
            };
            T::finish(sum)
        }));
    }
    output
}

/// Filtered rows that the next target rows need again.
struct RowCache<S> {
    rows: Vec<(usize, std::rc::Rc<Vec<S>>)>,
    capacity: usize,
}

impl<S> RowCache<S> {
    fn new(taps: usize) -> Self {
        Self { rows: Vec::new(), capacity: taps }
    }

    fn rows(&mut self, positions: &[usize], filter: &impl Fn(usize) -> Vec<S>) -> Vec<std::rc::Rc<Vec<S>>> {
        let found = positions.iter().map(|&position| {
            if let Some((_, row)) = self.rows.iter().find(|(known, _)| *known == position) {
                return std::rc::Rc::clone(row);
            }
            let row = std::rc::Rc::new(filter(position));
            self.rows.push((position, std::rc::Rc::clone(&row)));
            row
        });
        let found: Vec<_> = found.collect();
        let excess = self.rows.len().saturating_sub(self.capacity);
        self.rows.drain(..excess);
        found
    }
}
