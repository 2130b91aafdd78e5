//! torchvision: transforms and image decoding on tensors.

mod geometry;

use super::Engine;
use super::capability::Geometry;
use crate::meta::Meta;

/// The engine.
pub struct TorchVision;

impl Engine for TorchVision {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "torchvision",
            summary: "torchvision's transforms and decoders on tensors",
            manual: "",
            example: "",
        }
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&geometry::GEOMETRY)
    }
}
