//! ultralytics: preprocessing of the YOLO models.

use super::Engine;
use super::capability::{
    CropPart, Filter, Geometry, LetterboxRule, PadRule, Rounding, SideFormula, SideRule, TargetRule, TooSmall,
};
use crate::meta::Meta;

/// The engine.
pub struct Ultralytics;

const MANUAL: &str = "\
What it is\n\
The preprocessing of the YOLO models: LetterBox.\n\n\
Geometry\n\
The factor is the smaller of height and width ratios in double precision; sides are rounded half to even, at least 1, and \
resized by OpenCV bilinear. Free pixels are halved, and rounded half to even with 0.1 taken on the left and top and added \
on the right and bottom, so that an odd pixel goes right and down. The fill is 114. `stride: 32` is `auto`: only as much \
is filled as the next multiple needs, which gives (384, 640) for a 16:9 picture where the fixed square gives (640, 640). \
`scale_up: false` is `scaleup`, `position: top_left` is `center=False`. Pixels are divided by 255: `rescale` with its \
default engine.\n\n\
References\n\
https://docs.ultralytics.com";

impl Engine for Ultralytics {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "ultralytics",
            summary: "letterbox of ultralytics (YOLO)",
            manual: MANUAL,
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
    pad: PadRule { saturates: true, ..PadRule::PLAIN },
    letterbox: Some(LetterboxRule {
        resize: ("opencv", Filter::Bilinear),
        size: FIT,
        free_before_rounding: false,
        nudge: 0.1,
        rounding: Rounding::HalfEven,
        fill: 114.0,
        empty: None,
        centered: true,
    }),
};

const FIT: SideRule = SideRule { formula: SideFormula::Factor, rounding: Rounding::HalfEven };
