//! An input that tells tied causes apart, as a file that the user can keep.

use crate::check::Examination;
use crate::cli::Terminal;
use crate::definition::{Case, InputChunk, Inputs};
use crate::diagnose::{self, Reproduction};
use crate::diagnostic::Diagnostic;
use crate::golden::write_atomically;
use crate::report::Separating;
use crate::value::{Value, json};
use std::path::Path;

/// The input that tells the reported causes from those that are tied with them, written to a folder if one is given.
pub fn separate(
    case: &Case,
    found: &Examination,
    folder: Option<&Path>,
    terminal: &Terminal,
) -> Result<Option<Separating>, Diagnostic> {
    let Some(diagnosis) = &found.outcome.diagnosis else { return Ok(None) };
    let Some(first) = diagnosis.reproduction.as_ref().filter(|_| !diagnosis.ties.is_empty()) else {
        if folder.is_some() {
            terminal.say("nothing to tell apart: no other cause fits these inputs as well");
        }
        return Ok(None);
    };
    let Some(like) = Inputs::open(&case.inputs)?.flat_map(InputChunk::load).find_map(Result::ok) else {
        return Ok(None);
    };
    let candidates: Vec<&Reproduction> =
        std::iter::once(first).chain(diagnosis.ties.iter().map(|tie| &tie.reproduction)).collect();
    let Some(separation) = diagnose::separate(&candidates, &like.value) else {
        if folder.is_some() {
            terminal.say("none of the built-in hard inputs tells the tied causes apart");
        }
        return Ok(None);
    };
    let causes = diagnosis.causes.iter().map(|cause| cause.id).collect();
    let changes: Vec<&str> = diagnosis.causes.iter().map(|cause| cause.change.as_str()).collect();
    let ties = diagnosis.ties.iter().map(|tie| (tie.causes.clone(), tie.change.clone()));
    let compared = ties.zip(separation.told.iter().zip(separation.apart));
    // What no input tells from the first is another way to write it.
    let (ties, apart): (Vec<_>, Vec<_>) =
        compared.filter(|(_, (told, _))| **told).map(|(tie, (_, apart))| (tie, apart)).unzip();
    let candidates = std::iter::once((causes, changes.join("; "))).chain(ties).collect();
    let input = &separation.input;
    let file = match folder {
        Some(folder) => {
            let path = folder.join(format!("{}.{}", input.name, input.extension));
            write_atomically(&path, &content(&input.value))?;
            Some(path.display().to_string())
        }
        None => None,
    };
    let (name, summary) = (input.name.clone(), input.summary.clone());
    Ok(Some(Separating { name, summary, file, candidates, apart }))
}

fn content(value: &Value) -> Vec<u8> {
    match value {
        Value::Bytes(bytes) => bytes.to_vec(),
        Value::Text(text) => text.clone().into_bytes(),
        other => format!("{}\n", json::encode(other)).into_bytes(),
    }
}
