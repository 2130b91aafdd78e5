//! torchvision, transforms.v2: arithmetic on tensors.

use super::capability::{Arithmetic, Factor, Fusion, Gray, GrayRules, Resize};
use super::{self as engines, Engine};
use crate::meta::Meta;

/// The engine.
pub struct TorchVisionV2;

const MANUAL: &str = "\
What it is\n\
    The second generation of torchvision's transforms, for `rescale`, `normalize` and the grey of `color`.\n\n\
    Arithmetic\n\
    `to_dtype(scale=True)` multiplies by the reciprocal of 255 in single precision, where ToTensor of the first generation \
    divides: 126 of the 256 levels differ by one unit in the last place. `Normalize` subtracts and divides, float tensors \
    only. `rgb_to_grayscale` adds the products of green and blue with fused sums, so floats differ from the first \
    generation's in the last bits. With `max_pixel_value` mean and std are multiplied first, as Hugging Face's fast processors call it.\n\n\
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

    fn gray(&self) -> Option<&'static GrayRules> {
        Some(&GRAY)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&ARITHMETIC)
    }
}

/// `rgb_to_grayscale`: `r.mul(w).add_(g, alpha=w).add_(b, alpha=w)`, which processors with fused sums round once less.
const LUMA: Gray = Gray::FusedFloat { weights: [0.2989, 0.587, 0.114] };

static GRAY: GrayRules =
    GrayRules { uint8: LUMA, uint16: Some(LUMA), float32: Some(LUMA), float32_off: f32::EPSILON as f64 };

static ARITHMETIC: Arithmetic = Arithmetic {
    factor: Factor::Reciprocal,
    fusion: Fusion::OnRequest,
    whole_numbers: Some("TypeError"),
    zero_std: Some("ValueError"),
    ..Arithmetic::PLAIN
};
