//! Separable convolution of bytes with whole-number weights: one rounding and one clamp after each pass.
//!
//! Pixels of three and four bytes are filtered in vectors of 128 bits that every target has. Products of 16 bits are the
//! cheap ones, so a weight is split in its high part and its low 12 bits; the sums are the same.

#[cfg(target_arch = "x86_64")]
mod avx2;

use super::Taps;
use wide::{i16x8, i32x4, i32x8, u8x16};

/// Filters every row: rows of `width` pixels become rows of `taps.len()` pixels.
pub fn horizontal(source: &[u8], width: usize, channels: usize, taps: &Taps<i32>, precision: u32) -> Vec<u8> {
    match channels {
        1 => horizontal_scalar::<1>(source, width, taps, precision),
        2 => horizontal_scalar::<2>(source, width, taps, precision),
        3 if taps.windows().all(|(_, weights)| fit(weights)) => horizontal_vector::<3>(source, width, taps, precision),
        4 if taps.windows().all(|(_, weights)| fit(weights)) => horizontal_vector::<4>(source, width, taps, precision),
        3 => horizontal_scalar::<3>(source, width, taps, precision),
        4 => horizontal_scalar::<4>(source, width, taps, precision),
        _ => unreachable!("images have one to four channels"),
    }
}

fn horizontal_scalar<const C: usize>(source: &[u8], width: usize, taps: &Taps<i32>, precision: u32) -> Vec<u8> {
    let rows = source.len() / (width * C);
    let half = 1_i32 << (precision - 1);
    let mut output = vec![0; rows * taps.len() * C];
    for (row, out) in source.chunks_exact(width * C).zip(output.chunks_exact_mut(taps.len() * C)) {
        let (pixels, _) = row.as_chunks::<C>();
        let (out, _) = out.as_chunks_mut::<C>();
        for ((start, weights), out) in taps.windows().zip(out) {
            let mut sums = [half; C];
            for (pixel, weight) in pixels[start..start + weights.len()].iter().zip(weights) {
                for channel in 0..C {
                    sums[channel] = sums[channel].wrapping_add(i32::from(pixel[channel]).wrapping_mul(*weight));
                }
            }
            *out = sums.map(|sum| clamp(sum >> precision));
        }
    }
    output
}

/// Bits of the low part of a split weight.
const LOW: u32 = 12;

/// True if weights can be split. Those far above 1 cannot, as of windows at the border whose sum is next to nothing.
fn fit(weights: &[i32]) -> bool {
    weights.iter().all(|weight| weight >> (LOW + 15) == weight >> 31)
}

/// Bytes behind a row that vectors may read.
const BEYOND: usize = 32;

/// The weights of two neighbouring taps, repeated for four channels: high parts and low parts.
#[derive(Clone, Copy)]
struct TapPair {
    high: i16x8,
    low: i16x8,
}

impl TapPair {
    fn new(weights: &[i32]) -> Self {
        let (first, second) = (weights[0], weights.get(1).copied().unwrap_or(0));
        let repeat = |a: i32, b: i32| {
            let (a, b) = (a as i16, b as i16);
            i16x8::new([a, b, a, b, a, b, a, b])
        };
        let mask = (1 << LOW) - 1;
        Self { high: repeat(first >> LOW, second >> LOW), low: repeat(first & mask, second & mask) }
    }
}

fn horizontal_vector<const C: usize>(source: &[u8], width: usize, taps: &Taps<i32>, precision: u32) -> Vec<u8> {
    #[cfg(target_arch = "x86_64")]
    if let Some(filter) = avx2::RowFilter::<C>::new(taps, precision) {
        return each_row::<C>(source, width, taps.len(), |row, out| filter.row(row, out));
    }
    horizontal_pairs::<C>(source, width, taps, precision)
}

