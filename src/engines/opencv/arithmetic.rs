use crate::engines::capability::{Arithmetic, Factor, Spread};

/// `convertTo` and `operator*` multiply by a factor in single precision.
pub static ARITHMETIC: Arithmetic =
    Arithmetic { factor: Factor::Reciprocal, spread: Spread::Reciprocal64, ..Arithmetic::PLAIN };
