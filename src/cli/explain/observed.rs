//! A case made of what a bug report has: an input, the output that a service logged, the training definition.

use crate::cli::against;
use crate::cli::run::InputArguments;
use crate::definition::{Answer, Case, Expectation, InputChunk, Inputs, SideDefinition, load_side};
use crate::diagnostic::Diagnostic;
use crate::value::{Record, Value, format};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// The case, with a folder that must live as long as it.
pub fn case(
    observed: &Path,
    definition: &Path,
    inputs: &InputArguments,
) -> Result<(Case, Option<TempDir>), Diagnostic> {
    let train = load_side(definition)?;
    if train.steps().is_none() {
        let message =
            format!("{} has no steps that could be changed to reproduce what was observed", definition.display());
        return Err(Diagnostic::error("cli.observed", message));
    }
    let inputs = inputs.sources()?;
    if inputs.is_empty() {
        let error = Diagnostic::error("cli.observed", "--observed needs the input that the output was logged for");
        return Err(error.hint("--input photo.jpg, --input \"text:hello\", --input '{\"fare\": 12.5}'"));
    }
    let ids: Vec<String> =
        Inputs::open(&inputs)?.flat_map(InputChunk::load).filter_map(|input| Some(input.ok()?.id)).take(2).collect();
    let (path, folder) = readable(observed, &ids)?;
    let serve = SideDefinition {
        answer: Answer::Recorded(path.to_string_lossy().into_owned()),
        base: PathBuf::new(),
        included: Vec::new(),
        ..train.clone()
    };
    let case = Case {
        id: against(observed, definition),
        file: definition.to_owned(),
        source: Arc::clone(&train.source),
        description: None,
        tags: Vec::new(),
        source_url: None,
        inputs,
        train,
        serve: Some(serve),
        tolerances: Vec::new(),
        expect: Expectation::default(),
        accept: Vec::new(),
    };
    Ok((case, folder))
}

/// A path that answers for the inputs. A file that names its one value otherwise is copied under the input's id.
fn readable(observed: &Path, ids: &[String]) -> Result<(PathBuf, Option<TempDir>), Diagnostic> {
    let fail = |error: &dyn std::fmt::Display| {
        Diagnostic::error("cli.observed", format!("cannot read {}: {error}", observed.display()))
    };
    let named = matches!(format::of_path(observed).map(|format| format.meta().id), Some("safetensors" | "jsonl"));
    let [id] = ids else { return Ok((observed.to_owned(), None)) };
    if !named {
        return Ok((observed.to_owned(), None));
    }
    let content = std::fs::read(observed).map_err(|error| fail(&error))?;
    let values = format::of_path(observed).map_or(Ok(None), |format| format.read_named(&content))?.unwrap_or_default();
    let [(name, value)] = &values[..] else { return Ok((observed.to_owned(), None)) };
    if name == id {
        return Ok((observed.to_owned(), None));
    }
    let folder = tempfile::tempdir().map_err(|error| fail(&error))?;
    let path = folder.path().join(observed.file_name().unwrap_or_default());
    let format = format::of_path(observed).ok_or_else(|| fail(&"a format that is not known"))?;
    let renamed = Value::Record([(id.clone(), value.clone())].into_iter().collect::<Record>());
    std::fs::write(&path, format.write(&renamed)?).map_err(|error| fail(&error))?;
    Ok((path, Some(folder)))
}
