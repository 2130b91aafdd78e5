//! Tokens beside the text they stand for, texts in pieces, records field by field.

use crate::check::divergence::brief;
use crate::compare::{self, Change, Context, Token};
use crate::value::{Record, Tokens, Value, json};
use similar::{ChangeTag, TextDiff};
use std::ops::Range;

/// Stretches of tokens that are kept.
const CHUNKS: usize = 80;
/// Tokens that are kept at each end of a long stretch.
const ENDS: usize = 4;
/// Tokens of a changed stretch.
const CHANGED: usize = 40;
/// Characters of the source text, and of a text on either side.
const SOURCE: usize = 1_500;
/// Fields of a record.
const FIELDS: usize = 80;

/// A stretch of tokens that both sequences have, or in which they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// True if both have the same ids here.
    pub same: bool,
    /// The first sequence's tokens.
    pub a: Vec<Token>,
    /// The second sequence's tokens; empty where they are the same.
    pub b: Vec<Token>,
    /// Tokens that are left out in the middle of it.
    pub skipped: usize,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The piece.
    pub text: String,
    /// `same`, `first` (only the first has it) or `second`.
    pub side: &'static str,
}

/// Two token sequences, aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRows {
    /// Stretches in order.
    pub chunks: Vec<Chunk>,
    /// True if more changes follow.
    pub cut: bool,
    /// Lengths of the two sequences.
    pub lengths: (usize, usize),
    /// The source text around the first change, what changed as `first`; empty where it is not known.
    pub source: Vec<Piece>,
    /// The second sequence's source text in the same way, where it is another one.
    pub other_source: Vec<Piece>,
}

/// One field of two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRow {
    /// Its name.
    pub name: String,
    /// The first record's value; `None` if it lacks the field.
    pub a: Option<String>,
    /// The second record's value.
    pub b: Option<String>,
    /// The golden's value, where it is neither of the two.
    pub golden: Option<String>,
    /// True if the two differ.
    pub differs: bool,
}

/// A text of at most so many characters.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A value of any kind in words: short ones as JSON.
pub fn words(value: &Value) -> String {
    match value {
        Value::List(_) => json::encode(value).to_string(),
        Value::Rejected(rejected) => format!("rejected: {}: {}", rejected.error, rejected.message),
        other => brief(other),
    }
}

/// Two token sequences, aligned by their ids.
pub fn tokens(a: &Tokens, b: &Tokens) -> TokenRows {
    let (left, right) = (Value::Tokens(Box::new(a.clone())), Value::Tokens(Box::new(b.clone())));
    let comparison = compare::compare(&left, &right, &Context::default());
    let changes: Vec<Change> = match comparison.difference {
        Some(compare::Difference::Tokens(found)) => found.changes,
        _ => Vec::new(),
    };
    let mut chunks = Vec::new();
    let mut next = 0;
    for change in &changes {
        same(a, next..change.a.start, &mut chunks);
        let skipped = change.a.len().max(change.b.len()).saturating_sub(CHANGED);
        chunks.push(Chunk {
            same: false,
            a: change.a.clone().take(CHANGED).map(|at| token(a, at)).collect(),
            b: change.b.clone().take(CHANGED).map(|at| token(b, at)).collect(),
            skipped,
        });
        next = change.a.end;
        if chunks.len() >= CHUNKS {
            break;
        }
    }
    let cut = chunks.len() >= CHUNKS && changes.last().is_some_and(|last| last.a.end > next);
    if !cut {
        same(a, next..a.ids.len(), &mut chunks);
    }
    let (left, right) = (marked(a, &changes, |change| &change.a), marked(b, &changes, |change| &change.b));
    let (source, other_source) = match (&a.source, &b.source) {
        (Some(one), Some(other)) if one != other => (pieces_of(one, left), pieces_of(other, right)),
        (Some(text), _) | (None, Some(text)) => (pieces_of(text, [left, right].concat()), Vec::new()),
        (None, None) => (Vec::new(), Vec::new()),
    };
    TokenRows { chunks, cut, lengths: (a.ids.len(), b.ids.len()), source, other_source }
}

fn token(tokens: &Tokens, index: usize) -> Token {
    Token {
        index,
        id: tokens.ids[index],
        text: tokens.tokens.as_ref().and_then(|texts| texts.get(index)).map(|text| cut(text, 60)),
        offset: tokens.offsets.as_ref().and_then(|offsets| offsets.get(index)).cloned(),
    }
}

fn same(tokens: &Tokens, range: Range<usize>, chunks: &mut Vec<Chunk>) {
    if range.is_empty() {
        return;
    }
    let skipped = range.len().saturating_sub(2 * ENDS);
    let kept = range.clone().filter(|at| skipped == 0 || *at < range.start + ENDS || *at >= range.end - ENDS);
    chunks.push(Chunk { same: true, a: kept.map(|at| token(tokens, at)).collect(), b: Vec::new(), skipped });
}

/// The bytes of the source text that changed tokens stand for.
fn marked(tokens: &Tokens, changes: &[Change], side: fn(&Change) -> &Range<usize>) -> Vec<Range<usize>> {
    let all = tokens.offsets.as_deref().unwrap_or_default();
    let of_change = changes.iter().flat_map(|change| all.get(side(change).clone()).unwrap_or_default());
    of_change.filter(|offset| !offset.is_empty()).cloned().collect()
}

