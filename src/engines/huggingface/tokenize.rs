//! The `tokenizers` library: a `tokenizer.json`, or `vocab.json` with `merges.txt`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Encoder, SpecialInText, Tokenize, TokenizeRequest};
use crate::engines::kernel::loaded::{Content, Shelf};
use crate::engines::kernel::token_pipeline::{Base, PipelineEncoder};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};
use tokenizers::models::bpe::BPE;
use tokenizers::normalizers::{self, Sequence};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::processors::PostProcessorWrapper;
use tokenizers::{AddedToken, NormalizerWrapper, Tokenizer};

pub(super) struct HfTokenize;

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
        Ok(Arc::new(PipelineEncoder { base, request: request.clone(), key }))
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
