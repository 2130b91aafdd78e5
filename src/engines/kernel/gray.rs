//! Grey of colour, by the rows of data that the engines give.

use crate::engines::capability::Gray;
use crate::value::Samples;
use image::{DynamicImage, ImageBuffer};

/// One grey sample per pixel of interleaved red, green, blue.
pub fn of_rgb(samples: &Samples, formula: Gray) -> Samples {
    if formula == Gray::ImageCrate {
        return match samples {
            Samples::U8(_) => Samples::U8(by_crate(samples).to_luma8().into_raw()),
            Samples::U16(_) => Samples::U16(by_crate(samples).to_luma16().into_raw()),
            Samples::F32(_) => Samples::F32(by_crate(samples).to_luma32f().into_raw()),
        };
    }
    let channels = 3;
    match samples {
        Samples::U8(data) => Samples::U8(match formula {
            Gray::Linear { weights, gamma } => {
                let tables = Light::new(gamma);
                data.chunks_exact(channels).map(|p| tables.gray([p[0], p[1], p[2]], weights)).collect()
            }
            Gray::Whole { weights: [r, g, b], bias, divisor } if divisor.is_power_of_two() => {
                let shift = divisor.trailing_zeros();
                let gray = |p: &[u8]| ((r * p[0] as u32 + g * p[1] as u32 + b * p[2] as u32 + bias) >> shift) as u8;
                data.chunks_exact(channels).map(gray).collect()
            }
            _ => data.chunks_exact(channels).map(|p| of_byte([p[0], p[1], p[2]], formula)).collect(),
        }),
        Samples::U16(data) => {
            Samples::U16(data.chunks_exact(channels).map(|p| of_short([p[0], p[1], p[2]], formula)).collect())
        }
        Samples::F32(data) => {
            Samples::F32(data.chunks_exact(channels).map(|p| of_float([p[0], p[1], p[2]], formula)).collect())
        }
    }
}

/// 8-bit grey of red, green, blue in any depth, as the crate `image` makes it.
pub fn byte_by_crate(samples: &Samples) -> Vec<u8> {
    by_crate(samples).to_luma8().into_raw()
}

/// One long row of pixels, as the crate `image` holds it.
fn by_crate(samples: &Samples) -> DynamicImage {
    let width = samples.len() as u32 / 3;
    let image = match samples {
        Samples::U8(data) => ImageBuffer::from_raw(width, 1, data.clone()).map(DynamicImage::ImageRgb8),
        Samples::U16(data) => ImageBuffer::from_raw(width, 1, data.clone()).map(DynamicImage::ImageRgb16),
        Samples::F32(data) => ImageBuffer::from_raw(width, 1, data.clone()).map(DynamicImage::ImageRgb32F),
    };
    image.expect("three samples a pixel")
}

/// Grey of one 8-bit colour.
pub fn of_byte(rgb: [u8; 3], formula: Gray) -> u8 {
    match formula {
        Gray::Whole { weights, bias, divisor } => {
            let sum: u32 = weights.iter().zip(rgb).map(|(weight, v)| weight * v as u32).sum();
            ((sum + bias) / divisor).min(255) as u8
        }
        Gray::Linear { weights, gamma } => Light::new(gamma).gray(rgb, weights),
        Gray::ImageCrate => byte_by_crate(&Samples::U8(rgb.to_vec()))[0],
        Gray::Float { .. } | Gray::FusedFloat { .. } => of_float(rgb.map(f32::from), formula) as u8,
        Gray::Weighted { weights, round } => weighted(rgb.map(f64::from), weights, round) as u8,
        Gray::UnitFloat { .. } => (of_float(rgb.map(|v| v as f32 * (1.0 / 255.0)), formula) * 255.5) as u8,
    }
}

/// Grey of one 16-bit colour.
pub fn of_short(rgb: [u16; 3], formula: Gray) -> u16 {
    match formula {
        Gray::Whole { weights, bias, divisor } => {
            let sum: u64 = weights.iter().zip(rgb).map(|(weight, v)| *weight as u64 * v as u64).sum();
            ((sum + bias as u64) / divisor as u64).min(65535) as u16
        }
        // Only files of 8 bits come here.
        Gray::Linear { weights, .. } => of_short(rgb, Gray::Whole { weights, bias: 16384, divisor: 32768 }),
        Gray::ImageCrate => by_crate(&Samples::U16(rgb.to_vec())).to_luma16().into_raw()[0],
        Gray::Float { .. } | Gray::FusedFloat { .. } => of_float(rgb.map(f32::from), formula) as u16,
        Gray::Weighted { weights, round } => weighted(rgb.map(f64::from), weights, round) as u16,
        Gray::UnitFloat { .. } => (of_float(rgb.map(|v| v as f32 * (1.0 / 65535.0)), formula) * 65535.5) as u16,
    }
}

/// A sum in double precision, made whole.
fn weighted(rgb: [f64; 3], weights: [f64; 3], round: bool) -> f64 {
    let sum = rgb[0] * weights[0] + rgb[1] * weights[1] + rgb[2] * weights[2];
    // Halves go to even, as numpy, torch and TensorFlow round. Weights that add up to 1 give a whole number for grey; the
    // last bit of the sum must not take it away where it is cut.
    if round { sum.round_ties_even() } else { (sum + 1e-9).floor() }
}

/// Grey of one float colour, from left to right.
pub fn of_float(rgb: [f32; 3], formula: Gray) -> f32 {
    match formula {
        Gray::Float { weights } | Gray::UnitFloat { weights } => {
            rgb[0] * weights[0] + rgb[1] * weights[1] + rgb[2] * weights[2]
        }
        Gray::FusedFloat { weights: [red, green, blue] } => {
            libm::fmaf(rgb[2], blue, libm::fmaf(rgb[1], green, rgb[0] * red))
        }
        Gray::Weighted { weights, .. } => {
            let terms = weights.iter().zip(rgb).map(|(weight, v)| weight * v as f64);
            terms.sum::<f64>() as f32
        }
        Gray::Linear { weights, .. } => of_float(rgb, Gray::Whole { weights, bias: 0, divisor: 32768 }),
        Gray::Whole { weights, divisor, .. } => {
            let sum: f32 = weights.iter().zip(rgb).map(|(weight, v)| *weight as f32 * v).sum();
            sum / divisor as f32
        }
        Gray::ImageCrate => by_crate(&Samples::F32(rgb.to_vec())).to_luma32f().into_raw()[0],
    }
}

/// libpng's tables from levels to light and back.
struct Light {
    to: [u8; 256],
    from: [u8; 256],
}

impl Light {
    fn new(gamma: u32) -> Self {
        let reciprocal = |gamma: f64| (1e10 / gamma + 0.5).floor();
        let table = |exponent: f64| -> [u8; 256] {
            std::array::from_fn(|level| match exponent {
                // So near to 1 libpng leaves levels alone.
                95_000.0..=105_000.0 => level as u8,
                _ => (255.0 * libm::pow(level as f64 / 255.0, exponent * 1e-5) + 0.5).floor() as u8,
            })
        };
        let to = reciprocal(f64::from(gamma));
        Self { to: table(to), from: table(reciprocal(to)) }
    }

    fn gray(&self, [red, green, blue]: [u8; 3], weights: [u32; 3]) -> u8 {
        if red == green && green == blue {
            return red;
        }
        let light = [red, green, blue].map(|level| u32::from(self.to[usize::from(level)]));
        let sum: u32 = weights.iter().zip(light).map(|(weight, light)| weight * light).sum();
        self.from[((sum + 16384) >> 15) as usize & 255]
    }
}
