//! Cuts a text into words, numbers and single signs.

use crate::engines::kernel::time_text::digits;

/// What the running token is so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Word,
    Number,
    DottedWord,
    DottedNumber,
}

fn is_number(c: char) -> bool {
    digits::digit(c).is_some() || matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// The next state if `c` belongs to the token.
fn goes_on(state: State, c: char, token: &str) -> Option<State> {
    let after_dot = token.ends_with('.');
    match state {
        State::Word if c.is_alphabetic() => Some(State::Word),
        State::Word if c == '.' => Some(State::DottedWord),
        State::Number if is_number(c) => Some(State::Number),
        State::Number if c == '.' || c == ',' && token.chars().count() >= 2 => Some(State::DottedNumber),
        State::DottedWord if c == '.' || c.is_alphabetic() => Some(State::DottedWord),
        State::DottedWord if is_number(c) && after_dot => Some(State::DottedNumber),
        State::DottedNumber if c == '.' || is_number(c) => Some(State::DottedNumber),
        State::DottedNumber if c.is_alphabetic() && after_dot => Some(State::DottedWord),
        _ => None,
    }
}

/// The tokens of a text; every blank is one token `" "`, every other sign its own.
pub fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = text.chars().filter(|c| *c != '\0').peekable();
    while let Some(first) = chars.next() {
        let mut state = if first.is_alphabetic() {
            State::Word
        } else if is_number(first) {
            State::Number
        } else {
            found.push(if is_blank(first) { " ".to_owned() } else { first.to_string() });
            continue;
        };
        let mut token = first.to_string();
        let mut letters = false;
        while let Some(&c) = chars.peek() {
            letters |= matches!(state, State::Word | State::DottedWord);
            let Some(next) = goes_on(state, c, &token) else { break };
            state = next;
            token.push(c);
            chars.next();
        }
        push(&mut found, token, state, letters);
    }
    found
}

/// A token with dots is one number, or falls into its pieces.
fn push(found: &mut Vec<String>, mut token: String, state: State, letters: bool) {
    let dotted = matches!(state, State::DottedWord | State::DottedNumber);
    let dots = token.matches('.').count();
    let mut rest = Vec::new();
    if dotted && (letters || dots > 1 || token.ends_with(['.', ','])) {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        for c in token.chars() {
            if c == '.' || c == ',' {
                pieces.push(std::mem::take(&mut piece));
                pieces.push(c.to_string());
            } else {
                piece.push(c);
            }
        }
        pieces.push(piece);
        let mut pieces = pieces.into_iter();
        token = pieces.next().unwrap_or_default();
        rest = pieces.filter(|piece| !piece.is_empty()).collect();
    }
    if state == State::DottedNumber && !token.contains('.') {
        token = token.replace(',', ".");
    }
    found.push(token);
    found.append(&mut rest);
}
