use crate::engines::capability::{
    CropPart, Filter, Geometry, LetterboxRule, PadRule, Rounding, SideFormula, SideRule, TargetRule, TooSmall,
};

/// `Resize(size, max_size)`, `CenterCrop`, and `Resize(size=None, max_size=s)` before `CenterCrop(s)`.
pub static GEOMETRY: Geometry = Geometry {
    target: TargetRule::TRUNCATED,
    crop_offset: Rounding::HalfEven,
    too_small: TooSmall::Pad(Rounding::Truncate),
    fraction: CropPart::Sides,
    pad: PadRule { beyond_mirror: Some(("RuntimeError", "IndexError")), ..PadRule::PLAIN },
    letterbox: Some(LetterboxRule {
        resize: ("torchvision", Filter::Bilinear),
        size: SideRule { formula: SideFormula::Product, rounding: Rounding::Truncate },
        free_before_rounding: false,
        nudge: 0.0,
        rounding: Rounding::Truncate,
        fill: 0.0,
        empty: Some("RuntimeError"),
        centered: true,
    }),
};
