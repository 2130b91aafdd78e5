//! Separable convolution of bytes with whole-number weights: one rounding and one clamp after each pass.

use super::Taps;

/// Filters every row: `rows` rows of `width` pixels become rows of `taps.len()` pixels.
pub fn horizontal(source: &[u8], width: usize, channels: usize, taps: &Taps<i32>, precision: u32) -> Vec<u8> {
    match channels {
        1 => horizontal_n::<1>(source, width, taps, precision),
        2 => horizontal_n::<2>(source, width, taps, precision),
        3 => horizontal_three(source, width, taps, precision),
        4 => horizontal_n::<4>(source, width, taps, precision),
        _ => unreachable!("images have one to four channels"),
    }
}

fn horizontal_n<const C: usize>(source: &[u8], width: usize, taps: &Taps<i32>, precision: u32) -> Vec<u8> {
    let rows = source.len() / (width * C);
    let half = 1 << (precision - 1);
    let mut output = vec![0; rows * taps.len() * C];
    for (row, out) in source.chunks_exact(width * C).zip(output.chunks_exact_mut(taps.len() * C)) {
        let (pixels, _) = row.as_chunks::<C>();
        let (out, _) = out.as_chunks_mut::<C>();
        for ((start, weights), out) in taps.windows().zip(out) {
            let mut sums = [half; C];
            for (pixel, weight) in pixels[start..start + weights.len()].iter().zip(weights) {
                for channel in 0..C {
                    sums[channel] += i32::from(pixel[channel]) * weight;
                }
            }
            *out = sums.map(|sum| clamp(sum >> precision));
        }
    }
    output
}

/// Three channels: four bytes are read a pixel, so that a pixel fills a vector; the fourth sum is not used.
fn horizontal_three(source: &[u8], width: usize, taps: &Taps<i32>, precision: u32) -> Vec<u8> {
    let row_length = width * 3;
    let rows = source.len() / row_length;
    let mut output = vec![0; rows * taps.len() * 3];
    let mut outs = output.chunks_exact_mut(taps.len() * 3);
    let mut begin = 0;
    for out in outs.by_ref().take(rows.saturating_sub(1)) {
        row_of_three(&source[begin..=begin + row_length], out, taps, precision);
        begin += row_length;
    }
    if let Some(out) = outs.next() {
        let mut last = source[begin..].to_vec();
        last.push(0);
        row_of_three(&last, out, taps, precision);
    }
    output
}

/// One row with at least one byte behind it.
fn row_of_three(row: &[u8], out: &mut [u8], taps: &Taps<i32>, precision: u32) {
    let half = 1 << (precision - 1);
    let (out, _) = out.as_chunks_mut::<3>();
    for ((start, weights), out) in taps.windows().zip(out) {
        let window = &row[start * 3..=(start + weights.len()) * 3];
        let mut sums = [half; 4];
        for (pixel, weight) in window.windows(4).step_by(3).zip(weights) {
            for channel in 0..4 {
                sums[channel] += i32::from(pixel[channel]) * weight;
            }
        }
        let done = sums.map(|sum| clamp(sum >> precision));
        out.copy_from_slice(&done[..3]);
    }
}

/// Filters every column: rows of `row_length` samples become `taps.len()` rows.
pub fn vertical(source: &[u8], row_length: usize, taps: &Taps<i32>, precision: u32) -> Vec<u8> {
    let half = 1 << (precision - 1);
    let mut output = vec![0; row_length * taps.len()];
    let mut sums = vec![0_i32; row_length];
    for ((start, weights), out) in taps.windows().zip(output.chunks_exact_mut(row_length)) {
        sums.fill(half);
        let rows = source[start * row_length..].chunks_exact(row_length);
        for (row, &weight) in rows.zip(weights) {
            for (sum, &sample) in sums.iter_mut().zip(row) {
                *sum += i32::from(sample) * weight;
            }
        }
        for (out, sum) in out.iter_mut().zip(&sums) {
            *out = clamp(sum >> precision);
        }
    }
    output
}

fn clamp(value: i32) -> u8 {
    value.clamp(0, 255) as u8
}
