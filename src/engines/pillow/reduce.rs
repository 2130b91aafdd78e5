//! `Image.reduce`: means of blocks of whole pixels.

use crate::value::{Image, Samples};

/// The means of blocks of `factors.0` x `factors.1` pixels within `region` (left, top, right, bottom); blocks at the right
/// and bottom edges may be smaller.
pub fn reduce(image: &Image, region: [usize; 4], factors: (usize, usize)) -> Image {
    let width = (region[2] - region[0]).div_ceil(factors.0);
    let height = (region[3] - region[1]).div_ceil(factors.1);
    let blocks = Blocks { stride: image.width, channels: image.channels(), region, factors, width, height };
    let samples = match &image.samples {
        Samples::U8(data) => Samples::U8(blocks.map(data, 0_u32, |sum, sample| sum + u32::from(sample), mean)),
        Samples::U16(data) => {
            let finish = |sum: f64, count: u32| (sum / f64::from(count) + 0.5) as u16;
            Samples::U16(blocks.map(data, 0.0, |sum, sample| sum + f64::from(sample), finish))
        }
        Samples::F32(data) => Samples::F32(blocks.float_means(data)),
    };
    Image::new(width, height, image.order, samples)
}

/// A mean by multiplication with the reciprocal, in 24 bits.
fn mean(sum: u32, count: u32) -> u8 {
    let reciprocal = (1_u32 << 24) / count;
    ((sum + count / 2).wrapping_mul(reciprocal) >> 24) as u8
}

struct Blocks {
    stride: usize,
    channels: usize,
    region: [usize; 4],
    factors: (usize, usize),
    width: usize,
    height: usize,
}

impl Blocks {
    /// Floats of one channel: whole blocks are summed by squares of four in single precision, blocks that are cut off one by
    /// one.
    fn float_means(&self, data: &[f32]) -> Vec<f32> {
        let [left, top, right, bottom] = self.region;
        let (fx, fy) = self.factors;
        let mut output = Vec::with_capacity(self.width * self.height);
        for y in (top..bottom).step_by(fy) {
            for x in (left..right).step_by(fx) {
                let (columns, rows) = ((right - x).min(fx), (bottom - y).min(fy));
                let at = |row: usize, column: usize| data[(y + row) * self.stride + x + column];
                let whole = columns == fx && rows == fy;
                let step = if whole { 2 } else { 1 };
                let mut sum = 0.0_f64;
                for row in (0..rows).step_by(step) {
                    for column in (0..columns).step_by(step) {
                        let (more_rows, more_columns) = (row + 1 < rows && whole, column + 1 < columns && whole);
                        sum += f64::from(match (more_rows, more_columns) {
                            (true, true) => {
                                at(row, column) + at(row, column + 1) + at(row + 1, column) + at(row + 1, column + 1)
                            }
                            (true, false) => at(row, column) + at(row + 1, column),
                            (false, true) => at(row, column) + at(row, column + 1),
                            (false, false) => at(row, column),
                        });
                    }
                }
                output.push((sum * (1.0 / (columns * rows) as f64)) as f32);
            }
        }
        output
    }

    fn map<T: Copy, S: Copy>(&self, data: &[T], zero: S, add: fn(S, T) -> S, finish: fn(S, u32) -> T) -> Vec<T> {
        let [left, top, right, bottom] = self.region;
        let mut output = Vec::with_capacity(self.width * self.height * self.channels);
        for block_y in 0..self.height {
            let rows = top + block_y * self.factors.1..(top + (block_y + 1) * self.factors.1).min(bottom);
            for block_x in 0..self.width {
                let columns = left + block_x * self.factors.0..(left + (block_x + 1) * self.factors.0).min(right);
                let count = (rows.len() * columns.len()) as u32;
                for channel in 0..self.channels {
                    let positions = rows.clone().flat_map(|y| columns.clone().map(move |x| y * self.stride + x));
                    let samples = positions.map(|position| data[position * self.channels + channel]);
                    output.push(finish(samples.fold(zero, add), count));
                }
            }
        }
        output
    }
}
