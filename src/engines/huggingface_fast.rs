//! Hugging Face transformers: image processors on tensors.

use super::capability::{
    Arithmetic, Cap, Factor, Filter, FilterOffer, Fusion, Geometry, Resize, ResizeOffer, ResizeRequest, Rounding,
    SideFormula, SideRule, TargetRule,
};
use super::{self as engines, Bits, Engine};
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::{Dtype, Image};

/// The engine.
pub struct HuggingFaceFast;

const MANUAL: &str = "\
What it is\n\
    The image processors of transformers that work on tensors with torchvision: the `Fast` classes of version 4, the \
    default of version 5.\n\n\
    Arithmetic\n\
    Rescaling and normalizing are one pass over the levels: mean and std are multiplied by 1 / rescale_factor in single \
    precision, then subtracted and divided. Write `normalize` with `max_pixel_value: 255` and leave `rescale` out. \
    Rescaling alone multiplies in single precision.\n\n\
    Geometry\n\
    Target sizes are those of `huggingface`. A centre crop starts at `int(d / 2.0)`; a picture that is too small gets the \
    smaller half of its padding on the left and top, where the PIL processors give it the larger one.\n\n\
    References\n\
    https://huggingface.co/docs/transformers/main_classes/image_processor";

impl Engine for HuggingFaceFast {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "huggingface-fast",
            summary: "Hugging Face's image processors on torchvision",
            manual: MANUAL,
            example: "",
        }
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&GEOMETRY)
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&ByPillowsNames)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&ARITHMETIC)
    }
}

/// torchvision's functions, asked for by Pillow's constants: its nearest is torchvision's exact one.
struct ByPillowsNames;

macro_rules! filter {
    ($filter:ident, $name:literal, $mode:literal, $code:literal) => {
        FilterOffer {
            filter: Filter::$filter,
            own: &[
                $mode,
                concat!("InterpolationMode.", $mode),
                concat!("PILImageResampling.", $name),
                concat!("Image.Resampling.", $name),
                concat!("PIL.Image.Resampling.", $name),
                $code,
            ],
        }
    };
}

static BY_PILLOWS_NAMES: ResizeOffer = ResizeOffer {
    filters: &[
        FilterOffer { filter: Filter::Nearest, own: &["InterpolationMode.NEAREST"] },
        filter!(NearestExact, "NEAREST", "NEAREST_EXACT", "0"),
        filter!(Bilinear, "BILINEAR", "BILINEAR", "2"),
        filter!(Bicubic, "BICUBIC", "BICUBIC", "3"),
    ],
    ..engines::torchvision::OFFER
};

const TENSORS: &dyn Resize = &engines::torchvision::TorchVisionResize;

impl Resize for ByPillowsNames {
    fn offer(&self) -> &'static ResizeOffer {
        &BY_PILLOWS_NAMES
    }

    fn key(&self, request: &ResizeRequest) -> String {
        TENSORS.key(request)
    }

    fn bits(&self, request: &ResizeRequest, samples: Dtype) -> Bits {
        TENSORS.bits(request, samples)
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        TENSORS.resize(image, request)
    }
}

static GEOMETRY: Geometry = Geometry {
    target: TargetRule {
        longest: SideRule { formula: SideFormula::Factor, rounding: Rounding::HalfUp },
        cap: Cap::Unrounded,
        ..TargetRule::TRUNCATED
    },
    ..Geometry::PLAIN
};

static ARITHMETIC: Arithmetic = Arithmetic {
    factor: Factor::Reciprocal,
    fusion: Fusion::OnRequest,
    zero_std: Some("ValueError"),
    ..Arithmetic::PLAIN
};
