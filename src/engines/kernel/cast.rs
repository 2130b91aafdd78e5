//! Conversions between element types as C, numpy and torch make them on x86-64.

use crate::engines::capability::Rounding;
use crate::for_elements;
use crate::value::{Dtype, Elements};
use half::{bf16, f16};

/// A number that becomes every other type.
trait Source: Copy {
    fn single(self) -> f32;
    fn double(self) -> f64;
    /// As a 64-bit integer: floats toward zero, what does not fit becomes the smallest integer, as the processor does it.
    fn whole(self) -> i64;
    /// As a 32-bit integer by the same rule; integers wrap.
    fn whole32(self) -> i32;
}

macro_rules! integer_source {
    ($($type:ty),*) => {$(
        impl Source for $type {
            fn single(self) -> f32 { self as f32 }
            fn double(self) -> f64 { self as f64 }
            fn whole(self) -> i64 { self as i64 }
            fn whole32(self) -> i32 { self as i32 }
        }
    )*};
}
integer_source!(u8, i8, u16, i16, u32, i32, u64, i64);

impl Source for bool {
    fn single(self) -> f32 {
        u8::from(self) as f32
    }
    fn double(self) -> f64 {
        u8::from(self) as f64
    }
    fn whole(self) -> i64 {
        self as i64
    }
    fn whole32(self) -> i32 {
        self as i32
    }
}

impl Source for f64 {
    fn single(self) -> f32 {
        self as f32
    }
    fn double(self) -> f64 {
        self
    }
    fn whole(self) -> i64 {
        if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&self) { self as i64 } else { i64::MIN }
    }
    fn whole32(self) -> i32 {
        if self > -2_147_483_649.0 && self < 2_147_483_648.0 { self as i32 } else { i32::MIN }
    }
}

macro_rules! float_source {
    ($($type:ty),*) => {$(
        impl Source for $type {
            fn single(self) -> f32 { f32::from(self) }
            fn double(self) -> f64 { f64::from(self) }
            fn whole(self) -> i64 { self.double().whole() }
            fn whole32(self) -> i32 { self.double().whole32() }
        }
    )*};
}
float_source!(f32, f16, bf16);

/// A double as a half, rounded once: the single in between keeps a sticky bit.
pub fn half_of(value: f64) -> f16 {
    let single = value as f32;
    if value.is_nan() || single == 0.0 || f64::from(single) == value {
        return f16::from_f32(single);
    }
    let below =
        if (f64::from(single) > value) == (single > 0.0) { f32::from_bits(single.to_bits() - 1) } else { single };
    f16::from_f32(f32::from_bits(below.to_bits() | 1))
}

/// A double as a bfloat16, by way of a single as all libraries do it.
pub fn bfloat_of(value: f64) -> bf16 {
    bf16::from_f32(value as f32)
}

/// The elements as singles; the buffer is kept where it holds singles already.
pub fn singles(elements: Elements) -> Vec<f32> {
    match elements {
        Elements::F32(data) => data,
        other => for_elements!(other, data => data.into_iter().map(Source::single).collect()),
    }
}

/// The elements as doubles; the buffer is kept where it holds doubles already.
pub fn doubles(elements: Elements) -> Vec<f64> {
    match elements {
        Elements::F64(data) => data,
        other => for_elements!(other, data => data.into_iter().map(Source::double).collect()),
    }
}

/// The elements in another type: floats are cut toward zero, what does not fit wraps as in C on x86-64.
pub fn cast(elements: Elements, dtype: Dtype) -> Elements {
    if elements.dtype() == dtype {
        return elements;
    }
    match dtype {
        Dtype::F32 => Elements::F32(singles(elements)),
        Dtype::F64 => Elements::F64(doubles(elements)),
        Dtype::F16 => {
            Elements::F16(for_elements!(elements, data => data.into_iter().map(|v| half_of(v.double())).collect()))
        }
        Dtype::Bf16 => Elements::Bf16(
            for_elements!(elements, data => data.into_iter().map(|v| bf16::from_f32(v.single())).collect()),
        ),
        Dtype::Bool => {
            Elements::Bool(for_elements!(elements, data => data.into_iter().map(|v| v.double() != 0.0).collect()))
        }
        Dtype::U8 => {
            Elements::U8(for_elements!(elements, data => data.into_iter().map(|v| v.whole32() as u8).collect()))
        }
        Dtype::I8 => {
            Elements::I8(for_elements!(elements, data => data.into_iter().map(|v| v.whole32() as i8).collect()))
        }
        Dtype::U16 => {
            Elements::U16(for_elements!(elements, data => data.into_iter().map(|v| v.whole32() as u16).collect()))
        }
        Dtype::I16 => {
            Elements::I16(for_elements!(elements, data => data.into_iter().map(|v| v.whole32() as i16).collect()))
        }
        Dtype::I32 => Elements::I32(for_elements!(elements, data => data.into_iter().map(Source::whole32).collect())),
        Dtype::U32 => {
            Elements::U32(for_elements!(elements, data => data.into_iter().map(|v| v.whole() as u32).collect()))
        }
        Dtype::I64 => Elements::I64(for_elements!(elements, data => data.into_iter().map(Source::whole).collect())),
        Dtype::U64 => {
            Elements::U64(for_elements!(elements, data => data.into_iter().map(|v| v.whole() as u64).collect()))
        }
    }
}

