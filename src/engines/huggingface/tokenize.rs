//! The `tokenizers` library: a `tokenizer.json`, or `vocab.json` with `merges.txt`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{
    Encoder, Limits, PairTruncation, Side, SpecialInText, Stages, Tokenize, TokenizeRequest, Truncation,
};
use crate::engines::kernel::loaded::{Content, Loading, Shelf};
use crate::value::{Tokens, Value};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};
use tokenizers::models::bpe::BPE;
use tokenizers::normalizers::{self, Sequence};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::processors::PostProcessorWrapper;
use tokenizers::utils::padding::{PaddingDirection, PaddingParams, PaddingStrategy, pad_encodings};
use tokenizers::utils::truncation::{TruncationDirection, TruncationParams, TruncationStrategy, truncate_encodings};
use tokenizers::{
    AddedToken, Encoding, NormalizerWrapper, OffsetReferential, OffsetType, PostProcessor as _, PreTokenizedString,
    PreTokenizer as _, PreTokenizerWrapper, Tokenizer,
};

pub(super) struct HfTokenize;

/// A tokenizer without what is done after the model, which differs from side to side while the rest is shared.
struct Base {
    tokenizer: Tokenizer,
    post: Option<PostProcessorWrapper>,
    truncation: Option<TruncationParams>,
    padding: Option<PaddingParams>,
}

static SHELF: LazyLock<Shelf<Base>> = LazyLock::new(Shelf::default);

impl Tokenize for HfTokenize {
    fn takes(&self) -> &'static [&'static str] {
        &[
            "file",
            "vocab",
            "merges",
            "loader",
            "special_in_text",
            "special_tokens",
            "normalizer",
            "pattern",
            "prefix_space",
        ]
    }

    fn prepare(&self, request: &TokenizeRequest) -> Result<Arc<dyn Encoder>, Diagnostic> {
        let (files, plain) = match (&request.file, &request.vocab, &request.merges) {
            (Some(file), None, None) => {
                let content = Content::read(file)?;
                let key = content.digest.clone();
                (key.clone(), SHELF.get(&key, move || load_json(&content)))
            }
            (None, Some(vocab), Some(merges)) => {
                let (vocab, merges) = (Content::read(vocab)?, Content::read(merges)?);
                let key = format!("{}+{}", vocab.digest, merges.digest);
                (key.clone(), SHELF.get(&key, move || load_bpe(&vocab, &merges)))
            }
            _ => {
                let message = "huggingface takes either `file` (a tokenizer.json) or `vocab` and `merges`";
                return Err(Diagnostic::error("tokenize.files", message));
            }
        };
        let changes = Changes::of(request)?;
        let base = if changes == Changes::default() {
            plain
        } else {
            let key = format!("{files} {changes:?}");
            SHELF.get(&key, move || changes.apply(plain.get()?))
        };
        let key = format!(
            "tokenizers {files} {:?}",
            TokenizeRequest { file: None, vocab: None, merges: None, ..request.clone() }
        );
        Ok(Arc::new(HfEncoder { base, request: request.clone(), key }))
    }
}

/// A file that the library does not read, with the reason if it is known.
fn load_json(content: &Content) -> Result<Base, Diagnostic> {
    let tokenizer = catch_unwind(AssertUnwindSafe(|| Tokenizer::from_bytes(&content.bytes)))
        .map_err(|_| content.fault("breaks the tokenizers library"))?;
    let mut tokenizer = tokenizer.map_err(|error| refused(content, &error.to_string()))?;
    let post = tokenizer.get_post_processor().cloned();
    let (truncation, padding) = (tokenizer.get_truncation().cloned(), tokenizer.get_padding().cloned());
    bare(&mut tokenizer);
    Ok(Base { tokenizer, post, truncation, padding })
}

fn bare(tokenizer: &mut Tokenizer) {
    // Without parameters the setter cannot fail.
    let _ = tokenizer.with_truncation(None);
    tokenizer.with_padding(None);
    tokenizer.with_post_processor(None::<PostProcessorWrapper>);
}

