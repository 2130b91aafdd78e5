//! The slow `BertTokenizer`, by Python's character tables.

use super::tokenize::{Options, SPECIAL, lines};
use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Encoder, SpecialInText, TokenizeRequest};
use crate::engines::kernel::loaded::{Content, Loading};
use crate::engines::kernel::token_limits::{Frame, Token, finish};
use crate::engines::kernel::unicode::{Category, Form, UnicodeVersion, category, lowercase, normalize};
use crate::value::{TokenStages, Value};
use std::collections::HashMap;

/// Python 3.11's.
const TABLES: UnicodeVersion = UnicodeVersion::V14;

pub(super) struct Vocabulary {
    ids: HashMap<String, i64>,
    texts: Vec<String>,
}

impl Vocabulary {
    pub(super) fn read(content: &Content) -> Result<Self, Diagnostic> {
        let texts: Vec<String> = lines(content)?.into_iter().map(str::to_owned).collect();
        let ids = texts.iter().enumerate().map(|(id, text)| (text.clone(), id as i64)).collect();
        Ok(Self { ids, texts })
    }

    fn token(&self, text: &str) -> Token {
        Token::plain(self.ids[text], text.to_owned(), 0..0)
    }

    fn special(&self, text: &str) -> Token {
        Token::special(self.ids.get(text).copied().unwrap_or_default(), text.to_owned())
    }
}

pub(super) struct SlowEncoder {
    pub(super) vocabulary: Loading<Vocabulary>,
    pub(super) options: Options,
    pub(super) request: TokenizeRequest,
    pub(super) key: String,
}

impl Encoder for SlowEncoder {
    fn key(&self) -> &str {
        &self.key
    }

    fn encode(&self, text: &str, pair: Option<&str>) -> Result<Value, Diagnostic> {
        let vocabulary = self.vocabulary.get()?;
        if self.request.special_in_text == Some(SpecialInText::Refused)
            && let Some(special) = SPECIAL.iter().find(|special| text.contains(**special))
        {
            return Ok(Value::rejected("ValueError", format!("the text contains the special token {special:?}")));
        }
        let wants = self.request.add_special_tokens != Some(false);
        let around = |token: &str| if wants { vec![vocabulary.special(token)] } else { Vec::new() };
        let frame = Frame {
            before: around("[CLS]"),
            between: around("[SEP]"),
            after: around("[SEP]"),
            pair_type: 1,
            ..Frame::bare(vocabulary.special("[PAD]"))
        };
        let (first, second) = (self.tokens(vocabulary, text), pair.map(|pair| self.tokens(vocabulary, pair)));
        let name = |id: u32| vocabulary.texts.get(id as usize).cloned();
        let mut value = finish(first, second, &frame, &self.request.limits, text, name);
        // The slow class knows no offsets.
        if let Value::Tokens(tokens) = &mut value {
            tokens.offsets = None;
        }
        Ok(value)
    }

    fn stages(&self, text: &str) -> Result<TokenStages, Diagnostic> {
        let vocabulary = self.vocabulary.get()?;
        let words: Vec<String> = self
            .parts(text)
            .flat_map(|(part, special)| if special { vec![part.to_owned()] } else { self.words(part) })
            .collect();
        let ids = self.tokens(vocabulary, text).into_iter().map(|token| token.id).collect();
        Ok(TokenStages { reader: "slow wordpiece", normalized: Some(words.join(" ")), pre_tokens: Some(words), ids })
    }
}

impl SlowEncoder {
    fn tokens(&self, vocabulary: &Vocabulary, text: &str) -> Vec<Token> {
        let mut out = Vec::new();
        for (part, special) in self.parts(text) {
            if special {
                out.push(vocabulary.token(part));
                continue;
            }
            for word in self.words(part) {
                self.pieces(vocabulary, &word, &mut out);
            }
        }
        out
    }

    /// The text between special tokens, and these themselves.
    fn parts<'a>(&self, text: &'a str) -> impl Iterator<Item = (&'a str, bool)> + use<'a> {
        let recognised = !self.options.special_as_text;
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((at, special)) =
            SPECIAL.iter().filter_map(|special| Some((rest.find(special)?, *special))).min().filter(|_| recognised)
        {
            parts.push((&rest[..at], false));
            parts.push((&rest[at..at + special.len()], true));
            rest = &rest[at + special.len()..];
        }
        parts.push((rest, false));
        parts.into_iter().filter(|(part, _)| !part.is_empty())
    }

    /// The words of a text: cleaned, composed, split at white space, normalized, split at punctuation.
    fn words(&self, text: &str) -> Vec<String> {
        let lowered: String;
        let mut text = text;
        if self.options.lowercase && self.options.lowers_letters {
            lowered = text.chars().map(|c| lowercase(c.encode_utf8(&mut [0; 4]), TABLES)).collect();
            text = &lowered;
        }
        let mut clean = String::with_capacity(text.len());
        for c in text.chars().filter(|c| *c != '\u{fffd}' && !is_control(*c)) {
            if is_space(c) {
                clean.push(' ');
            } else if self.options.chinese_chars && is_chinese(c) {
                clean.extend([' ', c, ' ']);
            } else {
                clean.push(c);
            }
        }
        let composed = normalize(&clean, Form::Nfc, TABLES);
        let mut words = Vec::new();
        for word in split(&composed) {
            let mut word = word.to_owned();
            if self.options.lowercase {
                word = lowercase(&word, TABLES);
            }
            if self.options.strip_accents.unwrap_or(self.options.lowercase) {
                word = normalize(&word, Form::Nfd, TABLES);
                word.retain(|c| category(c, TABLES) != Category::Mn);
            }
            // Lowercasing and decomposition can bring white space about, which splits again.
            let marked: String = word.chars().flat_map(around_punctuation).collect();
            words.extend(split(&marked).map(str::to_owned));
        }
        words
    }

    /// The longest pieces from the left; the unknown token where that leads nowhere.
    fn pieces(&self, vocabulary: &Vocabulary, word: &str, out: &mut Vec<Token>) {
        let unknown = || vocabulary.token("[UNK]");
        let ends: Vec<usize> = word.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        if ends.len() > self.options.max_word_chars {
            return out.push(unknown());
        }
        let before = out.len();
        let (mut start, mut first) = (0, 0);
        while start < word.len() {
            let found = ends[first..].iter().enumerate().rev().find_map(|(index, end)| {
                let piece = &word[start..*end];
                let piece = if start > 0 { format!("##{piece}") } else { piece.to_owned() };
                vocabulary.ids.get(&piece).map(|id| (first + index, *id, piece))
            });
            let Some((last, id, piece)) = found else {
                out.truncate(before);
                return out.push(unknown());
            };
            out.push(Token::plain(id, piece, 0..0));
            (start, first) = (ends[last], last + 1);
        }
    }
}

/// White space as `str.split` sees it, after cleaning.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)).filter(|word| !word.is_empty())
}

fn around_punctuation(c: char) -> impl Iterator<Item = char> {
    let marks = if is_punctuation(c) { [Some(' '), Some(c), Some(' ')] } else { [Some(c), None, None] };
    marks.into_iter().flatten()
}

fn is_control(c: char) -> bool {
    !matches!(c, '\t' | '\n' | '\r') && category(c, TABLES).is_other()
}

fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || category(c, TABLES) == Category::Zs
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || category(c, TABLES).is_punctuation()
}

fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2b73f}'
        | '\u{2b740}'..='\u{2b81f}' | '\u{2b820}'..='\u{2ceaf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}
