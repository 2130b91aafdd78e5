//! `torchvision.transforms.v2.functional.resize` on tensors.

use crate::diagnostic::Diagnostic;
use crate::engines::Bits;
use crate::engines::capability::{
    Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest, unsupported,
};
use crate::engines::kernel::interpolate::{self, Request};
use crate::value::{Dtype, Image, Samples};

/// The engine's kernels.
pub struct TorchVisionResize;

/// The numbers are Pillow's constants, which the library takes too.
macro_rules! filter {
    ($filter:ident, $name:literal $(, $other:literal)*) => {
        FilterOffer { filter: Filter::$filter, own: &[$name, concat!("InterpolationMode.", $name) $(, $other)*] }
    };
}

/// What `resize` on tensors offers.
pub const OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        filter!(Nearest, "NEAREST", "0"),
        filter!(NearestExact, "NEAREST_EXACT", "nearest-exact"),
        filter!(Bilinear, "BILINEAR", "2"),
        filter!(Bicubic, "BICUBIC", "3"),
    ],
    default_filter: Some(Filter::Bilinear),
    antialias: Antialias::Choice(true),
    coordinates: &["half_pixel"],
    align_corners: false,
    nearest_rounding: &[],
    cubic_a: CubicA::Fixed { sampled: -0.75, antialiased: -0.5 },
    exclude_outside: false,
    region: false,
    reducing_gap: false,
    thumbnail_gap: None,
    factor_maps: false,
    error: "RuntimeError",
};

impl Resize for TorchVisionResize {
    fn offer(&self) -> &'static ResizeOffer {
        const { &OFFER }
    }

    fn key(&self, request: &ResizeRequest) -> String {
        let ResizeRequest { filter, antialias, .. } = request;
        let antialias = *antialias && !filter.picks();
        format!("interpolate {} {antialias} false None", filter.name())
    }

    /// Fused sums and positions depend on the processor, and without antialias on the number of threads.
    fn bits(&self, request: &ResizeRequest, samples: Dtype) -> Bits {
        match (request.filter, samples) {
            (Filter::Bilinear | Filter::Bicubic, Dtype::F32) => interpolate::PROMISE,
            _ => Bits::Exact,
        }
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let (width, height) = (request.width, request.height);
        if (width, height) == (image.width, image.height) {
            return Ok(image.clone());
        }
        match (&image.samples, request.filter) {
            (Samples::U16(_), _) => Err(unsupported("torchvision", image, "uint8 and float32")),
            (_, Filter::Nearest) => Ok(interpolate::nearest(image, (width, height), None, false)),
            (_, Filter::NearestExact) => Ok(interpolate::nearest(image, (width, height), None, true)),
            (Samples::F32(_), _) if request.antialias && width == 1 && height > 1 && image.width > 1 => {
                Err(Diagnostic::error("image.resize", "torch 2.15 is wrong for float images of width 1 with antialias")
                    .note("on contiguous tensors it repeats the first output row; the fault is not imitated")
                    .hint("resize to a width of 2 or more, or pass uint8 tensors to the library"))
            }
            _ => Ok(interpolate::resize(
                image,
                &Request {
                    size: (width, height),
                    factors: None,
                    cubic: request.filter == Filter::Bicubic,
                    antialias: request.antialias,
                    align_corners: false,
                },
            )),
        }
    }
}
