//! What a comparison of two tokenizers found, for people and for programs.

use super::layout::{count, thousands, wrap};
use crate::compare::tokenizer::{Finding, Observed, Scope, TokenizerFiles, fingerprint, known, not_compared};
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde_json::Value as Json;
use std::io::{self, Write};

/// Width of a line.
const WIDTH: usize = 80;

/// Everything that is told about two tokenizers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenizerReport {
    /// Always `preparity-tokenizer-diff/1`.
    format: &'static str,
    /// The version of preparity that wrote it.
    version: &'static str,
    first: Tokenizer,
    second: Tokenizer,
    /// Whether nothing differs between the two; either may still contradict itself.
    equal: bool,
    findings: Vec<FindingJson>,
    /// Where inputs were given: how many, and how many of them get other ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    inputs: Option<Inputs>,
    /// What was not compared, or had to be assumed.
    notes: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Tokenizer {
    path: String,
    /// `tokenizer.json`, `vocab.json`, `vocab.txt`, `SentencePiece model` or `tiktoken ranks`.
    kind: &'static str,
    /// `BPE`, `Unigram`, `WordPiece`, if the file says so.
    model: Option<String>,
    /// Tokens in the model's vocabulary.
    tokens: usize,
    /// SHA-256 over `id TAB token LINE-FEED` of the vocabulary, in the order of the ids.
    fingerprint: String,
    /// The name of the vocabulary, if it is a known one.
    known_as: Option<&'static str>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FindingJson {
    id: &'static str,
    /// `between` the two, or a contradiction within the `first`, the `second` or `both`.
    scope: &'static str,
    message: String,
    details: Vec<String>,
    /// What it would change.
    effect: &'static str,
    /// Whether ids can change; else only offsets, or the way back to text.
    changes_ids: bool,
    cause: &'static str,
    /// On how many inputs it shows; null where none were given, or that cannot be tried.
    shows: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Inputs {
    count: usize,
    differ: usize,
}

impl Tokenizer {
    fn of(files: &TokenizerFiles) -> Self {
        let fingerprint = fingerprint(&files.vocabulary);
        Self {
            path: files.path.display().to_string(),
            kind: files.kind.name(),
            model: files.model.get("type").and_then(Json::as_str).map(str::to_owned),
            tokens: files.vocabulary.len(),
            known_as: known(&fingerprint),
            fingerprint,
        }
    }

    fn words(&self) -> String {
        let model = self.model.as_deref().map_or(String::new(), |model| format!(", {model}"));
        let name = match self.known_as {
            Some(name) => name.to_owned(),
            None => format!("no known vocabulary (fingerprint {})", &self.fingerprint[..12]),
        };
        format!("{}{model}, {} tokens: {name}", self.kind, thousands(self.tokens))
    }
}

impl TokenizerReport {
    /// Gathers what was found.
    pub fn new(
        first: &TokenizerFiles,
        second: &TokenizerFiles,
        findings: &[Finding],
        observed: Option<&Observed>,
    ) -> Self {
        let (a, b) = rayon::join(|| Tokenizer::of(first), || Tokenizer::of(second));
        let mut notes: Vec<String> = not_compared(first, second).into_iter().collect();
        notes.extend(observed.into_iter().flat_map(|observed| observed.notes.clone()));
        Self {
            format: "preparity-tokenizer-diff/1",
            version: env!("CARGO_PKG_VERSION"),
            first: a,
            second: b,
            equal: findings.iter().all(|finding| finding.scope != Scope::Between),
            findings: findings.iter().map(FindingJson::of).collect(),
            inputs: observed.map(|observed| Inputs { count: observed.inputs, differ: observed.differ }),
            notes,
        }
    }

    /// The JSON Schema of this report, derived from the types that write it.
    pub fn schema() -> Json {
        let mut schema = schema_for!(Self).to_value();
        schema["title"] = "preparity-tokenizer-diff/1".into();
        schema
    }

    /// One JSON object.
    ///
    /// # Errors
    /// What the writer raises.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }

    /// For people, in 80 columns.
    ///
    /// # Errors
    /// What the writer raises.
    pub fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        for (name, side) in [("first", &self.first), ("second", &self.second)] {
            writeln!(out, "{name:7} {}", side.path)?;
            indented(out, &side.words(), 8)?;
        }
        for note in &self.notes {
            indented(out, &format!("note: {note}"), 8)?;
        }
        let titles = [
            ("first", "WITHIN THE FIRST"),
            ("second", "WITHIN THE SECOND"),
            ("both", "WITHIN EACH"),
            ("between", "BETWEEN THE TWO"),
        ];
        for (scope, title) in titles {
            let mut listed = self.findings.iter().filter(|finding| finding.scope == scope).peekable();
            if listed.peek().is_some() {
                writeln!(out, "\n{title}")?;
            }
            for finding in listed {
                finding.write_text(self.inputs.as_ref(), out)?;
            }
        }
        self.write_summary(out)
    }

    fn write_summary(&self, out: &mut dyn Write) -> io::Result<()> {
        let between: Vec<&FindingJson> = self.findings.iter().filter(|f| f.scope == "between").collect();
        let within = self.findings.len() - between.len();
        let silent = between.iter().filter(|finding| !finding.changes_ids).count();
        let mut parts = Vec::new();
        if between.is_empty() {
            parts.push("the two are equal".to_owned());
        } else {
            let silent = if silent > 0 { format!(" ({silent} without effect on ids)") } else { String::new() };
            parts.push(format!("{}{silent}", count(between.len(), "difference")));
        }
        if within > 0 {
            parts.push(format!("{} within", count(within, "contradiction")));
        }
        if let Some(inputs) = &self.inputs {
            let verb = if inputs.differ == 1 || inputs.count == 1 { "gets" } else { "get" };
            parts.push(format!("{} of {} {verb} other ids", thousands(inputs.differ), count(inputs.count, "input")));
        }
        if !self.findings.is_empty() {
            writeln!(out)?;
        }
        writeln!(out, "{}", parts.join(", "))?;
        let telling = |finding: &&FindingJson| finding.changes_ids && finding.shows != Some(0);
        let next = between.iter().copied().find(telling);
        let next = next.or_else(|| between.iter().copied().find(|finding| finding.changes_ids));
        match next.or_else(|| self.findings.iter().find(|finding| finding.changes_ids)) {
            Some(finding) => writeln!(out, "next: preparity describe {}", finding.cause),
            None => Ok(()),
        }
    }
}

