//! The parameters of one step as they were written, with their places.

use crate::diagnostic::{Diagnostic, Source, Span};
use crate::engines::{self, Engine};
use crate::meta::nearest;
use indexmap::IndexMap;
use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A parameter's value as YAML gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// `null`.
    Null,
    /// `true`, `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Argument>),
    /// A map in its order.
    Map(Vec<(String, Argument)>),
}

impl Argument {
    /// `a number`, `a list`: for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }

    /// The number, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The text, or a whole number as text: constants of libraries are written in both ways.
    pub fn as_name_or_code(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Integer(code) => Some(Cow::Owned(code.to_string())),
            _ => None,
        }
    }

    /// The field's name in `{field: name}`.
    pub fn as_field(&self) -> Option<&str> {
        match self {
            Self::Map(entries) if entries.len() == 1 && entries[0].0 == "field" => entries[0].1.as_text(),
            _ => None,
        }
    }
}

/// YAML in flow style, on one line.
impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Text(text) if is_plain(text) => f.write_str(text),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Map(entries) => {
                f.write_str("{")?;
                for (index, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{}{key}: {value}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// True for text that YAML reads back as the same text without quotes, also inside braces.
fn is_plain(text: &str) -> bool {
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "~"];
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '.')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./+%".contains(c))
        && !reserved.contains(&text.to_ascii_lowercase().as_str())
        && text.parse::<f64>().is_err()
}

/// One parameter with the places of its key and value.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The value.
    pub argument: Argument,
    /// Where the key stands.
    pub key_span: Span,
    /// Where the value stands.
    pub span: Span,
}

/// The parameters of one step. Equality and [`fmt::Display`] look at names and values, not at places.
#[derive(Debug, Clone)]
pub struct Settings {
    step: String,
    entries: IndexMap<String, Setting>,
    span: Span,
    source: Option<Arc<Source>>,
    base: PathBuf,
    field: Option<Arc<str>>,
}

impl Settings {
    /// No parameters. `span` is the place of the step's name; paths are relative to `base`.
    pub fn new(step: &str, span: Span, source: Option<Arc<Source>>, base: PathBuf) -> Self {
        Self { step: step.to_owned(), entries: IndexMap::new(), span, source, base, field: None }
    }

    /// The step's id.
    pub fn step(&self) -> &str {
        &self.step
    }

    /// The place of the step's name.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The folder that paths are relative to.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The one field that the step is bound for, if it is bound once per field.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The same parameters for one field.
    #[must_use]
    pub fn for_field(mut self, field: &str) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The file that the step stands in.
    pub fn source(&self) -> Option<&Arc<Source>> {
        self.source.as_ref()
    }

    /// Sets a parameter with its places.
    pub fn insert(&mut self, name: impl Into<String>, setting: Setting) {
        self.entries.insert(name.into(), setting);
    }

    /// Sets a parameter that was written nowhere, in place of an old value if there is one.
    pub fn set(&mut self, name: &str, argument: Argument) {
        let (key_span, span) = self.entries.get(name).map_or((self.span, self.span), |old| (old.key_span, old.span));
        self.entries.insert(name.to_owned(), Setting { argument, key_span, span });
    }

    /// Leaves a parameter out.
    pub fn remove(&mut self, name: &str) {
        self.entries.shift_remove(name);
    }

    /// The parameter as written.
    pub fn get(&self, name: &str) -> Option<&Argument> {
        self.entries.get(name).map(|setting| &setting.argument)
    }

