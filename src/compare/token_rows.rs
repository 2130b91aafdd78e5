//! Tokens of two values side by side: those that stand for one stretch of the text share a row.

use super::sequence::Change;
use super::tokens::token;
use super::{Token, TokenRow};
use crate::value::Tokens;
use std::ops::Range;

/// Rows that are kept.
const ROWS: usize = 12;
/// Equal tokens that are shown between two changes.
const BETWEEN: usize = 2;

/// Rows from the token before the first change on.
pub(super) fn rows(a: &Tokens, b: &Tokens, changes: &[Change]) -> Vec<TokenRow> {
    let Some(first) = changes.first() else { return Vec::new() };
    let same = |i: usize, j: usize| TokenRow { same: true, repeats: 0, a: vec![token(a, i)], b: vec![token(b, j)] };
    let mut rows = Vec::new();
    let (mut i, mut j) = (first.a.start, first.b.start);
    if i > 0 && j > 0 {
        rows.push(same(i - 1, j - 1));
    }
    for change in changes {
        let gap = change.a.start - i;
        rows.extend((0..gap.min(BETWEEN)).map(|step| same(i + step, j + step)));
        if gap > BETWEEN || rows.len() >= ROWS {
            break;
        }
        changed(a, b, change, &mut rows);
        (i, j) = (change.a.end, change.b.end);
    }
    let last = changes.last().filter(|last| (i, j) == (last.a.end, last.b.end));
    if last.is_some() {
        let rest = (a.ids.len() - i).min(b.ids.len() - j).min(BETWEEN);
        rows.extend((0..rest).map(|step| same(i + step, j + step)));
    }
    rows.truncate(ROWS);
    rows
}

fn changed(a: &Tokens, b: &Tokens, change: &Change, rows: &mut Vec<TokenRow>) {
    let tokens = |side: &Tokens, range: Range<usize>| range.map(|index| token(side, index)).collect::<Vec<Token>>();
    let (mut i, mut j) = (change.a.start, change.b.start);
    while i < change.a.end || j < change.b.end {
        let (next_i, next_j) = together(a, b, change, (i, j));
        let row = TokenRow { same: false, repeats: 0, a: tokens(a, i..next_i), b: tokens(b, j..next_j) };
        let is_full = rows.len() >= ROWS;
        match rows.last_mut().filter(|last| is_repeated(last, &row)) {
            Some(last) => last.repeats += 1,
            None if is_full => return,
            None => rows.push(row),
        }
        (i, j) = (next_i, next_j);
    }
}

/// Whether a row has the tokens of the one before it, and stands for no text, as padding does.
fn is_repeated(last: &TokenRow, row: &TokenRow) -> bool {
    let alike = |x: &Token, y: &Token| {
        let empty = |token: &Token| token.offset.as_ref().is_none_or(Range::is_empty);
        x.id == y.id && x.text == y.text && empty(x) && empty(y)
    };
    let all = |x: &[Token], y: &[Token]| x.len() == y.len() && x.iter().zip(y).all(|(x, y)| alike(x, y));
    last.same == row.same && all(&last.a, &row.a) && all(&last.b, &row.b)
}

/// Where the tokens end that stand for the same stretch of the text; without offsets, one of each.
fn together(a: &Tokens, b: &Tokens, change: &Change, (i, j): (usize, usize)) -> (usize, usize) {
    let (Some(left), Some(right)) = (&a.offsets, &b.offsets) else {
        return ((i + 1).min(change.a.end), (j + 1).min(change.b.end));
    };
    if i == change.a.end || j == change.b.end {
        return ((i + 1).min(change.a.end), (j + 1).min(change.b.end));
    }
    // A token that stands for no text has no fellow, unless both stand for none.
    match (left[i].is_empty(), right[j].is_empty()) {
        (true, false) => return (i + 1, j),
        (false, true) => return (i, j + 1),
        (true, true) => return (i + 1, j + 1),
        (false, false) => {}
    }
    let (mut end_i, mut end_j) = (i + 1, j + 1);
    loop {
        let (x, y) = (left[end_i - 1].end, right[end_j - 1].end);
        if x < y && end_i < change.a.end && !left[end_i].is_empty() {
            end_i += 1;
        } else if y < x && end_j < change.b.end && !right[end_j].is_empty() {
            end_j += 1;
        } else {
            return (end_i, end_j);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sequence::align;

    #[test]
    fn tokens_of_one_stretch_share_a_row() {
        let one = Tokens {
            ids: vec![9, 18, 513, 10, 7],
            offsets: Some(vec![0..7, 7..10, 10..11, 11..12, 12..15]),
            ..Tokens::default()
        };
        let two = Tokens {
            ids: vec![9, 24840, 10, 7],
            offsets: Some(vec![0..7, 7..11, 11..12, 12..15]),
            ..Tokens::default()
        };
        let found = rows(&one, &two, &align(&one.ids, &two.ids));
        let ids = |tokens: &[Token]| tokens.iter().map(|token| token.id).collect::<Vec<_>>();
        let shown: Vec<_> = found.iter().map(|row| (row.same, ids(&row.a), ids(&row.b))).collect();
        assert_eq!(
            shown,
            [
                (true, vec![9], vec![9]),
                (false, vec![18, 513], vec![24840]),
                (true, vec![10], vec![10]),
                (true, vec![7], vec![7])
            ]
        );
    }

    #[test]
    fn padding_is_one_row() {
        let padded = |ids: &[i64], padding: usize| {
            let mut offsets: Vec<_> = (0..ids.len()).map(|n| n..n + 1).collect();
            offsets.extend(vec![0..0; padding]);
            Tokens { ids: [ids, &vec![0; padding]].concat(), offsets: Some(offsets), ..Tokens::default() }
        };
        let (one, two) = (padded(&[5, 7], 0), padded(&[5, 7], 124));
        let found = rows(&one, &two, &align(&one.ids, &two.ids));
        let shown: Vec<_> = found.iter().map(|row| (row.same, row.a.len(), row.b[0].id, row.repeats)).collect();
        assert_eq!(shown, [(true, 1, 7, 0), (false, 0, 0, 123)]);
        let (one, two) = (padded(&[5, 7], 100), padded(&[5, 6, 7, 8], 100));
        let found = rows(&one, &two, &align(&one.ids, &two.ids));
        assert!(found.len() < ROWS, "{found:?}");
    }

    #[test]
    fn an_added_token_has_a_row_of_its_own() {
        let one = Tokens { ids: vec![5, 7], offsets: Some(vec![0..2, 2..3]), ..Tokens::default() };
        let two = Tokens { ids: vec![1, 6, 7], offsets: Some(vec![0..0, 0..2, 2..3]), ..Tokens::default() };
        let found = rows(&one, &two, &align(&one.ids, &two.ids));
        let sizes: Vec<_> = found.iter().map(|row| (row.a.len(), row.b.len())).collect();
        assert_eq!(sizes, [(0, 1), (1, 1), (1, 1)]);
    }
}
