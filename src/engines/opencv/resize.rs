//! `cv::resize`: which algorithm runs for which flag, element type and scale.

use super::{area, exact, separable};
use crate::diagnostic::Diagnostic;
use crate::engines::Bits;
use crate::engines::capability::{Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest};
use crate::engines::kernel::nearest;
use crate::value::{Dtype, Image, Samples};

/// The engine's kernels.
pub struct OpenCvResize;

/// Versions whose results differ, oldest first.
pub const VERSIONS: &[&str] = &["4.5", "4.8", "5.0"];

macro_rules! filter {
    ($filter:ident, $name:literal, $code:literal) => {
        FilterOffer {
            filter: Filter::$filter,
            own: &[$name, concat!("cv2.", $name), concat!("cv::", $name), concat!("cv.", $name), $code],
        }
    };
}

static OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        filter!(Nearest, "INTER_NEAREST", "0"),
        filter!(NearestExact, "INTER_NEAREST_EXACT", "6"),
        filter!(Bilinear, "INTER_LINEAR", "1"),
        filter!(BilinearExact, "INTER_LINEAR_EXACT", "5"),
        filter!(Bicubic, "INTER_CUBIC", "2"),
        filter!(Lanczos, "INTER_LANCZOS4", "4"),
        filter!(Area, "INTER_AREA", "3"),
    ],
    default_filter: Some(Filter::Bilinear),
    antialias: Antialias::Never,
    coordinates: &["half_pixel"],
    align_corners: false,
    nearest_rounding: &[],
    cubic_a: CubicA::Fixed { sampled: -0.75, antialiased: -0.75 },
    exclude_outside: false,
    region: false,
    reducing_gap: false,
    thumbnail_gap: None,
    factor_maps: true,
    error: "cv2.error",
};

/// One axis: lengths, and the ratio in both directions as the library computes it.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    /// Source length.
    pub from: usize,
    /// Target length.
    pub to: usize,
    /// Target per source.
    pub inverse: f64,
    /// Source per target: the reciprocal of `inverse`, rounded once more.
    pub scale: f64,
}

impl Axis {
    fn new(from: usize, to: usize, factor: Option<f64>) -> Self {
        let inverse = factor.unwrap_or(to as f64 / from as f64);
        Self { from, to, inverse, scale: 1.0 / inverse }
    }

    /// The scale, if it is a whole number.
    pub fn whole(self) -> Option<usize> {
        let whole = self.scale.round_ties_even();
        ((self.scale - whole).abs() < f64::EPSILON).then_some(whole as usize)
    }
}

impl Resize for OpenCvResize {
    fn offer(&self) -> &'static ResizeOffer {
        &OFFER
    }

    fn key(&self, request: &ResizeRequest) -> String {
        let ResizeRequest { version, filter, scale, .. } = request;
        // Only one filter knows eras.
        let era = if *filter == Filter::NearestExact { version } else { "" };
        format!("opencv {era} {} {scale:?}", filter.name())
    }

    /// The wheels for x86-64 hand some work to a closed library, whose answers depend on the processor and whose positions
    /// are rounded.
    fn bits(&self, request: &ResizeRequest, samples: Dtype) -> Bits {
        match (request.filter, samples) {
            (Filter::Bicubic, Dtype::U8) => Bits::Within(1.0),
            (Filter::Bicubic, Dtype::U16) => Bits::Share { flat: 3.0 / 65535.0, by_side: 1.2e-7 },
            (Filter::Bilinear, Dtype::U16) => Bits::Share { flat: 2.0 / 65535.0, by_side: 6e-8 },
            (Filter::Bicubic, Dtype::F32) => Bits::Share { flat: 4e-5, by_side: 2.4e-7 },
            (Filter::Bilinear | Filter::BilinearExact, Dtype::F32) => Bits::Share { flat: 4e-5, by_side: 1.2e-7 },
            _ => Bits::Exact,
        }
    }

    /// Vectors run along rows of pixels, and their last few samples are rounded in another way.
    fn mixes_channels(&self, request: &ResizeRequest) -> bool {
        !matches!(request.filter, Filter::Nearest | Filter::NearestExact)
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let (width, height) = (request.width, request.height);
        if (width, height) == (image.width, image.height) {
            return Ok(image.clone());
        }
        let columns = Axis::new(image.width, width, request.scale.map(|(x, _)| x));
        let rows = Axis::new(image.height, height, request.scale.map(|(_, y)| y));
        Ok(match request.filter {
            Filter::Nearest => nearest::pick(image, &exact::corner(columns), &exact::corner(rows)),
            Filter::NearestExact => {
                let map = |axis| exact::nearest(axis, request.version);
                nearest::pick(image, &map(columns), &map(rows))
            }
            // Pairs of channels have no quick form: here the fixed-point filter rounds another way than a mean does.
            Filter::BilinearExact if image.channels() == 2 && !matches!(image.samples, Samples::F32(_)) => {
                exact::bilinear(image, columns, rows)
            }
            Filter::Bilinear | Filter::BilinearExact if columns.whole() == Some(2) && rows.whole() == Some(2) => {
                area::by_whole(image, columns, rows, (2, 2))
            }
            Filter::BilinearExact if !matches!(image.samples, Samples::F32(_)) => exact::bilinear(image, columns, rows),
            Filter::Area if columns.scale >= 1.0 && rows.scale >= 1.0 => match (columns.whole(), rows.whole()) {
                (Some(x), Some(y)) => area::by_whole(image, columns, rows, (x, y)),
                _ => area::general(image, columns, rows),
            },
            filter => separable::resize(image, columns, rows, filter),
        })
    }
}
