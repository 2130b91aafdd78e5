//! Engines of times against what the real libraries answered.

use preparity::steps::{self, Argument, Runtime, Settings};
use preparity::value::{Time, Value};
use std::path::PathBuf;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/time");

/// A step with parameters that are written as `name=value, name=value`.
fn settings(step: &str, parameters: &str) -> Settings {
    let mut settings = Settings::new(step, preparity::diagnostic::Span::default(), None, PathBuf::new());
    for pair in parameters.split(", ").filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').expect("name=value");
        let argument = match value {
            "true" => Argument::Boolean(true),
            "false" => Argument::Boolean(false),
            number if number.parse::<i64>().is_ok() => Argument::Integer(number.parse().expect("checked")),
            text => Argument::Text(text.to_owned()),
        };
        settings.set(name, argument);
    }
    settings
}

fn run(step: &str, parameters: &str, tzdata: Option<&str>, input: Value) -> Value {
    let runtime = Runtime { tzdata: tzdata.map(str::to_owned), ..Runtime::default() };
    let bound = steps::bind(&settings(step, parameters), &runtime).unwrap_or_else(|error| panic!("{error}"));
    let apply = |value: Value, operation: &Box<dyn preparity::engines::Operation>| {
        operation.apply(value).unwrap_or_else(|error| panic!("{error}"))
    };
    bound.operations.iter().fold(input, apply)
}

/// The parameters of the engines whose own reader takes no space between date and time, with the format of the recordings.
fn with_format(parameters: &str) -> String {
    let strict = ["engine=joda", "engine=java-legacy"].iter().any(|engine| parameters.starts_with(engine));
    if strict { format!("{parameters}, format=yyyy-MM-dd HH:mm:ss") } else { parameters.to_owned() }
}

/// An instant in the form of the recordings.
fn shown(value: &Value) -> String {
    match value {
        Value::Time(time @ Time::Instant(_)) => time.to_string(),
        Value::Rejected(_) => "ERR".to_owned(),
        other => other.describe(),
    }
}

/// Every recorded wall time at a transition through every rule, counted by engine.
#[test]
fn wall_times_at_transitions_are_those_of_the_real_engines() {
    let columns = [
        ("fold0", "engine=zoneinfo", Some("2025b")),
        ("fold1", "engine=zoneinfo, fold=1", Some("2025b")),
        ("go", "engine=go", None),
        ("pytz_false", "engine=pytz", None),
        ("pytz_true", "engine=pytz, is_dst=true", None),
        ("fold0", "engine=java-time", Some("2025b")),
        ("chrono_earliest", "engine=chrono, ambiguous=earliest", None),
        ("chrono_latest", "engine=chrono, ambiguous=latest", None),
        ("fold0", "engine=dateutil", Some("2025b")),
        ("fold1", "engine=dateutil, fold=1", Some("2025b")),
        ("fold0", "engine=spark", Some("2025b")),
        ("fold0", "engine=javascript", Some("2025b")),
        ("fold0", "engine=moment", Some("2025b")),
        ("fold0", "engine=temporal", Some("2025b")),
        ("fold0", "engine=jiff, disambiguation=compatible", None),
        ("pg", "engine=postgres", None),
        ("java_gregorian", "engine=java-legacy", Some("2025a")),
        ("duckdb", "engine=duckdb", Some("2026f")),
        ("datefnstz", "engine=date-fns-tz", Some("2025b")),
        ("chrono_earliest", "engine=polars, ambiguous=earliest", None),
        ("chrono_latest", "engine=pyarrow, ambiguous=latest", None),
    ];
    let folder = folder();
    let mut misses = Vec::new();
    for (column, parameters, tzdata) in columns {
        let mut reader = csv::Reader::from_path(format!("{folder}/transitions.csv")).expect("the recording");
        let header = reader.headers().expect("a header").clone();
        let at = header.iter().position(|name| name == column).expect("the column");
        let (mut equal, mut all) = (0, 0);
        for row in reader.records() {
            let row = row.expect("a row");
            let all_parameters = with_format(&format!("{parameters}, zone={}", &row[0]));
            let answer = shown(&run("parse_time", &all_parameters, tzdata, Value::Text(row[1].to_owned())));
            let recorded = recorded(&row[at], &row[1]);
            all += 1;
            equal += usize::from(answer == recorded);
            // The zone data of this DuckDB has other rules of Brazil before 1970.
            let older = column == "duckdb" && row[0].starts_with("America/") && &row[1] < "1970";
            if answer != recorded && !older {
                misses.push(format!("{parameters} {} {}: {answer}, recorded {recorded}", &row[0], &row[1]));
            }
        }
        println!("{parameters}: {equal} of {all}");
    }
    let first: Vec<&String> = misses.iter().take(20).collect();
    assert!(misses.is_empty(), "{} differ: {first:#?}", misses.len());
}

/// A folder with whole recordings, or the repository's samples of them.
fn folder() -> String {
    std::env::var("PREPARITY_TIME_DATA").unwrap_or(FOLDER.to_owned())
}

fn rows(path: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    reader.records().map(|row| row.expect("a row")).collect()
}

