//! Chains of additions and multiplications by constants, per channel, rounded after every operation to one element type.

use super::cast::{bfloat_of, cast, doubles, half_of, singles};
use crate::value::{Dtype, Elements};
use half::{bf16, f16};

/// One operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the names of the operations")]
pub enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// One operation with its constants.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// What is done.
    pub op: Op,
    /// One constant for all elements, or one per channel.
    pub by: Vec<f64>,
    /// True if constants are rounded to the element type, false if 16-bit types take them in single precision.
    pub narrow: bool,
}

/// Where the channels lie: element `i` belongs to channel `i / inner % count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channels {
    /// How many.
    pub count: usize,
    /// How many elements of one channel lie next to each other.
    pub inner: usize,
}

/// Does the operations in order, in `dtype`, one of the floating-point types.
pub fn run(elements: Elements, dtype: Dtype, channels: Channels, passes: &[Pass]) -> Elements {
    match dtype {
        Dtype::F64 => {
            let mut data = doubles(elements);
            chain::<f64, f64>(&mut data, channels, passes, |c, _| c);
            Elements::F64(data)
        }
        Dtype::F16 => {
            let Elements::F16(mut data) = cast(elements, Dtype::F16) else { unreachable!("cast gives its type") };
            let constant = |c: f64, narrow: bool| if narrow { half_of(c).to_f32() } else { c as f32 };
            chain::<f16, f32>(&mut data, channels, passes, constant);
            Elements::F16(data)
        }
        Dtype::Bf16 => {
            let Elements::Bf16(mut data) = cast(elements, Dtype::Bf16) else { unreachable!("cast gives its type") };
            let constant = |c: f64, narrow: bool| if narrow { bfloat_of(c).to_f32() } else { c as f32 };
            chain::<bf16, f32>(&mut data, channels, passes, constant);
            Elements::Bf16(data)
        }
        _ => {
            let mut data = singles(elements);
            chain::<f32, f32>(&mut data, channels, passes, |c, _| c as f32);
            Elements::F32(data)
        }
    }
}

/// The arithmetic of one type: 16-bit types compute in single precision and round after every operation.
trait Real<C>: Copy {
    fn add(self, by: C) -> Self;
    fn subtract(self, by: C) -> Self;
    fn multiply(self, by: C) -> Self;
    fn divide(self, by: C) -> Self;
}

macro_rules! real {
    ($type:ty, $wide:ty, $widen:expr, $narrow:expr) => {
        impl Real<$wide> for $type {
            #[inline(always)]
            fn add(self, by: $wide) -> Self {
                $narrow($widen(self) + by)
            }
            #[inline(always)]
            fn subtract(self, by: $wide) -> Self {
                $narrow($widen(self) - by)
            }
            #[inline(always)]
            fn multiply(self, by: $wide) -> Self {
                $narrow($widen(self) * by)
            }
            #[inline(always)]
            fn divide(self, by: $wide) -> Self {
                $narrow($widen(self) / by)
            }
        }
    };
}
real!(f32, f32, std::convert::identity, std::convert::identity);
real!(f64, f64, std::convert::identity, std::convert::identity);
real!(f16, f32, f16::to_f32, f16::from_f32);
real!(bf16, f32, bf16::to_f32, bf16::from_f32);

/// Runs the common pairs in one sweep over the buffer, everything else one operation at a time.
fn chain<T: Real<C>, C: Copy>(data: &mut [T], channels: Channels, passes: &[Pass], constant: impl Fn(f64, bool) -> C) {
    let constants = |pass: &Pass| -> Vec<C> { pass.by.iter().map(|by| constant(*by, pass.narrow)).collect() };
    let mut rest = passes;
    while let [first, after @ ..] = rest {
        let a = constants(first);
        rest = after;
        if let Some((second, after)) = after.split_first() {
            let b = constants(second);
            let mut paired = true;
            match (first.op, second.op) {
                (Op::Subtract, Op::Divide) => sweep(data, channels, &a, &b, |v, a, b| v.subtract(a).divide(b)),
                (Op::Subtract, Op::Multiply) => sweep(data, channels, &a, &b, |v, a, b| v.subtract(a).multiply(b)),
                (Op::Multiply, Op::Add) => sweep(data, channels, &a, &b, |v, a, b| v.multiply(a).add(b)),
                (Op::Divide, Op::Subtract) => sweep(data, channels, &a, &b, |v, a, b| v.divide(a).subtract(b)),
                _ => paired = false,
            }
            if paired {
                rest = after;
                continue;
            }
        }
        match first.op {
            Op::Add => sweep(data, channels, &a, &a, |v, a, _| v.add(a)),
            Op::Subtract => sweep(data, channels, &a, &a, |v, a, _| v.subtract(a)),
            Op::Multiply => sweep(data, channels, &a, &a, |v, a, _| v.multiply(a)),
            Op::Divide => sweep(data, channels, &a, &a, |v, a, _| v.divide(a)),
        }
    }
}

