//! One pass over two arrays of numbers: plain loops over fixed lanes that the compiler vectorises.

use super::tally::Tally;
use crate::for_elements;
use crate::value::{Dtype, Elements, Number};
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use std::borrow::Cow;

/// The elements of an array, borrowed where the value holds them.
pub enum Numbers<'a> {
    /// 8-bit samples.
    U8(&'a [u8]),
    /// 16-bit samples.
    U16(&'a [u16]),
    /// Single floats.
    F32(&'a [f32]),
    /// Every other element type.
    Other(Cow<'a, Elements>),
}

impl Numbers<'_> {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::U8(data) => data.len(),
            Self::U16(data) => data.len(),
            Self::F32(data) => data.len(),
            Self::Other(elements) => elements.len(),
        }
    }

    /// The element type.
    pub fn dtype(&self) -> Dtype {
        match self {
            Self::U8(_) => Dtype::U8,
            Self::U16(_) => Dtype::U16,
            Self::F32(_) => Dtype::F32,
            Self::Other(elements) => elements.dtype(),
        }
    }

    /// All elements as doubles.
    pub fn to_f64(&self) -> Vec<f64> {
        match self {
            Self::U8(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::U16(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::F32(data) => data.iter().map(|&v| f64::from(v)).collect(),
            Self::Other(elements) => elements.to_f64(),
        }
    }

    /// All elements as singles, which hold every value of the narrower types; `None` for the wider ones.
    pub fn to_f32(&self) -> Option<Cow<'_, [f32]>> {
        let singles = match self {
            Self::F32(data) => return Some(Cow::Borrowed(data)),
            Self::U8(data) => data.iter().map(|&v| f32::from(v)).collect(),
            Self::U16(data) => data.iter().map(|&v| f32::from(v)).collect(),
            Self::Other(elements) => match elements.as_ref() {
                Elements::F16(data) => data.to_f32_vec(),
                Elements::Bf16(data) => data.to_f32_vec(),
                Elements::F32(data) => return Some(Cow::Borrowed(data)),
                Elements::U8(data) => data.iter().map(|&v| f32::from(v)).collect(),
                Elements::I8(data) => data.iter().map(|&v| f32::from(v)).collect(),
                Elements::U16(data) => data.iter().map(|&v| f32::from(v)).collect(),
                Elements::I16(data) => data.iter().map(|&v| f32::from(v)).collect(),
                _ => return None,
            },
        };
        Some(Cow::Owned(singles))
    }

    /// One element as a double.
    pub fn get(&self, index: usize) -> f64 {
        match self {
            Self::U8(data) => f64::from(data[index]),
            Self::U16(data) => f64::from(data[index]),
            Self::F32(data) => f64::from(data[index]),
            Self::Other(elements) => for_elements!(elements.as_ref(), data => data[index].value()),
        }
    }
}

/// The tally of two arrays of equal length. The second pass for the percentile runs only where something differs.
pub fn tally(a: &Numbers, b: &Numbers, percentile: bool) -> Tally {
    use Elements::{Bf16, Bool, F16, F64, I8, I16, I32, I64, U32, U64};
    match (a, b) {
        (Numbers::U8(a), Numbers::U8(b)) => return bytes(a, b, percentile),
        (Numbers::F32(a), Numbers::F32(b)) => {
            return singles(a, b, percentile).unwrap_or_else(|| any(a, b, percentile));
        }
        (Numbers::U16(a), Numbers::U16(b)) => return any(a, b, percentile),
        (Numbers::Other(x), Numbers::Other(y)) => match (x.as_ref(), y.as_ref()) {
            (Bool(a), Bool(b)) => return any(a, b, percentile),
            (I8(a), I8(b)) => return any(a, b, percentile),
            (I16(a), I16(b)) => return any(a, b, percentile),
            (U32(a), U32(b)) => return any(a, b, percentile),
            (I32(a), I32(b)) => return any(a, b, percentile),
            (U64(a), U64(b)) => return any(a, b, percentile),
            (I64(a), I64(b)) => return any(a, b, percentile),
            (F16(x), F16(y)) => return Tally { max_ulps: Some(largest_ulps(x, y)), ..widened(a, b, percentile) },
            (Bf16(x), Bf16(y)) => return Tally { max_ulps: Some(largest_ulps(x, y)), ..widened(a, b, percentile) },
            (F64(a), F64(b)) => return any(a, b, percentile),
            _ => {}
        },
        _ => {}
    }
    Tally { max_ulps: None, ..widened(a, b, percentile) }
}

/// Arrays as singles where these hold all of their values, as doubles elsewhere. The ULPs are those of the wider type.
fn widened(a: &Numbers, b: &Numbers, percentile: bool) -> Tally {
    match (a.to_f32(), b.to_f32()) {
        (Some(a), Some(b)) => singles(&a, &b, percentile).unwrap_or_else(|| any(&a, &b, percentile)),
        _ => any(&a.to_f64(), &b.to_f64(), percentile),
    }
}

fn largest_ulps<T: Element>(a: &[T], b: &[T]) -> f64 {
    let apart = |(&x, &y): (&T, &T)| if x.same(y) { 0 } else { x.ulps(y) };
    a.iter().zip(b).map(apart).max().unwrap_or(0) as f64
}

/// The tally of two numbers of a table.
pub fn tally_pair(a: Number, b: Number) -> Tally {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => any(&[a], &[b], true),
        (Number::Float(a), Number::Float(b)) => any(&[a], &[b], true),
        _ => Tally { max_ulps: None, ..any(&[a.as_f64()], &[b.as_f64()], true) },
    }
}

