//! `tf.compat.v1.image.resize_images`: pixel corners, or corners aligned.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest};
use crate::engines::kernel::nearest;
use crate::engines::kernel::sampled::{self, Mapping};
use crate::value::Image;

/// The engine's kernels.
pub struct LegacyResize;

macro_rules! filter {
    ($filter:ident, $method:literal, $code:literal) => {
        FilterOffer {
            filter: Filter::$filter,
            own: &[
                $method,
                concat!("ResizeMethod.", $method),
                concat!("tf.image.ResizeMethod.", $method),
                concat!("tf.compat.v1.image.ResizeMethod.", $method),
                $code,
            ],
        }
    };
}

static OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        filter!(Nearest, "NEAREST_NEIGHBOR", "1"),
        filter!(Bilinear, "BILINEAR", "0"),
        filter!(Bicubic, "BICUBIC", "2"),
        filter!(Area, "AREA", "3"),
    ],
    default_filter: Some(Filter::Bilinear),
    antialias: Antialias::Never,
    coordinates: &["asymmetric", "align_corners"],
    align_corners: true,
    nearest_rounding: &[],
    cubic_a: CubicA::Fixed { sampled: -0.75, antialiased: -0.75 },
    exclude_outside: false,
    region: false,
    reducing_gap: false,
    thumbnail_gap: None,
    factor_maps: false,
    error: "InvalidArgumentError",
};

fn mapping(request: &ResizeRequest) -> Mapping {
    if request.align_corners || request.coordinates == "align_corners" {
        Mapping::AlignCorners
    } else {
        Mapping::Corner
    }
}

impl Resize for LegacyResize {
    fn offer(&self) -> &'static ResizeOffer {
        &OFFER
    }

    fn key(&self, request: &ResizeRequest) -> String {
        format!("tensorflow1 {} {:?}", request.filter.name(), mapping(request))
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let (width, height, mapping) = (request.width, request.height, mapping(request));
        if (width, height) == (image.width, image.height) {
            // The function returns its argument, in its own type.
            return Ok(image.clone());
        }
        Ok(match request.filter {
            Filter::Bilinear => sampled::bilinear(image, width, height, mapping),
            Filter::Bicubic => sampled::bicubic(image, width, height, mapping),
            Filter::Area => sampled::area(image, width, height, mapping),
            _ => {
                let columns = sampled::nearest(image.width, width, mapping);
                let rows = sampled::nearest(image.height, height, mapping);
                nearest::pick(image, &columns, &rows)
            }
        })
    }
}