impl FindingJson {
    fn of(finding: &Finding) -> Self {
        Self {
            id: finding.id,
            scope: finding.scope.name(),
            message: finding.message.clone(),
            details: finding.details.clone(),
            effect: finding.effect,
            changes_ids: finding.changes_ids,
            cause: finding.cause,
            shows: finding.shows,
        }
    }

    fn write_text(&self, inputs: Option<&Inputs>, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        if self.id.len() + self.message.chars().count() + 5 <= WIDTH {
            writeln!(out, "  {}   {}", self.id, self.message)?;
        } else {
            writeln!(out, "  {}", self.id)?;
            indented(out, &self.message, 4)?;
        }
        for detail in &self.details {
            indented(out, detail, 6)?;
        }
        labelled(out, "changes", self.effect)?;
        if let (Some(inputs), Some(shows)) = (inputs, self.shows) {
            let of = count(inputs.count, "input");
            let words =
                if shows == 0 { format!("on none of {of}") } else { format!("on {} of {of}", thousands(shows)) };
            labelled(out, "shows", &words)?;
        }
        labelled(out, "cause", self.cause)
    }
}

fn labelled(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    for (index, line) in wrap(text, WIDTH - 13).lines().enumerate() {
        writeln!(out, "    {:7}  {line}", if index == 0 { label } else { "" })?;
    }
    Ok(())
}

/// Breaks what is too long; what fits is left as it is, spaces in quoted tokens and all.
fn indented(out: &mut dyn Write, text: &str, indent: usize) -> io::Result<()> {
    if text.chars().count() + indent <= WIDTH {
        return writeln!(out, "{:indent$}{text}", "");
    }
    // JSON has no spaces to break at: its lists and maps may be broken behind a comma.
    let long = text.split(' ').any(|word| word.chars().count() > WIDTH - indent - 2);
    let text = if long { text.replace(",{", ", {").replace(",\"", ", \"") } else { text.to_owned() };
    for (index, line) in wrap(&text, WIDTH - indent - 2).lines().enumerate() {
        let deeper = if index == 0 { indent } else { indent + 2 };
        writeln!(out, "{:deeper$}{line}", "")?;
    }
    Ok(())
}
