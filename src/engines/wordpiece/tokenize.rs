//! `vocab.txt` to a tokenizer.

use super::slow::{self, SlowEncoder};
use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Encoder, SpecialInText, Tokenize, TokenizeRequest};
use crate::engines::kernel::loaded::{Content, Shelf};
use crate::engines::kernel::token_pipeline::{Base, PipelineEncoder};
use std::sync::{Arc, LazyLock};
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::processors::PostProcessorWrapper;
use tokenizers::processors::template::TemplateProcessing;
use tokenizers::{AddedToken, Tokenizer};

pub(super) struct WpTokenize;

/// The special tokens, by their place in the library's list.
pub(super) const SPECIAL: [&str; 5] = ["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"];

/// What the definition sets about normalization and the model.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Options {
    pub(super) lowercase: bool,
    /// By default as `lowercase`.
    pub(super) strip_accents: Option<bool>,
    pub(super) chinese_chars: bool,
    pub(super) max_word_chars: usize,
    pub(super) special_as_text: bool,
    /// The slow class of transformers 4 lowers letter by letter before all else.
    pub(super) lowers_letters: bool,
}

static FAST: LazyLock<Shelf<Base>> = LazyLock::new(Shelf::default);
static SLOW: LazyLock<Shelf<slow::Vocabulary>> = LazyLock::new(Shelf::default);

impl Tokenize for WpTokenize {
    fn takes(&self) -> &'static [&'static str] {
        &[
            "file",
            "vocab",
            "lowercase",
            "strip_accents",
            "chinese_chars",
            "implementation",
            "max_word_chars",
            "special_in_text",
        ]
    }

    fn prepare(&self, request: &TokenizeRequest) -> Result<Arc<dyn Encoder>, Diagnostic> {
        let (Some(path), None) = (request.vocab.as_ref().or(request.file.as_ref()), request.merges.as_ref()) else {
            return Err(Diagnostic::error("tokenize.files", "wordpiece takes `vocab`: a vocab.txt"));
        };
        if let Some(other @ ("T5Tokenizer" | "LlamaTokenizer")) = request.implementation.as_deref() {
            let message = format!("{other} is built on sentencepiece, not on wordpiece");
            return Err(Diagnostic::error("tokenize.implementation", message).hint("wordpiece has `fast` and `slow`"));
        }
        let content = Content::read(path)?;
        let options = Options {
            lowercase: request.lowercase.unwrap_or(true),
            strip_accents: request.strip_accents,
            chinese_chars: request.chinese_chars.unwrap_or(true),
            max_word_chars: request.max_word_chars.unwrap_or(100),
            special_as_text: request.special_in_text == Some(SpecialInText::Text),
            lowers_letters: request.version.as_deref() == Some("4.57"),
        };
        let described = TokenizeRequest { file: None, vocab: None, ..request.clone() };
        let request = request.clone();
        if request.implementation.as_deref() == Some("slow") {
            let key = format!("wordpiece slow {} {described:?}", content.digest);
            let vocabulary = SLOW.get(&content.digest.clone(), move || slow::Vocabulary::read(&content));
            return Ok(Arc::new(SlowEncoder { vocabulary, options, request, key }));
        }
        let key = format!("{} {options:?}", content.digest);
        let base = FAST.get(&key, move || fast(&content, &options));
        let request = TokenizeRequest { own_limits: Some(false), ..request };
        Ok(Arc::new(PipelineEncoder { base, request, key: format!("wordpiece fast {key} {described:?}") }))
    }
}

/// The lines of a vocabulary with their numbers; a later line of the same text counts.
pub(super) fn lines(content: &Content) -> Result<Vec<&str>, Diagnostic> {
    let text = content.text()?;
    if text.starts_with('{') {
        return Err(content.fault("is JSON, no vocab.txt").hint("a tokenizer.json is read by engine huggingface"));
    }
    // As Python reads a text file: any of the three line ends.
    let text = text.strip_suffix('\n').unwrap_or(text);
    let found: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    for special in ["[UNK]", "[CLS]", "[SEP]"] {
        if !found.contains(&special) {
            return Err(content.fault(&format!("is no vocabulary of BERT: it has no line {special}")));
        }
    }
    Ok(found)
}

fn fast(content: &Content, options: &Options) -> Result<Base, Diagnostic> {
    let lines = lines(content)?;
    let id = |token: &str| lines.iter().rposition(|line| *line == token).unwrap_or_default() as u32;
    let vocab: tokenizers::models::bpe::Vocab =
        lines.iter().enumerate().map(|(id, line)| ((*line).to_owned(), id as u32)).collect();
    let bad = |error: tokenizers::Error| content.fault(&format!("is refused by tokenizers: {error}"));
    let model = WordPiece::builder()
        .vocab(vocab)
        .unk_token("[UNK]".to_owned())
        .max_input_chars_per_word(options.max_word_chars)
        .build()
        .map_err(bad)?;
    let mut tokenizer = Tokenizer::new(model);
    let normalizer = BertNormalizer::new(true, options.chinese_chars, options.strip_accents, options.lowercase);
    tokenizer.with_normalizer(Some(normalizer)).map_err(bad)?;
    tokenizer.with_pre_tokenizer(Some(BertPreTokenizer));
    let known = SPECIAL.iter().filter(|token| lines.contains(token));
    tokenizer.add_special_tokens(known.map(|token| AddedToken::from(*token, true))).map_err(bad)?;
    tokenizer.set_encode_special_tokens(options.special_as_text);
    let post = TemplateProcessing::builder()
        .try_single("[CLS]:0 $A:0 [SEP]:0")
        .and_then(|template| template.try_pair("[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1"))
        .map_err(|error| content.fault(&error))?
        .special_tokens(vec![("[CLS]", id("[CLS]")), ("[SEP]", id("[SEP]"))])
        .build()
        .map_err(|error| content.fault(&error.to_string()))?;
    Ok(Base { tokenizer, post: Some(PostProcessorWrapper::Template(post)), truncation: None, padding: None })
}
