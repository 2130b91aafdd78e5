/// How a library makes grey of colour: weights, fixed-point precision, rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gray {}
