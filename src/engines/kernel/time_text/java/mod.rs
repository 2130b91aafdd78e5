//! Patterns of Java: letters that stand for parts, repeated for their width. The classes of `java.time` and
//! `SimpleDateFormat` share the letters and differ in nearly everything else.
//!
//! Source of the rules: the documentation of `DateTimeFormatter` and `SimpleDateFormat`, and answers of Java 17.

mod calendar;
mod cutover;
mod date_time;
mod fields;
mod offset;
mod simple;
mod zones;

pub use cutover::hybrid_days;
pub use date_time::{compile as date_time, compile_strict as strict_date_time};
pub use simple::compile as simple;
pub use zones::named_offset;

use super::BadFormat;

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as it stands.
    Text(String),
    /// Text that stood in quotes.
    Quoted(String),
    /// A letter, how often it stands, and its byte in the pattern.
    Letter(char, usize, usize),
}

/// Cuts a pattern: letters by runs, text in single quotes, two quotes for one.
///
/// # Errors
/// A quote that is not closed.
pub fn pieces(pattern: &str) -> Result<Vec<Piece>, BadFormat> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut chars = pattern.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' && !c.is_ascii_alphabetic() {
            text.push(c);
            continue;
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        if c == '\'' {
            pieces.push(Piece::Quoted(quoted(&mut chars, at)?));
        } else {
            let mut count = 1;
            while chars.next_if(|(_, next)| *next == c).is_some() {
                count += 1;
            }
            pieces.push(Piece::Letter(c, count, at));
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

/// What stands in quotes behind an opening one; an empty pair is one quote.
fn quoted(chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>, at: usize) -> Result<String, BadFormat> {
    let mut text = String::new();
    if chars.next_if(|(_, next)| *next == '\'').is_some() {
        return Ok("'".to_owned());
    }
    loop {
        match chars.next() {
            Some((_, '\'')) if chars.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
            Some((_, '\'')) => return Ok(text),
            Some((_, inner)) => text.push(inner),
            None => {
                let hint = "close it, or write two quotes for one";
                return Err(BadFormat::new(format!("the quote at character {} is not closed", at + 1), hint));
            }
        }
    }
}
