//! `impute`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{Fills, TableRules};
use crate::engines::kernel::read_number::{Reading, read_number};
use crate::engines::kernel::statistics::{mean, quantile, sorted};
use crate::meta::Meta;
use crate::steps::categories::{Category, category};
use crate::steps::cells::{self, Cell, ENGINE, FIT};
use crate::steps::fit::Fit;
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};
use crate::value::{Number, Value};

/// The step.
pub struct Impute;

static META: Meta = Meta {
    id: "impute",
    summary: "puts a value in the place of missing ones",
    manual: "What it is\n\
        Fills missing cells with a value that is given, or with the mean, the median or the most frequent value of a \
        column of a table.\n\n\
        Where libraries differ\n\
        scikit-learn, pandas, numpy and Spark's Imputer fill NaN and null; polars (fill_null) and DuckDB (coalesce) fill \
        null and leave NaN. The median of an even number of values is the mean of the middle two, in Spark the lower one. \
        Of equally frequent values the smallest is taken. scikit-learn drops a column that has no value at all, which is an \
        error here. Some exporters write a missing value as 0 or -999 without saying so: `missing` names such a marker.\n\n\
        Parameters\n\
        engine. value: a number or a text, or one per field of `on`. strategy: mean, median or most_frequent, with fit: a \
        table. missing: a value (or several) that means missing besides null and NaN.\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/generated/sklearn.impute.SimpleImputer.html\n\
        https://spark.apache.org/docs/3.5.5/ml-features.html#imputer",
    example: "impute: {engine: sklearn, on: fare, value: 0}",
};

static STRATEGIES: [(&str, Strategy); 4] = [
    ("mean", Strategy::Mean),
    ("median", Strategy::Median),
    ("most_frequent", Strategy::MostFrequent),
    ("constant", Strategy::Constant),
];

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "value", kind: Kind::Any, summary: "what is filled in, or a list with one value per field" },
    Param {
        name: "strategy",
        kind: Kind::Choice(&["mean", "median", "most_frequent", "constant"]),
        summary: "what is computed of the fitted column; default: the value given",
    },
    FIT,
    Param { name: "missing", kind: Kind::Any, summary: "a value, or a list of values, that also means missing" },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strategy {
    Mean,
    Median,
    MostFrequent,
    Constant,
}

impl Step for Impute {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[PerField::Single("value")])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        let markers = match settings.get("missing") {
            None => Vec::new(),
            Some(Argument::List(items)) => items.iter().map(plain).collect(),
            Some(one) => vec![plain(one)],
        };
        let markers = markers.into_iter().collect::<Option<Vec<Value>>>();
        let markers = markers.ok_or_else(|| settings.fail("missing", "missing takes numbers and texts"))?;
        let Some(fill) = fill(settings, rules, &markers)? else {
            return Ok(cells::bind_cells(settings, Ok));
        };
        let owned = settings.clone();
        Ok(cells::bind_cells(settings, move |value| match &value {
            Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Text(_) => {
                Ok(if is_missing(&value, rules, &markers) { fill.clone() } else { as_kind(value, &fill, rules) })
            }
            other => Err(owned.fail_step(format!("impute takes cells of a table, found {}", other.describe()))),
        }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let cause = "tab.missing.encoding";
        let given = |value: Argument| Variation {
            cause,
            changes: vec![("value", Some(value)), ("strategy", None), ("fit", None)],
        };
        let mut variations: Vec<Variation> =
            [0, -1, -999].into_iter().map(|value| given(Argument::Integer(value))).collect();
        if settings.get("fit").is_some() {
            for (name, _) in &STRATEGIES[..3] {
                variations.push(cells::variation(cause, "strategy", Argument::Text((*name).to_owned())));
            }
            variations.extend(cells::refits("tab.scaler.refit", settings, &[]));
        }
        for marker in [0, -1, -999] {
            variations.push(cells::variation(cause, "missing", Argument::Integer(marker)));
        }
        variations
    }
}

