//! Table steps against what the real libraries answered: every line of the recordings is one step on one value.

use preparity::diagnostic::Span;
use preparity::steps::{self, Argument, Runtime, Settings};
use preparity::value::{Number, Value, json};
use serde_json::Value as Json;
use std::path::PathBuf;

fn argument(json: &Json) -> Argument {
    match json {
        Json::Null => Argument::Null,
        Json::Bool(value) => Argument::Boolean(*value),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Argument::Float(number.as_f64().expect("a number")), Argument::Integer)
        }
        Json::String(text) => Argument::Text(text.clone()),
        Json::Array(items) => Argument::List(items.iter().map(argument).collect()),
        Json::Object(fields) => {
            Argument::Map(fields.iter().map(|(name, value)| (name.clone(), argument(value))).collect())
        }
    }
}

fn run(line: &Json, folder: &str) -> Result<Value, String> {
    let step = line["step"].as_str().expect("a step");
    let mut settings = Settings::new(step, Span::default(), None, PathBuf::from(folder));
    for (name, value) in line["settings"].as_object().expect("settings") {
        settings.set(name, argument(value));
    }
    let mut value = json::decode(&line["in"]);
    if let (true, Value::Number(number)) = (line["single"] == true, &value) {
        value = Value::Number(Number::Float32(number.as_f64() as f32));
    }
    let bound = steps::bind(&settings, &Runtime::default()).map_err(|error| error.to_string())?;
    let apply = |value, operation: &Box<dyn preparity::engines::Operation>| operation.apply(value);
    bound.operations.iter().try_fold(value, apply).map_err(|error| error.to_string())
}

/// How many representable numbers lie between two.
fn ulps(a: f64, b: f64, single: bool) -> u64 {
    let order = |x: f64| {
        let bits = x.to_bits() as i64;
        if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
    };
    let order32 = |x: f64| {
        let bits = (x as f32).to_bits() as i32;
        i64::from(if bits < 0 { i32::MIN.wrapping_sub(bits) } else { bits })
    };
    if single { order32(a).abs_diff(order32(b)) } else { order(a).abs_diff(order(b)) }
}

/// Equal, or as near as the recording allows (`ulps`): where the real library's sums depend on the machine.
fn same(found: &Value, wanted: &Value, allowed: u64, single: bool) -> bool {
    match (found, wanted) {
        (Value::Rejected(_), Value::Rejected(_)) => found == wanted || wanted.describe() == found.describe(),
        (Value::Number(a), Value::Number(b)) => a == b || ulps(a.as_f64(), b.as_f64(), single) <= allowed,
        (Value::Record(a), Value::Record(b)) => {
            a.names().eq(b.names()) && a.iter().zip(b.iter()).all(|((_, a), (_, b))| same(a, b, allowed, single))
        }
        (a, b) => a == b,
    }
}

fn compare(engine: &str) {
    let folder = std::env::var("PREPARITY_TABLE_DATA")
        .unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded/table").to_owned());
    let text = std::fs::read_to_string(format!("{folder}/{engine}.jsonl")).expect("the recording");
    let (mut equal, mut total, mut misses) = (0, 0, Vec::new());
    for line in text.lines() {
        let line: Json = serde_json::from_str(line).expect("a line of JSON");
        let wanted = json::decode(&line["out"]);
        let found = run(&line, &folder);
        total += 1;
        let allowed = line["ulps"].as_u64().unwrap_or(0);
        match &found {
            Ok(found) if same(found, &wanted, allowed, line["single"] == true) => equal += 1,
            Ok(found) => misses.push(format!("{line}\n    found {}", json::encode(found))),
            Err(error) => misses.push(format!("{line}\n    {error}")),
        }
    }
    let listed = misses.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(misses.is_empty(), "{engine}: {equal} of {total}\n{listed}");
    assert!(total > 100, "{engine}: only {total} lines");
}

#[test]
fn sklearn_answers_as_recorded() {
    compare("sklearn");
}

#[test]
fn pandas_answers_as_recorded() {
    compare("pandas");
}

#[test]
fn numpy_answers_as_recorded() {
    compare("numpy");
}

#[test]
fn polars_answers_as_recorded() {
    compare("polars");
}

#[test]
fn duckdb_answers_as_recorded() {
    compare("duckdb");
}

#[test]
fn spark_answers_as_recorded() {
    compare("spark");
}
