use std::ops::Range;

/// What a tokenizer made of one text (or of one pair). Lists other than `ids` are as long as `ids` where they are given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tokens {
    /// Token ids.
    pub ids: Vec<i64>,
    /// The vocabulary's text of each id.
    pub tokens: Option<Vec<String>>,
    /// Byte ranges in the source text; empty ranges for special tokens.
    pub offsets: Option<Vec<Range<usize>>>,
    /// Segment ids.
    pub type_ids: Option<Vec<i64>>,
    /// 1 for real tokens, 0 for padding.
    pub attention_mask: Option<Vec<i64>>,
    /// 1 for special tokens that the tokenizer added.
    pub special_mask: Option<Vec<i64>>,
    /// The text that was tokenized, to show what stands around a difference; never compared.
    pub source: Option<String>,
}

/// The text between the stages of a tokenizer, to say at which of them two part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenStages {
    /// Which code made them: two of one reader mean the same by their stages, others may show spaces otherwise.
    pub reader: &'static str,
    /// After normalization.
    pub normalized: Option<String>,
    /// After splitting, before the model.
    pub pre_tokens: Option<Vec<String>>,
    /// What the model made of them, without special tokens around, uncut, not filled up.
    pub ids: Vec<i64>,
}
