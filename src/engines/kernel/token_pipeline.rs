//! Encoding with a pipeline of the crate `tokenizers`: the model's work is shared, and what comes after it (cut, special
//! tokens, padding) is done here in the library's order, so that it can differ from side to side.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Encoder, Limits, PairTruncation, Side, SpecialInText, TokenizeRequest, Truncation};
use crate::engines::kernel::byte_letters;
use crate::engines::kernel::loaded::Loading;
use crate::value::{TokenStages, Tokens, Value};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokenizers::processors::PostProcessorWrapper;
use tokenizers::utils::padding::{PaddingDirection, PaddingParams, PaddingStrategy, pad_encodings};
use tokenizers::utils::truncation::{TruncationDirection, TruncationParams, TruncationStrategy, truncate_encodings};
use tokenizers::{
    Encoding, OffsetReferential, OffsetType, PostProcessor as _, PreTokenizedString, PreTokenizer as _,
    PreTokenizerWrapper, Tokenizer,
};

/// A tokenizer without what is done after the model, which differs from side to side while the rest is shared.
pub struct Base {
    /// Normalizer, splitter, model and added tokens.
    pub tokenizer: Tokenizer,
    /// What puts special tokens around the text.
    pub post: Option<PostProcessorWrapper>,
    /// The cut that the file asks for.
    pub truncation: Option<TruncationParams>,
    /// The padding that the file asks for.
    pub padding: Option<PaddingParams>,
}

/// A shared tokenizer with what one side does after the model.
pub struct PipelineEncoder {
    /// The shared part.
    pub base: Loading<Base>,
    /// What the definition asks for.
    pub request: TokenizeRequest,
    /// The digests of the files and every parameter that matters.
    pub key: String,
}

impl Encoder for PipelineEncoder {
    fn key(&self) -> &str {
        &self.key
    }

    fn encode(&self, text: &str, pair: Option<&str>) -> Result<Value, Diagnostic> {
        let base = self.base.get()?;
        // To transformers an empty second text is none.
        let pair = pair.filter(|pair| !pair.is_empty() || self.request.own_limits != Some(false));
        let run = || self.run(base, text, pair);
        let encoding = match catch_unwind(AssertUnwindSafe(run)) {
            Ok(Ok(encoding)) => encoding,
            Ok(Err(error)) => return Ok(Value::rejected("TokenizerError", error.to_string())),
            Err(_) => return Ok(Value::rejected("PanicException", "the tokenizers library panics on this text")),
        };
        if self.request.special_in_text == Some(SpecialInText::Refused)
            && let Some(token) = special_in_text(base, text)
        {
            return Ok(Value::rejected("ValueError", format!("the text contains the special token {token:?}")));
        }
        Ok(Value::Tokens(Box::new(tokens(&encoding, text))))
    }

    fn stages(&self, text: &str) -> Result<TokenStages, Diagnostic> {
        let base = self.base.get()?;
        let stages = || -> tokenizers::Result<TokenStages> {
            let tokenizer = &base.tokenizer;
            let mut split = tokenizer.get_added_vocabulary().extract_and_normalize(tokenizer.get_normalizer(), text);
            let normalized = pieces(&split).concat();
            if let Some(pre_tokenizer) = tokenizer.get_pre_tokenizer() {
                pre_tokenizer.pre_tokenize(&mut split)?;
            }
            let pre_tokens = readable(pieces(&split), tokenizer.get_pre_tokenizer());
            let ids = tokenizer.encode(text, false)?.get_ids().iter().map(|id| i64::from(*id)).collect();
            Ok(TokenStages { reader: "tokenizers", normalized: Some(normalized), pre_tokens: Some(pre_tokens), ids })
        };
        match catch_unwind(AssertUnwindSafe(stages)) {
            Ok(Ok(stages)) => Ok(stages),
            _ => Ok(TokenStages::default()),
        }
    }

