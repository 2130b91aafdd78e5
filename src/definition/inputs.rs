use super::fields::{self, File};
use super::yaml::{Content, Node};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::value::{Record, Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What an item of `inputs` says.
#[derive(Debug, Clone, PartialEq)]
pub enum InputKind {
    /// One file's bytes.
    File(String),
    /// A glob: one input per file.
    Files(String),
    /// One text.
    Text(String),
    /// A file with one text per line.
    Lines(String),
    /// One record.
    Record(Record),
    /// A file with one record per row.
    Table(String),
    /// A file with an array, or several by name.
    Tensor(String),
}

/// One item of `inputs`, with its place.
#[derive(Debug, Clone)]
pub struct InputSource {
    /// What it says.
    pub kind: InputKind,
    /// The folder that paths are relative to.
    pub base: PathBuf,
    place: Option<(Arc<Source>, Span)>,
}

/// The keys of an item.
const KINDS: [&str; 7] = ["file", "files", "text", "lines", "record", "table", "tensor"];

impl InputSource {
    /// An input named on the command line: a path (`.csv` and `.jsonl` are tables, `.npy` and `.safetensors` arrays,
    /// wildcards a glob), a record in braces, or any kind by its key as in `text:hello`, `lines:prompts.txt`.
    ///
    /// # Errors
    /// Braces that hold no JSON record.
    pub fn from_argument(argument: &str) -> Result<Self, Diagnostic> {
        let made = |kind| Ok(Self { kind, base: PathBuf::new(), place: None });
        let record = |text: &str| match serde_json::from_str(text).map(|parsed| json::decode(&parsed)) {
            Ok(Value::Record(record)) => made(InputKind::Record(record)),
            _ => Err(Diagnostic::error("arguments.input", format!("not a record in JSON: {text}"))),
        };
        if argument.starts_with('{') {
            return record(argument);
        }
        let text = |rest: &str| rest.to_owned();
        match argument.split_once(':') {
            Some(("file", rest)) => return made(InputKind::File(text(rest))),
            Some(("files", rest)) => return made(InputKind::Files(text(rest))),
            Some(("text", rest)) => return made(InputKind::Text(text(rest))),
            Some(("lines", rest)) => return made(InputKind::Lines(text(rest))),
            Some(("record", rest)) => return record(rest),
            Some(("table", rest)) => return made(InputKind::Table(text(rest))),
            Some(("tensor", rest)) => return made(InputKind::Tensor(text(rest))),
            _ => {}
        }
        let extension = Path::new(argument).extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        made(match extension.as_deref() {
            _ if argument.contains(['*', '?', '[']) && !Path::new(argument).exists() => {
                InputKind::Files(text(argument))
            }
            Some("csv" | "jsonl" | "ndjson") => InputKind::Table(text(argument)),
            Some("npy" | "safetensors") => InputKind::Tensor(text(argument)),
            _ => InputKind::File(text(argument)),
        })
    }

    /// Adds the item's place to an error that has none.
    pub fn locate(&self, error: Diagnostic) -> Diagnostic {
        match &self.place {
            Some((source, span)) => error.at(source, *span, ""),
            None => error,
        }
    }

    /// The path, for kinds that have one.
    pub fn path(&self) -> Option<&str> {
        match &self.kind {
            InputKind::File(path)
            | InputKind::Files(path)
            | InputKind::Lines(path)
            | InputKind::Table(path)
            | InputKind::Tensor(path) => Some(path),
            InputKind::Text(_) | InputKind::Record(_) => None,
        }
    }
}

/// The list under `inputs`.
///
/// # Errors
/// An item of another form.
pub(super) fn parse_inputs(file: &File, node: &Node) -> Result<Vec<InputSource>, Diagnostic> {
    let items = file.list("`inputs`", node)?;
    if items.is_empty() {
        return Err(file.fail("definition.no_inputs", "the list of inputs is empty", node.span));
    }
    items.iter().map(|item| parse_input(file, item)).collect()
}

fn parse_input(file: &File, node: &Node) -> Result<InputSource, Diagnostic> {
    let what = "an input";
    let kinds = format!("kinds of input: {}", KINDS.join(", "));
    let Content::Map(entries) = &node.content else {
        let hint = "as in `- file: photo.jpg` or `- text: \"hello\"`";
        return Err(file.wanted(what, "one key, its kind", node).note(kinds).hint(hint));
    };
    for entry in entries {
        if !KINDS.contains(&entry.key.as_str()) {
            return Err(file.unknown_key(what, entry, &KINDS));
        }
    }
    let [entry] = &entries[..] else {
        let span = entries.get(1).map_or(node.span, |entry| entry.key_span);
        let message = "an input has one key, its kind; begin every input with `- `";
        return Err(file.fail("definition.two_kinds", message, span).note(kinds));
    };
    let text = || match &entry.value.content {
        Content::Text(text) if text.is_empty() && entry.key != "text" => {
            Err(file.fail("definition.wrong_type", format!("`{}` names no path", entry.key), entry.value.span))
        }
        _ => file.text(&format!("`{}`", entry.key), &entry.value).map(str::to_owned),
    };
    let kind = match entry.key.as_str() {
        "file" => InputKind::File(text()?),
        "files" => InputKind::Files(text()?),
        "text" => InputKind::Text(text()?),
        "lines" => InputKind::Lines(text()?),
        "record" => InputKind::Record(fields::record(file.entries("`record`", &entry.value)?)),
        "table" => InputKind::Table(text()?),
        _ => InputKind::Tensor(text()?),
    };
    let place = Some((Arc::clone(&file.source), entry.value.span));
    Ok(InputSource { kind, base: file.base.clone(), place })
}