fn horizontal_pairs<const C: usize>(source: &[u8], width: usize, taps: &Taps<i32>, precision: u32) -> Vec<u8> {
    let mut pairs = Taps::with_capacity(taps.len());
    for (start, weights) in taps.windows() {
        pairs.push(start, weights.chunks(2).map(TapPair::new));
    }
    each_row::<C>(source, width, taps.len(), |row, out| filter_row::<C>(row, out, &pairs, precision))
}

/// Filters rows that have [`BEYOND`] bytes behind them into rows of `to` pixels with four bytes behind them.
fn each_row<const C: usize>(
    source: &[u8],
    width: usize,
    to: usize,
    mut filter: impl FnMut(&[u8], &mut [u8]),
) -> Vec<u8> {
    let (row_length, to_length) = (width * C, to * C);
    let rows = source.len() / row_length;
    let mut output = vec![0; rows * to_length + 4];
    // The last rows are copied, so that there are bytes behind them too.
    let safe = (source.len().saturating_sub(BEYOND) / row_length).min(rows);
    let mut tail = source[safe * row_length..].to_vec();
    tail.resize(tail.len() + BEYOND, 0);
    for y in 0..rows {
        let row = if y < safe { &source[y * row_length..] } else { &tail[(y - safe) * row_length..] };
        filter(&row[..row_length + BEYOND], &mut output[y * to_length..(y + 1) * to_length + 4]);
    }
    output.truncate(rows * to_length);
    output
}

fn filter_row<const C: usize>(row: &[u8], out: &mut [u8], taps: &Taps<TapPair>, precision: u32) {
    let half = i32x4::splat(1 << (precision - 1));
    let mut at = 0;
    for (start, pairs) in taps.windows() {
        let window = &row[start * C..start * C + pairs.len() * 2 * C + 16];
        let (mut low, mut high) = (half, i32x4::splat(0));
        for (pixels, pair) in window.windows(C + 16).step_by(2 * C).zip(pairs) {
            let both = two_pixels::<C>(pixels);
            low += both.dot(pair.low);
            high += both.dot(pair.high);
        }
        let sums: i32x4 = (low + (high << LOW as i32)) >> precision as i32;
        let done = bytes(sums);
        out[at..at + 4].copy_from_slice(&done);
        at += C;
    }
}

#[inline]
fn bytes(sums: i32x4) -> [u8; 4] {
    let words = narrowed(sums, sums);
    let [a, b, c, d, ..] = u8x16::narrow_i16x8(words, words).to_array();
    [a, b, c, d]
}

/// Two neighbouring pixels of `C` bytes, channel by channel: first red, second red, first green ...
pub fn two_pixels<const C: usize>(bytes: &[u8]) -> i16x8 {
    let load = |at: usize| bytes[at..].first_chunk::<16>().map_or(u8x16::splat(0), |chunk| u8x16::new(*chunk));
    i16x8::from_u8x16_low(u8x16::unpack_low(load(0), load(C)))
}

/// Samples of a row that are filtered together.
const COLUMNS: usize = 16;

/// Filters every column: rows of `row_length` samples become `taps.len()` rows.
pub fn vertical(source: &[u8], row_length: usize, taps: &Taps<i32>, precision: u32) -> Vec<u8> {
    let mut output = vec![0; row_length * taps.len()];
    let mut pairs = Vec::new();
    for ((start, weights), out) in taps.windows().zip(output.chunks_exact_mut(row_length)) {
        pairs.clear();
        pairs.extend(weights.chunks(2).map(TapPair::new));
        let end = ((start + weights.len()) * row_length).min(source.len());
        let rows = &source[start * row_length..end];
        let blocks = if fit(weights) { row_length / COLUMNS } else { 0 };
        for (index, out) in out.as_chunks_mut::<COLUMNS>().0.iter_mut().enumerate().take(blocks) {
            *out = columns(rows, row_length, index * COLUMNS, &pairs, precision);
        }
        for (at, out) in out.iter_mut().enumerate().skip(blocks * COLUMNS) {
            // A window without weights has no rows.
            let samples = rows.get(at..).unwrap_or_default().iter().step_by(row_length);
            let products = samples.zip(weights).map(|(&sample, weight)| i32::from(sample).wrapping_mul(*weight));
            *out = clamp(products.fold(1 << (precision - 1), i32::wrapping_add) >> precision);
        }
    }
    output
}

