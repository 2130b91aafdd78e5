//! YAML as a tree in which every key and value knows its place.
//!
//! The event parser gives structure and places; `serde_yaml` decides what a plain scalar is, so that `12`, `1e-3` and
//! `~` mean here what they mean in every other YAML file of the crate. Size, depth and the number of nodes (aliases
//! included) are bounded, so that a file made to explode ends at once.

use crate::diagnostic::{Diagnostic, Source, Span};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands; the first line only, for what spans several.
    pub span: Span,
    /// What it is.
    pub content: Content,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Content {
    /// `null`, `~`, nothing.
    Null,
    /// `true`, `false`.
    Boolean(bool),
    /// A whole number of 64 bits.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map in its order.
    Map(Vec<Entry>),
}

/// One entry of a map.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// `a number`, `a list`: for messages.
    pub fn kind(&self) -> &'static str {
        match self.content {
            Content::Null => "nothing",
            Content::Boolean(_) => "a boolean",
            Content::Integer(_) | Content::Float(_) => "a number",
            Content::Text(_) => "text",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
        }
    }
}

/// Longest file.
const MAX_BYTES: u64 = 1 << 20;
/// Most values in a file, with every alias counted as what it stands for.
const MAX_NODES: usize = 100_000;
/// Deepest nesting.
const MAX_DEPTH: usize = 64;

/// Reads a YAML file of the case format.
///
/// # Errors
/// A file that is missing, a directory, unreadable, too large or not UTF-8.
pub fn read(path: &Path) -> Result<Arc<Source>, Diagnostic> {
    let fail = |what: String| Diagnostic::error("definition.file", format!("{}: {what}", path.display()));
    let facts = std::fs::metadata(path).map_err(|error| Diagnostic::file("definition.file", path, &error))?;
    if facts.is_dir() {
        return Err(fail("is a directory, not a YAML file".into()));
    }
    if facts.len() > MAX_BYTES {
        return Err(fail(format!("is {} bytes long; a YAML file may have {MAX_BYTES}", facts.len())));
    }
    let bytes = std::fs::read(path).map_err(|error| Diagnostic::file("definition.file", path, &error))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| fail(format!("is not valid UTF-8 at byte {}", error.utf8_error().valid_up_to())))?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Arc::new(Source { path: path.to_owned(), text }))
}

/// The tree of a file's only document.
///
/// # Errors
/// Bad syntax, a key that comes twice, too much of anything; each with its place.
pub fn parse(source: &Arc<Source>) -> Result<Node, Diagnostic> {
    let mut builder = Builder { source, parser: Parser::new_from_str(&source.text), anchors: HashMap::new(), nodes: 0 };
    let mut root = None;
    while let Some((event, span)) = builder.next()? {
        match event {
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            Event::StreamEnd => break,
            _ if root.is_some() => {
                return Err(builder.fail("a second document in one file", span));
            }
            event => root = Some(builder.node(event, span, 0)?),
        }
    }
    root.ok_or_else(|| {
        Diagnostic::error("definition.yaml", "the file holds nothing").at(
            source,
            Span { line: 1, column: 1, length: 1 },
            "",
        )
    })
}

struct Builder<'a> {
    source: &'a Arc<Source>,
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
}

type Located<'a> = (Event<'a>, Span);

