//! torchvision, the first generation of its transforms, on tensors: bytes are resized in floating point.

use super::capability::{Arithmetic, Geometry, GrayRules, Resize, ResizeOffer, ResizeRequest};
use super::{self as engines, Bits, Engine};
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::{Dtype, Image, Samples};

/// The engine.
pub struct TorchVisionV1;

const MANUAL: &str = "\
What it is\n\
    The first generation of torchvision's transforms on tensors: `torchvision.transforms`, its `functional`, and what \
    `weights.transforms()` calls. On PIL images it calls Pillow: use `pillow`.\n\n\
    Resize\n\
    uint8 tensors are made float32, resized by torch's interpolate, clamped to 0 and 255 and rounded half to even. \
    transforms.v2 (engine `torchvision`) resizes the bytes themselves: a tenth to a quarter of the values are one level \
    apart, and at sharp edges bicubic is up to 30, since its first pass is clamped there. Antialiasing is on by default \
    since 0.17; before, only where asked for. float32 tensors and the nearest filters give the same in both.\n\
    The sums depend on the processor in their last bits, so a value that falls upon a half may come out one level \
    higher or lower elsewhere: promised within one level.\n\n\
    Geometry and arithmetic\n\
    Those of `torchvision`: ToTensor divides by 255, CenterCrop rounds half to even.\n\n\
    References\n\
    https://docs.pytorch.org/vision/stable/transforms.html";

impl Engine for TorchVisionV1 {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "torchvision-v1",
            summary: "the first generation of torchvision's transforms, on tensors",
            manual: MANUAL,
            example: "",
        }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&ThroughFloats)
    }

    fn gray(&self) -> Option<&'static GrayRules> {
        engines::find("torchvision").and_then(Engine::gray)
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        engines::find("torchvision").and_then(Engine::geometry)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        engines::find("torchvision").and_then(Engine::arithmetic)
    }
}

/// The kernels of the second generation on floats, between a cast and a rounding.
struct ThroughFloats;

const FLOATS: &dyn Resize = &engines::torchvision::TorchVisionResize;

impl Resize for ThroughFloats {
    fn offer(&self) -> &'static ResizeOffer {
        FLOATS.offer()
    }

    fn key(&self, request: &ResizeRequest) -> String {
        if request.filter.picks() { FLOATS.key(request) } else { format!("{} through float32", FLOATS.key(request)) }
    }

    fn bits(&self, request: &ResizeRequest, samples: Dtype) -> Bits {
        match samples {
            Dtype::U8 if !request.filter.picks() => Bits::Within(1.0),
            _ => FLOATS.bits(request, samples),
        }
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let Samples::U8(data) = &image.samples else { return FLOATS.resize(image, request) };
        if request.filter.picks() {
            return FLOATS.resize(image, request);
        }
        let floats = Samples::F32(data.iter().map(|byte| f32::from(*byte)).collect());
        let mut resized = FLOATS.resize(&Image { samples: floats, ..image.clone() }, request)?;
        if let Samples::F32(data) = &resized.samples {
            resized.samples = Samples::U8(data.iter().map(|value| value.round_ties_even() as u8).collect());
        }
        Ok(resized)
    }
}
