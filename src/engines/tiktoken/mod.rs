//! `OpenAI`'s tiktoken: a file of ranks, a pattern, special tokens.

mod encode;
mod ranks;

use super::Engine;
use super::capability::Tokenize;
use crate::meta::Meta;

/// The engine.
pub struct Tiktoken;

static META: Meta = Meta {
    id: "tiktoken",
    summary: "tiktoken: ranks in base64, a splitting pattern, special tokens",
    manual: "What it is\n\
        OpenAI's tiktoken: text is split by a regular expression, and in each part the pair of neighbours with the lowest \
        rank is merged until none is left. It normalizes nothing and puts nothing around the text.\n\n\
        Tokens\n\
        `file` holds a base64 token and its rank on each line; Llama 3's tokenizer.model is such a file too. `pattern` is \
        gpt2, cl100k, o200k, llama3, qwen2, or a regular expression. `special_tokens` maps texts to ids; the named patterns \
        bring those of their encodings. `special_in_text` says what happens to them in a text: `refuse` (tiktoken's \
        default: encode() raises ValueError), `recognise` (allowed_special=\"all\"), `text` (encode_ordinary).\n\n\
        Where libraries differ\n\
        A tokenizer.json of the same vocabulary may normalize (Qwen: NFC), and recognises special tokens in the text. \
        JavaScript ports take other characters for white space: not U+0085, but U+FEFF.\n\n\
        References\n\
        https://github.com/openai/tiktoken",
    example: "",
};

impl Engine for Tiktoken {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn tokenize(&self) -> Option<&'static dyn Tokenize> {
        Some(&encode::TiktokenTokenize)
    }
}
