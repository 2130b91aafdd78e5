/// How a library makes grey of colour: weights, precision, rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gray {
    /// `(weights . rgb + bias) / divisor` in whole numbers, rounded down.
    Whole {
        /// For red, green and blue.
        weights: [u32; 3],
        /// Added before the division: half of the divisor to round, 0 to truncate.
        bias: u32,
        /// What the weights add up to.
        divisor: u32,
    },
    /// libpng's grey of 8-bit files that name their gamma: the whole sum of light, and back; greys stay as they are.
    Linear {
        /// For red, green and blue; they add up to 32,768.
        weights: [u32; 3],
        /// The file's gamma times 100,000.
        gamma: u32,
    },
    /// The weighted sum in float32, from left to right; whole samples are truncated.
    Float {
        /// For red, green and blue.
        weights: [f32; 3],
    },
    /// The same, each product after the first added in one rounding (fused multiply-add).
    FusedFloat {
        /// For red, green and blue.
        weights: [f32; 3],
    },
    /// The weighted sum in double precision; whole samples are rounded, or truncated.
    Weighted {
        /// For red, green and blue.
        weights: [f64; 3],
        /// True to round, false to truncate.
        round: bool,
    },
    /// The crate `image` itself: `to_luma8`, `to_luma16`.
    ImageCrate,
    /// Samples are brought to 0..1 in float32, weighted, and scaled back by half a level more than the range.
    UnitFloat {
        /// For red, green and blue.
        weights: [f32; 3],
    },
}

/// What a library offers for grey and colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GrayRules {
    /// Of 8-bit samples.
    pub uint8: Gray,
    /// Of 16-bit samples, where the library takes them.
    pub uint16: Option<Gray>,
    /// Of float32 samples, where the library takes them.
    pub float32: Option<Gray>,
    /// How far off a float32 result may be, as a share of the largest sample: where the library fuses sums, or not, by the
    /// processor.
    pub float32_off: f64,
}