    fn defaults(&self) -> Vec<String> {
        let Ok(base) = self.base.get() else {
            return Vec::new();
        };
        let (truncation, padding) = (self.truncation(base), self.padding(base));
        let mut defaults = Vec::new();
        if let (Some(params), None, None) = (truncation, self.request.limits.max_length, self.request.limits.truncation)
        {
            defaults.push(format!("max_length left to the file: {}", params.max_length));
        }
        if let (Some(params), None) = (padding, self.request.limits.pad_to)
            && let PaddingStrategy::Fixed(length) = params.strategy
        {
            defaults.push(format!("pad_to left to the file: {length}"));
        }
        defaults
    }
}

/// The ids of texts by a tokenizer.json that is used once; `None` if the library refuses the file, or a text.
pub fn encode_all(file: &[u8], texts: &[String]) -> Option<Vec<Option<Vec<i64>>>> {
    let run = || {
        let tokenizer = Tokenizer::from_bytes(file).ok()?;
        let ids = |text: &String| {
            let encoding = tokenizer.encode(text.as_str(), true).ok()?;
            Some(encoding.get_ids().iter().map(|id| i64::from(*id)).collect())
        };
        Some(texts.par_iter().map(ids).collect())
    };
    catch_unwind(AssertUnwindSafe(run)).ok().flatten()
}

/// The text of each piece between two stages.
fn pieces(split: &PreTokenizedString) -> Vec<String> {
    let splits = split.get_splits(OffsetReferential::Normalized, OffsetType::Byte);
    splits.into_iter().map(|(piece, _, _)| piece.to_owned()).collect()
}

/// Pre-tokens as text again, where the splitter writes bytes as letters.
fn readable(pieces: Vec<String>, pre_tokenizer: Option<&PreTokenizerWrapper>) -> Vec<String> {
    if !pre_tokenizer.is_some_and(is_byte_level) {
        return pieces;
    }
    let text = |piece: String| byte_letters::text(&piece).unwrap_or(piece);
    pieces.into_iter().map(text).collect()
}

/// Whether the splitter writes bytes as letters.
pub fn is_byte_level(splitter: &PreTokenizerWrapper) -> bool {
    match splitter {
        PreTokenizerWrapper::ByteLevel(_) => true,
        PreTokenizerWrapper::Sequence(parts) => parts.as_ref().iter().any(is_byte_level),
        _ => false,
    }
}

fn special_in_text(base: &Base, text: &str) -> Option<String> {
    let added = base.tokenizer.get_added_tokens_decoder();
    added.values().find(|token| token.special && text.contains(&token.content)).map(|token| token.content.clone())
}

fn tokens(encoding: &Encoding, text: &str) -> Tokens {
    let wide = |list: &[u32]| list.iter().map(|value| i64::from(*value)).collect::<Vec<i64>>();
    Tokens {
        ids: wide(encoding.get_ids()),
        tokens: Some(encoding.get_tokens().to_vec()),
        offsets: Some(encoding.get_offsets().iter().map(|(start, end)| *start..*end).collect()),
        type_ids: Some(wide(encoding.get_type_ids())),
        attention_mask: Some(wide(encoding.get_attention_mask())),
        special_mask: Some(wide(encoding.get_special_tokens_mask())),
        source: Some(text.to_owned()),
    }
}

