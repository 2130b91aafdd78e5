//! torchvision: transforms and image decoding on tensors.

mod arithmetic;
mod decode;
mod geometry;
mod resize;

pub use resize::{OFFER, TorchVisionResize};

use super::Engine;
use super::capability::{Arithmetic, Decode, Geometry, GrayRules, Resize};
use crate::meta::Meta;

/// The engine.
pub struct TorchVision;

impl Engine for TorchVision {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "torchvision",
            summary: "torchvision's transforms and decoders on tensors",
            manual: include_str!("manual.md"),
            example: "",
        }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::TorchVisionResize)
    }

    fn decode(&self) -> Option<&'static Decode> {
        Some(&decode::DECODE)
    }

    fn gray(&self) -> Option<&'static GrayRules> {
        Some(&decode::GRAY)
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&geometry::GEOMETRY)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&arithmetic::ARITHMETIC)
    }
}
