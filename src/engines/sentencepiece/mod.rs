//! `SentencePiece`, written anew in Rust: the C++ library's arithmetic, without its build.

mod bpe;
mod charsmap;
mod encode;
mod model;
mod normalize;
mod trie;
mod unigram;
mod wrapper;

use super::Engine;
use super::capability::Tokenize;
use crate::meta::Meta;

/// The engine.
pub struct SentencePiece;

static META: Meta = Meta {
    id: "sentencepiece",
    summary: "SentencePiece 0.2.3: .model files, Unigram, BPE, word and character",
    manual: "What it is\n\
        Google's SentencePiece, version 0.2.3, as its C++ library and its Python package encode. This is an implementation \
        of its own in Rust: the normalizer with its precompiled map of characters, Unigram's search for the best path in \
        single precision, the order of BPE's merges, byte fallback, user-defined symbols.\n\n\
        Tokens\n\
        `file` is a .model. Like the library, it puts no special tokens around the text unless `add_bos` or `add_eos` asks \
        for them, and reads control symbols that stand in the text as ordinary text; `special_in_text: recognise` takes them for \
        tokens and encodes each part between them by itself. Unknown characters in a row are one token, unless the model falls \
        back to bytes.\n\n\
        Classes of transformers\n\
        `implementation: T5Tokenizer` and `LlamaTokenizer` are the slow classes of transformers 4.57: added tokens that stand in \
        the text, the sentinels <extra_id_0> to <extra_id_99> with the white space beside them, </s> after a text or <s> \
        before it. `legacy: true`, their default, gives every part between added tokens its own space in front; `legacy: false` \
        only the text as a whole.\n\n\
        Where conversions differ\n\
        A tokenizer.json that was converted from a .model strips tabs and line ends at the end, applies the map of \
        characters to whole graphemes, and may put its space elsewhere.\n\n\
        References\n\
        https://github.com/google/sentencepiece",
    example: "",
};

impl Engine for SentencePiece {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn tokenize(&self) -> Option<&'static dyn Tokenize> {
        Some(&encode::SpTokenize)
    }
}
