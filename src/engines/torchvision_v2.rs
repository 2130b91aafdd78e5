//! torchvision, transforms.v2: arithmetic on tensors.

use super::capability::{Arithmetic, Factor, Fusion, Resize};
use super::{self as engines, Engine};
use crate::meta::Meta;

/// The engine.
pub struct TorchVisionV2;

const MANUAL: &str = "\
What it is\n\
    The second generation of torchvision's transforms, for `rescale` and `normalize`.\n\n\
    Arithmetic\n\
    `to_dtype(scale=True)` multiplies by the reciprocal of 255 in single precision, where ToTensor of the first generation \
    divides: 126 of the 256 levels differ by one unit in the last place. `Normalize` subtracts and divides, float tensors \
    only. With `max_pixel_value` mean and std are multiplied first, as Hugging Face's fast processors call it.\n\n\
    References\n\
    https://docs.pytorch.org/vision/stable/transforms.html";

impl Engine for TorchVisionV2 {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "torchvision-v2",
            summary: "transforms.v2 of torchvision: to_dtype and Normalize",
            manual: MANUAL,
            example: "",
        }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        // Tensors are resized by the same functions.
        engines::find("torchvision").and_then(Engine::resize)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&ARITHMETIC)
    }
}

static ARITHMETIC: Arithmetic = Arithmetic {
    factor: Factor::Reciprocal,
    fusion: Fusion::OnRequest,
    whole_numbers: Some("TypeError"),
    zero_std: Some("ValueError"),
    ..Arithmetic::PLAIN
};
