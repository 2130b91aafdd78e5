//! Hugging Face transformers (image processors) and tokenizers.

mod geometry;

use super::Engine;
use super::capability::Geometry;
use crate::meta::Meta;

/// The engine.
pub struct HuggingFace;

impl Engine for HuggingFace {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "huggingface", summary: "Hugging Face transformers and tokenizers", manual: "", example: "" }
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&geometry::GEOMETRY)
    }
}
