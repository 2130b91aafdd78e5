//! Averaging over areas: whole blocks of pixels, or blocks with fractions at their edges.

use super::resize::Axis;
use crate::engines::kernel::Taps;
use crate::engines::kernel::float_pass::{Sample, rows_in_order};
use crate::value::{Image, Samples};

/// Blocks of `block` pixels, horizontally and vertically.
pub fn by_whole(image: &Image, columns: Axis, rows: Axis, block: (usize, usize)) -> Image {
    let blocks = Blocks { columns, rows, block, channels: image.channels() };
    let quarter_pairs = block == (2, 2) && image.channels() != 2;
    let samples = match &image.samples {
        Samples::U8(data) if quarter_pairs => {
            Samples::U8(blocks.map(data, |[a, b, c, d]| ((sum(a, b) + sum(c, d) + 2) >> 2) as u8, None))
        }
        Samples::U8(data) => Samples::U8(blocks.means(data)),
        Samples::U16(data) if quarter_pairs => {
            Samples::U16(blocks.map(data, |[a, b, c, d]| ((sum(a, b) + sum(c, d) + 2) >> 2) as u16, None))
        }
        Samples::U16(data) => Samples::U16(blocks.means(data)),
        Samples::F32(data) if block == (2, 2) && matches!(image.channels(), 1 | 4) => {
            let in_pairs = if image.channels() == 4 { columns.to } else { columns.to / 4 * 4 };
            Samples::F32(blocks.map(data, |[a, b, c, d]| ((a + b) + (c + d)) * 0.25, Some(in_pairs)))
        }
        Samples::F32(data) => Samples::F32(blocks.means(data)),
    };
    Image::new(columns.to, rows.to, image.order, samples)
}

fn sum<T: Into<u32>>(a: T, b: T) -> u32 {
    a.into() + b.into()
}

struct Blocks {
    columns: Axis,
    rows: Axis,
    block: (usize, usize),
    channels: usize,
}

impl Blocks {
    /// Blocks of two by two: `quick` for the first pixels of each row (all, if not said), the mean for the others and for
    /// blocks that reach over the edge.
    fn map<T: Sample>(&self, data: &[T], quick: fn([T; 4]) -> T, in_row: Option<usize>) -> Vec<T> {
        let stride = self.columns.from * self.channels;
        let quick_columns = in_row.unwrap_or(self.columns.to).min(self.columns.from / 2);
        let mut output = Vec::with_capacity(self.columns.to * self.rows.to * self.channels);
        for y in 0..self.rows.to {
            let quick_columns = if 2 * y + 2 <= self.rows.from { quick_columns } else { 0 };
            if quick_columns > 0 {
                let (top, bottom) = data[2 * y * stride..(2 * y + 2) * stride].split_at(stride);
                for x in 0..quick_columns {
                    let at = 2 * x * self.channels;
                    output.extend((at..at + self.channels).map(|left| {
                        let right = left + self.channels;
                        quick([top[left], top[right], bottom[left], bottom[right]])
                    }));
                }
            }
            self.rest(data, y, quick_columns, &mut output);
        }
        output
    }

    fn means<T: Sample>(&self, data: &[T]) -> Vec<T> {
        let mut output = Vec::with_capacity(self.columns.to * self.rows.to * self.channels);
        for y in 0..self.rows.to {
            self.rest(data, y, 0, &mut output);
        }
        output
    }

    /// The pixels of a row from `first` on.
    fn rest<T: Sample>(&self, data: &[T], y: usize, first: usize, output: &mut Vec<T>) {
        let (columns, rows, channels) = (self.columns.from, self.rows.from, self.channels);
        let (block_x, block_y) = self.block;
        let area = 1.0 / (block_x * block_y) as f32;
        let y_range = y * block_y..((y + 1) * block_y).min(rows);
        for x in first..self.columns.to {
            let x_range = x * block_x..((x + 1) * block_x).min(columns);
            let count = x_range.len() * y_range.len();
            for channel in 0..channels {
                let cells = y_range.clone().flat_map(|y| x_range.clone().map(move |x| y * columns + x));
                let samples = cells.map(|cell| data[cell * channels + channel]);
                output.push(match count {
                    0 => T::finish(0.0),
                    _ if count == block_x * block_y => T::finish(T::sum_by_four(samples) * area),
                    _ => T::finish(T::sum(samples) / count as f32),
                });
            }
        }
    }
}

/// Blocks with fractions: weights in single precision, rows first, then sums of rows.
pub fn general(image: &Image, columns: Axis, rows: Axis) -> Image {
    let (horizontal, vertical) = (cells(columns), cells(rows));
    let samples = match &image.samples {
        Samples::U8(data) => Samples::U8(average(data, image, &horizontal, &vertical)),
        Samples::U16(data) => Samples::U16(average(data, image, &horizontal, &vertical)),
        Samples::F32(data) => Samples::F32(average(data, image, &horizontal, &vertical)),
    };
    Image::new(columns.to, rows.to, image.order, samples)
}

/// Which part of each source pixel lies in each target pixel, as a share of the target pixel.
fn cells(axis: Axis) -> Taps<f32> {
    let length = axis.from as f64;
    let mut taps = Taps::with_capacity(axis.to);
    for index in 0..axis.to {
        let from = index as f64 * axis.scale;
        let to = from + axis.scale;
        let cell = axis.scale.min(length - from);
        let last = (to.floor() as usize).min(axis.from - 1);
        let first = (from.ceil() as usize).min(last);
        let before = first as f64 - from;
        let after = to - last as f64;
        let lead = (before > 1e-3).then(|| (before / cell) as f32);
        let tail = (after > 1e-3).then(|| (after.min(1.0).min(cell) / cell) as f32);
        let start = if lead.is_some() { first.wrapping_sub(1) } else { first };
        let whole = std::iter::repeat_n((1.0 / cell) as f32, last - first);
        taps.push(start, lead.into_iter().chain(whole).chain(tail));
    }
    taps
}

fn average<T: Sample>(data: &[T], image: &Image, columns: &Taps<f32>, rows: &Taps<f32>) -> Vec<T> {
    let channels = image.channels();
    let row_length = columns.len() * channels;
    let mut output = Vec::with_capacity(row_length * rows.len());
    let mut row = vec![0.0; row_length];
    let mut sums = vec![0.0; row_length];
    let mut done = usize::MAX;
    for (start, weights) in rows.windows() {
        for (offset, &weight) in weights.iter().enumerate() {
            if done != start + offset {
                done = start + offset;
                rows_in_order(data, image.width, channels, done, columns, &mut row);
            }
            if offset == 0 {
                sums.iter_mut().zip(&row).for_each(|(sum, value)| *sum = value * weight);
            } else {
                sums.iter_mut().zip(&row).for_each(|(sum, value)| *sum += value * weight);
            }
        }
        output.extend(sums.iter().map(|&sum| T::finish(sum)));
    }
    output
}
