//! The Rust crate `image`.

mod decode;
mod resize;

use super::Engine;
use super::capability::{Decode, GrayRules, Resize};
use crate::meta::Meta;

/// The engine.
pub struct ImageRs;

impl Engine for ImageRs {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "image-rs", summary: "the Rust crate image", manual: include_str!("manual.md"), example: "" }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::CrateResize)
    }

    fn decode(&self) -> Option<&'static Decode> {
        Some(&decode::DECODE)
    }

    fn gray(&self) -> Option<&'static GrayRules> {
        Some(&decode::GRAY)
    }
}
