//! The bilinear filter over bytes: only the rows and columns that are needed, in 16-bit lanes.

use super::resize::Axis;
use crate::engines::kernel::fixed_point::{narrowed, two_pixels};
use wide::{i16x8, i32x4, u8x16};

/// Weights of one target position: the first source position and its pair.
type Pair = (isize, [i16; 8]);

/// Bilinear with weights of 11 bits.
pub fn bytes(data: &[u8], channels: usize, columns: (Axis, &[Pair]), rows: (Axis, &[Pair])) -> Vec<u8> {
    match channels {
        1 => bytes_n::<1>(data, columns, rows),
        2 => bytes_n::<2>(data, columns, rows),
        3 => bytes_n::<3>(data, columns, rows),
        4 => bytes_n::<4>(data, columns, rows),
        _ => unreachable!("images have one to four channels"),
    }
}

/// A target column: its first source column, and the weights of it and its right neighbour.
struct Column {
    first: usize,
    /// The pair, once for each of four channels.
    weights: i16x8,
}

/// Bytes behind a row that vectors may read.
const BEYOND: usize = 32;

fn bytes_n<const C: usize>(data: &[u8], columns: (Axis, &[Pair]), rows: (Axis, &[Pair])) -> Vec<u8> {
    let (width, height) = (columns.0.from, rows.0.from);
    let columns: Vec<Column> = columns
        .1
        .iter()
        .map(|&(first, [a, b, ..])| Column {
            first: first.clamp(0, width as isize - 1) as usize,
            weights: i16x8::new([a, b, a, b, a, b, a, b]),
        })
        .collect();
    let (row_length, stride) = (columns.len() * C, width * C);
    // The last rows are copied, so that there are bytes behind them too.
    let safe = data.len().saturating_sub(BEYOND) / stride;
    let mut tail = data[safe * stride..].to_vec();
    tail.resize(tail.len() + BEYOND, 0);
    let source_row = |y: usize| if y < safe { &data[y * stride..] } else { &tail[(y - safe) * stride..] };
    // The two rows at hand; a row that is needed again is not filtered again.
    let mut held = [vec![0_i16; row_length + 4], vec![0_i16; row_length + 4]];
    let mut held_rows = [usize::MAX; 2];
    let mut output = vec![0; row_length * rows.1.len()];
    for ((first, weights), out) in rows.1.iter().zip(output.chunks_exact_mut(row_length)) {
        let top = (*first).clamp(0, height as isize - 1) as usize;
        let bottom = (first + 1).clamp(0, height as isize - 1) as usize;
        if held_rows[1] == top {
            held.swap(0, 1);
            held_rows.swap(0, 1);
        }
        for (slot, row) in [top, bottom].into_iter().enumerate() {
            if held_rows[slot] != row {
                filter_row::<C>(&source_row(row)[..stride + BEYOND], &columns, &mut held[slot]);
                held_rows[slot] = row;
            }
        }
        blend(&held[0][..row_length], &held[1][..row_length], [weights[0], weights[1]], out);
    }
    output
}

/// One row: sums of products with 7 bits behind the point, as the second pass takes them. Right of the last column stands
/// anything: its weight is zero.
fn filter_row<const C: usize>(row: &[u8], columns: &[Column], out: &mut [i16]) {
    for (column, at) in columns.iter().zip((0..).step_by(C)) {
        let sums: i32x4 = two_pixels::<C>(&row[column.first * C..column.first * C + C + 16]).dot(column.weights) >> 4;
        // The next pixel overwrites what is too much.
        out[at..at + 4].copy_from_slice(&narrowed(sums, sums).to_array()[..4]);
    }
}

/// Two rows into one: the high halves of the products, and two bits of rounding.
fn blend(top: &[i16], bottom: &[i16], weights: [i16; 2], out: &mut [u8]) {
    let [a, b] = weights;
    let (tops, top_rest) = top.as_chunks::<8>();
    let (bottoms, bottom_rest) = bottom.as_chunks::<8>();
    let (outs, out_rest) = out.as_chunks_mut::<8>();
    for ((out, top), bottom) in outs.iter_mut().zip(tops).zip(bottoms) {
        let sum: i16x8 = (i16x8::new(*top).mul_keep_high(i16x8::splat(a))
            + i16x8::new(*bottom).mul_keep_high(i16x8::splat(b))
            + i16x8::splat(2))
            >> 2;
        let bytes = u8x16::narrow_i16x8(sum, sum).to_array();
        out.copy_from_slice(&bytes[..8]);
    }
    for ((out, &top), &bottom) in out_rest.iter_mut().zip(top_rest).zip(bottom_rest) {
        let high = |sample: i16, weight: i16| (i32::from(sample) * i32::from(weight)) >> 16;
        *out = ((high(top, a) + high(bottom, b) + 2) >> 2).clamp(0, 255) as u8;
    }
}
