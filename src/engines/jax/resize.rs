//! `jax.image.resize`: the weights are known, the order in which XLA adds is not.

use crate::diagnostic::Diagnostic;
use crate::engines::Bits;
use crate::engines::capability::{Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest};
use crate::engines::kernel::stretched::{self, Stretchable};
use crate::engines::kernel::{Taps, nearest};
use crate::value::{Dtype, Image};

/// Sums of weights below this count as none.
const SMALLEST: f32 = 1000.0 * f32::EPSILON;

/// The engine's kernels.
pub struct JaxResize;

static OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        FilterOffer { filter: Filter::Nearest, own: &["ResizeMethod.NEAREST", "jax.image.ResizeMethod.NEAREST"] },
        FilterOffer {
            filter: Filter::Bilinear,
            own: &["linear", "trilinear", "triangle", "ResizeMethod.LINEAR", "jax.image.ResizeMethod.LINEAR"],
        },
        FilterOffer {
            filter: Filter::Bicubic,
            own: &["cubic", "tricubic", "ResizeMethod.CUBIC", "jax.image.ResizeMethod.CUBIC"],
        },
        FilterOffer {
            filter: Filter::Lanczos,
            own: &["lanczos3", "ResizeMethod.LANCZOS3", "jax.image.ResizeMethod.LANCZOS3"],
        },
        FilterOffer { filter: Filter::Lanczos5, own: &["ResizeMethod.LANCZOS5", "jax.image.ResizeMethod.LANCZOS5"] },
    ],
    default_filter: None,
    antialias: Antialias::Choice(true),
    coordinates: &["half_pixel"],
    align_corners: false,
    nearest_rounding: &[],
    cubic_a: CubicA::Fixed { sampled: -0.5, antialiased: -0.5 },
    exclude_outside: false,
    region: false,
    reducing_gap: false,
    thumbnail_gap: None,
    factor_maps: false,
    error: "ValueError",
};

impl Resize for JaxResize {
    fn offer(&self) -> &'static ResizeOffer {
        &OFFER
    }

    fn key(&self, request: &ResizeRequest) -> String {
        format!("jax {} {}", request.filter.name(), request.antialias)
    }

    /// The order of sums is the compiler's, and the processor's fused arithmetic that of the positions.
    fn bits(&self, request: &ResizeRequest, _samples: Dtype) -> Bits {
        if request.filter == Filter::Nearest { Bits::Exact } else { Bits::Share { flat: 1e-5, by_side: 4.8e-7 } }
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let (width, height) = (request.width, request.height);
        let filter = match request.filter {
            Filter::Bilinear => stretched::TRIANGLE,
            Filter::Bicubic => stretched::KEYS,
            Filter::Lanczos => stretched::LANCZOS3,
            Filter::Lanczos5 => stretched::LANCZOS5,
            _ => {
                let positions = |from: usize, to: usize| -> Vec<usize> {
                    // The compiler multiplies by the reciprocal, and folds the two constants into one.
                    let scale = from as f32 * (1.0 / to as f32);
                    let at = |index: usize| ((index as f32 + 0.5) * scale).floor() as usize;
                    (0..to).map(|index| at(index).min(from - 1)).collect()
                };
                return Ok(nearest::pick(image, &positions(image.width, width), &positions(image.height, height)));
            }
        };
        let columns = weights(filter, image.width, width, request.antialias);
        let rows = weights(filter, image.height, height, request.antialias);
        Ok(stretched::resize(image, &columns, &rows))
    }
}

/// The weights of one axis: distances are taken from a position whose half has been subtracted already. An axis whose
/// length stays is left alone.
fn weights(filter: Stretchable, from: usize, to: usize, antialias: bool) -> Taps<f32> {
    let mut taps = Taps::with_capacity(to);
    if from == to {
        (0..to).for_each(|index| taps.push(index, [1.0]));
        return taps;
    }
    let inverse = 1.0 / (to as f32 / from as f32);
    let stretch = if antialias { inverse.max(1.0) } else { 1.0 };
    let reach = filter.radius * stretch + 1.0;
    for index in 0..to {
        let position = (index as f32 + 0.5).mul_add(inverse, -0.5);
        let (first, end) = ((position - reach).max(0.0) as usize, ((position + reach) as usize + 1).min(from));
        let window = (first..end).map(|source| (filter.weight)((position - source as f32).abs() / stretch));
        let window: Vec<f32> = window.collect();
        let total: f32 = window.iter().sum();
        taps.push(first, window.iter().map(|weight| if total.abs() > SMALLEST { weight / total } else { 0.0 }));
    }
    taps
}
