/// Rules for target sizes, crop offsets and padding. All are data: a step applies them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometry {
    /// How a resize finds the sides that the definition does not name.
    pub target: TargetRule,
    /// How the offset of a centre crop, half of an odd difference, is rounded.
    pub crop_offset: Rounding,
    /// What a centre crop does with a picture that is smaller than the crop.
    pub too_small: TooSmall,
    /// What a centre crop by a fraction keeps.
    pub fraction: CropPart,
    /// How a letterbox divides and rounds; `None` where the library has none.
    pub letterbox: Option<LetterboxRule>,
    /// What padding takes and what it raises.
    pub pad: PadRule,
}

/// Limits of a library's padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PadRule {
    /// True where a fill beyond the range of whole pixels becomes its nearest end.
    pub saturates: bool,
    /// The errors for more pixels than a mirror holds, without (a side less one) and with (a side) the outermost pixel;
    /// `None` where the mirrored picture is mirrored again.
    pub beyond_mirror: Option<(&'static str, &'static str)>,
}

impl PadRule {
    /// Fills must fit, mirrors are endless.
    pub const PLAIN: Self = Self { saturates: false, beyond_mirror: None };
}

impl Geometry {
    /// What is done where a library has no rules of its own.
    pub const PLAIN: Self = Self {
        target: TargetRule::TRUNCATED,
        crop_offset: Rounding::Truncate,
        too_small: TooSmall::Pad(Rounding::Truncate),
        fraction: CropPart::Sides,
        letterbox: None,
        pad: PadRule::PLAIN,
    };
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

impl Rounding {
    /// All of them with their names in case files.
    pub const ALL: [(&'static str, Self); 4] =
        [("truncate", Self::Truncate), ("half_even", Self::HalfEven), ("half_up", Self::HalfUp), ("ceil", Self::Ceil)];

    /// The whole number, still as a double.
    pub fn apply(self, value: f64) -> f64 {
        match self {
            Self::Truncate => value.trunc(),
            Self::HalfEven => value.round_ties_even(),
            Self::HalfUp => (value + 0.5).floor(),
            Self::Ceil => value.ceil(),
        }
    }

    /// The name in case files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, rounding)| *rounding == self).map_or("", |(name, _)| name)
    }
}

/// How a library finds target sizes. The kernel is `kernel::target_size`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetRule {
    /// The other side, where the shorter one is given.
    pub shortest: SideRule,
    /// The other side, where the longer one (or a box to fit into) is given.
    pub longest: SideRule,
    /// The short side, where the long one would pass its cap.
    pub cap: Cap,
    /// Both sides, where scale factors are given.
    pub scale: SideRule,
    /// The least length of a side: 0 where the library's rounding may leave nothing, and its resize raises.
    pub least: usize,
}

impl TargetRule {
    /// What is done where a library has no rule of its own: integer product, true division, truncation.
    pub const TRUNCATED: Self = Self {
        shortest: SideRule { formula: SideFormula::Product, rounding: Rounding::Truncate },
        longest: SideRule { formula: SideFormula::Product, rounding: Rounding::Truncate },
        cap: Cap::Chained,
        scale: SideRule { formula: SideFormula::Factor, rounding: Rounding::Truncate },
        least: 0,
    };
}

/// The arithmetic of one side, and its rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SideRule {
    /// The order of operations before rounding.
    pub formula: SideFormula,
    /// What makes a whole number of it.
    pub rounding: Rounding,
}

/// The order of operations: they differ in the last bit, and so by a pixel where the product is just a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SideFormula {
    /// `wanted * side / edge`.
    Product,
    /// `side * (wanted / edge)` in double precision.
    Factor,
    /// `side * (wanted / edge)` in single precision.
    Factor32,
    /// `side / (edge / wanted)`.
    Ratio,
    /// `side / (edge / wanted)` in single precision.
    Ratio32,
}

/// What happens to the short side when the long one is capped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    /// The rounded long side shrinks to the cap, and the short side by the same factor. The cap must be above the short
    /// side.
    Chained,
    /// The unrounded short side comes from the source's own ratio, is rounded half to even for itself, and the long side
    /// is found from the unrounded one. A picture that has the short side already is left alone.
    Unrounded,
}

/// What a centre crop does with a picture that is smaller than the crop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooSmall {
    /// Pads with the fill first. The rounding is that of half of an odd difference on the left and top.
    Pad(Rounding),
    /// Raises the library's error of this name.
    Raise(&'static str),
    /// Slices as Python does: a negative start counts from the end, and the result is smaller than asked for.
    Slice,
}

/// What a centre crop by a fraction keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CropPart {
    /// Each side times the fraction, truncated; the offset follows from it.
    Sides,
    /// What is left between equal margins, each half of what goes, truncated.
    Margins,
}

/// How a library fits a picture into a box and fills the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LetterboxRule {
    /// The engine whose resize kernel the library calls, and the filter that it asks for.
    pub resize: (&'static str, super::Filter),
    /// The size of the picture in the box.
    pub size: SideRule,
    /// True if the free pixels are counted before the size is rounded.
    pub free_before_rounding: bool,
    /// Taken from half of the free pixels before they are rounded on the left and top, added on the right and bottom.
    pub nudge: f64,
    /// The rounding of half of the free pixels.
    pub rounding: Rounding,
    /// The default fill of all channels, in units of the picture.
    pub fill: f64,
    /// The error that a side of no pixels raises; `None` where one pixel is kept.
    pub empty: Option<&'static str>,
    /// True if the picture stands in the middle by default, false if in the top left corner.
    pub centered: bool,
}
