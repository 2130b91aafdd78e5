//! `round`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::Rounding;
use crate::meta::Meta;
use crate::steps::cells::{self, ENGINE};
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};

/// The step.
pub struct Round;

static META: Meta = Meta {
    id: "round",
    summary: "rounds a number to some decimals",
    manual: "What it is\n\
        Rounds to a number of decimals.\n\n\
        Where libraries differ\n\
        On ties: numpy, pandas and polars round half to even (0.5 and 2.5 become 0 and 2), DuckDB and Spark half away from zero \
        (1 and 3). All but Spark scale by a power of ten, round and scale back, so that 2.675 becomes 2.68, although its \
        double lies just below the tie; Spark rounds the shortest decimal form of the number.\n\n\
        Parameters\n\
        engine. decimals: default 0; negative ones round to tens and hundreds.\n\n\
        References\n\
        https://numpy.org/doc/stable/reference/generated/numpy.round.html\n\
        https://spark.apache.org/docs/3.5.5/api/sql/index.html#round",
    example: "round: {engine: numpy, on: fare, decimals: 2}",
};

static PARAMS: &[Param] =
    &[ENGINE, Param { name: "decimals", kind: Kind::Integer, summary: "digits after the point; default: 0" }];

fn round(x: f64, decimals: i32, rounding: Rounding) -> f64 {
    if !x.is_finite() {
        return x;
    }
    let factor = 10f64.powi(decimals.abs());
    let scaled = |round: fn(f64) -> f64| {
        if decimals >= 0 { round(x * factor) / factor } else { round(x / factor) * factor }
    };
    match rounding {
        Rounding::HalfEven => scaled(f64::round_ties_even),
        Rounding::HalfAway => scaled(f64::round),
        Rounding::DecimalHalfAway => decimal_half_away(x, decimals),
    }
}

/// Rounds the digits that are needed to write the number.
fn decimal_half_away(x: f64, decimals: i32) -> f64 {
    let written = format!("{:e}", x.abs());
    let (digits, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    // How many of the digits stay.
    let kept = exponent + 1 + decimals;
    if kept < 0 {
        return 0.0;
    }
    if kept as usize >= digits.len() {
        return x;
    }
    let mut rounded: Vec<u8> = digits[..kept as usize].to_vec();
    rounded.insert(0, 0);
    if digits[kept as usize] >= 5 {
        let carry = rounded.iter().rposition(|&digit| digit != 9).unwrap_or(0);
        rounded[carry] += 1;
        rounded[carry + 1..].fill(0);
    }
    let text: String = rounded.iter().map(|&digit| char::from(digit + b'0')).collect();
    format!("{text}e{}", -decimals).parse().map_or(x, |value: f64| value.copysign(x))
}

impl Step for Round {
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
        let decimals = settings.integer("decimals")?.unwrap_or(0);
        if !(-300..=300).contains(&decimals) {
            return Err(settings.fail("decimals", "decimals must be between -300 and 300"));
        }
        let owned = settings.clone();
        Ok(cells::bind_cells(settings, move |value| {
            let wide = |x: f64| round(x, decimals as i32, rules.rounding);
            cells::map_number(&value, rules, &owned, wide, |x| wide(f64::from(x)) as f32)
        }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let decimals = settings.integer("decimals").ok().flatten().unwrap_or(0);
        let near = [decimals - 1, decimals + 1].map(Argument::Integer);
        near.into_iter().map(|decimals| cells::variation("tab.feature_definition", "decimals", decimals)).collect()
    }
}
