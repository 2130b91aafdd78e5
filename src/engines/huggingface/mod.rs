//! Hugging Face transformers (image processors) and tokenizers.

mod arithmetic;
mod geometry;
mod split;
mod tokenize;

use super::capability::{Arithmetic, Geometry, Resize, Tokenize};
use super::{self as engines, Engine};
use crate::meta::Meta;

/// The engine.
pub struct HuggingFace;

static META: Meta = Meta {
    id: "huggingface",
    summary: "Hugging Face tokenizers 0.23, and the image processors of transformers",
    manual: "What it is\n\
        The Rust library `tokenizers` 0.23, which also stands behind the Python package of that name and the fast \
        tokenizers of transformers; and the conventions of transformers' image processors.\n\n\
        Tokenizers\n\
        `file` is a tokenizer.json, or `vocab` and `merges` are the vocab.json and merges.txt of a byte-level BPE such as \
        GPT-2's. The file's own truncation and padding are honoured, as the library does; with `loader: transformers` \
        they are reset, as transformers does at each call. Files of format 2.0, written by tokenizers 1.0 and later, are \
        refused with a message that says so.\n\n\
        References\n\
        https://huggingface.co/docs/tokenizers",
    example: "",
};

impl Engine for HuggingFace {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        // The slow processors resize PIL images.
        engines::find("pillow").and_then(Engine::resize)
    }

    fn geometry(&self) -> Option<&'static Geometry> {
        Some(&geometry::GEOMETRY)
    }

    fn tokenize(&self) -> Option<&'static dyn Tokenize> {
        Some(&tokenize::HfTokenize)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&arithmetic::ARITHMETIC)
    }
}
