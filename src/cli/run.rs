//! `preparity run`: one definition on inputs, its output as JSON or as files.

use super::{Ended, Global, Stop, Terminal, exit};
use crate::check::brief;
use crate::definition::{self, InputChunk, InputSource, Inputs};
use crate::diagnostic::Diagnostic;
use crate::side::{Input, Side, input_file_name};
use crate::value::{Value, format, json};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments of `run`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The definition file: `steps`, or another kind of side
    definition: PathBuf,
    #[command(flatten)]
    inputs: InputArguments,
    /// Write every output to a file in this folder instead of printing it
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write the value after every step to files in this folder
    #[arg(long, value_name = "DIR")]
    trace: Option<PathBuf>,
}

/// Inputs that are named on the command line.
#[derive(clap::Args)]
pub(crate) struct InputArguments {
    /// An input (repeatable): a file, a glob, `text:...`, `lines:FILE`, `table:FILE`, `tensor:FILE` or a record as JSON
    #[arg(long = "input", short, value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<String>,
}

impl InputArguments {
    /// What was named, as a case file would name it.
    pub(crate) fn sources(&self) -> Result<Vec<InputSource>, Diagnostic> {
        self.inputs.iter().map(|argument| InputSource::from_argument(argument)).collect()
    }
}

pub(crate) fn run(arguments: &Arguments, global: &Global, terminal: &Terminal) -> Ended {
    let mut written = definition::load_side(&arguments.definition)?;
    written.runtime.max_pixels = Some(global.max_pixels);
    let side = written.open()?;
    let inputs = Inputs::open(&arguments.inputs.sources()?)?;
    let single = inputs.count_known() == Some(1);
    let mut out = terminal.out();
    for input in inputs.flat_map(InputChunk::load) {
        let input = &input.map_err(|error| *error.error)?;
        if let Some(folder) = &arguments.trace {
            write_trace(&side, input, folder, terminal)?;
        }
        let value = side.answer(input).map_err(|error| error.note(format!("on input {}", input.id)))?;
        if let Some(folder) = &arguments.output {
            let path = write_value(folder, &input_file_name(&input.id), &value)?;
            terminal.say(&format!("{}  {}", path.display(), value.describe()));
        } else if single {
            writeln!(out, "{}", pretty(&json::encode(&value)))?;
        } else {
            writeln!(out, "{}", json!({"id": input.id, "value": json::encode(&value)}))?;
        }
    }
    out.flush()?;
    Ok(exit::PASSED)
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}

/// Writes the value after every step: `<input>/1-decode.png`.
fn write_trace(side: &Side, input: &Input, folder: &Path, terminal: &Terminal) -> Result<(), Stop> {
    let Some(pipeline) = side.pipeline() else {
        return Err(Diagnostic::error("cli.trace", "--trace needs a definition with steps").into());
    };
    let trace = pipeline.trace(0, Arc::clone(&input.value));
    let folder = folder.join(input_file_name(&input.id));
    for (index, (step, value)) in pipeline.steps.iter().zip(&trace.values).enumerate() {
        let path = write_value(&folder, &format!("{}-{}", index + 1, step.settings.step()), value)?;
        terminal.say(&format!("{}  {}", path.display(), brief(value)));
    }
    match trace.failure {
        Some(failure) => Err(failure.into_diagnostic().into()),
        None => Ok(()),
    }
}

/// Writes a value in the format that suits it, as a whole or not at all.
pub(crate) fn write_value(folder: &Path, name: &str, value: &Value) -> Result<PathBuf, Diagnostic> {
    let failed = |path: &Path, error: &dyn std::fmt::Display| {
        Diagnostic::error("cli.output", format!("cannot write {}: {error}", path.display()))
    };
    let format = format::suited(value);
    let path = folder.join(format!("{name}.{}", format.extensions()[0]));
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    crate::golden::write_atomically(&path, &format.write(value)?)?;
    Ok(path)
}
