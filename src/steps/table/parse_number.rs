//! `parse_number`.

use crate::diagnostic::Diagnostic;
use crate::engines::kernel::read_number::{Reading, read_number};
use crate::meta::Meta;
use crate::steps::cells::{self, ENGINE};
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};
use crate::value::{Number, Value};

/// The step.
pub struct ParseNumber;

static META: Meta = Meta {
    id: "parse_number",
    summary: "makes a number of a text, as a library's reader of tables does",
    manual: "What it is\n\
        Reads the text of a cell as a number. A whole number that fits stays a 64-bit integer.\n\n\
        Where libraries differ\n\
        Missing values: read_csv of pandas takes the empty cell and NA, N/A, n/a, NULL, null, None, NaN, nan, <NA>, #N/A and \
        some more for NaN; polars, DuckDB and Spark know the empty cell only, as null. What is no number is rejected by \
        pandas (ValueError), polars (ComputeError) and DuckDB (ConversionException); numpy's genfromtxt makes NaN of it and \
        Spark null. sklearn is Python's float(): no missing text at all, but underscores between digits, white space and \
        digits of all scripts. DuckDB takes underscores and +-1; Spark takes Java's 1d, 1f and 0x1p3, and only `Inf`, \
        `-Inf`, `Infinity` and `NaN`, spelt so; pandas reads true as 1; polars drops blanks in front, not behind. No reader \
        takes 1,000 by itself. All of them round correctly.\n\n\
        Parameters\n\
        engine: pandas, sklearn, numpy, polars, duckdb, spark. missing: further texts that mean a missing value. thousands: \
        a separator that is dropped between digits. decimal: the decimal separator.\n\n\
        References\n\
        https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html\n\
        https://numpy.org/doc/stable/reference/generated/numpy.genfromtxt.html\n\
        https://spark.apache.org/docs/3.5.5/sql-data-sources-csv.html",
    example: "parse_number: {engine: pandas, on: fare}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "missing", kind: Kind::Texts, summary: "further texts that mean a missing value" },
    Param { name: "thousands", kind: Kind::Text, summary: "a separator between digits that is dropped; default: none" },
    Param { name: "decimal", kind: Kind::Text, summary: "the decimal separator; default: a point" },
];

impl Step for ParseNumber {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        let markers = settings.texts("missing")?.unwrap_or_default();
        let thousands = separator(settings, "thousands")?;
        let decimal = separator(settings, "decimal")?.filter(|decimal| *decimal != '.');
        let owned = settings.clone();
        let read = move |text: &str| {
            if markers.iter().any(|marker| marker == text) {
                return Reading::Missing;
            }
            if thousands.is_none() && decimal.is_none() {
                return read_number(text, &rules.reader);
            }
            read_number(&with_point(text, thousands, decimal), &rules.reader)
        };
        Ok(cells::bind_cells(settings, move |value| {
            let reading = match &value {
                Value::Number(_) => return Ok(value),
                Value::Boolean(value) => Reading::Number(Number::Int(i64::from(*value))),
                Value::Null => Reading::Missing,
                Value::Text(text) => read(text),
                other => {
                    let message = format!("parse_number takes text, found {}", other.describe());
                    return Err(owned.fail_step(message));
                }
            };
            Ok(match reading {
                Reading::Number(number) => Value::Number(number),
                Reading::Missing => rules.missing.value(),
                Reading::Rejected(error) => {
                    let text = if let Value::Text(text) = &value { text.as_str() } else { "" };
                    Value::rejected(error, format!("{text:?} is not a number"))
                }
            })
        }))
    }

    fn variations(&self, _settings: &Settings) -> Vec<Variation> {
        let text = |text: &str| Argument::Text(text.to_owned());
        let markers = ["NA", "N/A", "null", "NULL", "None", "-", "?", "-999", "0"];
        let engines = crate::engines::ALL.iter().filter(|engine| cells::offers_table(**engine));
        let mut variations: Vec<Variation> =
            engines.map(|engine| cells::variation("tab.missing.encoding", "engine", text(engine.meta().id))).collect();
        let listed = |marker: &&str| cells::variation("tab.missing.encoding", "missing", text(marker));
        variations.extend(markers.iter().map(listed));
        variations.push(cells::variation("tab.feature_definition", "thousands", text(",")));
        variations
    }
}

/// The text with a point for the decimal separator, and without separators in front of it. What is no number with these
/// separators becomes none without them.
fn with_point(text: &str, thousands: Option<char>, decimal: Option<char>) -> String {
    let point = decimal.unwrap_or('.');
    let end = text.find([point, 'e', 'E']).unwrap_or(text.len());
    let (whole, rest) = text.split_at(end);
    let digits = whole.trim_start().trim_start_matches(['+', '-']);
    let misplaced = digits.starts_with(|c| Some(c) == thousands) || (point != '.' && rest.contains('.'));
    if misplaced || (point != '.' && thousands != Some('.') && whole.contains('.')) {
        return format!("{text}?");
    }
    let whole: String = whole.chars().filter(|c| Some(*c) != thousands).collect();
    format!("{whole}{}", rest.replacen(point, ".", 1))
}

/// One character.
fn separator(settings: &Settings, name: &str) -> Result<Option<char>, Diagnostic> {
    let Some(text) = settings.text(name)? else {
        return Ok(None);
    };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(c), None) if !c.is_ascii_digit() => Ok(Some(c)),
        _ => Err(settings.fail(name, format!("{name} takes one character, found {text:?}"))),
    }
}