    /// All parameters in the order in which they were written.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.entries.iter().map(|(name, setting)| (name.as_str(), setting))
    }

    /// An error at the value of a parameter (at the step's name if it was not given).
    pub fn fail(&self, name: &str, message: impl Into<String>) -> Diagnostic {
        let span = self.entries.get(name).map_or(self.span, |setting| setting.span);
        self.place(Diagnostic::error("definition.bad_parameter", message), span, "")
    }

    /// An error at the step's name.
    pub fn fail_step(&self, message: impl Into<String>) -> Diagnostic {
        self.place(Diagnostic::error("definition.bad_step", message), self.span, "")
    }

    /// An error at a parameter's value, with what may have been meant.
    pub fn unknown_value(&self, name: &str, what: &str, typed: &str, known: &[&str]) -> Diagnostic {
        let span = self.entries.get(name).map_or(self.span, |setting| setting.span);
        let label = nearest(typed, known.iter().copied()).map_or(String::new(), |n| format!("did you mean `{n}`?"));
        let error = Diagnostic::error("definition.unknown_value", format!("unknown {what} \"{typed}\""));
        self.place(error, span, label).note(format!("known: {}", known.join(", ")))
    }

    /// An error at a parameter's key, with what may have been meant.
    pub fn unknown_key(&self, name: &str, known: &[&str]) -> Diagnostic {
        let span = self.entries.get(name).map_or(self.span, |setting| setting.key_span);
        let label = nearest(name, known.iter().copied()).map_or(String::new(), |n| format!("did you mean `{n}`?"));
        let message = format!("{} takes no parameter \"{name}\"", self.step);
        let error = Diagnostic::error("definition.unknown_key", message);
        self.place(error, span, label).note(format!("{} takes: {}", self.step, known.join(", ")))
    }

    /// Adds the place to an error that has none.
    pub fn place(&self, error: Diagnostic, span: Span, label: impl Into<String>) -> Diagnostic {
        match &self.source {
            Some(source) => error.at(source, span, label),
            None => error,
        }
    }

    /// Places an error at the value of a parameter (at the step's name if it was not given).
    pub fn place_at(&self, name: &str, error: Diagnostic, label: impl Into<String>) -> Diagnostic {
        let span = self.entries.get(name).map_or(self.span, |setting| setting.span);
        self.place(error, span, label)
    }

    fn wanted(&self, name: &str, wanted: &str, found: &Argument) -> Diagnostic {
        self.fail(name, format!("{}.{name} takes {wanted}, found {} ({found})", self.step, found.kind()))
    }

    /// A text.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Diagnostic> {
        match self.get(name) {
            None => Ok(None),
            Some(Argument::Text(text)) => Ok(Some(text)),
            Some(other) => Err(self.wanted(name, "text", other)),
        }
    }

    /// The name of a library's constant, or its number as text.
    pub fn name_or_code(&self, name: &str) -> Result<Option<Cow<'_, str>>, Diagnostic> {
        let wanted = |found| self.wanted(name, "a name or the library's number for it", found);
        self.get(name).map(|found| found.as_name_or_code().ok_or_else(|| wanted(found))).transpose()
    }

    /// A number.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Diagnostic> {
        self.get(name).map(|a| a.as_f64().ok_or_else(|| self.wanted(name, "a number", a))).transpose()
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Diagnostic> {
        match self.get(name) {
            None => Ok(None),
            Some(Argument::Integer(value)) => Ok(Some(*value)),
            Some(other) => Err(self.wanted(name, "a whole number", other)),
        }
    }

    /// A whole number from 1.
    pub fn positive(&self, name: &str) -> Result<Option<usize>, Diagnostic> {
        match self.integer(name)? {
            None => Ok(None),
            Some(value) if value >= 1 => Ok(Some(value as usize)),
            Some(value) => Err(self.fail(name, format!("{}.{name} must be at least 1, found {value}", self.step))),
        }
    }

    /// True or false.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, Diagnostic> {
        match self.get(name) {
            None => Ok(None),
            Some(Argument::Boolean(value)) => Ok(Some(*value)),
            Some(other) => Err(self.wanted(name, "true or false", other)),
        }
    }

    /// A number, or a list of numbers.
    pub fn numbers(&self, name: &str) -> Result<Option<Vec<f64>>, Diagnostic> {
        let Some(argument) = self.get(name) else {
            return Ok(None);
        };
        let list = match argument {
            Argument::List(items) if !items.is_empty() => items.iter().map(Argument::as_f64).collect(),
            other => other.as_f64().map(|value| vec![value]),
        };
        list.map(Some).ok_or_else(|| self.wanted(name, "a number or a list of numbers", argument))
    }

    /// A text, or a list of texts.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Diagnostic> {
        let Some(argument) = self.get(name) else {
            return Ok(None);
        };
        let list = match argument {
            Argument::List(items) => items.iter().map(|item| item.as_text().map(str::to_owned)).collect(),
            other => other.as_text().map(|text| vec![text.to_owned()]),
        };
        list.map(Some).ok_or_else(|| self.wanted(name, "a text or a list of texts", argument))
    }

    /// One of the named choices.
    pub fn choice<T: Copy>(&self, name: &str, choices: &[(&'static str, T)]) -> Result<Option<T>, Diagnostic> {
        let Some(typed) = self.text(name)? else {
            return Ok(None);
        };
        if let Some((_, value)) = choices.iter().find(|(known, _)| *known == typed) {
            return Ok(Some(*value));
        }
        let known: Vec<&str> = choices.iter().map(|(known, _)| *known).collect();
        Err(self.unknown_value(name, name, typed, &known))
    }

    /// A path, relative to the file that names it.
    pub fn path(&self, name: &str) -> Result<Option<PathBuf>, Diagnostic> {
        Ok(self.text(name)?.map(|path| self.base.join(path)))
    }

    /// The engine under `engine`, which must offer what the step needs; `None` if none was named.
    pub fn engine(&self, offers: fn(&dyn Engine) -> bool) -> Result<Option<&'static dyn Engine>, Diagnostic> {
        let Some(typed) = self.text("engine")? else {
            return Ok(None);
        };
        match engines::find(typed) {
            Some(engine) if offers(engine) => self.known_version(engine).map(Some),
            Some(_) => {
                let message = format!("engine {typed} does not offer {}", self.step);
                Err(self.fail("engine", message).note(self.offered(offers)))
            }
            None => Err(self.unknown_value("engine", "engine", typed, &able(offers))),
        }
    }

    /// The engine of a step that cannot do without: libraries differ in what it does.
    pub fn required_engine(&self, offers: fn(&dyn Engine) -> bool) -> Result<&'static dyn Engine, Diagnostic> {
        self.engine(offers)?.ok_or_else(|| {
            self.fail_step(format!("{} needs an engine: libraries differ here", self.step))
                .note(self.offered(offers))
                .hint(format!(
                    "name the library that this side uses, as in `engine: {}`",
                    able(offers).first().unwrap_or(&"")
                ))
        })
    }

    fn offered(&self, offers: fn(&dyn Engine) -> bool) -> String {
        format!("{} is offered by: {}", self.step, able(offers).join(", "))
    }

    fn known_version(&self, engine: &'static dyn Engine) -> Result<&'static dyn Engine, Diagnostic> {
        self.engine_version(engine).map(|_| engine)
    }

    /// The version of the engine whose behaviour holds for the one under `version`: the newest that is described and not
    /// newer than it. Without `version` the newest; empty for an engine in which no version matters.
    ///
    /// # Errors
    /// What is no version, one that is older than all that were measured, and any version of an engine without eras.
    pub fn engine_version(&self, engine: &dyn Engine) -> Result<&'static str, Diagnostic> {
        let (known, id) = (engine.versions(), engine.meta().id);
        let newest = known.last().copied().unwrap_or("");
        let Some(typed) = self.version()? else {
            return Ok(newest);
        };
        let error = self.fail("version", format!("engine {id} has no version \"{typed}\""));
        if known.is_empty() {
            return Err(error.note(format!("{id} behaves the same in every version that is described")));
        }
        let wanted = numbers_of(&typed);
        let described = format!("versions of {id} that behave differently: {}", known.join(", "));
        if wanted.is_empty() {
            return Err(error.note(described).hint("a version is written with numbers and points, as in \"4.10\""));
        }
        let oldest = engine.oldest_version();
        if wanted < numbers_of(oldest) {
            let message = format!("{id} {typed} is older than {oldest}, the oldest that was measured");
            let error = self.fail("version", message).note(described);
            return Err(error.hint("name a version from there on, or leave `version` out for the newest"));
        }
        let not_newer = known.iter().rev().find(|version| numbers_of(version) <= wanted);
        Ok(not_newer.copied().unwrap_or(known[0]))
    }

    /// The version under `version`; a number is taken as its text (`version: 13`).
    pub fn version(&self) -> Result<Option<String>, Diagnostic> {
        match self.get("version") {
            None => Ok(None),
            Some(Argument::Text(text)) => Ok(Some(text.clone())),
            Some(argument @ (Argument::Integer(_) | Argument::Float(_))) => Ok(Some(argument.to_string())),
            Some(other) => Err(self.wanted("version", "a version", other)),
        }
    }
}

/// The engines that offer something.
fn able(offers: fn(&dyn Engine) -> bool) -> Vec<&'static str> {
    engines::ALL.iter().filter(|engine| offers(**engine)).map(|engine| engine.meta().id).collect()
}

/// `12.2.0` as 12, 2: trailing zeros say nothing. Empty for what is no version.
fn numbers_of(version: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = version.split('.').map(str::parse).collect::<Result<_, _>>().unwrap_or_default();
    while numbers.len() > 1 && numbers.last() == Some(&0) {
        numbers.pop();
    }
    numbers
}

impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        let values = |settings: &Self| -> IndexMap<String, Argument> {
            settings.entries.iter().map(|(name, setting)| (name.clone(), setting.argument.clone())).collect()
        };
        self.step == other.step && values(self) == values(other)
    }
}

/// The step as it would stand in YAML on one line: `resize: {engine: pillow, width: 224}`.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {{", self.step)?;
        for (index, (name, setting)) in self.entries.iter().enumerate() {
            write!(f, "{}{name}: {}", if index == 0 { "" } else { ", " }, setting.argument)?;
        }
        f.write_str("}")
    }
}