fn refused(content: &Content, error: &str) -> Diagnostic {
    let json: Result<serde_json::Value, _> = serde_json::from_slice(&content.bytes);
    let value =
        match json {
            Err(error) => return content.fault(&format!("is not JSON: {error}")).hint(
                "a SentencePiece .model is read by engine sentencepiece, ranks by tiktoken, a vocab.txt by wordpiece",
            ),
            Ok(value) => value,
        };
    if value.get("model").is_none() {
        return content
            .fault("is JSON, but no tokenizer.json: it has no \"model\"")
            .hint("a vocab.json goes with its merges.txt: `vocab: vocab.json, merges: merges.txt`");
    }
    let newer = value.get("version").and_then(|v| v.as_str()).is_some_and(|version| version != "1.0");
    if newer {
        return content
            .fault("was written by tokenizers 1.0 or later, which tokenizers 0.23 does not read")
            .hint("save it with a 0.x release of tokenizers, or with transformers 4");
    }
    content.fault(&format!("is refused by tokenizers 0.23: {error}"))
}

/// The byte-level BPE of GPT-2 from its two files, without special tokens.
fn load_bpe(vocab: &Content, merges: &Content) -> Result<Base, Diagnostic> {
    let table: std::collections::HashMap<String, u32> = serde_json::from_slice(&vocab.bytes)
        .map_err(|error| vocab.fault(&format!("is no map of tokens to ids: {error}")))?;
    let mut pairs = Vec::new();
    for (number, line) in merges.text()?.lines().enumerate() {
        if (number == 0 && line.starts_with("#version")) || line.is_empty() {
            continue;
        }
        let Some((left, right)) = line.split_once(' ') else {
            return Err(merges.fault(&format!("line {}: no pair of tokens: {line:?}", number + 1)));
        };
        pairs.push((left.to_owned(), right.to_owned()));
    }
    let bpe = BPE::builder().vocab_and_merges(table.into_iter().collect::<Vocab>(), pairs);
    let bpe = bpe.build().map_err(|error| merges.fault(&format!("does not fit {}: {error}", vocab.path.display())))?;
    let mut tokenizer = Tokenizer::new(bpe);
    let byte_level = ByteLevel::new(false, true, true);
    tokenizer.with_pre_tokenizer(Some(byte_level));
    let post = PostProcessorWrapper::ByteLevel(ByteLevel::new(true, false, true));
    Ok(Base { tokenizer, post: Some(post), truncation: None, padding: None })
}

type Vocab = tokenizers::models::bpe::Vocab;

/// What a definition changes about the file's own pipeline.
#[derive(Debug, Clone, PartialEq, Default)]
struct Changes {
    special_as_text: bool,
    special_tokens: Vec<String>,
    normalizer: Option<String>,
    pattern: Option<String>,
    prefix_space: Option<bool>,
}

impl Changes {
    fn of(request: &TokenizeRequest) -> Result<Self, Diagnostic> {
        let named = request.special_tokens.iter().flatten();
        if let Some((token, _)) = named.clone().find(|(_, id)| id.is_some()) {
            let message = format!("huggingface numbers added tokens itself: give no id for {token:?}");
            return Err(Diagnostic::error("tokenize.special_tokens", message));
        }
        Ok(Self {
            special_as_text: request.special_in_text == Some(SpecialInText::Text),
            special_tokens: named.map(|(token, _)| token.clone()).collect(),
            normalizer: request.normalizer.clone(),
            pattern: request.pattern.clone(),
            prefix_space: request.prefix_space,
        })
    }

