//! Texts through `parse_time` against what the real libraries answered.
//!
//! A line of the recording is one text: the parameters of the step, the host's zone if it matters, the text, and the
//! answer as ISO 8601 (`Z` for an instant), `null`, or `ERR` where the library refuses. A line with a `reason` is a known
//! difference: there the answer must differ, so that a reason that no longer holds is noticed.
//!
//! `PREPARITY_TIME_TEXTS` names another file of the same form; then the table is printed and nothing is asserted.

use preparity::engines::Operation;
use preparity::steps::{self, Argument, Runtime, Settings};
use preparity::value::{Time, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::PathBuf;

const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/time/texts.jsonl");

fn argument(value: &Json) -> Argument {
    match value {
        Json::Bool(value) => Argument::Boolean(*value),
        Json::Number(number) => Argument::Integer(number.as_i64().expect("a whole number")),
        other => Argument::Text(other.as_str().expect("a text").to_owned()),
    }
}

type Step = Result<Vec<Box<dyn Operation>>, String>;

fn bind(parameters: &Json, host: Option<&str>) -> Step {
    let mut settings = Settings::new("parse_time", preparity::diagnostic::Span::default(), None, PathBuf::new());
    for (name, value) in parameters.as_object().expect("parameters") {
        settings.set(name, argument(value));
    }
    let runtime = Runtime { zone: host.map(str::to_owned), ..Runtime::default() };
    steps::bind(&settings, &runtime).map(|bound| bound.operations).map_err(|error| error.to_string())
}

fn answer(step: &Step, text: &str) -> String {
    let operations = match step {
        Ok(operations) => operations,
        Err(message) => return format!("CASE ERROR {message}"),
    };
    let mut value = Value::Text(text.to_owned());
    for operation in operations {
        value = match operation.apply(value) {
            Ok(value) => value,
            Err(error) => return format!("CASE ERROR {error}"),
        };
    }
    match &value {
        Value::Time(time @ (Time::Instant(_) | Time::Local(_))) => time.to_string(),
        Value::Rejected(_) => "ERR".to_owned(),
        Value::Null => "null".to_owned(),
        other => other.describe(),
    }
}

/// Without zeros at the end of a fraction.
fn plain(answer: &str) -> String {
    let (body, end) = answer.strip_suffix('Z').map_or((answer, ""), |body| (body, "Z"));
    let body = if body.contains('.') { body.trim_end_matches('0').trim_end_matches('.') } else { body };
    format!("{body}{end}")
}

#[test]
fn texts_are_read_as_the_real_libraries_read_them() {
    let other = std::env::var("PREPARITY_TIME_TEXTS").ok();
    let path = other.clone().unwrap_or(RECORDED.to_owned());
    let recording = std::fs::read_to_string(&path).expect("the recording");
    let mut bound: BTreeMap<String, Step> = BTreeMap::new();
    let mut table: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let mut misses = Vec::new();
    for line in recording.lines() {
        let row: Json = serde_json::from_str(line).expect("a line of JSON");
        let host = row["host"].as_str();
        let label = format!("{} {}", row["parameters"], host.unwrap_or(""));
        let step = bound.entry(label.clone()).or_insert_with(|| bind(&row["parameters"], host));
        let text = row["text"].as_str().expect("a text");
        let (ours, theirs) = (plain(&answer(step, text)), plain(row["answer"].as_str().expect("an answer")));
        let counts = table.entry(label.clone()).or_default();
        counts.0 += 1;
        counts.1 += usize::from(ours == theirs);
        counts.2 += usize::from(ours != theirs && row["reason"].is_string());
        if (ours == theirs) == row["reason"].is_string() {
            misses.push(format!("{label} {text:?}: {ours}, recorded {theirs}"));
        }
    }
    for (label, (all, equal, reasons)) in &table {
        println!("{label}: {equal} of {all}, {reasons} with a reason");
    }
    if other.is_some() {
        for miss in &misses {
            println!("MISS {miss}");
        }
        return;
    }
    assert!(misses.is_empty(), "{} differ: {misses:#?}", misses.len());
}
