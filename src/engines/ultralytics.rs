//! ultralytics: preprocessing of the YOLO models.

use super::Engine;
use super::capability::{
    CropPart, Filter, Geometry, LetterboxRule, Rounding, SideFormula, SideRule, TargetRule, TooSmall,
};
use crate::meta::Meta;

/// The engine.
pub struct Ultralytics;

impl Engine for Ultralytics {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "ultralytics",
            summary: "letterbox of ultralytics (YOLO)",
            manual: "\
What it is
  The letterbox of ultralytics, the YOLO training and prediction code: the picture keeps its
  proportions, is resized with OpenCV's bilinear, and is padded with grey 114 to the target size.

Where it differs
  Odd padding is split by rounding half of it minus 0.1 and plus 0.1, so that the extra row or
  column goes to the bottom or right. With a stride only the rest up to the next multiple is padded.",
            example: "letterbox: {engine: ultralytics, width: 640, height: 640}",
        }
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&GEOMETRY)
    }
}

/// `LetterBox`: sides rounded half to even, free pixels halved and rounded with 0.1 taken and added.
static GEOMETRY: Geometry = Geometry {
    target: TargetRule { longest: FIT, ..TargetRule::TRUNCATED },
    crop_offset: Rounding::Truncate,
    too_small: TooSmall::Pad(Rounding::Truncate),
    fraction: CropPart::Sides,
    letterbox: Some(LetterboxRule {
        resize: ("opencv", Filter::Bilinear),
        size: FIT,
        free_before_rounding: false,
        nudge: 0.1,
        rounding: Rounding::HalfEven,
        fill: 114.0,
        centered: true,
    }),
};

const FIT: SideRule = SideRule { formula: SideFormula::Factor, rounding: Rounding::HalfEven };
