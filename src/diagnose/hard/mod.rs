//! Built-in hard inputs: small ones on which libraries part. Pictures are made here and encoded as files, so that whole
//! definitions run on them, decoders included.

mod pictures;
mod scalars;

use crate::value::{Record, Value};

/// One hard input.
#[derive(Debug, Clone)]
pub struct Hard {
    /// A short name, fit for a file name.
    pub name: String,
    /// What it is, in a line.
    pub summary: String,
    /// The extension of a file that holds it.
    pub extension: &'static str,
    /// The input, as it enters the first step.
    pub value: Value,
}

/// The hard inputs of the kind of an input: pictures for a file, texts, times and numbers for text, and records with one
/// field after the other replaced. `zone` is the zone whose changes of the clock are looked for.
pub fn inputs(like: &Value, zone: &str) -> Vec<Hard> {
    match like {
        Value::Bytes(_) => pictures::all(),
        Value::Text(text) => texts(text, zone),
        Value::Record(record) => records(record, zone),
        _ => Vec::new(),
    }
}

fn texts(like: &str, zone: &str) -> Vec<Hard> {
    let made = scalars::like(like, zone).into_iter();
    made.map(|(name, summary, text)| Hard { name, summary, extension: "txt", value: Value::Text(text) }).collect()
}

fn records(like: &Record, zone: &str) -> Vec<Hard> {
    let mut all = Vec::new();
    for (field, value) in like.iter() {
        let Value::Text(text) = value else { continue };
        for (name, summary, text) in scalars::like(text, zone) {
            let mut record = like.clone();
            record.set(field, Value::Text(text));
            let (name, summary) = (format!("{field}-{name}"), format!("{field}: {summary}"));
            all.push(Hard { name, summary, extension: "json", value: Value::Record(record) });
        }
    }
    all
}
