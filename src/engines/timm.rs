//! timm: evaluation transforms of the `PyTorch` Image Models.

use super::capability::{
    Arithmetic, CropPart, Filter, Geometry, LetterboxRule, PadRule, Resize, Rounding, SideFormula, SideRule,
    TargetRule, TooSmall,
};
use super::{self as engines, Engine};
use crate::meta::Meta;

/// The engine.
pub struct Timm;

const MANUAL: &str = "\
What it is\n\
The evaluation transforms of the library timm, on PIL images and tensors.\n\n\
Geometry and arithmetic\n\
A crop fraction becomes a size: `floor(size / crop_pct)`. Square targets are torchvision's Resize, long side truncated; the \
border mode (a longest edge, or `letterbox`) is ResizeKeepRatio, `round(side / (edge / wanted))` with halves to even, \
bicubic by Pillow, then CenterCropOrPad: a fill of 0 here, of 255 times the mean in the library's own recipe. Centre \
crops round half of an odd difference to even. Pixels are divided by 255 and normalized as by torchvision.\n\n\
References\n\
https://huggingface.co/docs/timm";

impl Engine for Timm {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "timm",
            summary: "evaluation transforms of timm",
            manual: MANUAL,
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
    pad: PadRule::PLAIN,
    letterbox: Some(LetterboxRule {
        resize: ("pillow", Filter::Bicubic),
        size: KEEP_RATIO,
        free_before_rounding: false,
        nudge: 0.0,
        rounding: Rounding::Truncate,
        fill: 0.0,
        empty: Some("ValueError"),
        centered: true,
    }),
};

const KEEP_RATIO: SideRule = SideRule { formula: SideFormula::Ratio, rounding: Rounding::HalfEven };

/// torchvision's `ToTensor` and `Normalize`.
static ARITHMETIC: Arithmetic =
    Arithmetic { whole_numbers: Some("TypeError"), zero_std: Some("ValueError"), ..Arithmetic::PLAIN };
