//! Pillow (PIL).

mod decode;
mod reduce;
mod resample;
mod resize;

use super::Engine;
use super::capability::{Decode, GrayRules, Resize};
use crate::meta::Meta;

/// The engine.
pub struct Pillow;

impl Engine for Pillow {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "pillow",
            summary: "Pillow, the Python Imaging Library",
            manual: include_str!("manual.md"),
            example: "",
        }
    }

    fn decode(&self) -> Option<&'static Decode> {
        Some(&decode::DECODE)
    }

    fn gray(&self) -> Option<&'static GrayRules> {
        Some(&decode::GRAY)
    }

    fn versions(&self) -> &'static [&'static str] {
        resize::VERSIONS
    }

    fn oldest_version(&self) -> &'static str {
        "9.3"
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::PillowResize)
    }
}
