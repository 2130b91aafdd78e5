//! `preparity diff-tokenizer`: two tokenizers by their files, and on inputs if there are some.

use super::{Ended, Stop, Terminal, exit};
use crate::compare::tokenizer::{Scope, TokenizerFiles, diff, observe};
use crate::definition::{InputChunk, InputSource, Inputs};
use crate::diagnostic::Diagnostic;
use crate::report::TokenizerReport;
use crate::value::Value;
use clap::ValueEnum;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `diff-tokenizer`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The first: a model folder, a tokenizer.json, vocab.json, vocab.txt, .model or .tiktoken
    first: PathBuf,
    /// The second
    second: PathBuf,
    /// Texts on which to try each finding (repeatable): `text:...`, `lines:FILE`, `table:FILE`, a file, a glob
    #[arg(long = "input", short, value_name = "INPUT")]
    inputs: Vec<String>,
    /// What contradictions within one folder mean, where the two are equal
    #[arg(long, value_enum, value_name = "WHAT", default_value = "reject")]
    within: Within,
    /// The format on stdout
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

/// What contradictions within one folder mean.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// The exit code is 1
    Reject,
    /// They are told, and the exit code is 0
    Warn,
    /// They are left out
    Ignore,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Ended {
    let read = rayon::join(|| TokenizerFiles::read(&arguments.first), || TokenizerFiles::read(&arguments.second));
    let (first, second) = match read {
        (Ok(first), Ok(second)) => (first, second),
        (first, second) => {
            return Err(Stop::Diagnostics([first.err(), second.err()].into_iter().flatten().collect()));
        }
    };
    let mut findings = diff(&first, &second);
    if arguments.within == Within::Ignore {
        findings.retain(|finding| finding.scope == Scope::Between);
    }
    let observed = if arguments.inputs.is_empty() {
        None
    } else {
        Some(observe(&first, &second, &mut findings, &texts(&arguments.inputs)?)?)
    };
    let report = TokenizerReport::new(&first, &second, &findings, observed.as_ref());
    let mut out = terminal.out();
    if arguments.format == "json" {
        report.write_json(&mut out)?;
    } else {
        report.write_text(&mut out)?;
    }
    out.flush()?;
    let counts = |scope: Scope| arguments.within == Within::Reject || scope == Scope::Between;
    let failed = findings.iter().any(|finding| counts(finding.scope)) || observed.is_some_and(|o| o.differ > 0);
    Ok(if failed { exit::FAILED } else { exit::PASSED })
}

/// The texts that inputs hold: texts, text fields of records, and files as UTF-8.
fn texts(arguments: &[String]) -> Result<Vec<String>, Stop> {
    let sources: Vec<InputSource> =
        arguments.iter().map(|argument| InputSource::from_argument(argument)).collect::<Result<_, _>>()?;
    let mut texts = Vec::new();
    for input in Inputs::open(&sources)?.flat_map(InputChunk::load) {
        let input = input.map_err(|error| *error.error)?;
        match &*input.value {
            Value::Text(text) => texts.push(text.clone()),
            Value::Bytes(bytes) => texts.push(String::from_utf8_lossy(bytes).into_owned()),
            Value::Record(row) => texts.extend(row.iter().filter_map(|(_, value)| match value {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            })),
            other => {
                let message = format!("diff-tokenizer takes texts, found {} ({})", other.describe(), input.id);
                return Err(Diagnostic::error("tokenizer.input", message).into());
            }
        }
    }
    Ok(texts)
}
