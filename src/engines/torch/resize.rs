//! `torch.nn.functional.interpolate` on the CPU.

use crate::diagnostic::Diagnostic;
use crate::engines::Bits;
use crate::engines::capability::{
    Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest, unsupported,
};
use crate::engines::kernel::interpolate::{self, Request};
use crate::value::{Dtype, Image, Samples};

/// The engine's kernels.
pub struct TorchResize;

static OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        FilterOffer { filter: Filter::Nearest, own: &[] },
        FilterOffer { filter: Filter::NearestExact, own: &["nearest-exact"] },
        FilterOffer { filter: Filter::Bilinear, own: &[] },
        FilterOffer { filter: Filter::Bicubic, own: &[] },
        FilterOffer { filter: Filter::Area, own: &[] },
    ],
    default_filter: Some(Filter::Nearest),
    antialias: Antialias::Choice(false),
    coordinates: &["half_pixel"],
    align_corners: true,
    nearest_rounding: &[],
    cubic_a: CubicA::Fixed { sampled: -0.75, antialiased: -0.5 },
    exclude_outside: false,
    region: false,
    reducing_gap: false,
    thumbnail_gap: None,
    factor_maps: true,
    error: "RuntimeError",
};

impl Resize for TorchResize {
    fn offer(&self) -> &'static ResizeOffer {
        &OFFER
    }

    fn check(&self, request: &ResizeRequest) -> Result<(), Diagnostic> {
        let smooth = matches!(request.filter, Filter::Bilinear | Filter::Bicubic);
        let refused = match () {
            () if request.antialias && !smooth => "antialias",
            () if request.align_corners && !smooth => "align_corners",
            () => return Ok(()),
        };
        let message = format!("torch does not offer {refused} for {}", request.filter.name());
        Err(Diagnostic::error("definition.not_offered", message)
            .note(format!("torch offers {refused} for: bilinear, bicubic")))
    }

    fn key(&self, request: &ResizeRequest) -> String {
        let ResizeRequest { filter, antialias, align_corners, scale, .. } = request;
        format!("interpolate {} {antialias} {align_corners} {scale:?}", filter.name())
    }

    /// Fused sums and positions depend on the processor, and without antialias on the number of threads.
    fn bits(&self, request: &ResizeRequest, samples: Dtype) -> Bits {
        match (request.filter, samples) {
            (Filter::Bilinear | Filter::Bicubic, Dtype::F32) => interpolate::PROMISE,
            (Filter::Area, Dtype::F32) => Bits::Share { flat: 1e-6, by_side: 0.0 },
            _ => Bits::Exact,
        }
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let (width, height) = (request.width, request.height);
        match (&image.samples, request.filter) {
            (Samples::U16(_), _) => Err(unsupported("torch", image, "uint8 and float32")),
            (Samples::F32(data), Filter::Area) => Ok(interpolate::area(image, data, (width, height))),
            (_, Filter::Area) => Err(unsupported("torch", image, "float32 with area")),
            (_, Filter::Nearest) => Ok(interpolate::nearest(image, (width, height), request.scale, false)),
            (_, Filter::NearestExact) => Ok(interpolate::nearest(image, (width, height), request.scale, true)),
            (Samples::F32(_), _) if request.antialias && width == 1 && height > 1 && image.width > 1 => {
                Err(broken_at_width_one())
            }
            _ => Ok(interpolate::resize(
                image,
                &Request {
                    size: (width, height),
                    factors: request.scale,
                    cubic: request.filter == Filter::Bicubic,
                    antialias: request.antialias,
                    align_corners: request.align_corners,
                },
            )),
        }
    }
}

fn broken_at_width_one() -> Diagnostic {
    Diagnostic::error("image.resize", "torch 2.15 is wrong for float images of width 1 with antialias")
        .note("on contiguous tensors it repeats the first output row; the fault is not imitated")
        .hint("resize to a width of 2 or more, or pass uint8 or channels_last tensors to the library")
}