impl<'a> Builder<'a> {
    fn next(&mut self) -> Result<Option<Located<'a>>, Diagnostic> {
        match self.parser.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => Ok(Some((event, self.span(span)))),
            Some(Err(error)) => Err(self.syntax(&error)),
        }
    }

    fn expect(&mut self, at: Span) -> Result<Located<'a>, Diagnostic> {
        self.next()?.ok_or_else(|| self.fail("the file ends in the middle", at))
    }

    fn fail(&self, message: &str, span: Span) -> Diagnostic {
        Diagnostic::error("definition.yaml", message).at(self.source, span, "")
    }

    fn syntax(&self, error: &ScanError) -> Diagnostic {
        let at = *error.marker();
        let span = Span { line: at.line().max(1), column: at.col() + 1, length: 1 };
        let span = self.inside(span);
        self.fail(&format!("bad YAML: {}", error.info()), span)
            .hint("quote text that holds `: `, ` #`, `{`, `[` or `\"`")
    }

    /// A place behind the last line is moved to its end, where it can be shown.
    fn inside(&self, span: Span) -> Span {
        let last = self.source.text.lines().count().max(1);
        if span.line <= last {
            return span;
        }
        let width = self.source.text.lines().last().map_or(0, |line| line.chars().count());
        Span { line: last, column: width + 1, length: 1 }
    }

    /// Places count from 1; what spans lines is shown up to the end of its first.
    fn span(&self, span: saphyr_parser::Span) -> Span {
        let (start, end) = (span.start, span.end);
        let length = if end.line() == start.line() {
            end.col().saturating_sub(start.col())
        } else {
            let line = self.source.text.lines().nth(start.line().saturating_sub(1));
            line.map_or(1, |line| line.trim_end().chars().count().saturating_sub(start.col()))
        };
        Span { line: start.line().max(1), column: start.col() + 1, length: length.max(1) }
    }

    fn count(&mut self, nodes: usize, depth: usize, span: Span) -> Result<(), Diagnostic> {
        self.nodes += nodes;
        if self.nodes > MAX_NODES {
            let error = self.fail(&format!("the file stands for more than {MAX_NODES} values"), span);
            return Err(error.note("an alias (`*name`) counts as everything that it stands for"));
        }
        if depth > MAX_DEPTH {
            return Err(self.fail(&format!("nested deeper than {MAX_DEPTH} levels"), span));
        }
        Ok(())
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Diagnostic> {
        self.count(1, depth, span)?;
        let before = self.nodes;
        let (anchor, node) = match event {
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.fail("an alias inside of what it stands for", span));
                };
                self.count(size, depth, span)?;
                return Ok(Node { span, ..node });
            }
            Event::Scalar(text, style, anchor, tag) => {
                let content = self.scalar(&text, style, tag.as_deref(), span)?;
                (anchor, Node { span, content })
            }
            Event::SequenceStart(anchor, tag) => {
                self.no_tag(tag.as_deref(), span)?;
                let mut items = Vec::new();
                loop {
                    match self.expect(span)? {
                        (Event::SequenceEnd, end) => {
                            let content = Content::List(items);
                            break (anchor, Node { span: self.joined(span, end), content });
                        }
                        (event, at) => items.push(self.node(event, at, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(anchor, tag) => {
                self.no_tag(tag.as_deref(), span)?;
                let (entries, end) = self.entries(span, depth)?;
                (anchor, Node { span: self.joined(span, end), content: Content::Map(entries) })
            }
            _ => return Err(self.fail("bad YAML: a value was expected here", span)),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), self.nodes - before));
        }
        Ok(node)
    }

    fn entries(&mut self, start: Span, depth: usize) -> Result<(Vec<Entry>, Span), Diagnostic> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut known: HashMap<String, Span> = HashMap::new();
        loop {
            let (key, key_span) = match self.expect(start)? {
                (Event::MappingEnd, end) => return Ok((entries, end)),
                (Event::Scalar(text, ..), span) => (text.into_owned(), span),
                (_, span) => return Err(self.fail("a key must be text", span)),
            };
            if let Some(first) = known.insert(key.clone(), key_span) {
                let error = self.fail(&format!("the key \"{key}\" comes twice"), key_span);
                return Err(error.note(format!("first in line {}", first.line)));
            }
            let (event, span) = self.expect(key_span)?;
            let mut value = self.node(event, span, depth + 1)?;
            if matches!(value.content, Content::Null) && value.span.line != key_span.line {
                value.span = key_span;
            }
            entries.push(Entry { key, key_span, value });
        }
    }

    /// From the opening to the closing brace, where they stand on one line.
    fn joined(&self, start: Span, end: Span) -> Span {
        let line = self.source.text.lines().nth(start.line - 1).unwrap_or_default();
        let opening = line.chars().nth(start.column - 1);
        if end.line == start.line && matches!(opening, Some('{' | '[')) {
            let length = (end.column + end.length).saturating_sub(start.column).max(1);
            return Span { length, ..start };
        }
        if matches!(opening, Some('{' | '[')) {
            return start;
        }
        let length = line.trim_end().chars().count().saturating_sub(start.column - 1).max(1);
        Span { length, ..start }
    }

    fn no_tag(&self, tag: Option<&saphyr_parser::Tag>, span: Span) -> Result<(), Diagnostic> {
        match tag {
            Some(tag) if !tag.is_yaml_core_schema() => {
                Err(self.fail(&format!("YAML tags are not supported: {tag}"), span))
            }
            _ => Ok(()),
        }
    }

    fn scalar(
        &self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&saphyr_parser::Tag>,
        span: Span,
    ) -> Result<Content, Diagnostic> {
        self.no_tag(tag, span)?;
        if style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str") {
            return Ok(Content::Text(text.to_owned()));
        }
        Ok(plain(text))
    }
}

/// What a plain scalar is. Only what begins like a number, a boolean or null is asked for: all else is text.
fn plain(text: &str) -> Content {
    if text.is_empty() {
        return Content::Null;
    }
    let telling = |c: char| c.is_ascii_digit() || "+-.~tTfFnN".contains(c);
    if !text.starts_with(telling) || text.contains(char::is_whitespace) {
        return Content::Text(text.to_owned());
    }
    match serde_yaml::from_str::<serde_yaml::Value>(text) {
        Ok(serde_yaml::Value::Null) => Content::Null,
        Ok(serde_yaml::Value::Bool(value)) => Content::Boolean(value),
        Ok(serde_yaml::Value::Number(number)) => {
            number.as_i64().map_or_else(|| Content::Float(number.as_f64().unwrap_or(f64::NAN)), Content::Integer)
        }
        _ => Content::Text(text.to_owned()),
    }
}