impl PipelineEncoder {
    /// The library's own order: model, truncation, post-processor, padding.
    fn run(&self, base: &Base, text: &str, pair: Option<&str>) -> tokenizers::Result<Encoding> {
        let special = self.request.add_special_tokens.unwrap_or(true);
        let mut first = base.tokenizer.encode(text, false)?;
        let mut second = pair.map(|pair| base.tokenizer.encode(pair, false)).transpose()?;
        if let Some(params) = self.truncation(base) {
            let added =
                if special { base.post.as_ref().map_or(0, |post| post.added_tokens(pair.is_some())) } else { 0 };
            let Some(max_length) = params.max_length.checked_sub(added) else {
                let message = format!("max_length {} is less than the {added} special tokens", params.max_length);
                return Err(message.into());
            };
            (first, second) = truncate_encodings(first, second, &TruncationParams { max_length, ..params })?;
        }
        let mut encoding = match (&base.post, second) {
            (Some(post), second) => post.process(first, second, special)?,
            (None, None) => first,
            (None, Some(mut second)) => {
                second.set_type_ids(vec![1; second.len()]);
                Encoding::merge([first, second], false)
            }
        };
        if let Some(params) = self.padding(base) {
            pad_encodings(std::slice::from_mut(&mut encoding), &params)?;
        }
        Ok(encoding)
    }

    /// The cut that holds: what was asked for, with the rest from the file.
    fn truncation(&self, base: &Base) -> Option<TruncationParams> {
        let own = base.truncation.clone().filter(|_| self.request.own_limits != Some(false));
        let Limits { max_length, truncation, strategy, .. } = &self.request.limits;
        let mut params = match (own, max_length) {
            _ if *truncation == Some(Truncation::None) => return None,
            (None, None) => return None,
            (own, Some(max_length)) => TruncationParams { max_length: *max_length, ..own.unwrap_or_default() },
            (Some(own), None) => own,
        };
        match truncation {
            Some(Truncation::Left) => params.direction = TruncationDirection::Left,
            Some(_) => params.direction = TruncationDirection::Right,
            None => {}
        }
        if let Some(strategy) = strategy {
            params.strategy = match strategy {
                PairTruncation::LongestFirst => TruncationStrategy::LongestFirst,
                PairTruncation::OnlyFirst => TruncationStrategy::OnlyFirst,
                PairTruncation::OnlySecond => TruncationStrategy::OnlySecond,
            };
        }
        Some(params)
    }

    /// The padding that holds: what was asked for, with the rest from the file.
    fn padding(&self, base: &Base) -> Option<PaddingParams> {
        let Limits { pad_to, pad_multiple_of, padding, pad_id, pad_token, .. } = &self.request.limits;
        let honoured = self.request.own_limits != Some(false);
        if base.padding.is_none() || !honoured {
            pad_to.or(*pad_multiple_of)?;
        }
        let mut params = base.padding.clone().unwrap_or_else(|| Self::pad_default(base));
        if !honoured {
            (params.strategy, params.pad_to_multiple_of) = (PaddingStrategy::BatchLongest, None);
        }
        if let Some(length) = pad_to {
            params.strategy =
                if *length == 0 { PaddingStrategy::BatchLongest } else { PaddingStrategy::Fixed(*length) };
        }
        params.pad_to_multiple_of = pad_multiple_of.or(params.pad_to_multiple_of);
        match padding {
            Some(Side::Left) => params.direction = PaddingDirection::Left,
            Some(Side::Right) => params.direction = PaddingDirection::Right,
            None => {}
        }
        if let Some(id) = pad_id {
            params.pad_id = *id;
            params.pad_token = base.tokenizer.id_to_token(*id).unwrap_or_default();
        }
        if let Some(token) = pad_token {
            params.pad_token.clone_from(token);
            params.pad_id = pad_id.or_else(|| base.tokenizer.token_to_id(token)).unwrap_or(params.pad_id);
        }
        Some(params)
    }

    /// `[PAD]` as in the library; the vocabulary's own padding token where it has another.
    fn pad_default(base: &Base) -> PaddingParams {
        let mut params = PaddingParams::default();
        let mut named = ["[PAD]", "<pad>", "<|pad|>", "<|endoftext|>"].into_iter();
        if let Some((token, id)) = named.find_map(|token| Some((token, base.tokenizer.token_to_id(token)?))) {
            (params.pad_token, params.pad_id) = (token.to_owned(), id);
        }
        params
    }
}
