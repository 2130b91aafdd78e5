//! `preparity schema`: the JSON Schema of case files, for editors.

use super::{Ended, Terminal, exit};
use crate::compare::{Verdict, metric};
use crate::definition::schema::{Vocabulary, case_schema, definition_schema};
use crate::diagnose::cause;
use clap::ValueEnum;
use std::io::Write;

/// Arguments of `schema`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The kind of file
    #[arg(value_enum, default_value = "case")]
    what: What,
}

/// The kinds of files that have a schema.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
enum What {
    /// A case: inputs, two sides, tolerances
    Case,
    /// A definition file that cases share
    Definition,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Ended {
    let schema = match arguments.what {
        What::Case => case_schema(&vocabulary()),
        What::Definition => definition_schema(),
    };
    let mut out = terminal.out();
    writeln!(out, "{schema:#}")?;
    out.flush()?;
    Ok(exit::PASSED)
}

/// The names that definitions do not know.
fn vocabulary() -> Vocabulary<'static> {
    Vocabulary {
        metrics: metric::ALL.iter().map(|metric| (metric.meta().id, metric.meta().summary)).collect(),
        verdicts: Verdict::ALL.iter().map(|verdict| verdict.name()).collect(),
        causes: cause::all().map(|cause| (cause.meta.id, cause.meta.summary)).collect(),
    }
}
