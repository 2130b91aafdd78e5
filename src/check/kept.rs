//! A side's output for one input with all that a golden store keeps of it.

use crate::definition::SideDefinition;
use crate::diagnostic::Diagnostic;
use crate::golden::{Blessed, Kept, now};
use crate::side::{Input, Side, input_file_name};
use crate::value::Value;
use std::sync::Arc;

/// Who made values, and with what: `side` is `train` or `serve`.
pub fn blessed(side: &str, definition: &SideDefinition) -> Blessed {
    Blessed {
        side: side.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        definition: definition.digest(),
        date: now(),
        recorded: None,
    }
}

/// The side's output for one input, with a digest of every step's value.
///
/// # Errors
/// A side that could not run.
pub fn kept(side: &Side, input: &Input, blessed: &Blessed) -> Result<Kept, Diagnostic> {
    let (value, steps) = match side.pipeline() {
        Some(pipeline) => {
            let trace = pipeline.trace(0, Arc::clone(&input.value));
            if let Some(failure) = trace.failure {
                return Err(failure.into_diagnostic().note(format!("on input {}", input.id)));
            }
            let digests = trace.values.iter().map(|value| value.digest()).collect();
            (trace.values.last().map_or_else(|| Arc::clone(&input.value), Arc::clone), digests)
        }
        None => (side.answer(input)?, Vec::new()),
    };
    Ok(Kept {
        input: input.id.clone(),
        file_name: input_file_name(&input.id),
        source: shared_source(input),
        value: Value::clone(&value),
        sha256: input.sha256(),
        steps,
        blessed: blessed.clone(),
    })
}

/// The table or text file that an input is a row or line of.
fn shared_source(input: &Input) -> Option<String> {
    let (source, number) = input.id.rsplit_once(':')?;
    let is_row = input.path.is_none() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_row.then(|| source.to_owned())
}
