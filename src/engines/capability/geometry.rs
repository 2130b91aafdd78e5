/// Rules for target sizes, crop offsets and padding. All are data: a step applies them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// How the long side of a `shortest_edge` resize is rounded.
    pub target: Rounding,
    /// How the offset of a centre crop, half of an odd difference, is rounded.
    pub crop_offset: Rounding,
}

/// Ways to make a whole number of a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Toward zero.
    Truncate,
    /// To the nearest, halves to the even neighbour.
    HalfEven,
    /// To the nearest, halves up.
    HalfUp,
    /// Up.
    Ceil,
}
