//! A library's reader as a row of data: its own reader of common forms, its named functions, its format language.

use super::iso::{self, Dialect};
use crate::diagnostic::Diagnostic;
use crate::engines::capability::{ReadRequest, ReadTime, Reading, TimeReader};
use crate::meta::nearest;

/// A format in one language, compiled.
pub type Compile = fn(&str, &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat>;

/// Why a format is none in its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFormat {
    /// A sentence fragment: `%Q at character 4 is no directive`.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl BadFormat {
    /// A piece of the format at a byte that the language does not know.
    pub fn unknown(piece: &str, format: &str, at: usize, hint: impl Into<String>) -> Self {
        let place = format.get(..at).map_or(0, |before| before.chars().count()) + 1;
        Self { message: format!("\"{piece}\" at character {place} is not known"), hint: hint.into() }
    }

    /// Any other fault.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// One way to read a text.
#[derive(Clone, Copy)]
pub enum How {
    /// ISO 8601 in a dialect.
    Iso(&'static Dialect),
    /// A format in the library's language.
    Format(&'static str),
    /// A reader of its own.
    Own(fn(&str, &ReadRequest) -> Reading),
}

/// The reader of one library.
pub struct Reader {
    /// Tried in order; the first that takes the text wins.
    pub auto: &'static [How],
    /// Parsing functions by name.
    pub named: &'static [(&'static str, &'static [How])],
    /// The format language.
    pub format: Option<Compile>,
}

enum Step {
    Iso(&'static Dialect),
    Bound(Box<dyn ReadTime>),
    Own(fn(&str, &ReadRequest) -> Reading),
}

struct Steps {
    steps: Vec<Step>,
    request: ReadRequest,
}

impl Reader {
    fn steps(&self, hows: &[How], request: &ReadRequest) -> Result<Box<dyn ReadTime>, Diagnostic> {
        let step = |how: &How| {
            Ok(match (how, self.format) {
                (How::Iso(dialect), _) => Step::Iso(dialect),
                (How::Own(read), _) => Step::Own(*read),
                (How::Format(format), Some(compile)) => {
                    Step::Bound(compile(format, request).map_err(|bad| bad_format(bad.message))?)
                }
                (How::Format(_), None) => return Err(bad_format("the library has no formats".to_owned())),
            })
        };
        let steps = hows.iter().map(step).collect::<Result<_, Diagnostic>>()?;
        Ok(Box::new(Steps { steps, request: request.clone() }))
    }
}

fn bad_format(message: String) -> Diagnostic {
    Diagnostic::error("definition.bad_parameter", message)
}

impl TimeReader for Reader {
    fn bind(&self, request: &ReadRequest) -> Result<Box<dyn ReadTime>, Diagnostic> {
        let Some(format) = request.format.as_deref() else {
            return self.steps(self.auto, request);
        };
        if let Some((_, hows)) = self.named.iter().find(|(name, _)| *name == format) {
            return self.steps(hows, request);
        }
        let names = || self.named.iter().map(|(name, _)| *name);
        let known = || names().collect::<Vec<_>>().join(", ");
        if let Some(compile) = self.format {
            return compile(format, request).map_err(|bad| {
                let error = bad_format(format!("format \"{format}\": {}", bad.message)).hint(bad.hint);
                if names().next().is_none() { error } else { error.note(format!("functions by name: {}", known())) }
            });
        }
        let error = bad_format(format!("this engine has no format \"{format}\""));
        let error = error.note(format!("it knows: auto{}{}", if self.named.is_empty() { "" } else { ", " }, known()));
        Err(match nearest(format, names()) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error,
        })
    }
}

impl ReadTime for Steps {
    fn read(&self, text: &str) -> Reading {
        let mut last = None;
        for step in &self.steps {
            let reading = match step {
                Step::Iso(dialect) => iso::read(text, dialect),
                Step::Bound(reader) => reader.read(text),
                Step::Own(read) => read(text, &self.request),
            };
            if !matches!(reading, Reading::Rejected(..)) {
                return reading;
            }
            last = Some(reading);
        }
        last.unwrap_or_else(|| Reading::rejected(format!("not a time: {text:?}")))
    }
}
