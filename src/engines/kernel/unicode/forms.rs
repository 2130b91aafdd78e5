//! Normalization forms and case mappings as of a version.

use super::folds::FOLDS;
use super::tables::{UnicodeVersion, is_assigned};
use unicode_normalization::UnicodeNormalization;

/// A normalization form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Canonical composition.
    Nfc,
    /// Canonical decomposition.
    Nfd,
    /// Compatibility composition.
    Nfkc,
    /// Compatibility decomposition.
    Nfkd,
}

/// The text in a normalization form. What the version does not know is a barrier: nothing moves or composes across it.
pub fn normalize(text: &str, form: Form, version: UnicodeVersion) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut known = 0;
    for (at, c) in text.char_indices() {
        if !is_assigned(c, version) {
            form.append(&text[known..at], &mut out);
            out.push(c);
            known = at + c.len_utf8();
        }
    }
    form.append(&text[known..], &mut out);
    out
}

impl Form {
    fn append(self, text: &str, out: &mut String) {
        match self {
            Self::Nfc => out.extend(text.nfc()),
            Self::Nfd => out.extend(text.nfd()),
            Self::Nfkc => out.extend(text.nfkc()),
            Self::Nfkd => out.extend(text.nfkd()),
        }
    }
}

/// Full lowercase: the dotted capital I gives two characters, and a sigma at the end of a word its final form.
pub fn lowercase(text: &str, version: UnicodeVersion) -> String {
    if text.chars().all(|c| stand_in(c, version).is_none()) {
        return text.to_lowercase();
    }
    // The characters around a sigma decide about it. What the version sees otherwise than the tables is put aside, and
    // an unchanging character that behaves alike stands in for it.
    let masked: String = text.chars().map(|c| stand_in(c, version).unwrap_or(c)).collect();
    let stands_in = |c: &char| *c == UNCASED || *c == CASED;
    let mut aside = text.chars().filter(|c| stand_in(*c, version).is_some() || stands_in(c));
    masked.to_lowercase().chars().map(|c| if stands_in(&c) { aside.next().unwrap_or(c) } else { c }).collect()
}

/// A private-use character: no case, not ignored between cased letters, unchanged by lowercasing.
const UNCASED: char = '\u{f8ff}';
/// A small letter without a capital.
const CASED: char = '\u{138}';

/// What stands in for a character that this version sees otherwise: unknown ones are uncased, as an unassigned code
/// point is, and the glottal stop was a small letter until it became a letter without case.
fn stand_in(c: char, version: UnicodeVersion) -> Option<char> {
    match c {
        '\u{295}' if version < UnicodeVersion::V17 => Some(CASED),
        c => (!is_assigned(c, version)).then_some(UNCASED),
    }
}

/// Lowercase character by character, by the standard's simple mapping: one character for one.
pub fn lowercase_simple(text: &str, version: UnicodeVersion) -> String {
    let lower = |c: char| match c {
        '\u{130}' => 'i',
        c if is_assigned(c, version) => c.to_lowercase().next().unwrap_or(c),
        c => c,
    };
    text.chars().map(lower).collect()
}

/// Case folding as Go's `cases.Fold` has it: Cherokee letters change their case, either way.
pub fn casefold_swapping_cherokee(text: &str, version: UnicodeVersion) -> String {
    let is_capital = |c: char| matches!(c, '\u{13a0}'..='\u{13f5}');
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(is_capital) {
        let capital = part.chars().next_back().filter(|c| is_capital(*c));
        out.push_str(&casefold(part.trim_end_matches(is_capital), version));
        out.extend(capital.into_iter().flat_map(char::to_lowercase));
    }
    out
}

/// Full case folding, without any locale.
pub fn casefold(text: &str, version: UnicodeVersion) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match FOLDS.binary_search_by_key(&c, |(from, _)| *from) {
            Ok(index) => out.push_str(FOLDS[index].1),
            Err(_) if is_assigned(c, version) => out.extend(c.to_lowercase()),
            Err(_) => out.push(c),
        }
    }
    out
}
