//! From text to tokens: normalization, the model, byte fallback, unknown runs, limits.

use super::model::{Algorithm, Kind, Model};
use super::normalize::{MARK, Normalized, normalize};
use super::wrapper::{Class, Wrapper};
use super::{bpe, unigram};
use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Encoder, SpecialInText, Tokenize, TokenizeRequest};
use crate::engines::kernel::loaded::{Content, Loading, Shelf};
use crate::engines::kernel::token_limits::{Frame, Token, finish};
use crate::value::{TokenStages, Value};
use std::sync::{Arc, LazyLock, OnceLock};

pub(super) struct SpTokenize;

static SHELF: LazyLock<Shelf<Model>> = LazyLock::new(Shelf::default);

impl Tokenize for SpTokenize {
    fn takes(&self) -> &'static [&'static str] {
        &["file", "add_bos", "add_eos", "prefix_space", "special_in_text", "special_tokens", "implementation", "legacy"]
    }

    fn prepare(&self, request: &TokenizeRequest) -> Result<Arc<dyn Encoder>, Diagnostic> {
        let Some(file) = &request.file else {
            return Err(Diagnostic::error("tokenize.files", "sentencepiece takes a `file`: a .model"));
        };
        let class = class(request)?;
        let content = Content::read(file)?;
        // A wrapper that is no longer legacy puts the space in front by itself.
        let prefix = match class {
            Some(_) if request.legacy == Some(false) => Some(false),
            Some(_) => None,
            None => request.prefix_space,
        };
        let key = format!("{} {prefix:?}", content.digest);
        let described = TokenizeRequest { file: None, ..request.clone() };
        let model = SHELF.get(&key, move || {
            let mut model = Model::read(&content.bytes).map_err(|what| bad_file(&content, &what))?;
            if let Some(prefix) = prefix {
                model.switches.dummy_prefix = prefix;
            }
            Ok(model)
        });
        let key = format!("sentencepiece {key} {described:?}");
        Ok(Arc::new(SpEncoder { model, class, wrapper: OnceLock::new(), request: request.clone(), key }))
    }
}

/// The class of transformers around the library, if one is named.
fn class(request: &TokenizeRequest) -> Result<Option<Class>, Diagnostic> {
    match request.implementation.as_deref() {
        None => Ok(None),
        Some("T5Tokenizer") => Ok(Some(Class::T5)),
        Some("LlamaTokenizer") => Ok(Some(Class::Llama)),
        Some(other) => {
            Err(Diagnostic::error("tokenize.implementation", format!("sentencepiece has no implementation {other}"))
                .hint("T5Tokenizer and LlamaTokenizer are classes around it; without one it is the library itself"))
        }
    }
}

fn bad_file(content: &Content, what: &str) -> Diagnostic {
    let error = content.fault(what);
    let text = content.bytes.first().is_some_and(|byte| *byte == b'{');
    if text {
        return error.hint("a tokenizer.json is read by engine huggingface");
    }
    if content.bytes.iter().take(200).all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) {
        return error.hint("a file of ranks, also when it is called tokenizer.model, is read by engine tiktoken");
    }
    error
}

struct SpEncoder {
    model: Loading<Model>,
    class: Option<Class>,
    wrapper: OnceLock<Wrapper>,
    request: TokenizeRequest,
    key: String,
}

impl Encoder for SpEncoder {
    fn key(&self) -> &str {
        &self.key
    }

    fn encode(&self, text: &str, pair: Option<&str>) -> Result<Value, Diagnostic> {
        let model = self.model.get()?;
        let refuses = self.request.special_in_text == Some(SpecialInText::Refused);
        if refuses && let Some((_, special, _)) = self.next(model, text) {
            return Ok(Value::rejected("ValueError", format!("the text contains the special token {special:?}")));
        }
        let first = self.tokens(model, text);
        let second = pair.map(|pair| self.tokens(model, pair));
        let frame = self.wrapper(model).map_or_else(|| self.frame(model), |wrapper| wrapper.frame(&self.request));
        let name = |id: u32| model.pieces.get(id as usize).map(|piece| piece.text.clone());
        Ok(finish(first, second, &frame, &self.request.limits, text, name))
    }

    fn stages(&self, text: &str) -> Result<TokenStages, Diagnostic> {
        let model = self.model.get()?;
        let normalized = normalize(model, text).text;
        let ids = self.tokens(model, text).into_iter().map(|token| token.id).collect();
        Ok(TokenStages { reader: "sentencepiece", normalized: Some(normalized), pre_tokens: None, ids })
    }
}

impl SpEncoder {
    fn wrapper(&self, model: &Model) -> Option<&Wrapper> {
        self.class.map(|class| self.wrapper.get_or_init(|| Wrapper::new(class, &self.request, model)))
    }

    /// The library puts nothing around a text unless it is told to.
    fn frame(&self, model: &Model) -> Frame {
        let special =
            |id: Option<i32>| id.map(|id| Token::special(i64::from(id), model.pieces[id as usize].text.clone()));
        let wants = self.request.add_special_tokens != Some(false);
        let pad = special(model.pad).unwrap_or_else(|| Token::special(0, model.pieces[0].text.clone()));
        Frame {
            before: special(model.bos.filter(|_| wants && self.request.add_bos == Some(true))).into_iter().collect(),
            after: special(model.eos.filter(|_| wants && self.request.add_eos == Some(true))).into_iter().collect(),
            ..Frame::bare(pad)
        }
    }

