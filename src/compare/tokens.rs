//! Two token sequences: ids first, then every other key that both have.

use super::sequence::{Change, ChangeKind, align, edits};
use super::tally::Tally;
use super::text::escape_text;
use super::{Detail, KeyDifference, SourceSlice, Token, TokenDifference, code_points, stage, token_rows};
use crate::value::Tokens;
use std::ops::Range;

/// Changes that are listed.
const LISTED: usize = 200;

/// Tokens shown from the first difference on.
const SHOWN: usize = 8;

/// Bytes of source text shown around a difference.
const AROUND: usize = 24;

/// How two token sequences differ.
pub fn compare(a: &Tokens, b: &Tokens, detail: Detail) -> (Tally, Option<TokenDifference>) {
    let keys = keys(a, b);
    let longer = a.ids.len().max(b.ids.len()) as u64;
    let equal = Tally { leaves: longer.max(1), edits: Some((0, longer)), ..Tally::default() };
    if a.ids == b.ids && keys.is_empty() {
        return (equal, None);
    }
    let position = a.ids.iter().zip(&b.ids).take_while(|(x, y)| x == y).count();
    let position = (a.ids != b.ids).then_some(position);
    let mut changes = align(&a.ids, &b.ids);
    let edits = edits(&changes) as u64;
    let count = |kind: ChangeKind| -> (usize, usize) {
        let of_kind = changes.iter().filter(|change| change.kind == kind);
        of_kind.fold((0, 0), |sum, change| (sum.0 + change.a.len(), sum.1 + change.b.len()))
    };
    let (inserted, deleted, replaced) =
        (count(ChangeKind::Inserted).1, count(ChangeKind::Deleted).0, count(ChangeKind::Replaced));
    let source = match (detail, changes.first()) {
        (Detail::Full, Some(first)) => source(a, &first.a).or_else(|| source(b, &first.b)),
        _ => None,
    };
    let rows = if detail == Detail::Full { token_rows::rows(a, b, &changes) } else { Vec::new() };
    let unseen = unseen(a, b, &changes, detail);
    changes.truncate(if detail == Detail::Full { LISTED } else { 0 });
    let from = |tokens: &Tokens| position.map_or(Vec::new(), |position| shown(tokens, position));
    let difference = TokenDifference {
        parting: if detail == Detail::Full { stage::parting(None, a, b) } else { None },
        rows,
        unseen,
        position,
        a: from(a),
        b: from(b),
        source,
        changes,
        inserted,
        deleted,
        replaced: replaced.0.max(replaced.1),
        lengths: (a.ids.len(), b.ids.len()),
        keys,
    };
    // Another key alone counts as one token that differs, so that no tolerance of 0 lets it pass.
    let differing = edits.max(1);
    let tally =
        Tally { differing: differing as f64, edits: Some((differing, longer.max(1))), moved_sequences: true, ..equal };
    (tally, Some(difference))
}

/// The token at an index, as reports show it.
pub(super) fn token(tokens: &Tokens, index: usize) -> Token {
    Token {
        index,
        id: tokens.ids[index],
        text: tokens.tokens.as_ref().and_then(|texts| texts.get(index)).map(|text| escape_text(text)),
        offset: tokens.offsets.as_ref().and_then(|offsets| offsets.get(index)).cloned(),
    }
}

fn shown(tokens: &Tokens, position: usize) -> Vec<Token> {
    (position..tokens.ids.len().min(position + SHOWN)).map(|index| token(tokens, index)).collect()
}

/// Code points that cannot be seen in the tokens and the text of the first change.
fn unseen(a: &Tokens, b: &Tokens, changes: &[Change], detail: Detail) -> Vec<String> {
    let (Some(first), Detail::Full) = (changes.first(), detail) else { return Vec::new() };
    let mut texts: Vec<&str> = Vec::new();
    for (tokens, range) in [(a, &first.a), (b, &first.b)] {
        let shown = range.start..range.end.min(range.start + SHOWN);
        texts.extend(tokens.tokens.iter().filter_map(|all| all.get(shown.clone())).flatten().map(String::as_str));
        if let (Some(text), Some((start, end))) = (tokens.source.as_deref(), span(tokens, &shown)) {
            texts.extend(text.get(floor(text, start)..floor(text, end.max(start))));
        }
    }
    code_points::named(texts)
}

