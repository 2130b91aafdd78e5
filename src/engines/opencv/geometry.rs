use crate::engines::capability::{
    CropPart, Filter, Geometry, LetterboxRule, PadRule, Rounding, SideFormula, SideRule, TargetRule, TooSmall,
};

/// `resize` by factors rounds with `cvRound`; the letterbox is that of `Image2BlobParams`.
pub static GEOMETRY: Geometry = Geometry {
    target: TargetRule {
        scale: SideRule { formula: SideFormula::Factor, rounding: Rounding::HalfEven },
        ..TargetRule::TRUNCATED
    },
    crop_offset: Rounding::Truncate,
    too_small: TooSmall::Raise("cv2.error"),
    fraction: CropPart::Sides,
    pad: PadRule { saturates: true, ..PadRule::PLAIN },
    letterbox: Some(LetterboxRule {
        resize: ("opencv", Filter::Bilinear),
        size: SideRule { formula: SideFormula::Factor32, rounding: Rounding::Truncate },
        free_before_rounding: false,
        nudge: 0.0,
        rounding: Rounding::Truncate,
        fill: 0.0,
        empty: Some("cv2.error"),
        centered: true,
    }),
};
