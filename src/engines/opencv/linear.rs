//! The bilinear filter over bytes: only the rows and columns that are needed, in 16-bit lanes.

use super::resize::Axis;

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

/// A target column: first source column, offset of the second in pixels, two weights.
struct Column {
    first: usize,
    second: usize,
    weights: [i16; 2],
}

fn bytes_n<const C: usize>(data: &[u8], columns: (Axis, &[Pair]), rows: (Axis, &[Pair])) -> Vec<u8> {
    let (width, height) = (columns.0.from, rows.0.from);
    let (pixels, _) = data.as_chunks::<C>();
    let columns: Vec<Column> = columns
        .1
        .iter()
        .map(|&(first, weights)| {
            let first = first.clamp(0, width as isize - 1) as usize;
            Column { first, second: (first + 1).min(width - 1), weights: [weights[0], weights[1]] }
        })
        .collect();
    let row_length = columns.len() * C;
    // The two rows at hand; a row that is needed again is not filtered again.
    let mut held = [vec![0_i16; row_length], vec![0_i16; row_length]];
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
                filter_row::<C>(&pixels[row * width..(row + 1) * width], &columns, &mut held[slot]);
                held_rows[slot] = row;
            }
        }
        let (a, b) = (i32::from(weights[0]), i32::from(weights[1]));
        for ((out, &t), &u) in out.iter_mut().zip(&held[0]).zip(&held[1]) {
            let sum = ((i32::from(t) * a) >> 16) + ((i32::from(u) * b) >> 16) + 2;
            *out = (sum >> 2).clamp(0, 255) as u8;
        }
    }
    output
}

/// One row: sums of products with 7 bits behind the point, as the second pass takes them.
fn filter_row<const C: usize>(pixels: &[[u8; C]], columns: &[Column], out: &mut [i16]) {
    let (out, _) = out.as_chunks_mut::<C>();
    for (column, out) in columns.iter().zip(out) {
        let (p, q) = (pixels[column.first], pixels[column.second]);
        for channel in 0..C {
            let sum = i32::from(p[channel]) * i32::from(column.weights[0])
                + i32::from(q[channel]) * i32::from(column.weights[1]);
            out[channel] = (sum >> 4) as i16;
        }
    }
}
