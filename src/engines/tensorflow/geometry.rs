use crate::engines::capability::{
    CropPart, Filter, Geometry, LetterboxRule, PadRule, Rounding, SideFormula, SideRule, TargetRule, TooSmall,
};

/// `resize(preserve_aspect_ratio=True)`, `resize_with_crop_or_pad`, `resize_with_pad`.
pub static GEOMETRY: Geometry = Geometry {
    target: TargetRule {
        longest: SideRule { formula: SideFormula::Factor32, rounding: Rounding::HalfEven },
        ..TargetRule::TRUNCATED
    },
    crop_offset: Rounding::Truncate,
    too_small: TooSmall::Pad(Rounding::Truncate),
    fraction: CropPart::Margins,
    pad: PadRule { beyond_mirror: Some(("InvalidArgumentError", "InvalidArgumentError")), ..PadRule::PLAIN },
    letterbox: Some(LetterboxRule {
        resize: ("tensorflow", Filter::Bilinear),
        size: SideRule { formula: SideFormula::Ratio32, rounding: Rounding::Truncate },
        free_before_rounding: true,
        nudge: 0.0,
        rounding: Rounding::Truncate,
        fill: 0.0,
        empty: Some("InvalidArgumentError"),
        centered: true,
    }),
};
