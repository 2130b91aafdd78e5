//! Pillow (PIL).

use super::Engine;
use crate::meta::Meta;

/// The engine.
pub struct Pillow;

impl Engine for Pillow {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "pillow", summary: "Pillow, the Python Imaging Library", manual: "", example: "" }
    }
}
