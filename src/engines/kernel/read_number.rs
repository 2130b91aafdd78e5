//! Makes numbers of texts by the rules of a reader of tables. Every reader of today rounds correctly; they differ in what
//! they take for a number.

use crate::engines::capability::table::{Blanks, Grammar, Invalid, NumberReader, Words};
use crate::value::Number;

/// What a text is to a reader.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// A number.
    Number(Number),
    /// A missing value.
    Missing,
    /// The library raises this error.
    Rejected(&'static str),
}

/// Reads one cell.
pub fn read_number(text: &str, reader: &NumberReader) -> Reading {
    if reader.missing.contains(&text) {
        return Reading::Missing;
    }
    let body = trim(text, reader);
    if body.is_empty() && reader.blank_is_missing {
        return Reading::Missing;
    }
    if reader.booleans && matches!(text, "true" | "True" | "TRUE") {
        return Reading::Number(Number::Int(1));
    }
    if reader.booleans && matches!(text, "false" | "False" | "FALSE") {
        return Reading::Number(Number::Int(0));
    }
    let plain = match reader.grammar {
        Grammar::Python => without_underscores(body, true),
        Grammar::Lenient => without_underscores(body, false),
        Grammar::Plain | Grammar::Java => None,
    };
    let body = plain.as_deref().unwrap_or(body);
    let body = if reader.grammar == Grammar::Lenient && body.starts_with("+-") { &body[1..] } else { body };
    let number = decimal(body).or_else(|| word(body, reader.words));
    let number = number.or_else(|| if reader.grammar == Grammar::Java { java(body) } else { None });
    match (number, reader.invalid) {
        (Some(number), _) => Reading::Number(number),
        (None, Invalid::Rejected(error)) => Reading::Rejected(error),
        (None, Invalid::Missing) => Reading::Missing,
    }
}

fn trim<'a>(text: &'a str, reader: &NumberReader) -> &'a str {
    let blanks = |blanks| match blanks {
        // Python looks at more than ASCII's own white space only in texts that are not ASCII.
        Blanks::Unicode if text.is_ascii() => Blanks::Ascii,
        blanks => blanks,
    };
    let text = text.trim_start_matches(|c| is_blank(c, blanks(reader.trim_start)));
    text.trim_end_matches(|c| is_blank(c, blanks(reader.trim_end)))
}

fn is_blank(c: char, blanks: Blanks) -> bool {
    match blanks {
        Blanks::None => false,
        Blanks::Ascii => matches!(c, ' ' | '\t'..='\r'),
        Blanks::Control => c <= ' ',
        Blanks::Unicode => c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}'),
    }
}

/// The text without underscores and with ASCII digits, if it has any to replace and they stand where they may.
fn without_underscores(text: &str, unicode: bool) -> Option<String> {
    let characters: Vec<char> = text.chars().map(|c| if unicode { ascii_digit(c).unwrap_or(c) } else { c }).collect();
    let mut plain = String::with_capacity(text.len());
    for (index, &c) in characters.iter().enumerate() {
        if c == '_' {
            let is_digit = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_digit);
            if !is_digit(index.checked_sub(1)) || !is_digit(Some(index + 1)) {
                return None;
            }
        } else {
            plain.push(c);
        }
    }
    (plain != text).then_some(plain)
}

/// First code points of the runs of ten decimal digits in Unicode, beyond ASCII.
const DIGIT_RUNS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
    0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60,
    0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950, 0x1fbf0,
];

fn ascii_digit(c: char) -> Option<char> {
    let code = c as u32;
    let first = DIGIT_RUNS.iter().rev().find(|&&first| first <= code)?;
    if c.is_ascii() { None } else { char::from_digit(code - first, 10) }
}

/// `[+-] digits [. digits] [e [+-] digits]`, with a digit on one side of the point at least.
fn decimal(text: &str) -> Option<Number> {
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let digits = |at: &mut usize| {
        let start = *at;
        while bytes.get(*at).is_some_and(u8::is_ascii_digit) {
            *at += 1;
        }
        *at - start
    };
    let mut count = digits(&mut at);
    let whole = at == bytes.len();
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        count += digits(&mut at);
    }
    if count == 0 {
        return None;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        if digits(&mut at) == 0 {
            return None;
        }
    }
    if at < bytes.len() {
        return None;
    }
    let float: f64 = text.parse().ok()?;
    let integer = if whole && !(float == 0.0 && float.is_sign_negative()) { text.parse().ok() } else { None };
    Some(integer.map_or(Number::Float(float), Number::Int))
}

fn word(text: &str, words: Words) -> Option<Number> {
    let (sign, name) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    let same = |known: &str| if words == Words::Java { name == known } else { name.eq_ignore_ascii_case(known) };
    let short = words != Words::Java || !text.starts_with('+');
    if same("Infinity") || (short && same("Inf")) {
        Some(Number::Float(sign * f64::INFINITY))
    } else if words != Words::InfinityAnyCase && same("NaN") {
        Some(Number::Float(f64::NAN))
    } else {
        None
    }
}

/// Java's literals: a type suffix, hexadecimal digits with a binary exponent.
fn java(text: &str) -> Option<Number> {
    let body = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    if let Some(number) = decimal(body) {
        return Some(Number::Float(number.as_f64()));
    }
    let (sign, digits) = match body.as_bytes().first()? {
        b'-' => (-1.0, &body[1..]),
        b'+' => (1.0, &body[1..]),
        _ => (1.0, body),
    };
    let digits = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"))?;
    let (mantissa, exponent) = digits.split_once(['p', 'P'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let exponent: i32 = exponent.parse().ok()?;
    // Thirteen digits are exact; nobody writes more of them into a table.
    if all.is_empty() || all.len() > 13 || !all.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let value = u64::from_str_radix(&all, 16).ok()? as f64;
    let exponent = exponent.clamp(-4000, 4000) - 4 * fraction.len() as i32;
    Some(Number::Float(sign * libm::scalbn(value, exponent)))
}
