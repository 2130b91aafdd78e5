//! What is done with tokens after the model: special tokens around them, the cut, and the filling up.

use crate::engines::capability::{Limits, PairTruncation, Side, Truncation};
use crate::value::{Tokens, Value};
use std::ops::Range;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: i64,
    /// The vocabulary's text.
    pub text: String,
    /// Bytes of the source text.
    pub range: Range<usize>,
    /// Whether it was added around the text.
    pub special: bool,
}

impl Token {
    /// A token of the text.
    pub fn plain(id: i64, text: String, range: Range<usize>) -> Self {
        Self { id, text, range, special: false }
    }

    /// A token that stands for nothing in the text.
    pub fn special(id: i64, text: String) -> Self {
        Self { id, text, range: 0..0, special: true }
    }
}

/// What stands around one text or a pair.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Before the first text.
    pub before: Vec<Token>,
    /// Between the two.
    pub between: Vec<Token>,
    /// Before the second text, with its segment id.
    pub before_second: Vec<Token>,
    /// After the last.
    pub after: Vec<Token>,
    /// Whether `between` and `after` are left out where the text before them ends with the same id already.
    pub once: bool,
    /// The segment id of the second text and what follows it.
    pub pair_type: i64,
    /// What fills up.
    pub pad: Token,
}

impl Frame {
    /// Nothing stands around the texts.
    pub fn bare(pad: Token) -> Self {
        let none = Vec::new;
        Self { before: none(), between: none(), before_second: none(), after: none(), once: false, pair_type: 0, pad }
    }
}

/// Cuts, frames and fills up. `name` gives the text of an id.
pub fn finish(
    mut first: Vec<Token>,
    mut second: Option<Vec<Token>>,
    frame: &Frame,
    limits: &Limits,
    source: &str,
    name: impl Fn(u32) -> Option<String>,
) -> Value {
    let between = if second.is_some() { frame.between.len() + frame.before_second.len() } else { 0 };
    let added = frame.before.len() + between + frame.after.len();
    if let (Some(max_length), false) = (limits.max_length, limits.truncation == Some(Truncation::None)) {
        let Some(room) = max_length.checked_sub(added) else {
            let message = format!("max_length {max_length} is less than the {added} special tokens");
            return Value::rejected("ValueError", message);
        };
        cut(&mut first, second.as_mut(), room, limits);
    }
    let mut all: Vec<(Token, i64)> = Vec::with_capacity(first.len() + added);
    all.extend(frame.before.iter().cloned().map(|token| (token, 0)));
    let (mut ending, mut last_type) = (first.last().map(|token| token.id), 0);
    all.extend(first.into_iter().map(|token| (token, 0)));
    if let Some(second) = second {
        all.extend(closing(&frame.between, ending, frame).iter().cloned().map(|token| (token, 0)));
        ending = second.last().map(|token| token.id);
        let second = frame.before_second.iter().cloned().chain(second);
        all.extend(second.map(|token| (token, frame.pair_type)));
        last_type = frame.pair_type;
    }
    all.extend(closing(&frame.after, ending, frame).iter().cloned().map(|token| (token, last_type)));
    Value::Tokens(Box::new(filled(all, frame, limits, source, name)))
}

/// What is put behind a text that ends with this id.
fn closing<'a>(tokens: &'a [Token], ending: Option<i64>, frame: &Frame) -> &'a [Token] {
    let there = matches!(tokens, [only] if Some(only.id) == ending);
    if frame.once && there { &[] } else { tokens }
}

fn cut(first: &mut Vec<Token>, second: Option<&mut Vec<Token>>, room: usize, limits: &Limits) {
    let left = limits.truncation == Some(Truncation::Left);
    let shorten = |tokens: &mut Vec<Token>, length: usize| {
        if tokens.len() > length {
            if left {
                tokens.drain(..tokens.len() - length);
            } else {
                tokens.truncate(length);
            }
        }
    };
    let Some(second) = second else {
        return shorten(first, room);
    };
    let (a, b) = (first.len(), second.len());
    match limits.strategy.unwrap_or(PairTruncation::LongestFirst) {
        PairTruncation::OnlyFirst => shorten(first, room.saturating_sub(b)),
        PairTruncation::OnlySecond => shorten(second, room.saturating_sub(a)),
        PairTruncation::LongestFirst => {
            // One token at a time from the longer, from the second of equals.
            let (mut a, mut b) = (a, b);
            while a + b > room {
                if a > b { a -= 1 } else { b -= 1 }
            }
            shorten(first, a);
            shorten(second, b);
        }
    }
}

fn filled(
    mut all: Vec<(Token, i64)>,
    frame: &Frame,
    limits: &Limits,
    source: &str,
    name: impl Fn(u32) -> Option<String>,
) -> Tokens {
    let mut length = limits.pad_to.unwrap_or(all.len());
    if let Some(multiple) = limits.pad_multiple_of {
        length = length.next_multiple_of(multiple);
    }
    let missing = length.saturating_sub(all.len());
    let mut pad = frame.pad.clone();
    if let Some(id) = limits.pad_id {
        pad.id = i64::from(id);
        pad.text = name(id).unwrap_or_default();
    }
    if let Some(text) = &limits.pad_token {
        pad.text.clone_from(text);
    }
    let mut mask = vec![1; all.len()];
    let fill = std::iter::repeat_n((pad, 0), missing);
    let at = if limits.padding == Some(Side::Left) { 0 } else { all.len() };
    all.splice(at..at, fill);
    mask.splice(at..at, std::iter::repeat_n(0, missing));
    Tokens {
        ids: all.iter().map(|(token, _)| token.id).collect(),
        offsets: Some(all.iter().map(|(token, _)| token.range.clone()).collect()),
        type_ids: Some(all.iter().map(|(_, kind)| *kind).collect()),
        special_mask: Some(all.iter().map(|(token, _)| i64::from(token.special)).collect()),
        attention_mask: Some(mask),
        tokens: Some(all.into_iter().map(|(token, _)| token.text).collect()),
        source: Some(source.to_owned()),
    }
}
