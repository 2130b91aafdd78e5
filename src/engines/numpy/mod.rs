//! numpy: element-wise arithmetic in the arrays' own type.

mod table;

use super::Engine;
use super::capability::{Arithmetic, Geometry, TableRules, TooSmall};
use crate::meta::Meta;

/// The engine.
pub struct Numpy;

impl Engine for Numpy {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "numpy",
            summary: "element-wise array arithmetic of numpy",
            manual: "\
What it is
  Array arithmetic element by element, without a library's own rules: what hand-written serving code does.

Where it differs
  rescale divides by 255 in float32, where others multiply by 1/255: every second value differs in
  the last bit. normalize subtracts and divides in two steps. Standard deviations are those of the
  population (ddof 0), as in scikit-learn and unlike pandas. dtype chooses another precision.",
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