    fn apply(&self, base: &Base) -> Result<Base, Diagnostic> {
        let mut tokenizer = base.tokenizer.clone();
        let bad = |error: tokenizers::Error| Diagnostic::error("tokenize.change", error.to_string());
        if let Some(name) = &self.normalizer {
            tokenizer.with_normalizer(normalizer(name)?).map_err(bad)?;
        }
        if let Some(pattern) = &self.pattern {
            let splitter = super::split::splitter(pattern, base.tokenizer.get_pre_tokenizer())?;
            tokenizer.with_pre_tokenizer(splitter);
        }
        if let Some(prefix) = self.prefix_space {
            super::split::set_prefix_space(&mut tokenizer, prefix).map_err(bad)?;
        }
        if !self.special_tokens.is_empty() {
            let added = self.special_tokens.iter().map(|token| AddedToken::from(token.clone(), true));
            tokenizer.add_special_tokens(added).map_err(bad)?;
        }
        tokenizer.set_encode_special_tokens(self.special_as_text);
        let (post, truncation, padding) = (base.post.clone(), base.truncation.clone(), base.padding.clone());
        Ok(Base { tokenizer, post, truncation, padding })
    }
}

/// Normalizers by the names that definitions use; `+` joins several.
fn normalizer(names: &str) -> Result<Option<NormalizerWrapper>, Diagnostic> {
    if names == "none" {
        return Ok(None);
    }
    let one = |name: &str| -> Result<NormalizerWrapper, Diagnostic> {
        Ok(match name {
            "nfc" => normalizers::NFC.into(),
            "nfd" => normalizers::NFD.into(),
            "nfkc" => normalizers::NFKC.into(),
            "nfkd" => normalizers::NFKD.into(),
            "lowercase" => normalizers::Lowercase.into(),
            "strip_accents" => normalizers::StripAccents.into(),
            "bert" => normalizers::BertNormalizer::default().into(),
            "bert_cased" => normalizers::BertNormalizer::new(true, true, None, false).into(),
            other => {
                let known = "none, nfc, nfd, nfkc, nfkd, lowercase, strip_accents, bert, bert_cased, joined by +";
                return Err(Diagnostic::error("tokenize.normalizer", format!("unknown normalizer \"{other}\""))
                    .note(format!("known: {known}")));
            }
        })
    };
    let parts = names.split('+').map(|name| one(name.trim())).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(Sequence::new(parts).into()))
}

struct HfEncoder {
    base: Loading<Base>,
    request: TokenizeRequest,
    key: String,
}

impl Encoder for HfEncoder {
    fn key(&self) -> &str {
        &self.key
    }

    fn encode(&self, text: &str, pair: Option<&str>) -> Result<Value, Diagnostic> {
        let base = self.base.get()?;
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

    fn stages(&self, text: &str) -> Result<Stages, Diagnostic> {
        let base = self.base.get()?;
        let stages = || -> tokenizers::Result<Stages> {
            let tokenizer = &base.tokenizer;
            let mut split = tokenizer.get_added_vocabulary().extract_and_normalize(tokenizer.get_normalizer(), text);
            let normalized = pieces(&split).concat();
            if let Some(pre_tokenizer) = tokenizer.get_pre_tokenizer() {
                pre_tokenizer.pre_tokenize(&mut split)?;
            }
            let pre_tokens = pieces(&split);
            let ids = tokenizer.encode(text, false)?.get_ids().iter().map(|id| i64::from(*id)).collect();
            Ok(Stages { normalized: Some(normalized), pre_tokens: Some(pre_tokens), ids })
        };
        match catch_unwind(AssertUnwindSafe(stages)) {
            Ok(Ok(stages)) => Ok(stages),
            _ => Ok(Stages::default()),
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

/// The text of each piece between two stages.
fn pieces(split: &PreTokenizedString) -> Vec<String> {
    let splits = split.get_splits(OffsetReferential::Normalized, OffsetType::Byte);
    splits.into_iter().map(|(piece, _, _)| piece.to_owned()).collect()
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

impl HfEncoder {
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
            (None, Some(second)) => Encoding::merge([first, second], false),
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

/// Named here so that the splitter's module can stay free of the library's long paths.
pub(super) type Splitter = Option<PreTokenizerWrapper>;