/// Neighbouring columns of some rows, filtered.
#[inline]
fn columns(rows: &[u8], row_length: usize, at: usize, pairs: &[TapPair], precision: u32) -> [u8; COLUMNS] {
    let (mut low, mut high) = ([i32x4::splat(1 << (precision - 1)); 4], [i32x4::splat(0); 4]);
    let load = |row: usize| {
        let samples = rows.get(row * row_length + at..).and_then(|rest| rest.first_chunk::<COLUMNS>());
        samples.map_or(u8x16::splat(0), |samples| u8x16::new(*samples))
    };
    for (index, pair) in pairs.iter().enumerate() {
        // The last pair may be half one: its second weight is zero.
        let (first, second) = (load(2 * index), load(2 * index + 1));
        let (left, right) = (u8x16::unpack_low(first, second), u8x16::unpack_high(first, second));
        let quarters = [
            i16x8::from_u8x16_low(left),
            i16x8::from_u8x16_high(left),
            i16x8::from_u8x16_low(right),
            i16x8::from_u8x16_high(right),
        ];
        for quarter in 0..4 {
            low[quarter] += quarters[quarter].dot(pair.low);
            high[quarter] += quarters[quarter].dot(pair.high);
        }
    }
    let mut sums = [i32x4::splat(0); 4];
    for quarter in 0..4 {
        sums[quarter] = (low[quarter] + (high[quarter] << LOW as i32)) >> precision as i32;
    }
    u8x16::narrow_i16x8(narrowed(sums[0], sums[1]), narrowed(sums[2], sums[3])).to_array()
}

/// Eight sums in 16 bits, those that do not fit at the nearest end.
#[inline]
pub fn narrowed(low: i32x4, high: i32x4) -> i16x8 {
    let ([a, b, c, d], [e, f, g, h]) = (low.to_array(), high.to_array());
    i16x8::from_i32x8_saturate(i32x8::new([a, b, c, d, e, f, g, h]))
}

fn clamp(value: i32) -> u8 {
    value.clamp(0, 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random.
    fn noise(seed: u32) -> impl Iterator<Item = u32> {
        let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        std::iter::successors(Some(seed), next).map(|state| state >> 8)
    }

    fn all_ways_agree<const C: usize>() {
        let mut random = noise(C as u32);
        let mut below = |limit: usize| random.next().map_or(0, |number| number as usize % limit);
        for _ in 0..200 {
            let (width, rows, to) = (1 + below(40), 1 + below(5), 1 + below(9));
            let mut taps = Taps::with_capacity(to);
            for _ in 0..to {
                let start = below(width);
                let length = below(width - start + 1);
                taps.push(start, (0..length).map(|_| below(1 << 22) as i32 - (1 << 20)).collect::<Vec<_>>());
            }
            let source: Vec<u8> = (0..width * rows * C).map(|_| below(256) as u8).collect();
            let scalar = horizontal_scalar::<C>(&source, width, &taps, 22);
            assert_eq!(horizontal_pairs::<C>(&source, width, &taps, 22), scalar);
            assert_eq!(horizontal_vector::<C>(&source, width, &taps, 22), scalar);
        }
    }

    #[test]
    fn vectors_give_what_single_sums_give() {
        all_ways_agree::<3>();
        all_ways_agree::<4>();
    }

    #[test]
    fn weights_that_cannot_be_split_are_not() {
        let mut taps = Taps::with_capacity(1);
        taps.push(0, [1 << 28, -(1 << 28)]);
        assert!(!fit(taps.weights()));
        let source = [9, 8, 7, 9, 8, 6];
        assert_eq!(horizontal(&source, 2, 3, &taps, 22), [0, 0, 64]);
    }
}
