//! The Rust crate `image`.

use super::Engine;
use crate::meta::Meta;

/// The engine.
pub struct ImageRs;

impl Engine for ImageRs {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "image-rs", summary: "the Rust crate image", manual: "", example: "" }
    }
}
