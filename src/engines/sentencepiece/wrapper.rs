//! The slow `T5Tokenizer` and `LlamaTokenizer` of transformers 4.57 around the library: added tokens in the text, the space
//! in front, special tokens around it.

use super::encode::tokens;
use super::model::Model;
use super::normalize::MARK;
use crate::engines::capability::{Blank, SpecialInText, TokenizeRequest};
use crate::engines::kernel::token_limits::{Frame, Token};
use crate::engines::kernel::token_trie::TokenTrie;
use std::collections::HashMap;
use std::ops::Range;

/// Which class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    T5,
    Llama,
}

/// So many sentinels T5 adds behind the model's pieces, the last first.
const SENTINELS: i64 = 100;

const UNKNOWN: &str = "<unk>";

/// A token that is found in the text before the library sees it.
#[derive(Debug, Clone, Copy)]
struct Added {
    id: i64,
    /// Whether it takes the white space on both its sides away.
    strips: bool,
}

/// A class with its added tokens.
pub(super) struct Wrapper {
    class: Class,
    legacy: bool,
    /// Whether the class puts a space in front, where the library no longer does.
    prefix_space: bool,
    /// Whether added tokens in the text are found.
    finds: bool,
    added: HashMap<String, Added>,
    trie: TokenTrie,
    /// How many tokens the library makes of the unknown token's text.
    unknown_length: usize,
}

impl Wrapper {
    pub(super) fn new(class: Class, request: &TokenizeRequest, model: &Model) -> Self {
        let added = added(class, request, model);
        Self {
            class,
            legacy: request.legacy != Some(false),
            prefix_space: request.prefix_space != Some(false),
            finds: request.special_in_text != Some(SpecialInText::Text),
            trie: TokenTrie::new(added.keys().map(String::as_str)),
            added,
            unknown_length: tokens(model, UNKNOWN).len(),
        }
    }

    /// What stands around a text or a pair.
    pub(super) fn frame(&self, request: &TokenizeRequest) -> Frame {
        let token = |text: &str| Token::special(self.added.get(text).map_or(0, |added| added.id), text.to_owned());
        let wants = request.add_special_tokens != Some(false);
        let bare = Frame::bare(token("<pad>"));
        let when = |condition: bool, text: &str| if condition { vec![token(text)] } else { Vec::new() };
        match self.class {
            Class::T5 => {
                let end = when(wants && request.add_eos != Some(false), "</s>");
                Frame { between: end.clone(), after: end, once: true, ..bare }
            }
            Class::Llama => {
                let start = when(wants && request.add_bos != Some(false), "<s>");
                let end = when(wants && request.add_eos == Some(true), "</s>");
                Frame {
                    before: start.clone(),
                    between: end.clone(),
                    before_second: start,
                    after: end,
                    pair_type: 1,
                    ..bare
                }
            }
        }
    }

    /// The tokens of a text, without those around it.
    pub(super) fn tokens(&self, model: &Model, source: &str) -> Vec<Token> {
        let text = if self.legacy || source.is_empty() { Text::plain(source) } else { self.marked(source) };
        let mut out = Vec::new();
        for part in self.parts(&text.text) {
            let piece = &text.text[part.clone()];
            match self.added.get(piece).filter(|_| self.finds) {
                Some(added) => out.push(Token::plain(added.id, piece.to_owned(), text.source(part))),
                None => out.extend(self.encoded(model, piece).into_iter().map(|token| Token {
                    range: text.source(part.start + token.range.start..part.start + token.range.end),
                    ..token
                })),
            }
        }
        let is_added = |token: &Token| self.added.contains_key(&token.text);
        if !self.legacy && out.len() > 1 && out[0].text == MARK && is_added(&out[1]) {
            out.remove(0);
        }
        out
    }