/// The source text around the first change, with every stretch of it whose tokens changed.
fn pieces_of(text: &str, mut marked: Vec<Range<usize>>) -> Vec<Piece> {
    marked.retain(|range| text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
    marked.sort_by_key(|range| (range.start, range.end));
    let first = marked.first().map_or(0, |range| range.start);
    let start = floor(text, first.saturating_sub(SOURCE / 3));
    let end = floor(text, (start + SOURCE).min(text.len()));
    let mut pieces = Vec::new();
    let mut piece = |from: usize, to: usize, side: &'static str| {
        if from < to {
            pieces.push(Piece { text: text[from..to].to_owned(), side });
        }
    };
    let mut at = start;
    for range in marked.into_iter().filter(|range| range.end <= end) {
        piece(at, range.start.max(at), "same");
        piece(range.start.max(at), range.end, "first");
        at = at.max(range.end);
    }
    piece(at, end, "same");
    pieces
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, mut byte: usize) -> usize {
    byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// Two texts in pieces that both or only one of them has, from a little before the first difference on.
pub fn pieces(a: &str, b: &str) -> Vec<Piece> {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum::<usize>();
    let start = floor(a, common.saturating_sub(200));
    let (a, b) = (cut(&a[start..], SOURCE), cut(&b[start..], SOURCE));
    let diff = TextDiff::from_chars(&a, &b);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let side = match change.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "first",
            ChangeTag::Insert => "second",
        };
        match pieces.last_mut() {
            Some(last) if last.side == side => last.text.push_str(change.value()),
            _ => pieces.push(Piece { text: change.value().to_owned(), side }),
        }
    }
    pieces
}

/// Two records field by field, in the first one's order; what only the second has comes last.
pub fn fields(a: &Record, b: &Record, golden: Option<&Record>) -> Vec<FieldRow> {
    let names =
        a.iter().map(|(name, _)| name).chain(b.iter().map(|(name, _)| name).filter(|name| a.get(name).is_none()));
    let row = |name: &str| {
        let (left, right) = (a.get(name), b.get(name));
        let differs = match (left, right) {
            (Some(left), Some(right)) => !compare::compare(left, right, &Context::default()).exact,
            _ => true,
        };
        let shown = |value: &Value| cut(&words(value), 160);
        let (a, b) = (left.map(shown), right.map(shown));
        let golden = golden
            .and_then(|golden| golden.get(name))
            .map(shown)
            .filter(|g| Some(g) != a.as_ref() && Some(g) != b.as_ref());
        FieldRow { name: name.to_owned(), a, b, golden, differs }
    };
    let mut rows: Vec<FieldRow> = names.map(row).collect();
    if rows.len() > FIELDS {
        rows.sort_by_key(|row| !row.differs);
        rows.truncate(FIELDS);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_aligned_and_their_text_is_marked() {
        let text = "total: 3333 due";
        let one = Tokens {
            ids: vec![1, 18, 513, 10],
            offsets: Some(vec![0..6, 7..10, 10..11, 12..15]),
            source: Some(text.into()),
            ..Tokens::default()
        };
        let other = Tokens { ids: vec![1, 24840, 10], ..Tokens::default() };
        let rows = tokens(&one, &other);
        let shape: Vec<(bool, usize, usize)> = rows.chunks.iter().map(|c| (c.same, c.a.len(), c.b.len())).collect();
        assert_eq!(shape, [(true, 1, 0), (false, 2, 1), (true, 1, 0)]);
        let marked: String = rows.source.iter().filter(|p| p.side == "first").map(|p| p.text.as_str()).collect();
        assert_eq!((marked.as_str(), rows.cut), ("3333", false));
        assert_eq!(rows.source.iter().map(|p| p.text.as_str()).collect::<String>(), text);
    }

    #[test]
    fn long_equal_stretches_are_shortened() {
        let ids: Vec<i64> = (0..100).collect();
        let rows = tokens(
            &Tokens { ids: ids.clone(), ..Tokens::default() },
            &Tokens { ids: ids[..99].to_vec(), ..Tokens::default() },
        );
        assert_eq!((rows.chunks[0].a.len(), rows.chunks[0].skipped), (8, 91));
    }

    #[test]
    fn texts_are_cut_in_pieces_and_records_in_fields() {
        let found = pieces("na\u{ef}ve cafe", "na\u{ef}ve caf\u{e9}");
        let sides: Vec<(&str, &str)> = found.iter().map(|p| (p.side, p.text.as_str())).collect();
        assert_eq!(sides, [("same", "na\u{ef}ve caf"), ("first", "e"), ("second", "\u{e9}")]);
        let record = |pairs: &[(&str, bool)]| -> Record {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::Boolean(*value))).collect()
        };
        let rows = fields(&record(&[("x", true), ("y", true)]), &record(&[("x", false), ("z", true)]), None);
        let told: Vec<(&str, bool, bool)> = rows.iter().map(|r| (r.name.as_str(), r.differs, r.a.is_some())).collect();
        assert_eq!(told, [("x", true, true), ("y", true, true), ("z", true, false)]);
    }
}
