//! Hugging Face transformers (image processors) and tokenizers.

mod geometry;

use super::capability::{Geometry, Resize};
use super::{self as engines, Engine};
use crate::meta::Meta;

/// The engine.
pub struct HuggingFace;

impl Engine for HuggingFace {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "huggingface", summary: "Hugging Face transformers and tokenizers", manual: "", example: "" }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        // The slow processors resize PIL images.
        engines::find("pillow").and_then(Engine::resize)
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&geometry::GEOMETRY)
    }
}