/// The answer to one wall time; a zone that the engine does not know is an error of it.
fn answer(parameters: &str, tzdata: &str, wall: &str) -> String {
    let runtime = Runtime { tzdata: (!tzdata.is_empty()).then(|| tzdata.to_owned()), ..Runtime::default() };
    let Ok(bound) = steps::bind(&settings("parse_time", parameters), &runtime) else {
        return "ERR".to_owned();
    };
    let value = bound.operations.iter().try_fold(Value::Text(wall.to_owned()), |value, step| step.apply(value));
    match value.unwrap_or_else(|error| panic!("{error}")) {
        Value::Null => "null".to_owned(),
        value => shown(&value),
    }
}

/// Answers that differ: `DuckDB` counts days by another rule where a zone changed its standard time, and hours from within
/// an hour that is repeated otherwise.
const KNOWN: &[(&str, &str)] =
    &[("duckdb", "2004-04-12T20:59:59Z"), ("duckdb", "2013-07-17T09:47:55Z"), ("duckdb", "2004-10-25T18:59:59Z")];

fn argument(json: &serde_json::Value) -> Argument {
    match json {
        serde_json::Value::Number(number) => Argument::Integer(number.as_i64().expect("a whole number")),
        other => Argument::Text(other.as_str().expect("text").to_owned()),
    }
}

/// Reads a time by an engine, and does one step with it as the same engine.
fn one_step(line: &serde_json::Value) -> Value {
    let text = |name: &str| line[name].as_str().expect("text").to_owned();
    let mut parse = settings("parse_time", &format!("engine={}, zone={}", text("engine"), text("zone")));
    let runtime = Runtime { zone: Some(text("zone")), ..Runtime::default() };
    let mut operations = steps::bind(&parse, &runtime).unwrap_or_else(|error| panic!("{error}")).operations;
    if let Some((name, parameters)) = line["step"].as_object().and_then(|step| step.iter().next()) {
        parse = settings(name, &format!("engine={}", text("engine")));
        for (parameter, value) in parameters.as_object().expect("parameters") {
            parse.set(parameter, argument(value));
        }
        operations.extend(steps::bind(&parse, &runtime).unwrap_or_else(|error| panic!("{error}")).operations);
    }
    let value = operations.iter().try_fold(Value::Text(text("in")), |value, step| step.apply(value));
    value.unwrap_or_else(|error| panic!("{error}"))
}

/// Times cut, moved and subtracted in Python, `DuckDB`, JavaScript, Java and Go.
#[test]
fn steps_on_times_answer_as_the_recorded_libraries() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded/time");
    let mut wrong = Vec::new();
    for file in ["python", "node", "java", "go"] {
        let text = std::fs::read_to_string(format!("{folder}/{file}.jsonl")).expect("a recording");
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            let answer = one_step(&line);
            let equal = match (&line["out"], &answer) {
                (serde_json::Value::String(time), answer) => shown(answer) == *time,
                (serde_json::Value::Null, answer) => *answer == Value::Null,
                (serde_json::Value::Object(_), answer) => matches!(answer, Value::Rejected(_)),
                (number, Value::Number(answer)) => number.as_f64() == Some(answer.as_f64()),
                _ => false,
            };
            let known = KNOWN.iter().any(|(engine, input)| line["engine"] == *engine && line["in"] == *input);
            if !equal && !known {
                wrong.push(format!("{line}: {answer:?}"));
            }
        }
    }
    let first: Vec<&String> = wrong.iter().take(10).collect();
    assert!(wrong.is_empty(), "{} differ: {first:#?}", wrong.len());
}

/// Hard wall times by many variants of the engines: every answer is the recorded one, or its difference is listed with
/// its reason. A whole recording lies in the folder that `PREPARITY_TIME_DATA` names; the list is for the whole one.
#[test]
fn hard_times_are_answered_as_the_real_engines_did() {
    let variants = rows(&format!("{FOLDER}/hard_engines.csv"));
    let known = rows(&format!("{FOLDER}/hard_known.csv"));
    let mut wrong = Vec::new();
    let mut counts = std::collections::BTreeMap::new();
    for row in rows(&format!("{}/hard_times.csv", folder())) {
        let Some(variant) = variants.iter().find(|variant| variant[0] == row[0]) else {
            continue;
        };
        let parameters = with_format(&format!("{}, zone={}", variant[1].replace("; ", ", "), &row[1]));
        let answer = answer(&parameters, &variant[2], &row[2]);
        let recorded = match &row[3] {
            error if error.starts_with("ERR") => "ERR",
            "NaT" => "null",
            time => time,
        };
        let listed = known.iter().any(|line| line[0] == row[0] && line[1] == row[1] && line[2] == row[2]);
        let count: &mut (usize, usize) = counts.entry(row[0].to_owned()).or_default();
        *count = (count.0 + usize::from(answer == recorded), count.1 + 1);
        if (answer == recorded) == listed {
            let what = if listed { "is listed as different" } else { "differs" };
            wrong.push(format!("{} {} {} {what}: {answer}, recorded {recorded}", &row[0], &row[1], &row[2]));
        }
    }
    for (variant, (equal, all)) in &counts {
        println!("{variant}: {equal} of {all}");
    }
    let first: Vec<&String> = wrong.iter().take(20).collect();
    assert!(wrong.is_empty(), "{} of the answers: {first:#?}", wrong.len());
}

/// Compact recordings hold the seconds from the wall time to the instant; `ERR` is an error.
fn recorded(cell: &str, wall: &str) -> String {
    let Ok(seconds) = cell.parse::<i64>() else {
        return cell.to_owned();
    };
    let wall = chrono::NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M:%S").expect("a wall time");
    (wall + chrono::TimeDelta::seconds(seconds)).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
