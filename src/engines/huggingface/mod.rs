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
        Geometry and arithmetic\n\
        These are the image processors on PIL and numpy (the slow classes of transformers 4, the PIL backend of 5). The \
        long side is `int(size * long / short)`. With a longest edge the short side is `cap * short / long` rounded half \
        to even, and the long one is found from the unrounded short one. A longest edge alone is SAM's: \
        `int(side * (longest / edge) + 0.5)`. A centre crop starts at `d // 2`; a smaller picture is padded with 0 first, \
        the larger half on the left and top. Rescaling multiplies in float64 and rounds the product to float32; \
        normalizing is `(x - mean) / std` in float32. The processors on tensors are the engine `huggingface-fast`.\n\n\
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
