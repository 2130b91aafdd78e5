use crate::engines::capability::{
    Cap, CropPart, Filter, Geometry, LetterboxRule, PadRule, Rounding, SideFormula, SideRule, TargetRule, TooSmall,
};

/// The image processors on PIL and numpy. A long side alone, and its letterbox, are those of the SAM processor.
pub static GEOMETRY: Geometry = Geometry {
    target: TargetRule {
        longest: SideRule { formula: SideFormula::Factor, rounding: Rounding::HalfUp },
        cap: Cap::Unrounded,
        ..TargetRule::TRUNCATED
    },
    crop_offset: Rounding::Truncate,
    too_small: TooSmall::Pad(Rounding::Ceil),
    fraction: CropPart::Sides,
    pad: PadRule::PLAIN,
    letterbox: Some(LetterboxRule {
        resize: ("pillow", Filter::Bilinear),
        size: SideRule { formula: SideFormula::Factor, rounding: Rounding::HalfUp },
        free_before_rounding: false,
        nudge: 0.0,
        rounding: Rounding::Truncate,
        fill: 0.0,
        empty: Some("ValueError"),
        centered: false,
    }),
};
