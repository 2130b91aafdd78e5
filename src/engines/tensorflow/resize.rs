//! `tf.image.resize` of TensorFlow 2: half-pixel centres, floats out.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest};
use crate::engines::kernel::sampled::{self, Mapping};
use crate::engines::kernel::{nearest, stretched};
use crate::value::Image;

/// The engine's kernels.
pub struct TensorFlowResize;

macro_rules! filter {
    ($filter:ident, $method:literal) => {
        FilterOffer {
            filter: Filter::$filter,
            own: &[
                $method,
                concat!("ResizeMethod.", $method),
                concat!("tf.image.ResizeMethod.", $method),
                concat!("tf.compat.v2.image.ResizeMethod.", $method),
            ],
        }
    };
}

static OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        filter!(Nearest, "NEAREST_NEIGHBOR"),
        filter!(Bilinear, "BILINEAR"),
        filter!(Bicubic, "BICUBIC"),
        filter!(Area, "AREA"),
        filter!(Mitchell, "MITCHELLCUBIC"),
        filter!(Lanczos, "LANCZOS3"),
        filter!(Lanczos5, "LANCZOS5"),
        filter!(Gaussian, "GAUSSIAN"),
    ],
    default_filter: Some(Filter::Bilinear),
    antialias: Antialias::Choice(false),
    coordinates: &["half_pixel"],
    align_corners: false,
    nearest_rounding: &[],
    cubic_a: CubicA::Fixed { sampled: -0.5, antialiased: -0.5 },
    exclude_outside: false,
    region: false,
    reducing_gap: false,
    thumbnail_gap: None,
    factor_maps: false,
    error: "InvalidArgumentError",
};

impl Resize for TensorFlowResize {
    fn offer(&self) -> &'static ResizeOffer {
        &OFFER
    }

    fn key(&self, request: &ResizeRequest) -> String {
        format!("tensorflow {} {}", request.filter.name(), request.antialias)
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let (width, height) = (request.width, request.height);
        let stretched = |filter| {
            let columns = stretched::weights(filter, image.width, width, request.antialias);
            let rows = stretched::weights(filter, image.height, height, request.antialias);
            stretched::resize(image, &columns, &rows)
        };
        Ok(match request.filter {
            Filter::Bilinear if request.antialias => stretched(stretched::TRIANGLE),
            Filter::Bicubic if request.antialias => stretched(stretched::KEYS),
            Filter::Bilinear => sampled::bilinear(image, width, height, Mapping::HalfPixel),
            Filter::Bicubic => sampled::bicubic(image, width, height, Mapping::HalfPixel),
            Filter::Area => sampled::area(image, width, height, Mapping::Corner),
            Filter::Mitchell => stretched(stretched::MITCHELL),
            Filter::Lanczos => stretched(stretched::LANCZOS3),
            Filter::Lanczos5 => stretched(stretched::LANCZOS5),
            Filter::Gaussian => stretched(stretched::GAUSSIAN),
            _ => {
                let columns = sampled::nearest(image.width, width, Mapping::HalfPixel);
                let rows = sampled::nearest(image.height, height, Mapping::HalfPixel);
                nearest::pick(image, &columns, &rows)
            }
        })
    }
}
