use crate::engines::capability::{Arithmetic, Factor};

/// `rescale` multiplies in double precision; `normalize` subtracts and divides as numpy does.
pub static ARITHMETIC: Arithmetic = Arithmetic { factor: Factor::Double, narrow_scalars: true, ..Arithmetic::PLAIN };