    /// The next special token in a text: where it starts, its text, its id. The longest of those that start there.
    fn next<'a>(&'a self, model: &'a Model, text: &str) -> Option<(usize, &'a str, i64)> {
        let given = self.request.special_tokens.iter().flatten();
        let given = given.map(|(token, id)| (token.as_str(), id.unwrap_or_else(|| i64::from(model.id_of_any(token)))));
        let known = model.special.iter().map(|id| (model.pieces[*id as usize].text.as_str(), i64::from(*id)));
        let found = given.chain(known).filter_map(|(token, id)| Some((text.find(token)?, token, id)));
        found.min_by_key(|(at, token, _)| (*at, std::cmp::Reverse(token.len())))
    }

    /// The library reads special tokens as ordinary text. Wrappers that recognise them encode what lies between each by
    /// itself, so that every part gets its own space in front.
    fn tokens(&self, model: &Model, text: &str) -> Vec<Token> {
        if let Some(wrapper) = self.wrapper(model) {
            return wrapper.tokens(model, text);
        }
        if self.request.special_in_text != Some(SpecialInText::Recognised) {
            return tokens(model, text);
        }
        let mut out = Vec::new();
        let mut start = 0;
        let part = |from: usize, to: usize, out: &mut Vec<Token>| {
            let moved = tokens(model, &text[from..to]).into_iter();
            out.extend(moved.map(|token| Token { range: token.range.start + from..token.range.end + from, ..token }));
        };
        while let Some((at, special, id)) = self.next(model, &text[start..]) {
            let (from, to) = (start + at, start + at + special.len());
            part(start, from, &mut out);
            out.push(Token::plain(id, special.to_owned(), from..to));
            start = to;
        }
        part(start, text.len(), &mut out);
        out
    }
}

pub(super) fn tokens(model: &Model, text: &str) -> Vec<Token> {
    let normalized = normalize(model, text);
    let path = match model.algorithm {
        Algorithm::Unigram => unigram::encode(model, &normalized.text),
        Algorithm::Bpe => bpe::encode(model, &normalized.text),
        Algorithm::Word => words(model, &normalized.text),
        Algorithm::Char => characters(model, &normalized.text),
    };
    let mut out: Vec<Token> = Vec::with_capacity(path.len());
    let (mut start, mut after_unknown) = (0, false);
    for (end, id) in path {
        let unknown = model.is_unknown(id);
        if model.kind(id) == Some(Kind::Control) {
            let at = normalized.origin[start];
            out.push(Token::plain(i64::from(id), normalized.text[start..end].to_owned(), at..at));
        } else {
            push(model, &normalized, start..end, id, unknown && after_unknown, &mut out);
        }
        (start, after_unknown) = (end, unknown);
    }
    out
}

/// Puts out one piece: bytes for what is unknown, if the model has them; else unknown pieces in a row are one token.
fn push(
    model: &Model,
    normalized: &Normalized,
    range: std::ops::Range<usize>,
    id: i32,
    joins: bool,
    out: &mut Vec<Token>,
) {
    let piece = &normalized.text[range.clone()];
    let source = normalized.origin[range.start]..normalized.origin[range.end];
    if model.is_unknown(id) && model.switches.byte_fallback {
        let last = piece.len() - 1;
        for (index, byte) in piece.bytes().enumerate() {
            let end = if index == last { source.end } else { source.start };
            let id = model.bytes[usize::from(byte)];
            out.push(Token::plain(i64::from(id), format!("<0x{byte:02X}>"), source.start..end));
        }
    } else if let Some(previous) = out.last_mut().filter(|_| joins) {
        previous.text.push_str(piece);
        previous.range.end = source.end;
    } else {
        out.push(Token::plain(i64::from(id), piece.to_owned(), source));
    }
}

/// The id of a whole word or character; an unused piece is unknown.
fn whole(model: &Model, text: &str) -> i32 {
    let id = model.id(text);
    if model.kind(id) == Some(Kind::Unused) { model.unknown } else { id }
}

/// Words begin at the mark of a space.
fn words(model: &Model, text: &str) -> Vec<(usize, i32)> {
    let starts = text.match_indices(MARK).map(|(at, _)| at).filter(|at| *at > 0);
    let ends: Vec<usize> = starts.chain((!text.is_empty()).then_some(text.len())).collect();
    let mut start = 0;
    ends.into_iter().map(|end| (end, whole(model, &text[std::mem::replace(&mut start, end)..end]))).collect()
}

fn characters(model: &Model, text: &str) -> Vec<(usize, i32)> {
    let mut out = Vec::new();
    let mut start = 0;
    while let Some(c) = text[start..].chars().next() {
        let end = start + model.symbol(&text[start..]).unwrap_or(c.len_utf8());
        out.push((end, whole(model, &text[start..end])));
        start = end;
    }
    out
}
