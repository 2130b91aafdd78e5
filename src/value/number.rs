use std::fmt;

/// A number of a table, in the type that the pipeline keeps it in.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// A 64-bit integer.
    Int(i64),
    /// A double.
    Float(f64),
    /// A single-precision number.
    Float32(f32),
}

impl Number {
    /// The value as a double; integers beyond 2^53 lose digits.
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
            Self::Float32(value) => f64::from(value),
        }
    }

    /// True for NaN.
    pub fn is_nan(self) -> bool {
        self.as_f64().is_nan()
    }
}

impl PartialEq for Number {
    /// Equal as numbers, whatever the type; NaN equals NaN.
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Int(a), Self::Int(b)) => a == b,
            (a, b) => a.as_f64() == b.as_f64() || (a.is_nan() && b.is_nan()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Float32(value) => write!(f, "{value}"),
        }
    }
}
