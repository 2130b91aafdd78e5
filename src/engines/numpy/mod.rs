//! numpy: element-wise arithmetic in the arrays' own type.

mod table;

use super::Engine;
use super::capability::{Arithmetic, Geometry, TableRules, TooSmall};
use crate::meta::Meta;

/// The engine.
pub struct Numpy;

impl Engine for Numpy {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "numpy", summary: "element-wise array arithmetic of numpy", manual: "", example: "" }
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
