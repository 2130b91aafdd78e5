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
    let same = |i: usize, j: usize| TokenRow { same: true, a: vec![token(a, i)], b: vec![token(b, j)] };
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
    while (i < change.a.end || j < change.b.end) && rows.len() < ROWS {
        let (next_i, next_j) = together(a, b, change, (i, j));
        rows.push(TokenRow { same: false, a: tokens(a, i..next_i), b: tokens(b, j..next_j) });
        (i, j) = (next_i, next_j);
    }
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
    fn an_added_token_has_a_row_of_its_own() {
        let one = Tokens { ids: vec![5, 7], offsets: Some(vec![0..2, 2..3]), ..Tokens::default() };
        let two = Tokens { ids: vec![1, 6, 7], offsets: Some(vec![0..0, 0..2, 2..3]), ..Tokens::default() };
        let found = rows(&one, &two, &align(&one.ids, &two.ids));
        let sizes: Vec<_> = found.iter().map(|row| (row.a.len(), row.b.len())).collect();
        assert_eq!(sizes, [(0, 1), (1, 1), (1, 1)]);
    }
}