    /// Marks become spaces, and one mark stands in front.
    fn marked(&self, source: &str) -> Text {
        let mut text = Text { text: String::new(), origin: Some(Vec::new()) };
        if self.prefix_space {
            text.push(MARK, 0);
        }
        for (at, c) in source.char_indices() {
            if MARK.starts_with(c) { text.push(" ", at) } else { text.push(&source[at..at + c.len_utf8()], at) }
        }
        text.push("", source.len());
        text.origin.iter_mut().for_each(|origin| origin.push(source.len()));
        text
    }

    /// The text cut around added tokens; some of them take white space beside them away.
    fn parts(&self, text: &str) -> Vec<Range<usize>> {
        if !self.finds {
            return Some(0..text.len()).into_iter().collect();
        }
        let mut parts = self.trie.split(text);
        for place in 0..parts.len() {
            if !self.added.get(&text[parts[place].clone()]).is_some_and(|added| added.strips) {
                continue;
            }
            let blank = |c: char| Blank::PropertyAndSeparators.contains(c);
            if let Some(right) = parts.get_mut(place + 1) {
                right.start = right.end - text[right.clone()].trim_start_matches(blank).len();
            }
            if let Some(left) = place.checked_sub(1).map(|place| &mut parts[place]) {
                left.end = left.start + text[left.clone()].trim_end_matches(blank).len();
            }
        }
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// What the library makes of a part, with the ids that the class finds for the pieces' texts.
    fn encoded(&self, model: &Model, part: &str) -> Vec<Token> {
        let mut found = if self.legacy || !part.starts_with([' ', '\u{2581}']) {
            tokens(model, part)
        } else {
            // The library would strip the space: something stands before it that is taken off again.
            let mut found = tokens(model, &format!("{UNKNOWN}{part}"));
            if found.len() >= self.unknown_length {
                found.drain(..self.unknown_length);
            }
            let moved = |at: usize| at.saturating_sub(UNKNOWN.len());
            for token in &mut found {
                token.range = moved(token.range.start)..moved(token.range.end);
            }
            found
        };
        for token in &mut found {
            if let Some(added) = self.added.get(&token.text) {
                token.id = added.id;
            } else if model.is_unknown(token.id as i32) {
                token.id = i64::from(model.id_of_any(&token.text));
            }
        }
        found
    }
}

/// A text, with the way back to the source where it is not the source itself.
struct Text {
    text: String,
    /// For every byte, and for the end: where it came from.
    origin: Option<Vec<usize>>,
}

impl Text {
    fn plain(source: &str) -> Self {
        Self { text: source.to_owned(), origin: None }
    }

    fn push(&mut self, text: &str, from: usize) {
        self.text.push_str(text);
        self.origin.iter_mut().for_each(|origin| origin.extend(std::iter::repeat_n(from, text.len())));
    }

    fn source(&self, range: Range<usize>) -> Range<usize> {
        match &self.origin {
            Some(origin) => origin[range.start]..origin[range.end],
            None => range,
        }
    }
}

/// The class's special tokens, its sentinels, and those of the definition. Of the model's own pieces they take the ids;
/// others come behind all that there is.
fn added(class: Class, request: &TokenizeRequest, model: &Model) -> HashMap<String, Added> {
    let pieces = model.pieces.len() as i64;
    let mut all = HashMap::new();
    let roles: &[&str] = match class {
        Class::T5 => {
            for number in 0..SENTINELS {
                let id = pieces + SENTINELS - 1 - number;
                all.insert(format!("<extra_id_{number}>"), Added { id, strips: true });
            }
            &["</s>", UNKNOWN, "<pad>"]
        }
        Class::Llama => &["<s>", "</s>", UNKNOWN],
    };
    let mut next = pieces + all.len() as i64;
    let given = request.special_tokens.iter().flatten().map(|(token, id)| (token.as_str(), *id));
    for (token, id) in roles.iter().map(|role| (*role, None)).chain(given) {
        if all.contains_key(token) {
            continue;
        }
        let known = model.pieces.iter().position(|piece| piece.text == token).map(|id| id as i64);
        let id = id.or(known).unwrap_or_else(|| {
            next += 1;
            next - 1
        });
        all.insert(token.to_owned(), Added { id, strips: false });
    }
    all
}
