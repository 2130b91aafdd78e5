//! `preparity list`: the registries, a line each.

use super::{Ended, Terminal, exit};
use crate::diagnose::cause;
use crate::meta::Meta;
use crate::{compare, engines, report, steps, value};
use clap::ValueEnum;
use std::io::Write;

/// Arguments of `list`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to list
    #[arg(value_enum)]
    what: Kind,
}

/// What can be listed and described.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What a definition is made of
    Steps,
    /// The libraries whose semantics are built in
    Engines,
    /// The known reasons for which two sides differ
    Causes,
    /// What differences are measured in, and tolerances given in
    Metrics,
    /// Reports, and files that values are read from and written to
    Formats,
}

impl Kind {
    /// The entries of a registry, each with an optional heading that it stands under.
    pub(crate) fn entries(self) -> Vec<(&'static str, &'static Meta)> {
        match self {
            Self::Steps => [
                ("images and arrays", steps::image::ALL),
                ("text", steps::text::ALL),
                ("times", steps::time::ALL),
                ("tables", steps::table::ALL),
            ]
            .into_iter()
            .flat_map(|(heading, steps)| steps.iter().map(move |step| (heading, step.meta())))
            .collect(),
            Self::Engines => engines::ALL.iter().map(|engine| ("", engine.meta())).collect(),
            Self::Causes => cause::all().map(|cause| (family(cause.meta.id), &cause.meta)).collect(),
            Self::Metrics => compare::metric::ALL.iter().map(|metric| ("", metric.meta())).collect(),
            Self::Formats => {
                let reports = report::ALL.iter().map(|report| ("reports", report.meta()));
                reports.chain(value::format::ALL.iter().map(|format| ("values", format.meta()))).collect()
            }
        }
    }
}

/// The heading that a cause stands under.
fn family(id: &str) -> &'static str {
    match id.split('.').next() {
        Some("image") => "images",
        Some("tok") => "text and tokens",
        Some("time") => "times",
        _ => "tables",
    }
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Ended {
    let entries = arguments.what.entries();
    let width = entries.iter().map(|(_, meta)| meta.id.len()).max().unwrap_or(0);
    let mut out = terminal.out();
    let palette = terminal.palette();
    let mut current = "";
    for (heading, meta) in entries {
        if heading != current {
            writeln!(out, "{}{}{:#}", palette.strong, heading, palette.strong)?;
            current = heading;
        }
        let indent = if heading.is_empty() { "" } else { "  " };
        writeln!(out, "{indent}{:width$}  {}", meta.id, meta.summary)?;
        if arguments.what == Kind::Engines
            && let Some(evidence) = engines::evidence::summary(meta.id)
        {
            writeln!(out, "{:width$}  {}{evidence}{:#}", "", palette.dim, palette.dim)?;
        }
    }
    out.flush()?;
    Ok(exit::PASSED)
}
