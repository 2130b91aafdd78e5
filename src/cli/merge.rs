//! `preparity merge`: the JSON reports of several shards as one report, in every format.

use super::gate::{self, FailOn};
use super::{Ended, Global, Terminal, check, report_files};
use crate::diagnostic::Diagnostic;
use crate::report::{self, ReportStyle};
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `merge`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// JSON reports, as `check --report json=FILE` writes them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The format on stdout
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: String,
    /// Write another report beside it (repeatable)
    #[arg(long, value_name = "FORMAT=FILE")]
    report: Vec<String>,
    /// What makes the exit code 1
    #[arg(long, value_name = "WHAT", default_value = "any")]
    fail_on: FailOn,
}

pub(crate) fn run(arguments: &Arguments, global: &Global, terminal: &Terminal) -> Ended {
    let format = check::find_report(&arguments.format)?;
    let files = report_files::open(&arguments.report, &global.golden)?;
    let mut reports = Vec::new();
    for path in &arguments.files {
        let content = std::fs::read(path).map_err(|error| Diagnostic::file("cli.merge", path, &error))?;
        let json = serde_json::from_slice(&content)
            .map_err(|error| Diagnostic::error("cli.merge", format!("{} is no JSON: {error}", path.display())))?;
        reports.push((path.display().to_string(), json));
    }
    let merged = report::merge(&reports)?;
    let outcome = report::read(&merged)?;
    let style = ReportStyle { palette: terminal.palette(), verbose: terminal.verbose, quiet: !terminal.talk };
    let mut out = terminal.out();
    if format.meta().id == "json" {
        writeln!(out, "{merged:#}")?;
    } else {
        format.write(&outcome, &style, &mut out)?;
    }
    out.flush()?;
    for file in files {
        file.write_merged(&outcome, &merged)?;
    }
    if let Some(words) = gate::spared(&outcome, arguments.fail_on) {
        terminal.say(&words);
    }
    Ok(gate::code(&outcome, arguments.fail_on, false))
}
