use crate::engines::capability::{Arithmetic, Factor};

/// `convert_image_dtype` multiplies by a reciprocal.
pub static ARITHMETIC: Arithmetic = Arithmetic { factor: Factor::Reciprocal, ..Arithmetic::PLAIN };
