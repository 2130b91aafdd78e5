use super::fields::File;
use super::inputs::{self, InputSource};
use super::side::{SideDefinition, parse_side};
use super::yaml::{self, Content, Entry, Node};
use crate::diagnostic::{Diagnostic, Source, Span};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A value with its place in the case file.
#[derive(Debug, Clone, PartialEq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A limit on one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Tolerance {
    /// The measure's name as typed; whoever knows the measures checks it.
    pub metric: String,
    /// The largest value that passes.
    pub limit: f64,
    /// Where the name stands.
    pub span: Span,
}

/// What a case is expected to find.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expectation {
    /// The verdict's name as typed; parity if none is given.
    pub verdict: Option<Located<String>>,
    /// Exactly these causes, in any order; `None` where any will do.
    pub causes: Option<Vec<Located<String>>>,
}

/// A known difference that was reviewed.
#[derive(Debug, Clone, PartialEq)]
pub struct Accept {
    /// The cause's id as typed.
    pub cause: Located<String>,
    /// Limits within which it is accepted: `max_levels: 1`.
    pub limits: Vec<Tolerance>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<NaiveDate>,
    /// Where the entry stands.
    pub span: Span,
}

/// One case file, resolved.
#[derive(Debug, Clone)]
pub struct Case {
    /// The path below the cases folder without `.yaml`.
    pub id: String,
    /// The file.
    pub file: PathBuf,
    /// Its text, to quote.
    pub source: Arc<Source>,
    /// What it is about.
    pub description: Option<String>,
    /// For `--tag`.
    pub tags: Vec<String>,
    /// Where the incident or the definition comes from.
    pub source_url: Option<String>,
    /// What both sides are given.
    pub inputs: Vec<InputSource>,
    /// The training side.
    pub train: SideDefinition,
    /// The serving side; without it only golden and training are compared.
    pub serve: Option<SideDefinition>,
    /// All of them must hold; none means exact.
    pub tolerances: Vec<Tolerance>,
    /// What it should find.
    pub expect: Expectation,
    /// Reviewed differences.
    pub accept: Vec<Accept>,
}

const KEYS: [&str; 9] = ["description", "tags", "source", "inputs", "train", "serve", "compare", "expect", "accept"];

impl Case {
    /// Reads a case file and the definitions that it includes.
    ///
    /// # Errors
    /// A file that cannot be read, or the first thing that is wrong in it.
    pub fn load(file: &Path, id: &str) -> Result<Self, Diagnostic> {
        let opened = File::read(file)?;
        let root = yaml::parse(&opened.source)?;
        let map = opened.map("a case", &root, &KEYS)?;
        let side = |name: &str, node: &Node| parse_side(&opened, &format!("`{name}`"), node, &mut Vec::new());
        let parsed = Self {
            id: id.to_owned(),
            file: file.to_owned(),
            source: Arc::clone(&opened.source),
            description: map.text("description")?,
            tags: map.texts("tags")?.unwrap_or_default(),
            source_url: map.text("source")?,
            inputs: inputs::parse_inputs(&opened, map.need("inputs")?)?,
            train: side("train", map.need("train")?)?,
            serve: map.entry("serve").map(|_| side("serve", map.need("serve")?)).transpose()?,
            tolerances: map.get("compare").map(|node| parse_tolerances(&opened, node)).transpose()?.unwrap_or_default(),
            expect: map.get("expect").map(|node| parse_expect(&opened, node)).transpose()?.unwrap_or_default(),
            accept: map.get("accept").map(|node| parse_accepts(&opened, node)).transpose()?.unwrap_or_default(),
        };
        Ok(parsed)
    }

    /// An error at a place of the case file.
    pub fn fail(&self, id: &'static str, message: impl Into<String>, span: Span) -> Diagnostic {
        Diagnostic::error(id, message).at(&self.source, span, "")
    }

    /// An error about a name in the case file that is not among the known ones.
    pub fn unknown_name(&self, what: &str, typed: &str, span: Span, known: &[&str]) -> Diagnostic {
        let label = crate::meta::nearest(typed, known.iter().copied())
            .map_or(String::new(), |name| format!("did you mean `{name}`?"));
        Diagnostic::error("definition.unknown_value", format!("unknown {what} \"{typed}\""))
            .at(&self.source, span, label)
            .note(format!("known: {}", known.join(", ")))
    }
}

fn parse_limit(file: &File, entry: &Entry) -> Result<Tolerance, Diagnostic> {
    let limit = file.number(&format!("`{}`", entry.key), &entry.value)?;
    if limit < 0.0 {
        let message = format!("a limit cannot be negative, found {limit}");
        return Err(file.fail("definition.bad_limit", message, entry.value.span));
    }
    Ok(Tolerance { metric: entry.key.clone(), limit, span: entry.key_span })
}

fn parse_tolerances(file: &File, node: &Node) -> Result<Vec<Tolerance>, Diagnostic> {
    file.entries("`compare`", node)?.iter().map(|entry| parse_limit(file, entry)).collect()
}

fn located(file: &File, what: &str, node: &Node) -> Result<Located<String>, Diagnostic> {
    Ok(Located { value: file.text(what, node)?.to_owned(), span: node.span })
}

fn parse_expect(file: &File, node: &Node) -> Result<Expectation, Diagnostic> {
    let map = file.map("expect", node, &["verdict", "causes"])?;
    let verdict = map.get("verdict").map(|node| located(file, "`verdict`", node)).transpose()?;
    let causes = |node| -> Result<Vec<_>, Diagnostic> {
        file.list("`causes`", node)?.iter().map(|item| located(file, "a cause", item)).collect()
    };
    Ok(Expectation { verdict, causes: map.get("causes").map(causes).transpose()? })
}

fn parse_accepts(file: &File, node: &Node) -> Result<Vec<Accept>, Diagnostic> {
    file.list("`accept`", node)?.iter().map(|item| parse_accept(file, item)).collect()
}

fn parse_accept(file: &File, node: &Node) -> Result<Accept, Diagnostic> {
    let what = "an accepted difference";
    let known = ["cause", "reason", "until"];
    let entries = file.entries(what, node)?;
    let mut limits = Vec::new();
    for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
        let numeric = matches!(entry.value.content, Content::Integer(_) | Content::Float(_));
        if !numeric {
            let error = file.unknown_key(what, entry, &known);
            return Err(error.note("and measures with their limits, such as max_levels: 1"));
        }
        limits.push(parse_limit(file, entry)?);
    }
    let find = |key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value);
    let need = |key: &str| {
        find(key)
            .filter(|node| !matches!(node.content, Content::Null))
            .ok_or_else(|| file.fail("definition.missing_key", format!("{what} needs the key `{key}`"), node.span))
    };
    let until = find("until").map(|node| parse_date(file, node)).transpose()?;
    let cause = located(file, "`cause`", need("cause")?)?;
    let reason = file.text("`reason`", need("reason")?)?.to_owned();
    Ok(Accept { cause, limits, reason, until, span: node.span })
}

fn parse_date(file: &File, node: &Node) -> Result<NaiveDate, Diagnostic> {
    let bad = |found: &str| {
        let message = format!("`until` takes a date such as 2027-06-30, found {found}");
        file.fail("definition.bad_date", message, node.span)
    };
    let Content::Text(text) = &node.content else {
        return Err(bad(node.kind()));
    };
    let shaped = text.len() == 10 && text.bytes().enumerate().all(|(i, b)| (b == b'-') == (i == 4 || i == 7));
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| shaped);
    date.ok_or_else(|| bad(&format!("\"{text}\"")))
}