/// 8-bit samples: integer sums, and a histogram for the percentile.
fn bytes(a: &[u8], b: &[u8], percentile: bool) -> Tally {
    let mut tally = start(a.len());
    if a == b {
        return tally;
    }
    let (mut sum_abs, mut sum, mut differing, mut max) = (0u64, 0i64, 0u64, 0u8);
    // Sums of one chunk fit 32 bits, which keeps the lanes of the inner loop narrow.
    for (a, b) in a.chunks(4096).zip(b.chunks(4096)) {
        let (mut chunk_abs, mut chunk_sum, mut chunk_differing) = (0u32, 0i32, 0u32);
        for (&x, &y) in a.iter().zip(b) {
            let distance = x.abs_diff(y);
            chunk_abs += u32::from(distance);
            chunk_sum += i32::from(y) - i32::from(x);
            chunk_differing += u32::from(distance != 0);
            max = max.max(distance);
        }
        sum_abs += u64::from(chunk_abs);
        sum += i64::from(chunk_sum);
        differing += u64::from(chunk_differing);
    }
    tally.sum_abs = sum_abs as f64;
    tally.sum = sum as f64;
    tally.differing = differing as f64;
    tally.max_abs = f64::from(max);
    tally.moved_numbers = true;
    if percentile {
        let mut histogram = [0u64; 256];
        a.iter().zip(b).for_each(|(x, y)| histogram[usize::from(x.abs_diff(*y))] += 1);
        let rank = rank(a.len()) as u64;
        let mut below = 0;
        let found = histogram.iter().position(|count| {
            below += count;
            below > rank
        });
        tally.p99 = found.unwrap_or(0) as f64;
    }
    tally
}

const LANES: usize = 16;

/// Single floats; `None` if a NaN or an infinity is among them (or a difference overflows): the careful pass is needed.
fn singles(a: &[f32], b: &[f32], percentile: bool) -> Option<Tally> {
    let mut tally = start(a.len());
    let (mut max, mut ulps, mut differing) = ([0f32; LANES], [0u32; LANES], 0u64);
    // Lane sums of one chunk stay short, so that single precision loses nothing that a report would show.
    for (a, b) in a.chunks(LANES * 64).zip(b.chunks(LANES * 64)) {
        let (mut sum_abs, mut sum, mut unequal) = ([0f32; LANES], [0f32; LANES], [0u32; LANES]);
        let mut row = |a: &[f32; LANES], b: &[f32; LANES]| {
            for lane in 0..LANES {
                let difference = b[lane] - a[lane];
                let distance = difference.abs();
                sum_abs[lane] += distance;
                sum[lane] += difference;
                max[lane] = if distance > max[lane] { distance } else { max[lane] };
                unequal[lane] += u32::from(a[lane] != b[lane]);
                let apart = ordered(a[lane]).abs_diff(ordered(b[lane]));
                ulps[lane] = ulps[lane].max(apart);
            }
        };
        let (rows_a, rest_a) = a.as_chunks::<LANES>();
        let (rows_b, rest_b) = b.as_chunks::<LANES>();
        rows_a.iter().zip(rows_b).for_each(|(a, b)| row(a, b));
        if !rest_a.is_empty() {
            let (mut last_a, mut last_b) = ([0f32; LANES], [0f32; LANES]);
            last_a[..rest_a.len()].copy_from_slice(rest_a);
            last_b[..rest_b.len()].copy_from_slice(rest_b);
            row(&last_a, &last_b);
        }
        tally.sum_abs += sum_abs.iter().map(|&v| f64::from(v)).sum::<f64>();
        tally.sum += sum.iter().map(|&v| f64::from(v)).sum::<f64>();
        differing += unequal.iter().map(|&v| u64::from(v)).sum::<u64>();
    }
    if !tally.sum_abs.is_finite() {
        return None;
    }
    tally.differing = differing as f64;
    tally.max_abs = f64::from(max.iter().fold(0f32, |a, b| a.max(*b)));
    tally.max_ulps = Some(f64::from(ulps.iter().fold(0, |a, b| a.max(*b))));
    tally.moved_numbers = differing > 0;
    if percentile && differing > 0 {
        tally.p99 = f64::from(percentile_of(a, b));
    }
    Some(tally)
}

