/// How a library rescales and normalizes: divide or multiply, fused or separate, element types. All data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arithmetic {
    /// How a factor is applied.
    pub factor: Factor,
    /// What follows the subtraction of the mean.
    pub spread: Spread,
    /// True if a scalar is first rounded to the array's own float16 or bfloat16, false if it stays in single precision.
    pub narrow_scalars: bool,
    /// Whether mean and standard deviation are multiplied by the largest pixel value, so that pixels need no rescaling.
    pub fusion: Fusion,
    /// The error that normalizing whole numbers raises.
    pub whole_numbers: Option<&'static str>,
    /// The error that a standard deviation of zero raises.
    pub zero_std: Option<&'static str>,
    /// Constants that the library knows by name.
    pub modes: &'static [Mode],
}

impl Arithmetic {
    /// Plain array arithmetic: every operation as written, in the array's own type.
    pub const PLAIN: Self = Self {
        factor: Factor::AsWritten,
        spread: Spread::Divide,
        narrow_scalars: false,
        fusion: Fusion::Never,
        whole_numbers: None,
        zero_std: None,
        modes: &[],
    };
}

/// How a factor is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// Division divides, multiplication multiplies, in the array's type.
    AsWritten,
    /// A divisor becomes its reciprocal, which is computed in double precision and then rounded to the array's type.
    Reciprocal,
    /// The reciprocal multiplies in double precision; the product is rounded to single precision.
    Double,
}

/// What follows the subtraction of the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Division by the standard deviation.
    Divide,
    /// Multiplication by the reciprocal, computed in single precision.
    Reciprocal32,
    /// Multiplication by the reciprocal, computed in double precision and rounded.
    Reciprocal64,
}

/// Whether mean and standard deviation are multiplied by the largest pixel value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fusion {
    /// The library has no such thing.
    Never,
    /// If the definition gives `max_pixel_value`.
    OnRequest,
    /// Always; by this number unless the definition gives another one.
    Default(f64),
}

/// A named set of constants: divide, subtract, divide again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mode {
    /// The name in case files.
    pub name: &'static str,
    /// True if the channels are reversed first.
    pub reverse_channels: bool,
    /// Divides all channels first.
    pub divide: Option<f64>,
    /// Subtracted, one for all channels or one per channel.
    pub mean: &'static [f64],
    /// Divides last, per channel; empty where nothing does.
    pub std: &'static [f64],
}
