//! `preparity explain`: everything about one case, or about an output that a service logged.

mod observed;
mod save;
mod separate;

use super::run::{InputArguments, write_value};
use super::{Ended, Global, Stop, Terminal, exit};
use crate::check::{Examination, Options, Suite, examine};
use crate::compare::Verdict;
use crate::definition::Case;
use crate::diagnostic::Diagnostic;
use crate::report::{self, ReportStyle};
use crate::side::input_file_name;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Arguments of `explain`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A case id or case file; with --observed the training side's definition file
    #[arg(value_name = "CASE|DEFINITION")]
    target: String,
    /// An input id of the case; with --observed the input (repeatable): a file, `text:...`, a record as JSON, and so on
    #[arg(long, short, value_name = "INPUT")]
    input: Vec<String>,
    /// What a service logged for the input: .npy, .safetensors, .json, .txt, .png
    #[arg(long, value_name = "FILE")]
    observed: Option<PathBuf>,
    /// Write a case of this name, with its input, recorded output and golden (with --observed)
    #[arg(long, value_name = "NAME", requires = "observed")]
    save_case: Option<String>,
    /// Write the value after every step of both sides to files in this folder
    #[arg(long, value_name = "DIR")]
    trace: Option<PathBuf>,
    /// Write an input that tells tied causes apart to a file in this folder
    #[arg(long, value_name = "DIR")]
    separate: Option<PathBuf>,
    /// Seconds to spend on the search for causes
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    budget: f64,
    /// The format on stdout
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

const EXAMPLES: &str = "\
Examples:
  preparity explain vision/classifier
  preparity explain vision/classifier --input images/china.jpg --trace values
  preparity explain --observed logged.npy training.yaml --input photo.jpg --save-case incidents/photo";

pub(crate) fn run(arguments: &Arguments, global: &Global, terminal: &Terminal) -> Ended {
    if !(arguments.budget.is_finite() && arguments.budget >= 0.0) {
        return Err(Diagnostic::error("cli.budget", "--budget takes a number of seconds from 0").into());
    }
    let options = Options {
        orphans: false,
        budget: Duration::from_secs_f64(arguments.budget),
        ..Options::new(global.golden.clone(), global.max_pixels)
    };
    super::terminal::end_on_interrupt();
    let (case, wanted, folder) = case(arguments, global)?;
    let found = examine(&case, &options, wanted.as_deref())?;
    if let Some(folder) = &arguments.trace {
        trace(&found, folder, terminal)?;
    }
    let separating = separate::separate(&case, &found, arguments.separate.as_deref(), terminal)?;
    let style = ReportStyle { palette: terminal.palette(), verbose: terminal.verbose, quiet: !terminal.talk };
    let mut out = terminal.out();
    match arguments.format.as_str() {
        "json" => report::explain_json(&found, separating.as_ref(), &mut out)?,
        _ => report::explain_text(&found, separating.as_ref(), &style, &mut out)?,
    }
    out.flush()?;
    if let Some(name) = &arguments.save_case {
        save::save(name, &case, &found, global, terminal)?;
    }
    drop(folder);
    Ok(match found.outcome.verdict {
        Verdict::CouldNotRun => exit::COULD_NOT_RUN,
        _ => exit::PASSED,
    })
}

/// The case that is explained, the id of the wanted input, and a folder that must live as long as the case.
fn case(arguments: &Arguments, global: &Global) -> Result<(Case, Option<String>, Option<tempfile::TempDir>), Stop> {
    if let Some(file) = &arguments.observed {
        let inputs = InputArguments { inputs: arguments.input.clone() };
        let (case, folder) = observed::case(file, Path::new(&arguments.target), &inputs)?;
        return Ok((case, None, folder));
    }
    if arguments.input.len() > 1 {
        return Err(Diagnostic::error(
            "cli.input",
            "explain looks at one input of a case, or at the first that differ",
        )
        .into());
    }
    let suite = Suite::find(&global.cases, std::slice::from_ref(&arguments.target), &[])?;
    let errors = suite.errors();
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let mut cases: Vec<&Case> = suite.cases().collect();
    match cases.pop() {
        Some(case) if cases.is_empty() => Ok((case.clone(), arguments.input.first().cloned(), None)),
        _ => {
            let message = format!("{} names several cases; explain takes one", arguments.target);
            Err(Diagnostic::error("cli.one_case", message).hint("preparity check lists those that fail").into())
        }
    }
}

/// Writes the value after every step: `<input>/train/1-decode.png`.
fn trace(found: &Examination, folder: &Path, terminal: &Terminal) -> Result<(), Stop> {
    for input in &found.inputs {
        for (side, step, name, value) in &input.traces {
            let folder = folder.join(input_file_name(&input.id)).join(side.name());
            let path = write_value(&folder, &format!("{step}-{name}"), value)?;
            terminal.say(&format!("{}  {}", path.display(), value.describe()));
        }
    }
    Ok(())
}
