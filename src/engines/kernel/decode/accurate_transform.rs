//! libjpeg's accurate integer transform of a block as its vector code for x86 computes it, in sums that wrap around at
//! 16 and 32 bits. Only broken coefficients go so far; `transform` is the fast way for all others.

use super::transform;

const F_0_298: i16 = 2446;
const F_0_390: i16 = 3196;
const F_0_541: i16 = 4433;
const F_0_765: i16 = 6270;
const F_0_899: i16 = 7373;
const F_1_175: i16 = 9633;
const F_1_501: i16 = 12299;
const F_1_847: i16 = 15137;
const F_1_961: i16 = 16069;
const F_2_053: i16 = 16819;
const F_2_562: i16 = 20995;
const F_3_072: i16 = 25172;

/// Bits behind the point of the factors.
const FACTOR_BITS: u32 = 13;
/// Bits behind the point of the values between the passes.
const BETWEEN_BITS: u32 = 2;

/// Eight numbers side by side.
type Lanes = [i16; 8];

/// The sum of two products.
#[inline]
fn dot(a: i16, by_a: i16, b: i16, by_b: i16) -> i32 {
    (i32::from(a) * i32::from(by_a)).wrapping_add(i32::from(b) * i32::from(by_b))
}

/// Eight values of one column or row, with `drop` bits less behind the point.
#[inline]
fn line(v: [i16; 8], drop: u32) -> [i16; 8] {
    let (t0, t1) =
        (i32::from(v[0].wrapping_add(v[4])) << FACTOR_BITS, i32::from(v[0].wrapping_sub(v[4])) << FACTOR_BITS);
    let t2 = dot(v[6], F_0_541 - F_1_847, v[2], F_0_541);
    let t3 = dot(v[2], F_0_541 + F_0_765, v[6], F_0_541);
    let even = [t0.wrapping_add(t3), t1.wrapping_add(t2), t1.wrapping_sub(t2), t0.wrapping_sub(t3)];
    let (z3, z4) = (v[7].wrapping_add(v[3]), v[5].wrapping_add(v[1]));
    let (y3, y4) = (dot(z3, F_1_175 - F_1_961, z4, F_1_175), dot(z4, F_1_175 - F_0_390, z3, F_1_175));
    let odd = [
        dot(v[7], -F_0_899, v[1], F_1_501 - F_0_899).wrapping_add(y4),
        dot(v[5], -F_2_562, v[3], F_3_072 - F_2_562).wrapping_add(y3),
        dot(v[5], F_2_053 - F_2_562, v[3], -F_2_562).wrapping_add(y4),
        dot(v[7], F_0_298 - F_0_899, v[1], -F_0_899).wrapping_add(y3),
    ];
    let done = |sum: i32| (sum.wrapping_add(1 << (drop - 1)) >> drop).clamp(i16::MIN.into(), i16::MAX.into()) as i16;
    std::array::from_fn(|index| match index {
        0..4 => done(even[index].wrapping_add(odd[index])),
        _ => done(even[7 - index].wrapping_sub(odd[7 - index])),
    })
}

/// Writes the eight rows of eight samples of a block, whose dequantized coefficients stand in rows of eight.
pub fn block(coefficients: &[i16; 64], out: &mut [u8], stride: usize) {
    let (rows, _) = coefficients.as_chunks::<8>();
    let rows_are_empty = coefficients[8..].iter().all(|value| *value == 0);
    if rows_are_empty && coefficients[1..8].iter().all(|value| *value == 0) {
        return transform::flat(coefficients[0], out, stride);
    }
    let down: [Lanes; 8] = if rows_are_empty {
        let row = std::array::from_fn(|x| rows[0][x].wrapping_shl(BETWEEN_BITS));
        [row; 8]
    } else {
        let columns: [Lanes; 8] =
            std::array::from_fn(|x| line(std::array::from_fn(|y| rows[y][x]), FACTOR_BITS - BETWEEN_BITS));
        std::array::from_fn(|y| std::array::from_fn(|x| columns[x][y]))
    };
    for (y, row) in down.into_iter().enumerate() {
        let samples = line(row, FACTOR_BITS + BETWEEN_BITS + 3);
        if let Some(out) = out[y * stride..].first_chunk_mut::<8>() {
            *out = samples.map(|sample| (sample.clamp(-128, 127) + 128) as u8);
        }
    }
}
