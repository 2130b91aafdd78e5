use crate::engines::capability::Arithmetic;

/// `Sub`, `Div` and `Mul` as written.
pub static ARITHMETIC: Arithmetic = Arithmetic::PLAIN;
