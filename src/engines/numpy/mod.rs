//! numpy: element-wise arithmetic in the arrays' own type.

mod table;

use super::Engine;
use super::capability::{Arithmetic, Geometry, TableRules, TooSmall};
use crate::meta::Meta;

/// The engine.
pub struct Numpy;

const MANUAL: &str = "\
What it is\n\
Array expressions as people write them with numpy; the default of `rescale` and `normalize`.\n\n\
Geometry and arithmetic\n\
`image / 255` divides and `image * factor` multiplies, in the array's own type: float32 here for whole numbers, where numpy \
itself makes float64 of uint8 divided by a Python number (`dtype: float64` says so). Python's numbers are rounded to the \
array's type first, which shows in float16. `normalize` is `(image - mean) / std` with constants of the array's type. A \
centre crop is the slice from `(side - size) // 2`; a negative start counts from the end, so that a picture that is too \
small comes out smaller still.\n\n\
Tables\n\
Standard deviations are those of the population (ddof 0), as in scikit-learn and unlike pandas.\n\n\
References\n\
https://numpy.org/doc/stable/";

impl Engine for Numpy {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "numpy",
            summary: "element-wise array arithmetic of numpy",
            manual: MANUAL,
            example: "rescale: {engine: numpy, divide: 255}",
        }
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&GEOMETRY)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&ARITHMETIC)
    }

    fn table(&self) -> Option<&'static TableRules> {
        Some(&table::RULES)
    }
}

/// Slices: `image[top:top + height]` with `top = (rows - height) // 2`.
static GEOMETRY: Geometry = Geometry { too_small: TooSmall::Slice, ..Geometry::PLAIN };

/// Python's numbers take the array's own type.
static ARITHMETIC: Arithmetic = Arithmetic { narrow_scalars: true, ..Arithmetic::PLAIN };
