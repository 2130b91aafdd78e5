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
        ("fold0", "engine=zoneinfo", None),
        ("fold1", "engine=zoneinfo, fold=1", None),
        ("go", "engine=go", None),
        ("pytz_false", "engine=pytz", None),
        ("pytz_true", "engine=pytz, is_dst=true", None),
        ("fold0", "engine=java-time", None),
        ("chrono_earliest", "engine=chrono, ambiguous=earliest", None),
        ("chrono_latest", "engine=chrono, ambiguous=latest", None),
        ("fold0", "engine=dateutil", Some("2025b")),
        ("fold1", "engine=dateutil, fold=1", Some("2025b")),
        ("fold0", "engine=spark", None),
        ("fold0", "engine=javascript", Some("2025b")),
        ("fold0", "engine=moment", Some("2025b")),
        ("fold0", "engine=temporal", Some("2025b")),
        ("fold0", "engine=jiff, disambiguation=compatible", None),
        ("pg", "engine=postgres", None),
        ("datefnstz", "engine=date-fns-tz", Some("2025b")),
        ("chrono_earliest", "engine=polars, ambiguous=earliest", None),
        ("chrono_latest", "engine=pyarrow, ambiguous=latest", None),
    ];
    let folder = std::env::var("PREPARITY_TIME_DATA").unwrap_or(FOLDER.to_owned());
    let mut misses = Vec::new();
    for (column, parameters, tzdata) in columns {
        let mut reader = csv::Reader::from_path(format!("{folder}/transitions.csv")).expect("the recording");
        let header = reader.headers().expect("a header").clone();
        let at = header.iter().position(|name| name == column).expect("the column");
        let (mut equal, mut all) = (0, 0);
        for row in reader.records() {
            let row = row.expect("a row");
            let all_parameters = format!("{parameters}, zone={}", &row[0]);
            let answer = shown(&run("parse_time", &all_parameters, tzdata, Value::Text(row[1].to_owned())));
            let recorded = recorded(&row[at], &row[1]);
            all += 1;
            equal += usize::from(answer == recorded);
            if answer != recorded {
                misses.push(format!("{parameters} {} {}: {answer}, recorded {recorded}", &row[0], &row[1]));
            }
        }
        println!("{parameters}: {equal} of {all}");
    }
    let first: Vec<&String> = misses.iter().take(20).collect();
    assert!(misses.is_empty(), "{} differ: {first:#?}", misses.len());
}

/// Compact recordings hold the seconds from the wall time to the instant; `ERR` is an error.
fn recorded(cell: &str, wall: &str) -> String {
    let Ok(seconds) = cell.parse::<i64>() else {
        return cell.to_owned();
    };
    let wall = chrono::NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M:%S").expect("a wall time");
    (wall + chrono::TimeDelta::seconds(seconds)).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
