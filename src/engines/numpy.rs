//! numpy: element-wise arithmetic in the arrays' own type.

use super::Engine;
use crate::meta::Meta;

/// The engine.
pub struct Numpy;

impl Engine for Numpy {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "numpy", summary: "element-wise array arithmetic of numpy", manual: "", example: "" }
    }
}
