//! TensorFlow 2: `tf.image`, `tf.io`.

mod arithmetic;
mod decode;
mod geometry;
mod resize;

use super::Engine;
use super::capability::{Arithmetic, Decode, Geometry, GrayRules, Resize};
use crate::meta::Meta;

/// The engine.
pub struct TensorFlow;

impl Engine for TensorFlow {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "tensorflow",
            summary: "tf.image and tf.io of TensorFlow 2",
            manual: include_str!("manual.md"),
            example: "",
        }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::TensorFlowResize)
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
