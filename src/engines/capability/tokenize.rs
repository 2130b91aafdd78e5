use crate::diagnostic::Diagnostic;
use crate::value::{TokenStages, Value};
use std::path::PathBuf;
use std::sync::Arc;

/// What a definition asks of a tokenizer; `None` is the library's default, or what the tokenizer's own file says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TokenizeRequest {
    /// The engine's version.
    pub version: Option<String>,
    /// The tokenizer's file.
    pub file: Option<PathBuf>,
    /// A vocabulary file.
    pub vocab: Option<PathBuf>,
    /// A file of merges.
    pub merges: Option<PathBuf>,
    /// How the text is cut and filled up.
    pub limits: Limits,
    /// Whether the tokenizer's own special tokens are put around the text.
    pub add_special_tokens: Option<bool>,
    /// Whether limits that the file states are honoured (`true`) or reset at each call.
    pub own_limits: Option<bool>,
    /// What happens to special tokens that stand in the text.
    pub special_in_text: Option<SpecialInText>,
    /// Special tokens beside those of the file, with ids where they are given.
    pub special_tokens: Option<SpecialTokens>,
    /// In place of the file's normalizer: `none`, `nfc`, `lowercase` ...
    pub normalizer: Option<String>,
    /// In place of the file's splitter: `none`, a named pattern, or a regular expression.
    pub pattern: Option<String>,
    /// Whether a space is put before the text.
    pub prefix_space: Option<bool>,
    /// Whether letters are made lower-case.
    pub lowercase: Option<bool>,
    /// Whether accents are stripped.
    pub strip_accents: Option<bool>,
    /// Whether Chinese characters are split one by one.
    pub chinese_chars: Option<bool>,
    /// Which of several implementations: `fast` or `slow`; a class of transformers that wraps the library.
    pub implementation: Option<String>,
    /// Whether a class of transformers does as it did before it was corrected.
    pub legacy: Option<bool>,
    /// Words of more characters are unknown.
    pub max_word_chars: Option<usize>,
    /// Whether the beginning-of-text token is put first.
    pub add_bos: Option<bool>,
    /// Whether the end-of-text token is put last.
    pub add_eos: Option<bool>,
}

/// Tokens, with ids where they are given.
pub type SpecialTokens = Vec<(String, Option<i64>)>;

/// How tokens are cut and filled up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// At most so many tokens, special ones included.
    pub max_length: Option<usize>,
    /// Which end is cut.
    pub truncation: Option<Truncation>,
    /// Which of two texts is cut.
    pub strategy: Option<PairTruncation>,
    /// Filled up to so many tokens.
    pub pad_to: Option<usize>,
    /// Filled up to a multiple of so many.
    pub pad_multiple_of: Option<usize>,
    /// Which end is filled up.
    pub padding: Option<Side>,
    /// The id that fills up.
    pub pad_id: Option<u32>,
    /// Its text.
    pub pad_token: Option<String>,
}

/// Which end of a text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncation {
    /// The end.
    Right,
    /// The start.
    Left,
    /// Nothing is cut, whatever the file says.
    None,
}

/// Which of two texts is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairTruncation {
    /// The longer one.
    LongestFirst,
    /// The first.
    OnlyFirst,
    /// The second.
    OnlySecond,
}

/// An end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The start.
    Left,
    /// The end.
    Right,
}

/// What happens to special tokens that stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpecialInText {
    /// They become their own ids.
    Recognised,
    /// They are read as ordinary text.
    Text,
    /// The text is refused.
    Refused,
}

/// Turns text into tokens as one library does.
pub trait Tokenize: Sync {
    /// The parameters that this engine takes beside those that all take.
    fn takes(&self) -> &'static [&'static str];

    /// Reads the files' contents, and begins to build the tokenizer in the background.
    ///
    /// # Errors
    /// A parameter or file that is missing, or cannot be read.
    fn prepare(&self, request: &TokenizeRequest) -> Result<Arc<dyn Encoder>, Diagnostic>;
}

/// A tokenizer with all its parameters bound.
pub trait Encoder: Send + Sync {
    /// The digests of the files and every parameter that matters.
    fn key(&self) -> &str;

    /// The tokens of a text, or of two; rejected where the library would raise.
    ///
    /// # Errors
    /// A tokenizer file that the library cannot load.
    fn encode(&self, text: &str, pair: Option<&str>) -> Result<Value, Diagnostic>;

    /// The text between the stages.
    ///
    /// # Errors
    /// A tokenizer file that the library cannot load.
    fn stages(&self, text: &str) -> Result<TokenStages, Diagnostic>;

    /// What was left to the library or the file, in words.
    fn defaults(&self) -> Vec<String> {
        Vec::new()
    }
}
