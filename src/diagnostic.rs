//! The one error type of the crate: what is wrong, where, what was noticed, and what to do.
//!
//! Messages are lower-case fragments that fit after `error: `. Hints stand apart from the message. Rendering is plain
//! text; colour is added by the command line.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing can go on: exit code 2.
    Error,
    /// Worth knowing; the run goes on.
    Warning,
}

/// A text file that was read, kept to quote its lines.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it was read from, as shown to the user.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
}

/// A stretch of one line in a source file. Lines and columns count from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// How many characters, at least 1.
    pub length: usize,
}

/// A span in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The stretch in it.
    pub span: Span,
    /// What to write under the quoted stretch; may be empty.
    pub label: String,
}

/// One finding about a case, an input, a file or the arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Stable id, such as `definition.unknown_key`.
    pub id: &'static str,
    /// Lower-case fragment without a full stop.
    pub message: String,
    /// Where, if it is about a place in a file. Boxed to keep the type small in results.
    pub place: Option<Box<Place>>,
    /// Facts beside the message, a line each.
    pub notes: Vec<String>,
    /// What the user can do.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error with nothing but its message.
    pub fn error(id: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, id, message: message.into(), place: None, notes: Vec::new(), hint: None }
    }

    /// A warning with nothing but its message.
    pub fn warning(id: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(id, message) }
    }

    /// A file that could not be read or written, with the reason in plain words.
    pub fn file(id: &'static str, path: &Path, error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
            _ => error.to_string(),
        };
        Self::error(id, format!("{}: {reason}", path.display()))
    }

    /// Adds the place, unless an inner place is known already.
    #[must_use]
    pub fn at(mut self, source: &Arc<Source>, span: Span, label: impl Into<String>) -> Self {
        if self.place.is_none() {
            self.place = Some(Box::new(Place { source: Arc::clone(source), span, label: label.into() }));
        }
        self
    }

    /// Adds a fact beside the message.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds what the user can do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity}: {}", self.message)?;
        let width = self.place.as_ref().map_or(1, |place| place.span.line.to_string().len());
        if let Some(place) = &self.place {
            render_place(f, place, width)?;
        }
        for note in &self.notes {
            write!(f, "\n{:width$} = {note}", "")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n{:width$} hint: {hint}", "")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

/// Longest quoted line; what is longer is cut around the place.
const QUOTED: usize = 100;

fn render_place(f: &mut fmt::Formatter<'_>, place: &Place, width: usize) -> fmt::Result {
    let Span { line, column, length } = place.span;
    write!(f, "\n{:width$}--> {}:{line}:{column}", "", place.source.path.display())?;
    let Some(text) = place.source.text.lines().nth(line.saturating_sub(1)) else {
        return Ok(());
    };
    let characters: Vec<char> = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let start = if characters.len() > QUOTED { column.saturating_sub(1 + QUOTED / 2) } else { 0 };
    let quoted: String = characters.iter().skip(start).take(QUOTED).collect();
    let before = column.saturating_sub(1 + start);
    let carets = length.clamp(1, QUOTED.saturating_sub(before).max(1));
    write!(f, "\n{:width$} |\n{line} | {quoted}\n{:width$} | {:before$}{:^<carets$}", "", "", "", "")?;
    if place.label.is_empty() { Ok(()) } else { write!(f, " {}", place.label) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_quoted_with_carets_notes_and_hint() {
        let source = Arc::new(Source { path: "cases/a.yaml".into(), text: "one\n  filter: biliear\n".into() });
        let shown = Diagnostic::error("definition.unknown_value", "unknown filter \"biliear\"")
            .at(&source, Span { line: 2, column: 11, length: 7 }, "did you mean `bilinear`?")
            .note("pillow offers: nearest, box")
            .hint("see `preparity describe resize`")
            .to_string();
        let wanted = "error: unknown filter \"biliear\"\n --> cases/a.yaml:2:11\n  |\n2 |   filter: biliear\n  \
                      |           ^^^^^^^ did you mean `bilinear`?\n  = pillow offers: nearest, box\n  \
                      hint: see `preparity describe resize`";
        assert_eq!(shown, wanted);
    }
}