/// Elements that one round of the interleaved loop takes: a multiple of 1, 2, 3 and 4 channels and of 8 lanes.
const ROUND: usize = 24;

#[inline]
fn sweep<T: Real<C>, C: Copy>(data: &mut [T], channels: Channels, a: &[C], b: &[C], f: impl Fn(T, C, C) -> T + Copy) {
    let Channels { count, inner } = channels;
    if (a.len() == 1 && b.len() == 1) || count == 1 {
        let (a, b) = (a[0], b[0]);
        for value in data {
            *value = f(*value, a, b);
        }
    } else if inner > 1 {
        for (plane, values) in data.chunks_mut(inner).enumerate() {
            let (a, b) = (at(a, plane % count), at(b, plane % count));
            for value in values {
                *value = f(*value, a, b);
            }
        }
    } else if ROUND.is_multiple_of(count) {
        let a: [C; ROUND] = std::array::from_fn(|index| at(a, index % count));
        let b: [C; ROUND] = std::array::from_fn(|index| at(b, index % count));
        let mut rounds = data.chunks_exact_mut(ROUND);
        for round in &mut rounds {
            for index in 0..ROUND {
                round[index] = f(round[index], a[index], b[index]);
            }
        }
        for (index, value) in rounds.into_remainder().iter_mut().enumerate() {
            *value = f(*value, a[index], b[index]);
        }
    } else {
        for pixel in data.chunks_mut(count) {
            for (channel, value) in pixel.iter_mut().enumerate() {
                *value = f(*value, at(a, channel), at(b, channel));
            }
        }
    }
}

fn at<C: Copy>(constants: &[C], channel: usize) -> C {
    *constants.get(channel).unwrap_or(&constants[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(op: Op, by: &[f64]) -> Pass {
        Pass { op, by: by.to_vec(), narrow: true }
    }

    #[test]
    fn interleaved_and_planar_channels_agree() {
        let passes = [pass(Op::Subtract, &[0.485, 0.456, 0.406]), pass(Op::Divide, &[0.229, 0.224, 0.225])];
        let hwc: Vec<f32> = (0..3 * 50).map(|i| i as f32 / 150.0).collect();
        let chw: Vec<f32> = (0..3 * 50).map(|i| hwc[i % 50 * 3 + i / 50]).collect();
        let a = run(Elements::F32(hwc.clone()), Dtype::F32, Channels { count: 3, inner: 1 }, &passes);
        let b = run(Elements::F32(chw), Dtype::F32, Channels { count: 3, inner: 50 }, &passes);
        let (Elements::F32(a), Elements::F32(b)) = (a, b) else { panic!("singles stay singles") };
        for (index, value) in a.iter().enumerate() {
            let wanted = (hwc[index] - [0.485f32, 0.456, 0.406][index % 3]) / [0.229f32, 0.224, 0.225][index % 3];
            assert_eq!(*value, wanted);
            assert_eq!(b[index % 3 * 50 + index / 3], wanted);
        }
    }

    #[test]
    fn halves_take_constants_narrow_or_wide() {
        let levels = || Elements::U8((0..=255).collect());
        let by = |narrow| [Pass { op: Op::Multiply, by: vec![1.0 / 255.0], narrow }];
        let narrow = run(levels(), Dtype::F16, Channels { count: 1, inner: 1 }, &by(true));
        let wide = run(levels(), Dtype::F16, Channels { count: 1, inner: 1 }, &by(false));
        let (Elements::F16(narrow), Elements::F16(wide)) = (narrow, wide) else { panic!("halves stay halves") };
        assert_eq!(narrow.iter().zip(&wide).filter(|(a, b)| a != b).count(), 10, "as measured between numpy and torch");
    }
}
