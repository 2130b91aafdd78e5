//! `preparity diff-tokenizer`: two tokenizers without inputs.

use super::{Ended, Terminal, exit};
use crate::compare::tokenizer::{Finding, Folder, Scope, diff};
use crate::diagnostic::Diagnostic;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `diff-tokenizer`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The first: a model folder, a tokenizer.json or a vocab.txt
    first: PathBuf,
    /// The second
    second: PathBuf,
    /// The format on stdout
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Ended {
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| Folder::read(&arguments.first));
        let second = Folder::read(&arguments.second);
        let broken = || Diagnostic::error("tokenizer.unreadable", "reading the first tokenizer broke off");
        (first.join().unwrap_or_else(|_| Err(broken())), second)
    });
    let (first, second) = (first?, second?);
    let findings = diff(&first, &second);
    let differing = findings.iter().filter(|finding| finding.scope == Scope::Between).count();
    let mut out = terminal.out();
    if arguments.format == "json" {
        let listed: Vec<serde_json::Value> = findings.iter().map(as_json).collect();
        let report = json!({
            "format": "preparity-tokenizer-diff/1", "first": arguments.first, "second": arguments.second,
            "equal": differing == 0, "findings": listed,
        });
        writeln!(out, "{report:#}")?;
    } else {
        write_text(&mut out, arguments, &findings, differing)?;
    }
    out.flush()?;
    Ok(if findings.is_empty() { exit::PASSED } else { exit::FAILED })
}

fn as_json(finding: &Finding) -> serde_json::Value {
    json!({
        "id": finding.id, "scope": finding.scope.name(), "message": finding.message, "details": finding.details,
        "effect": finding.effect, "cause": finding.cause,
    })
}

fn write_text(
    out: &mut impl Write,
    arguments: &Arguments,
    findings: &[Finding],
    differing: usize,
) -> std::io::Result<()> {
    let (first, second) = (arguments.first.display(), arguments.second.display());
    for (scope, title) in [
        (Scope::First, format!("WITHIN  {first}")),
        (Scope::Second, format!("WITHIN  {second}")),
        (Scope::Between, format!("DIFFER  {first}\n        {second}")),
    ] {
        let mut listed = findings.iter().filter(|finding| finding.scope == scope).peekable();
        if listed.peek().is_some() {
            writeln!(out, "{title}")?;
        }
        for finding in listed {
            writeln!(out, "\n  {}   {}", finding.id, finding.message)?;
            for detail in &finding.details {
                writeln!(out, "      {detail}")?;
            }
            writeln!(out, "    changes: {}", finding.effect)?;
            writeln!(out, "    cause:   {}", finding.cause)?;
        }
    }
    let contradictions = findings.len() - differing;
    if !findings.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "{differing} differences, {contradictions} contradictions within")
}
