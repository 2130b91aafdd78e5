//! timm: evaluation transforms of the `PyTorch` Image Models.

use super::capability::{
    Arithmetic, CropPart, Filter, Geometry, LetterboxRule, Resize, Rounding, SideFormula, SideRule, TargetRule,
    TooSmall,
};
use super::{self as engines, Engine};
use crate::meta::Meta;

/// The engine.
pub struct Timm;

impl Engine for Timm {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "timm",
            summary: "evaluation transforms of timm",
            manual: "\
What it is
  The evaluation transforms of timm: resize to the crop size divided by crop_pct, rounded down, then
  a centre crop, with Pillow's kernels.

Where it differs
  The long side of a resize that keeps proportions is rounded where torchvision truncates; crop
  offsets are torchvision's, half to even.",
            example: "center_crop: {engine: timm, width: 224, height: 224}",
        }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        // Pictures are PIL images there.
        engines::find("pillow").and_then(Engine::resize)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&ARITHMETIC)
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&GEOMETRY)
    }
}

/// Square centre crops use torchvision's `Resize`; a long side (border mode) uses timm's own `ResizeKeepRatio`.
static GEOMETRY: Geometry = Geometry {
    target: TargetRule { longest: KEEP_RATIO, ..TargetRule::TRUNCATED },
    crop_offset: Rounding::HalfEven,
    too_small: TooSmall::Pad(Rounding::Truncate),
    fraction: CropPart::Sides,
    letterbox: Some(LetterboxRule {
        resize: ("pillow", Filter::Bicubic),
        size: KEEP_RATIO,
        free_before_rounding: false,
        nudge: 0.0,
        rounding: Rounding::Truncate,
        fill: 0.0,
        centered: true,
    }),
};

const KEEP_RATIO: SideRule = SideRule { formula: SideFormula::Ratio, rounding: Rounding::HalfEven };

/// torchvision's `ToTensor` and `Normalize`.
static ARITHMETIC: Arithmetic =
    Arithmetic { whole_numbers: Some("TypeError"), zero_std: Some("ValueError"), ..Arithmetic::PLAIN };
