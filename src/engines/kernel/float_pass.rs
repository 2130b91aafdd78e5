//! Rows filtered in single precision, one product after the other from zero.

use super::Taps;

/// The element types that images have.
pub trait Sample: Copy + Default {
    /// The sample as a float.
    fn to_f32(self) -> f32;

    /// The sample nearest to a float, halves to even, within the type's range.
    fn finish(value: f32) -> Self;

    /// The sum one by one: of whole numbers exactly, of floats in single precision.
    fn sum(samples: impl Iterator<Item = Self>) -> f32;

    /// The sum four by four: of whole numbers exactly, of floats in single precision.
    fn sum_by_four(samples: impl Iterator<Item = Self>) -> f32;
}

macro_rules! whole {
    ($type:ty, $finish:expr) => {
        impl Sample for $type {
            fn to_f32(self) -> f32 {
                f32::from(self)
            }

            fn finish(value: f32) -> Self {
                $finish(value)
            }

            fn sum(samples: impl Iterator<Item = Self>) -> f32 {
                samples.map(u64::from).sum::<u64>() as f32
            }

            fn sum_by_four(samples: impl Iterator<Item = Self>) -> f32 {
                Self::sum(samples)
            }
        }
    };
}

// Adding 1.5 * 2^23 leaves the rounded number in the last bits.
whole!(u8, |value: f32| (value.clamp(0.0, 255.0) + 12_582_912.0).to_bits() as u8);
whole!(u16, |value: f32| (value.clamp(0.0, 65535.0) + 12_582_912.0).to_bits() as u16);

impl Sample for f32 {
    fn to_f32(self) -> f32 {
        self
    }

    fn finish(value: f32) -> Self {
        value
    }

    fn sum(samples: impl Iterator<Item = Self>) -> f32 {
        samples.fold(0.0, |sum, sample| sum + sample)
    }

    fn sum_by_four(samples: impl Iterator<Item = Self>) -> f32 {
        let mut samples = samples.peekable();
        let mut total = 0.0;
        let mut group = Vec::with_capacity(4);
        while samples.peek().is_some() {
            group.clear();
            group.extend(samples.by_ref().take(4));
            match *group.as_slice() {
                [a, b, c, d] => total += a + b + c + d,
                ref rest => rest.iter().for_each(|sample| total += sample),
            }
        }
        total
    }
}

/// Row `y` of the source, filtered: every product is added to what came before.
pub fn rows_in_order<T: Sample>(
    data: &[T],
    width: usize,
    channels: usize,
    y: usize,
    taps: &Taps<f32>,
    output: &mut [f32],
) {
    let begin = y * width * channels;
    match channels {
        1 => row_in_order::<T, 1>(&data[begin..begin + width], taps, output),
        2 => row_in_order::<T, 2>(&data[begin..begin + width * 2], taps, output),
        3 => row_in_order::<T, 3>(&data[begin..begin + width * 3], taps, output),
        4 => row_in_order::<T, 4>(&data[begin..begin + width * 4], taps, output),
        _ => unreachable!("images have one to four channels"),
    }
}

fn row_in_order<T: Sample, const C: usize>(row: &[T], taps: &Taps<f32>, output: &mut [f32]) {
    let (pixels, _) = row.as_chunks::<C>();
    let (output, _) = output.as_chunks_mut::<C>();
    for ((start, weights), out) in taps.windows().zip(output) {
        let mut sums = [0.0_f32; C];
        for (pixel, weight) in pixels[start..start + weights.len()].iter().zip(weights) {
            for channel in 0..C {
                sums[channel] += pixel[channel].to_f32() * weight;
            }
        }
        *out = sums;
    }
}
