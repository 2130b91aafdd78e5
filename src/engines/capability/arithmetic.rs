/// How a library rescales and normalizes: divide or multiply, fused or separate, element types.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arithmetic {}
