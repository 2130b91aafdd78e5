//! Pillow (PIL).

mod decode;

use super::Engine;
use super::capability::{Decode, GrayRules};
use crate::meta::Meta;

/// The engine.
pub struct Pillow;

impl Engine for Pillow {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "pillow", summary: "Pillow, the Python Imaging Library", manual: "", example: "" }
    }

    fn decode(&self) -> Option<&'static Decode> {
        Some(&decode::DECODE)
    }

    fn gray(&self) -> Option<&'static GrayRules> {
        Some(&decode::GRAY)
    }
}
