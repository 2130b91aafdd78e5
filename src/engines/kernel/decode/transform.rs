//! libjpeg's accurate integer transform of a block. Both of its passes are sums of whole multiples, so they are taken as
//! products of pairs, in vectors that every target has; the values between the passes keep 16 bits, as libjpeg's own
//! vector code keeps them.

use wide::{i16x8, i32x4, i32x8, u8x16};

/// Where a coefficient is kept, by its place in the order of the file: rows in pairs, 0 and 4, 2 and 6, 1 and 3, 5 and 7,
/// of every column side by side; columns in that order too.
pub const PLACES: [u8; 64] = places();

const fn places() -> [u8; 64] {
    // Where each row or column stands in the order 0, 4, 2, 6, 1, 3, 5, 7.
    const STANDS: [u8; 8] = [0, 4, 2, 5, 1, 6, 3, 7];
    let mut places = [0; 64];
    let (mut row, mut column, mut up, mut index) = (0, 0, true, 0);
    while index < 64 {
        let stands = STANDS[row];
        places[index] = stands / 2 * 16 + STANDS[column] * 2 + stands % 2;
        // Along the diagonals, turning at the edges.
        match (up, row, column) {
            (true, _, 7) => (row, up) = (row + 1, false),
            (true, 0, _) => (column, up) = (column + 1, false),
            (true, ..) => (row, column) = (row - 1, column + 1),
            (false, 7, _) => (column, up) = (column + 1, true),
            (false, _, 0) => (row, up) = (row + 1, true),
            (false, ..) => (row, column) = (row + 1, column - 1),
        }
        index += 1;
    }
    places
}

/// Bits behind the point of the factors, and of the values between the passes.
const FACTOR_BITS: i32 = 13;
const BETWEEN_BITS: i32 = 2;
const ONE: i16 = 1 << FACTOR_BITS;

/// Factors of the pairs 0 and 4, and 2 and 6: their sums for the first four lines.
const EVEN: [[(i16, i16); 4]; 2] = [
    [(ONE, ONE), (ONE, -ONE), (ONE, -ONE), (ONE, ONE)],
    [(10703, 4433), (4433, -10704), (-4433, 10704), (-10703, -4433)],
];

/// Factors of the pairs 1 and 3, and 5 and 7: added for the first four lines, subtracted for their mirror images.
const ODD: [[(i16, i16); 4]; 2] = [
    [(11363, 9633), (9633, -2259), (6437, -11362), (2260, -6436)],
    [(6437, 2260), (-11362, -6436), (2261, 9633), (9633, -11363)],
];

/// Writes the eight rows of eight samples of a block, whose dequantized coefficients stand in their `PLACES`.
#[inline]
pub fn block(coefficients: &[i16; 64], out: &mut [u8], stride: usize) {
    let rows = across(&down(coefficients));
    for (pair, [a, b]) in rows.as_chunks::<2>().0.iter().enumerate() {
        let bytes = u8x16::narrow_i16x8(*a, *b).to_array();
        for (y, bytes) in (2 * pair..).zip(bytes.as_chunks::<8>().0) {
            if let Some(out) = out[y * stride..].first_chunk_mut::<8>() {
                *out = *bytes;
            }
        }
    }
}

/// The same for a block that has nothing but its mean.
#[inline]
pub fn flat(mean: i16, out: &mut [u8], stride: usize) {
    let between = i32::from(mean.wrapping_shl(BETWEEN_BITS as u32));
    let sample = ((between + 16) >> (BETWEEN_BITS + 3)).clamp(-128, 127) + 128;
    for y in 0..8 {
        if let Some(out) = out[y * stride..].first_chunk_mut::<8>() {
            *out = [sample as u8; 8];
        }
    }
}

/// The first pass, down the columns: eight rows.
#[inline]
fn down(coefficients: &[i16; 64]) -> [i16x8; 8] {
    let (vectors, _) = coefficients.as_chunks::<8>();
    let pair = |index: usize| [i16x8::new(vectors[2 * index]), i16x8::new(vectors[2 * index + 1])];
    let sum = |factors: &[[(i16, i16); 4]; 2], line: usize, first: usize| -> [i32x4; 2] {
        let [x, y] = [alike(factors[0][line]), alike(factors[1][line])];
        let ([a, b], [c, d]) = (pair(first), pair(first + 1));
        [a.dot(x) + c.dot(y), b.dot(x) + d.dot(y)]
    };
    let mut rows = [i16x8::splat(0); 8];
    let half = i32x4::splat(1 << (FACTOR_BITS - BETWEEN_BITS - 1));
    for line in 0..4 {
        let (even, odd) = (sum(&EVEN, line, 0), sum(&ODD, line, 2));
        let done = |low: i32x4, high: i32x4| {
            narrowed((low + half) >> (FACTOR_BITS - BETWEEN_BITS), (high + half) >> (FACTOR_BITS - BETWEEN_BITS))
        };
        rows[line] = done(even[0] + odd[0], even[1] + odd[1]);
        rows[7 - line] = done(even[0] - odd[0], even[1] - odd[1]);
    }
    rows
}

/// The second pass, across each row: samples, still wider than a byte.
#[inline]
fn across(rows: &[i16x8; 8]) -> [i16x8; 8] {
    const BITS: i32 = FACTOR_BITS + BETWEEN_BITS + 3;
    let half = i32x4::splat(1 << (BITS - 1));
    let mut samples = [i16x8::splat(0); 8];
    for (samples, row) in samples.iter_mut().zip(rows) {
        let row = row.to_array();
        let pair = |index: usize| alike((row[2 * index], row[2 * index + 1]));
        let even = pair(0).dot(listed(EVEN[0])) + pair(1).dot(listed(EVEN[1])) + half;
        let odd = pair(2).dot(listed(ODD[0])) + pair(3).dot(listed(ODD[1]));
        let [h, g, f, e] = ((even - odd) >> BITS).to_array();
        *samples = narrowed((even + odd) >> BITS, i32x4::new([e, f, g, h])).saturating_add(i16x8::splat(128));
    }
    samples
}

/// One pair four times.
#[inline]
fn alike((a, b): (i16, i16)) -> i16x8 {
    i16x8::new([a, b, a, b, a, b, a, b])
}

#[inline]
fn listed([a, b, c, d]: [(i16, i16); 4]) -> i16x8 {
    i16x8::new([a.0, a.1, b.0, b.1, c.0, c.1, d.0, d.1])
}

#[inline]
fn narrowed(low: i32x4, high: i32x4) -> i16x8 {
    let ([a, b, c, d], [e, f, g, h]) = (low.to_array(), high.to_array());
    i16x8::from_i32x8_saturate(i32x8::new([a, b, c, d, e, f, g, h]))
}