/// What is filled in; `None` if nothing is, because the column is fitted on a missing value itself.
fn fill(settings: &Settings, rules: &TableRules, markers: &[Value]) -> Result<Option<Value>, Diagnostic> {
    let given = settings.get("value").map(|argument| {
        plain(argument).ok_or_else(|| settings.fail("value", "value takes one number or text for one column"))
    });
    let strategy = settings.choice("strategy", &STRATEGIES)?;
    let strategy = match (given, strategy) {
        (Some(value), None | Some(Strategy::Constant)) => return value.map(Some),
        (Some(_), Some(_)) => {
            return Err(settings.fail("strategy", "`value` and this strategy exclude each other"));
        }
        (None, Some(Strategy::Constant)) => return Err(settings.fail("strategy", "strategy constant needs `value`")),
        (None, None) => {
            let error = settings.fail_step("impute needs `value`, or `strategy` with `fit`");
            return Err(error.hint("impute: {on: fare, strategy: median, fit: train.csv}"));
        }
        (None, Some(strategy)) => strategy,
    };
    let column = match Fit::read(settings)? {
        Some(Fit::Column(column)) => column,
        Some(Fit::Row) => return Ok(None),
        None => return Err(settings.fail("strategy", "this strategy needs `fit`: the table to compute it on")),
    };
    let present = || column.values().filter(|(_, value)| !is_missing(value, rules, markers));
    let found = if strategy == Strategy::MostFrequent {
        most_frequent(present().map(|(_, value)| category(&value, rules)))
    } else {
        let mut numbers = Vec::new();
        for (row, value) in present() {
            match cells::number(&value, rules, settings)? {
                Cell::Number(number) => numbers.push(number.as_f64()),
                Cell::Missing => {}
                Cell::Rejected(_) => {
                    let error = settings.fail("fit", format!("{} is not a number", shown(&value)));
                    return Err(error.note(column.place(row)));
                }
            }
        }
        let statistic = match strategy {
            Strategy::Mean => mean(&numbers, rules.statistics),
            _ => quantile(&sorted(&numbers, rules.statistics), 0.5, rules.statistics.median),
        };
        (!numbers.is_empty()).then_some(Value::Number(Number::Float(statistic)))
    };
    match found {
        Some(value) => Ok(Some(value)),
        None => Err(settings.fail("fit", "the column has no value that is not missing").note(column.place(1))),
    }
}

fn shown(value: &Value) -> String {
    if let Value::Text(text) = value { format!("{text:?}") } else { value.describe() }
}

/// A number or a text.
fn plain(argument: &Argument) -> Option<Value> {
    Some(match argument {
        Argument::Integer(value) => Value::Number(Number::Int(*value)),
        Argument::Float(value) => Value::Number(Number::Float(*value)),
        Argument::Text(text) => Value::Text(text.clone()),
        Argument::Boolean(value) => Value::Boolean(*value),
        Argument::Null => Value::Null,
        Argument::List(_) | Argument::Map(_) => return None,
    })
}

fn is_missing(value: &Value, rules: &TableRules, markers: &[Value]) -> bool {
    let marked = |marker: &Value| match (marker, value) {
        (Value::Number(marker), Value::Text(text)) => {
            matches!(read_number(text, &rules.cells), Reading::Number(number) if number == *marker)
        }
        (marker, value) => marker == value,
    };
    let by_itself = match value {
        Value::Null => true,
        Value::Number(number) => number.is_nan() && rules.fills == Fills::Both,
        Value::Text(text) => rules.cells.missing.contains(&text.as_str()),
        _ => false,
    };
    by_itself || markers.iter().any(marked)
}

/// A cell that is still text becomes a number where numbers are filled in.
fn as_kind(value: Value, fill: &Value, rules: &TableRules) -> Value {
    match (&value, fill) {
        (Value::Text(text), Value::Number(_)) => match read_number(text, &rules.cells) {
            Reading::Number(number) => Value::Number(number),
            _ => value,
        },
        _ => value,
    }
}

/// The category that occurs most often; of several, the smallest.
fn most_frequent(categories: impl Iterator<Item = Option<Category>>) -> Option<Value> {
    let mut counts: std::collections::HashMap<Category, usize> = std::collections::HashMap::new();
    for category in categories.flatten() {
        *counts.entry(category).or_default() += 1;
    }
    let best = counts.into_iter().max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| b.cmp(a)));
    best.map(|(category, _)| category.value())
}