/// One in so many distances is looked at first. A prime: no channel and no column is looked at alone.
const STRIDE: usize = 61;

/// The 99th percentile of finite distances. A sample gives a bound that two distances in a hundred reach; only these are
/// put in order, and all of them where the sample was wrong.
fn percentile_of(a: &[f32], b: &[f32]) -> f32 {
    let above = a.len() - rank(a.len());
    let mut sample: Vec<f32> = a.iter().zip(b).skip(STRIDE / 2).step_by(STRIDE).map(|(x, y)| (y - x).abs()).collect();
    let mut bound = 0.0;
    if sample.len() >= 100 {
        let place = sample.len() - sample.len() / 50;
        bound = *sample.select_nth_unstable_by(place, f32::total_cmp).1;
    }
    let mut far = farther_than(a, b, bound);
    if far.len() < above {
        far = farther_than(a, b, 0.0);
    }
    let place = far.len() - above;
    *far.select_nth_unstable_by(place, f32::total_cmp).1
}

/// The distances from `bound` on.
fn farther_than(a: &[f32], b: &[f32], bound: f32) -> Vec<f32> {
    let mut far = Vec::with_capacity(a.len() / 32);
    for (a, b) in a.chunks(LANES).zip(b.chunks(LANES)) {
        let mut distances = [-1f32; LANES];
        let mut any = false;
        for ((distance, &x), &y) in distances.iter_mut().zip(a).zip(b) {
            *distance = (y - x).abs();
            any |= *distance >= bound;
        }
        if any {
            far.extend(distances.into_iter().filter(|distance| *distance >= bound));
        }
    }
    far
}

/// Float bits on a line: neighbours differ by one, and both zeros are 0.
fn ordered(value: f32) -> i32 {
    let bits = value.to_bits() as i32;
    if bits < 0 { i32::MIN.wrapping_sub(bits) } else { bits }
}

/// Any element type, with NaN and infinities, an element at a time.
fn any<T: Element>(a: &[T], b: &[T], percentile: bool) -> Tally {
    let mut tally = start(a.len());
    let mut distances = Vec::new();
    let mut ulps = 0u64;
    for (index, (&x, &y)) in a.iter().zip(b).enumerate() {
        if x.same(y) {
            continue;
        }
        if percentile && distances.is_empty() {
            distances = vec![0.0; a.len()];
        }
        let difference = x.to(y);
        let distance = if difference.is_nan() { f64::INFINITY } else { difference.abs() };
        tally.differing += 1.0;
        tally.sum_abs += distance;
        tally.sum += if difference.is_finite() { difference } else { 0.0 };
        tally.max_abs = tally.max_abs.max(distance);
        ulps = ulps.max(x.ulps(y));
        if percentile {
            distances[index] = distance;
        }
    }
    tally.max_ulps = T::FLOAT.then_some(ulps as f64);
    tally.moved_numbers = tally.differing > 0.0;
    if !distances.is_empty() {
        let rank = rank(distances.len());
        tally.p99 = *distances.select_nth_unstable_by(rank, f64::total_cmp).1;
    }
    tally
}

fn start(length: usize) -> Tally {
    Tally { leaves: length as u64, numbers: length as u64, ..Tally::default() }
}

/// Index of the 99th percentile by nearest rank among `length` sorted values.
fn rank(length: usize) -> usize {
    (length * 99).div_ceil(100).saturating_sub(1)
}

/// An element type, as far as differences need it.
trait Element: Copy {
    /// Whether ULPs mean something.
    const FLOAT: bool;
    /// As a double; 64-bit integers beyond 2^53 lose digits.
    fn value(self) -> f64;
    /// Equal as values; NaN equals NaN.
    fn same(self, other: Self) -> bool;
    /// `other - self`, exact for integers as far as a double is.
    fn to(self, other: Self) -> f64;
    /// Representable numbers between the two.
    fn ulps(self, _other: Self) -> u64 {
        0
    }
}

macro_rules! integer_elements {
    ($($type:ty),*) => {$(
        impl Element for $type {
            const FLOAT: bool = false;
            fn value(self) -> f64 {
                self as f64
            }
            fn same(self, other: Self) -> bool {
                self == other
            }
            fn to(self, other: Self) -> f64 {
                let distance = self.abs_diff(other) as f64;
                if other < self { -distance } else { distance }
            }
        }
    )*};
}
integer_elements!(u8, i8, u16, i16, u32, i32, u64, i64);

