//! Reading a map whose keys are known: wrong types, unknown and missing keys, each with its place.

use super::yaml::{Content, Entry, Node};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::meta::nearest;
use crate::steps::Argument;
use crate::value::{Number, Record, Value};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file that is being read: what errors quote and what paths are relative to.
#[derive(Debug, Clone)]
pub struct File {
    /// The text.
    pub source: Arc<Source>,
    /// The folder that paths in it are relative to.
    pub base: PathBuf,
}

impl File {
    /// The file at a path, read.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let base = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(Self { source: super::yaml::read(path)?, base })
    }

    /// An error at a place.
    pub fn fail(&self, id: &'static str, message: impl Into<String>, span: Span) -> Diagnostic {
        Diagnostic::error(id, message).at(&self.source, span, "")
    }

    /// An error about a value of the wrong type.
    pub fn wanted(&self, what: &str, wanted: &str, node: &Node) -> Diagnostic {
        self.fail("definition.wrong_type", format!("{what} takes {wanted}, found {}", node.kind()), node.span)
    }

    /// An error about a key that is not known, with what may have been meant.
    pub fn unknown_key(&self, what: &str, entry: &Entry, known: &[&str]) -> Diagnostic {
        let label =
            nearest(&entry.key, known.iter().copied()).map_or(String::new(), |name| format!("did you mean `{name}`?"));
        Diagnostic::error("definition.unknown_key", format!("{what} has no key \"{}\"", entry.key))
            .at(&self.source, entry.key_span, label)
            .note(format!("keys of {what}: {}", known.join(", ")))
    }

    /// The entries of a map whose keys must all be known.
    ///
    /// # Errors
    /// A value that is no map; an unknown key.
    pub fn map<'a>(&self, what: &'a str, node: &'a Node, known: &[&str]) -> Result<Fields<'a>, Diagnostic> {
        let entries = self.entries(what, node)?;
        for entry in entries {
            if !known.contains(&entry.key.as_str()) {
                return Err(self.unknown_key(what, entry, known));
            }
        }
        Ok(Fields { file: self.clone(), what, span: node.span, entries })
    }

    /// The entries of a map with any keys.
    ///
    /// # Errors
    /// A value that is no map.
    pub fn entries<'a>(&self, what: &str, node: &'a Node) -> Result<&'a [Entry], Diagnostic> {
        match &node.content {
            Content::Map(entries) => Ok(entries),
            _ => Err(self.wanted(what, "a map", node)),
        }
    }

    /// The items of a list.
    ///
    /// # Errors
    /// A value that is no list.
    pub fn list<'a>(&self, what: &str, node: &'a Node) -> Result<&'a [Node], Diagnostic> {
        match &node.content {
            Content::List(items) => Ok(items),
            _ => Err(self.wanted(what, "a list", node)),
        }
    }

    /// A text; numbers are not taken for one.
    ///
    /// # Errors
    /// Any other type.
    pub fn text<'a>(&self, what: &str, node: &'a Node) -> Result<&'a str, Diagnostic> {
        match &node.content {
            Content::Text(text) => Ok(text),
            Content::Integer(_) | Content::Float(_) | Content::Boolean(_) => {
                Err(self.wanted(what, "text", node).hint("put it in quotes"))
            }
            _ => Err(self.wanted(what, "text", node)),
        }
    }

    /// A list of texts.
    ///
    /// # Errors
    /// Any other type.
    pub fn texts(&self, what: &str, node: &Node) -> Result<Vec<String>, Diagnostic> {
        self.list(what, node)?.iter().map(|item| self.text(what, item).map(str::to_owned)).collect()
    }

    /// A finite number.
    ///
    /// # Errors
    /// Any other type; NaN and infinities.
    pub fn number(&self, what: &str, node: &Node) -> Result<f64, Diagnostic> {
        match node.content {
            Content::Integer(value) => Ok(value as f64),
            Content::Float(value) if value.is_finite() => Ok(value),
            _ => Err(self.wanted(what, "a finite number", node)),
        }
    }
}

/// The entries of a map whose keys are all known.
pub struct Fields<'a> {
    file: File,
    what: &'a str,
    /// The place of the map.
    pub span: Span,
    entries: &'a [Entry],
}

impl<'a> Fields<'a> {
    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of a key; `None` also where it is null.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value).filter(|node| !matches!(node.content, Content::Null))
    }

    /// The value of a key that must be there.
    ///
    /// # Errors
    /// The key is missing, or its value is.
    pub fn need(&self, key: &str) -> Result<&'a Node, Diagnostic> {
        self.get(key).ok_or_else(|| {
            let (message, span) = match self.entry(key) {
                Some(entry) => (format!("`{key}` has no value"), entry.key_span),
                None => (format!("{} needs the key `{key}`", self.what), self.span),
            };
            self.file.fail("definition.missing_key", message, span)
        })
    }

    /// A text, if it is given.
    ///
    /// # Errors
    /// A value of another type.
    pub fn text(&self, key: &str) -> Result<Option<String>, Diagnostic> {
        self.get(key).map(|node| self.file.text(&format!("`{key}`"), node).map(str::to_owned)).transpose()
    }

    /// A list of texts, if it is given.
    ///
    /// # Errors
    /// A value of another type.
    pub fn texts(&self, key: &str) -> Result<Option<Vec<String>>, Diagnostic> {
        self.get(key).map(|node| self.file.texts(&format!("`{key}`"), node)).transpose()
    }
}

/// A node as a step's argument.
pub fn argument(node: &Node) -> Argument {
    match &node.content {
        Content::Null => Argument::Null,
        Content::Boolean(value) => Argument::Boolean(*value),
        Content::Integer(value) => Argument::Integer(*value),
        Content::Float(value) => Argument::Float(*value),
        Content::Text(text) => Argument::Text(text.clone()),
        Content::List(items) => Argument::List(items.iter().map(argument).collect()),
        Content::Map(entries) => {
            Argument::Map(entries.iter().map(|entry| (entry.key.clone(), argument(&entry.value))).collect())
        }
    }
}

/// A node as the value of a record's field.
pub fn value(node: &Node) -> Value {
    match &node.content {
        Content::Null => Value::Null,
        Content::Boolean(value) => Value::Boolean(*value),
        Content::Integer(value) => Value::Number(Number::Int(*value)),
        Content::Float(value) => Value::Number(Number::Float(*value)),
        Content::Text(text) => Value::Text(text.clone()),
        Content::List(items) => Value::List(items.iter().map(value).collect()),
        Content::Map(entries) => Value::Record(record(entries)),
    }
}

/// The entries of a map as a record.
pub fn record(entries: &[Entry]) -> Record {
    entries.iter().map(|entry| (entry.key.clone(), value(&entry.value))).collect()
}
