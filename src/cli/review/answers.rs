//! Where a review gets its answers from.

use console::{Key, Term};
use std::io::{self, Write};

/// Gives one answer after the other.
pub trait Answers {
    /// The key of the next answer; `None` at the end.
    fn next(&mut self, out: &mut dyn Write) -> io::Result<Option<char>>;
}

/// A terminal on which one key is an answer, without Enter.
pub struct Keys(Term);

impl Keys {
    /// The terminal on which the review is shown.
    pub fn of_terminal() -> Self {
        Self(Term::stdout())
    }
}

impl Answers for Keys {
    fn next(&mut self, out: &mut dyn Write) -> io::Result<Option<char>> {
        loop {
            let key = match self.0.read_key_raw() {
                Ok(Key::Char(key)) if !key.is_control() => key,
                // Enter alone decides nothing: it may be meant for the key before.
                Ok(Key::Enter) => continue,
                // Ctrl-D reads as a control character.
                Ok(Key::CtrlC | Key::Escape | Key::Char('\u{4}')) => return Ok(None),
                Ok(_) => '?',
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(None),
                Err(error) => return Err(error),
            };
            writeln!(out, "{key}")?;
            return Ok(Some(key));
        }
    }
}
