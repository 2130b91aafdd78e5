//! Two texts: the first place at which they differ, shown so that invisible differences are seen.

use super::sequence::{align, edits};
use super::tally::Tally;
use super::{TextDifference, code_points};

/// Characters shown before and after the difference.
const AROUND: usize = 24;

/// How two texts differ; `None` if they are equal.
pub fn compare(a: &str, b: &str) -> (Tally, Option<TextDifference>) {
    if a == b {
        return (Tally { edits: Some((0, a.chars().count() as u64)), ..Tally::leaf(true) }, None);
    }
    let (left, right): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let position = left.iter().zip(&right).take_while(|(x, y)| x == y).count();
    let common = &left[..position];
    let line_start = common.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let difference = TextDifference {
        position,
        byte: common.iter().map(|c| c.len_utf8()).sum(),
        line: common.iter().filter(|c| **c == '\n').count() + 1,
        column: position - line_start + 1,
        before: escape(&common[position.saturating_sub(AROUND)..]),
        a: cut(&left[position..]),
        b: cut(&right[position..]),
        lengths: (left.len(), right.len()),
        unseen: code_points::named([shown(&left[position..]).as_str(), &shown(&right[position..])]),
    };
    let longer = left.len().max(right.len()) as u64;
    let edits = edits(&align(&left, &right)) as u64;
    (Tally { edits: Some((edits, longer)), moved_sequences: true, ..Tally::leaf(false) }, Some(difference))
}

/// The part that [`cut`] shows, as it is.
fn shown(rest: &[char]) -> String {
    rest[..rest.len().min(AROUND)].iter().collect()
}

fn cut(rest: &[char]) -> String {
    let shown = escape(&rest[..rest.len().min(AROUND)]);
    if rest.len() > AROUND { shown + "..." } else { shown }
}

/// Text on one line in which nothing is invisible: control characters, combining marks, odd spaces and quotes are
/// escaped as Rust and JSON do.
pub fn escape<'a>(text: impl IntoIterator<Item = &'a char>) -> String {
    let mut shown = String::new();
    for &c in text {
        match c {
            ' '..='~' if c != '\\' && c != '"' => shown.push(c),
            '\'' => shown.push(c),
            _ if c.is_whitespace() && !c.is_ascii() => shown.extend(c.escape_unicode()),
            _ => shown.extend(c.escape_debug()),
        }
    }
    shown
}

/// See [`escape`].
pub fn escape_text(text: &str) -> String {
    escape(text.chars().collect::<Vec<_>>().iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_placed_and_nothing_is_invisible() {
        let (tally, found) = compare("one\ncaf\u{e9} au lait", "one\ncafe\u{301} au lait");
        let found = found.expect("they differ");
        assert_eq!((found.position, found.byte, found.line, found.column), (7, 7, 2, 4));
        assert_eq!(
            (found.before.as_str(), found.a.as_str(), found.b.as_str()),
            ("one\\ncaf", "é au lait", "e\\u{301} au lait")
        );
        assert_eq!(tally.edits, Some((2, 17)));
        assert_eq!(escape_text("a\u{a0}b\u{200b}\t'\"\\"), "a\\u{a0}b\\u{200b}\\t'\\\"\\\\");
    }
}
