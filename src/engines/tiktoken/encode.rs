//! Special tokens, the pattern, and merging.

use super::ranks::Ranks;
use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Encoder, SpecialInText, Tokenize, TokenizeRequest};
use crate::engines::kernel::loaded::{Content, Loading, Shelf};
use crate::engines::kernel::patterns;
use crate::engines::kernel::token_limits::{Frame, Token, finish};
use crate::value::{TokenStages, Value};
use fancy_regex::Regex;
use std::sync::{Arc, LazyLock};

pub(super) struct TiktokenTokenize;

static SHELF: LazyLock<Shelf<Ranks>> = LazyLock::new(Shelf::default);

type Special = &'static [(&'static str, i64)];

/// The special tokens of the encodings that have named patterns.
const SPECIAL: [(&str, Special); 5] = [
    ("gpt2", &[("<|endoftext|>", 50256)]),
    (
        "cl100k",
        &[
            ("<|endoftext|>", 100257),
            ("<|fim_prefix|>", 100258),
            ("<|fim_middle|>", 100259),
            ("<|fim_suffix|>", 100260),
            ("<|endofprompt|>", 100276),
        ],
    ),
    ("o200k", &[("<|endoftext|>", 199999), ("<|endofprompt|>", 200018)]),
    (
        "llama3",
        &[
            ("<|begin_of_text|>", 128000),
            ("<|end_of_text|>", 128001),
            ("<|start_header_id|>", 128006),
            ("<|end_header_id|>", 128007),
            ("<|eot_id|>", 128009),
        ],
    ),
    ("qwen2", &[("<|endoftext|>", 151643), ("<|im_start|>", 151644), ("<|im_end|>", 151645)]),
];

impl Tokenize for TiktokenTokenize {
    fn takes(&self) -> &'static [&'static str] {
        &["file", "pattern", "special_tokens", "special_in_text"]
    }

    fn prepare(&self, request: &TokenizeRequest) -> Result<Arc<dyn Encoder>, Diagnostic> {
        let (Some(file), Some(name)) = (&request.file, &request.pattern) else {
            let message = "tiktoken takes a `file` of ranks and a `pattern`";
            return Err(Diagnostic::error("tokenize.files", message)
                .hint("a pattern is gpt2, cl100k, o200k, llama3, qwen2 or a regular expression"));
        };
        let pattern = Regex::new(patterns::named(name).unwrap_or(name)).map_err(|error| {
            let known: Vec<&str> = patterns::ALL.iter().map(|(name, _)| *name).collect();
            Diagnostic::error("tokenize.pattern", format!("not a regular expression: {error}"))
                .note(format!("named patterns: {}", known.join(", ")))
        })?;
        #[allow(clippy::single_match_else, reason = "two sources of one list")]
        let special = match &request.special_tokens {
            Some(given) => given.iter().map(|(text, id)| id.map(|id| (text.clone(), id)).ok_or_else(no_id)).collect(),
            None => {
                let known = SPECIAL.iter().find(|(known, _)| known == name).map_or(&[][..], |(_, special)| special);
                Ok(known.iter().map(|(text, id)| ((*text).to_owned(), *id)).collect())
            }
        };
        let mut special: Vec<(String, i64)> = special?;
        special.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        let content = Content::read(file)?;
        let described = TokenizeRequest { file: None, ..request.clone() };
        let key = format!("tiktoken {} {described:?}", content.digest);
        let ranks = SHELF.get(&content.digest.clone(), move || Ranks::read(&content));
        Ok(Arc::new(TiktokenEncoder { ranks, pattern, special, request: request.clone(), key }))
    }
}

fn no_id() -> Diagnostic {
    Diagnostic::error("tokenize.special_tokens", "tiktoken's `special_tokens` is a map of texts to ids")
}

struct TiktokenEncoder {
    ranks: Loading<Ranks>,
    pattern: Regex,
    /// Longest first.
    special: Vec<(String, i64)>,
    request: TokenizeRequest,
    key: String,
}

impl Encoder for TiktokenEncoder {
    fn key(&self) -> &str {
        &self.key
    }

    fn encode(&self, text: &str, pair: Option<&str>) -> Result<Value, Diagnostic> {
        let ranks = self.ranks.get()?;
        let encode = |text: &str| -> Result<Vec<Token>, Value> {
            if let (SpecialInText::Refused, Some((at, index))) = (self.in_text(), self.next_special(text, 0)) {
                let special = &self.special[index].0;
                let message = format!("the text contains the special token {special:?} at byte {at}");
                return Err(Value::rejected("ValueError", message));
            }
            self.tokens(ranks, text).map_err(|error| Value::rejected("PanicException", error))
        };
        let tokens = encode(text).and_then(|first| Ok((first, pair.map(encode).transpose()?)));
        let (first, second) = match tokens {
            Ok(tokens) => tokens,
            Err(rejected) => return Ok(rejected),
        };
        let pad = Token::special(0, name(ranks, 0));
        let frame = Frame::bare(pad);
        Ok(finish(first, second, &frame, &self.request.limits, text, |id| Some(name(ranks, id))))
    }

    fn stages(&self, text: &str) -> Result<TokenStages, Diagnostic> {
        let ranks = self.ranks.get()?;
        let parts = self.parts(text).unwrap_or_default();
        let pre_tokens = parts.into_iter().map(|(range, _)| text[range].to_owned()).collect();
        let ids = self.tokens(ranks, text).unwrap_or_default().into_iter().map(|token| token.id).collect();
        Ok(TokenStages { reader: "tiktoken", normalized: Some(text.to_owned()), pre_tokens: Some(pre_tokens), ids })
    }
}

/// The text of a rank, as far as its bytes are text.
fn name(ranks: &Ranks, id: u32) -> String {
    ranks.bytes(id).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

type Part = (std::ops::Range<usize>, Option<i64>);

impl TiktokenEncoder {
    fn in_text(&self) -> SpecialInText {
        self.request.special_in_text.unwrap_or(SpecialInText::Refused)
    }

    /// The next special token: where it starts, and which it is.
    fn next_special(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let starts = self.special.iter().enumerate();
        starts.filter_map(|(index, (special, _))| Some((from + text[from..].find(special.as_str())?, index))).min()
    }

    /// What the pattern finds between special tokens, and these themselves.
    fn parts(&self, text: &str) -> Result<Vec<Part>, String> {
        let mut parts = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let recognised = self.in_text() == SpecialInText::Recognised;
            let special = self.next_special(text, start).filter(|_| recognised);
            let end = special.map_or(text.len(), |(at, _)| at);
            for found in self.pattern.find_iter(&text[start..end]) {
                let found = found.map_err(|error| error.to_string())?;
                parts.push((start + found.start()..start + found.end(), None));
            }
            start = end;
            if let Some((at, index)) = special {
                let (special, id) = &self.special[index];
                start = at + special.len();
                parts.push((at..start, Some(*id)));
            }
        }
        Ok(parts)
    }

    fn tokens(&self, ranks: &Ranks, text: &str) -> Result<Vec<Token>, String> {
        let mut tokens = Vec::new();
        for (range, special) in self.parts(text)? {
            if let Some(id) = special {
                tokens.push(Token::plain(id, text[range.clone()].to_owned(), range));
                continue;
            }
            let mut start = 0;
            for (end, id) in ranks.encode(text[range.clone()].as_bytes()) {
                tokens.push(Token::plain(i64::from(id), name(ranks, id), range.start + start..range.start + end));
                start = end;
            }
        }
        Ok(tokens)
    }
}
