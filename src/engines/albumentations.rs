//! albumentations: arithmetic and sizes on numpy arrays.

use super::Engine;
use super::capability::{Arithmetic, Fusion, Geometry, Rounding, SideFormula, SideRule, Spread, TargetRule, TooSmall};
use crate::meta::Meta;

/// The engine.
pub struct Albumentations;

const MANUAL: &str = "\
What it is\n\
    The augmentation library on numpy arrays and OpenCV, for `rescale`, `normalize`, `center_crop` and target sizes.\n\n\
    Arithmetic\n\
    `Normalize` multiplies mean and std by `max_pixel_value`, 255 unless given, in single precision; it subtracts the mean \
    and multiplies by the reciprocal of the std. Levels are expected: after a rescale to 0 to 1 they are scaled twice. \
    `ToFloat` divides.\n\n\
    Geometry\n\
    `CenterCrop` starts at `d // 2` and raises on smaller pictures. `SmallestMaxSize` and `LongestMaxSize` round halves of \
    `side * (max / edge)` to even.\n\n\
    References\n\
    https://albumentations.ai/docs/";

impl Engine for Albumentations {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "albumentations",
            summary: "augmentation and normalization on numpy arrays",
            manual: MANUAL,
            example: "",
        }
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&GEOMETRY)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&ARITHMETIC)
    }
}

static GEOMETRY: Geometry = Geometry {
    target: TargetRule { shortest: SIDE, longest: SIDE, least: 1, ..TargetRule::TRUNCATED },
    too_small: TooSmall::Raise("CropSizeError"),
    ..Geometry::PLAIN
};

const SIDE: SideRule = SideRule { formula: SideFormula::Factor, rounding: Rounding::HalfEven };

static ARITHMETIC: Arithmetic = Arithmetic {
    spread: Spread::Reciprocal32,
    fusion: Fusion::Default(255.0),
    narrow_scalars: true,
    ..Arithmetic::PLAIN
};