macro_rules! float_elements {
    ($($type:ty as $bits:ty),*) => {$(
        impl Element for $type {
            const FLOAT: bool = true;
            fn value(self) -> f64 {
                f64::from(self)
            }
            fn same(self, other: Self) -> bool {
                self == other || (self.is_nan() && other.is_nan())
            }
            fn to(self, other: Self) -> f64 {
                f64::from(other) - f64::from(self)
            }
            fn ulps(self, other: Self) -> u64 {
                let ordered = |value: Self| {
                    let bits = value.to_bits() as $bits;
                    if bits < 0 { <$bits>::MIN.wrapping_sub(bits) } else { bits }
                };
                ordered(self).abs_diff(ordered(other)) as u64
            }
        }
    )*};
}
float_elements!(f16 as i16, bf16 as i16, f32 as i32, f64 as i64);

impl Element for bool {
    const FLOAT: bool = false;
    fn value(self) -> f64 {
        f64::from(u8::from(self))
    }
    fn same(self, other: Self) -> bool {
        self == other
    }
    fn to(self, other: Self) -> f64 {
        f64::from(u8::from(other)) - f64::from(u8::from(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(length: usize, seed: u32) -> Vec<u32> {
        let mut state = seed;
        let next = |_| {
            state = state.wrapping_mul(1664525).wrapping_add(1013904223);
            state >> 8
        };
        (0..length).map(next).collect()
    }

    #[test]
    fn the_fast_passes_agree_with_the_careful_one() {
        for length in [1, 7, 16, 100, 1024, 5000, 20001] {
            let (a, b) = (noise(length, 1), noise(length, 2));
            let (a8, b8): (Vec<u8>, Vec<u8>) =
                (a.iter().map(|v| *v as u8).collect(), b.iter().map(|v| *v as u8).collect());
            assert_eq!(bytes(&a8, &b8, true), any(&a8, &b8, true));
            let float = |v: &u32| (*v as f32 / 1e6) - 8.0;
            let (a, b): (Vec<f32>, Vec<f32>) = (a.iter().map(float).collect(), b.iter().map(float).collect());
            let (fast, slow) = (singles(&a, &b, true).expect("finite"), any(&a, &b, true));
            assert!((fast.sum_abs - slow.sum_abs).abs() < 1e-5 * slow.sum_abs);
            assert!((fast.sum - slow.sum).abs() < 1e-5 * slow.sum_abs);
            assert!((fast.max_abs - slow.max_abs).abs() < 1e-5 && (fast.p99 - slow.p99).abs() < 1e-5);
            assert_eq!((fast.differing, fast.max_ulps), (slow.differing, slow.max_ulps));
        }
    }

    #[test]
    fn halves_are_measured_as_singles_and_counted_in_their_own_ulps() {
        let halves =
            |seed| -> Vec<f16> { noise(5000, seed).iter().map(|v| f16::from_f32(*v as f32 / 1e6 - 8.0)).collect() };
        let (a, b) = (halves(1), halves(2));
        let slow = any(&a, &b, true);
        let wrap = |data: Vec<f16>| Numbers::Other(Cow::Owned(Elements::F16(data)));
        let fast = tally(&wrap(a.clone()), &wrap(b), true);
        assert_eq!((fast.differing, fast.max_ulps, fast.max_abs), (slow.differing, slow.max_ulps, slow.max_abs));
        assert!((fast.sum_abs - slow.sum_abs).abs() < 1e-5 * slow.sum_abs && (fast.p99 - slow.p99).abs() < 1e-6);
        let single: Vec<f32> = a.iter().map(|v| f32::from(*v)).collect();
        let mixed = tally(&Numbers::F32(&single), &wrap(a), true);
        assert_eq!((mixed.differing, mixed.max_ulps), (0.0, None));
    }

    #[test]
    fn nan_equals_nan_and_nothing_else() {
        let a = [f32::NAN, 1.0, f32::INFINITY, -0.0];
        let b = [f32::NAN, f32::NAN, f32::INFINITY, 0.0];
        let tally = super::tally(&Numbers::F32(&a), &Numbers::F32(&b), true);
        assert_eq!((tally.differing, tally.max_abs, tally.sum), (1.0, f64::INFINITY, 0.0));
    }

    #[test]
    fn ulps_count_representable_numbers() {
        let next = f32::from_bits(1.0f32.to_bits() + 3);
        assert_eq!(singles(&[1.0], &[next], false).expect("finite").max_ulps, Some(3.0));
        let around_zero = [f32::from_bits(1), -f32::from_bits(1)];
        assert_eq!(singles(&around_zero[..1], &around_zero[1..], false).expect("finite").max_ulps, Some(2.0));
        assert_eq!(any(&[1.0f64], &[1.0 + f64::EPSILON], false).max_ulps, Some(1.0));
    }
}
