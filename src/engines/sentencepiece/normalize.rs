//! Replacements, white space, and the mark that stands for a space; with the way back to the source text.

use super::model::Model;

/// The mark that stands for a space, U+2581.
pub(super) const MARK: &str = "\u{2581}";

pub(super) struct Normalized {
    pub(super) text: String,
    /// For every byte, and for the end: where it came from in the source.
    pub(super) origin: Vec<usize>,
}

impl Normalized {
    fn push(&mut self, text: &str, from: usize) {
        self.text.push_str(text);
        self.origin.extend(std::iter::repeat_n(from, text.len()));
    }
}

/// What the beginning of the text becomes, and how many bytes that is.
fn prefix<'a>(model: &'a Model, text: &'a str) -> (&'a str, usize) {
    if let Some(length) = model.symbol(text) {
        return (&text[..length], length);
    }
    // A replacement that ends inside a character would leave broken text behind.
    match model.charsmap.as_ref().and_then(|charsmap| charsmap.longest(text)) {
        Some((length, replacement)) if text.is_char_boundary(length) => (replacement, length),
        _ => {
            let length = text.chars().next().map_or(0, char::len_utf8);
            (&text[..length], length)
        }
    }
}

pub(super) fn normalize(model: &Model, source: &str) -> Normalized {
    let switches = &model.switches;
    let mut out = Normalized { text: String::new(), origin: Vec::new() };
    let mut consumed = 0;
    if switches.remove_extra {
        while consumed < source.len() {
            let (piece, length) = prefix(model, &source[consumed..]);
            if piece != " " {
                break;
            }
            consumed += length;
        }
    }
    if consumed == source.len() {
        out.origin.push(consumed);
        return out;
    }
    let space = if switches.escape { MARK } else { " " };
    if switches.dummy_prefix && !switches.space_as_suffix {
        out.push(space, consumed);
    }
    let mut after_space = switches.remove_extra;
    while consumed < source.len() {
        let (mut piece, length) = prefix(model, &source[consumed..]);
        if after_space {
            piece = piece.trim_start_matches(' ');
        }
        if !piece.is_empty() {
            for (index, part) in piece.split(' ').enumerate() {
                if index > 0 {
                    out.push(space, consumed);
                }
                out.push(part, consumed);
            }
            after_space = piece.ends_with(' ');
        }
        consumed += length;
        after_space &= switches.remove_extra;
    }
    if switches.remove_extra {
        while out.text.ends_with(space) {
            let length = out.text.len() - space.len();
            consumed = out.origin[length];
            out.text.truncate(length);
            out.origin.truncate(length);
        }
    }
    if switches.dummy_prefix && switches.space_as_suffix {
        out.push(space, consumed);
    }
    out.origin.push(consumed);
    out
}
