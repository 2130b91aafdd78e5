//! Signatures in the numbers of rows: parts of dates on another scale, epochs apart by an offset, models that treat a
//! missing cell in another way. What is found so is consistent with its cause, not proven.

use super::bench::Bench;
use crate::value::{Number, Value};

type Found = Option<(&'static str, String)>;

/// Only rows with a missing cell come out differently, and both sides have an answer for them.
pub fn routing(bench: &Bench) -> Found {
    let answered = |value: &Value| match value {
        Value::Number(number) => !number.is_nan(),
        Value::Record(record) => record.iter().all(|(_, value)| !is_missing(value)),
        Value::Boolean(_) | Value::Tensor(_) => true,
        _ => false,
    };
    let gappy = |input: usize| match bench.input(input).as_ref() {
        Value::Record(record) => record.iter().any(|(_, value)| is_missing(value)),
        value => is_missing(value),
    };
    let fits = bench.failing.iter().all(|&i| gappy(i) && answered(bench.own(i)) && answered(bench.target(i)));
    let whole = bench.passing.iter().any(|input| !gappy(*input));
    (fits && whole).then(|| ("tab.missing.routing", "only rows with a missing cell come out differently".into()))
}

fn is_missing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Number(number) => Number::is_nan(*number),
        Value::Text(text) => matches!(text.trim(), "" | "NaN" | "nan" | "NA" | "null"),
        _ => false,
    }
}

/// Pairs of numbers of one field (or of a value that is a number).
pub fn numbers(field: &str, pairs: &[(f64, f64)]) -> Found {
    let whole = |low: f64, high: f64| {
        pairs.iter().flat_map(|(a, b)| [*a, *b]).all(|v| v.fract() == 0.0 && (low..=high).contains(&v))
    };
    let varied = pairs.iter().any(|(a, _)| *a != pairs[0].0);
    let named = |word: &str| field.contains(word);
    if (named("weekday") || named("dow") || named("day_of_week") || named("dayofweek")) && whole(0.0, 7.0) {
        let turn = |(a, b): &(f64, f64)| (b - a).rem_euclid(7.0);
        if varied && pairs.iter().all(|pair| turn(pair) == turn(&pairs[0])) {
            return Some(("time.dow_numbering", format!("weekdays turned by {}", turn(&pairs[0]))));
        }
    }
    if named("week") && whole(0.0, 54.0) && pairs.iter().all(|(a, b)| (a - b).abs() <= 1.0 || (a - b).abs() >= 50.0) {
        return Some(("time.week_numbering", "weeks counted from another day".into()));
    }
    if named("hour") && whole(0.0, 23.0) {
        let turns: Vec<f64> = pairs.iter().map(|(a, b)| (b - a).rem_euclid(24.0)).collect();
        let (low, high) = turns.iter().fold((f64::MAX, f64::MIN), |(low, high), t| (low.min(*t), high.max(*t)));
        if high - low <= 1.0 && pairs.len() > 1 {
            return Some(("time.tz_frame", format!("the clock of a zone {low} h away")));
        }
    }
    epochs(pairs)
}

/// Seconds or milliseconds since 1970 that lie apart by what a zone can account for.
fn epochs(pairs: &[(f64, f64)]) -> Found {
    let scale = [1.0, 1e3, 1e6, 1e9]
        .into_iter()
        .find(|scale| pairs.iter().all(|(a, b)| [a, b].iter().all(|v| (1e8..5e9).contains(&(v.abs() / scale)))))?;
    let apart: Vec<f64> = pairs.iter().map(|(a, b)| (b - a) / scale).collect();
    super::transform::on_times(&apart)
}