/// Rounds floats to whole numbers; everything else is whole already.
pub fn round(elements: Elements, rounding: Rounding) -> Elements {
    match elements {
        Elements::F32(mut data) => {
            for value in &mut data {
                *value = match rounding {
                    Rounding::Truncate => value.trunc(),
                    Rounding::HalfEven => value.round_ties_even(),
                    // In double precision, where adding a half is exact.
                    Rounding::HalfUp => (*value as f64 + 0.5).floor() as f32,
                    Rounding::Ceil => value.ceil(),
                };
            }
            Elements::F32(data)
        }
        Elements::F16(_) | Elements::Bf16(_) | Elements::F64(_) => {
            let mut data = doubles(elements);
            for value in &mut data {
                *value = rounding.apply(*value);
            }
            Elements::F64(data)
        }
        whole => whole,
    }
}

/// The least and greatest value of a whole type; `None` for floats and booleans.
pub fn range(dtype: Dtype) -> Option<(f64, f64)> {
    Some(match dtype {
        Dtype::U8 => (0.0, u8::MAX as f64),
        Dtype::I8 => (i8::MIN as f64, i8::MAX as f64),
        Dtype::U16 => (0.0, u16::MAX as f64),
        Dtype::I16 => (i16::MIN as f64, i16::MAX as f64),
        Dtype::U32 => (0.0, u32::MAX as f64),
        Dtype::I32 => (i32::MIN as f64, i32::MAX as f64),
        Dtype::U64 => (0.0, u64::MAX as f64),
        Dtype::I64 => (i64::MIN as f64, i64::MAX as f64),
        _ => return None,
    })
}

/// The elements in a whole type, what does not fit brought to its nearest end; NaN becomes 0.
pub fn saturate(elements: Elements, dtype: Dtype) -> Elements {
    let Some((least, greatest)) = range(dtype) else {
        return cast(elements, dtype);
    };
    match (dtype, elements) {
        // Rust's own conversions saturate; these two types have ends that no double holds.
        (Dtype::I64, Elements::U64(data)) => {
            Elements::I64(data.into_iter().map(|v| i64::try_from(v).unwrap_or(i64::MAX)).collect())
        }
        (Dtype::I64, elements @ (Elements::F16(_) | Elements::Bf16(_) | Elements::F32(_) | Elements::F64(_))) => {
            Elements::I64(doubles(elements).into_iter().map(|v| v as i64).collect())
        }
        (Dtype::I64, elements) => cast(elements, dtype),
        (Dtype::U64, elements @ (Elements::F16(_) | Elements::Bf16(_) | Elements::F32(_) | Elements::F64(_))) => {
            Elements::U64(doubles(elements).into_iter().map(|v| v as u64).collect())
        }
        (Dtype::U64, elements) => {
            Elements::U64(for_elements!(elements, data => data.into_iter().map(|v| v.whole().max(0) as u64).collect()))
        }
        (_, elements) => {
            let mut data = doubles(elements);
            for value in &mut data {
                *value = if value.is_nan() { 0.0 } else { value.clamp(least, greatest) };
            }
            cast(Elements::F64(data), dtype)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_wrap_into_bytes_as_c_does() {
        let floats = Elements::F32(vec![-1.5, -0.5, 255.5, 256.7, 300.0, -300.0, 1e10, f32::NAN, 70000.2]);
        assert_eq!(cast(floats.clone(), Dtype::U8), Elements::U8(vec![255, 0, 255, 0, 44, 212, 0, 0, 112]));
        assert_eq!(saturate(floats, Dtype::U8), Elements::U8(vec![0, 0, 255, 255, 255, 0, 255, 0, 255]));
    }

    #[test]
    fn halves_are_rounded_once() {
        // Just above the middle of two halves: by way of a plain single it would fall on the middle and go to even.
        let middle = 1.0 + 2f64.powi(-11);
        assert_eq!(half_of(middle).to_f64(), 1.0);
        assert_eq!(half_of(middle + 2f64.powi(-40)).to_f64(), 1.0 + 2f64.powi(-10));
        assert_eq!(half_of(-(middle + 2f64.powi(-40))).to_f64(), -(1.0 + 2f64.powi(-10)));
        assert_eq!(half_of(middle + 2f64.powi(-10) - 2f64.powi(-40)).to_f64(), 1.0 + 2f64.powi(-10));
    }

    #[test]
    fn halves_round_to_even_or_up() {
        let floats = || Elements::F32(vec![0.5, 1.5, -0.5, 2.4999998]);
        assert_eq!(round(floats(), Rounding::HalfEven), Elements::F32(vec![0.0, 2.0, -0.0, 2.0]));
        assert_eq!(round(floats(), Rounding::HalfUp), Elements::F32(vec![1.0, 2.0, 0.0, 2.0]));
    }
}