/// The bytes of the source that some tokens stand for.
fn span(tokens: &Tokens, changed: &Range<usize>) -> Option<(usize, usize)> {
    let offsets = tokens.offsets.as_ref()?.get(changed.clone())?;
    let of_change = offsets.iter().filter(|range| !range.is_empty());
    Some((of_change.clone().map(|range| range.start).min()?, of_change.map(|range| range.end).max()?))
}

fn source(tokens: &Tokens, changed: &Range<usize>) -> Option<SourceSlice> {
    let (text, offsets) = (tokens.source.as_deref()?, tokens.offsets.as_ref()?);
    let (start, end) = if let Some(span) = span(tokens, changed) {
        span
    } else {
        // Nothing of this text changed: point between its neighbours.
        let before = offsets.get(..changed.start)?.iter().rfind(|range| !range.is_empty());
        let at = before.map_or(0, |range| range.end);
        (at, at)
    };
    let (start, end) = (floor(text, start), floor(text, end.max(start)));
    let (from, to) = (floor(text, start.saturating_sub(AROUND)), floor(text, end + AROUND));
    Some(SourceSlice {
        byte: start,
        before: escape_text(&text[from..start]),
        text: escape_text(&text[start..end]),
        after: escape_text(&text[end..to]),
    })
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Keys beside `ids` that both values have and that differ.
fn keys(a: &Tokens, b: &Tokens) -> Vec<KeyDifference> {
    let mut found = Vec::new();
    found.extend(key("tokens", a.tokens.as_deref(), b.tokens.as_deref(), |text| escape_text(text)));
    found.extend(key("offsets", a.offsets.as_deref(), b.offsets.as_deref(), |range| format!("{range:?}")));
    found.extend(key("type_ids", a.type_ids.as_deref(), b.type_ids.as_deref(), ToString::to_string));
    found.extend(key("attention_mask", a.attention_mask.as_deref(), b.attention_mask.as_deref(), ToString::to_string));
    found.extend(key("special_mask", a.special_mask.as_deref(), b.special_mask.as_deref(), ToString::to_string));
    found
}

fn key<T: PartialEq>(
    key: &'static str,
    a: Option<&[T]>,
    b: Option<&[T]>,
    show: impl Fn(&T) -> String,
) -> Option<KeyDifference> {
    let (a, b) = (a?, b?);
    if a == b {
        return None;
    }
    let position = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let at = |list: &[T]| list.get(position).map_or(String::new(), &show);
    Some(KeyDifference { key, position, a: at(a), b: at(b) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(ids: &[i64]) -> Tokens {
        Tokens { ids: ids.to_vec(), ..Tokens::default() }
    }

    #[test]
    fn an_extra_token_is_an_insertion_and_moves_nothing_else() {
        let (tally, found) = compare(&tokens(&[5, 6, 7]), &tokens(&[1, 5, 6, 7]), Detail::Full);
        let found = found.expect("they differ");
        assert_eq!((found.position, found.inserted, found.deleted, found.replaced), (Some(0), 1, 0, 0));
        assert_eq!(tally.edits, Some((1, 4)));
    }

    #[test]
    fn keys_that_a_recorded_value_lacks_are_not_compared() {
        let full = Tokens { attention_mask: Some(vec![1, 1]), ..tokens(&[3, 4]) };
        assert!(compare(&full, &tokens(&[3, 4]), Detail::Full).1.is_none());
        let other = Tokens { attention_mask: Some(vec![1, 0]), ..tokens(&[3, 4]) };
        let (tally, found) = compare(&full, &other, Detail::Full);
        assert_eq!(found.expect("they differ").keys[0].key, "attention_mask");
        assert!(!tally.is_equal());
    }

    #[test]
    fn the_source_around_the_first_change_is_shown() {
        let text = "total: 3333+777 due";
        let one = Tokens {
            tokens: Some(vec!["333".into(), "3".into(), "+".into()]),
            offsets: Some(vec![7..10, 10..11, 11..12]),
            source: Some(text.into()),
            ..tokens(&[18, 513, 10])
        };
        let found = compare(&one, &tokens(&[24840, 10]), Detail::Full).1.expect("they differ");
        let source = found.source.expect("offsets are known");
        assert_eq!((source.byte, source.before.as_str(), source.text.as_str()), (7, "total: ", "3333"));
        assert_eq!(found.a[0].text.as_deref(), Some("333"));
    }
}
