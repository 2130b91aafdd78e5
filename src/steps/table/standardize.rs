//! `standardize`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{Constant, Statistics, TableRules};
use crate::engines::kernel::statistics::moment;
use crate::meta::Meta;
use crate::steps::cells::{self, ENGINE, FIT, Fitted};
use crate::steps::scaling::Scaling;
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};

/// The step.
pub struct Standardize;

static META: Meta = Meta {
    id: "standardize",
    summary: "subtracts a mean and divides by a standard deviation",
    manual: "What it is\n\
        Centres and scales a number: (x - mean) / std. The two parameters are given, or fitted on a column of a table.\n\n\
        Where libraries differ\n\
        The divisor of the fitted variance: scikit-learn and numpy divide by n, pandas, polars, DuckDB and Spark by n - 1; \
        the ratio of the results is sqrt(n / (n - 1)). Spark's StandardScaler does not centre unless with_mean is true, and \
        multiplies by the inverse of the deviation; so does polars on columns (a frame of one row it divides). A column without spread is divided by one in scikit-learn, multiplied \
        by zero in Spark, and divided by zero in hand-written arithmetic, which gives NaN or infinity. scikit-learn and \
        pandas leave NaN out of a fit; numpy's mean becomes NaN, and so do the means of polars and DuckDB, which leave out \
        nulls only. Single-precision numbers stay so, except in Spark. The last digit of a fit on polars may differ from \
        the library's, which sums in lanes.\n\n\
        Parameters\n\
        engine: sklearn (StandardScaler), pandas, numpy, polars, duckdb (the formula on their mean and std), spark \
        (StandardScaler). mean, std: one number, or one per field of `on`. fit: a table to fit on; `row` fits anew on every \
        value. with_mean, with_std: switch centring or scaling. ddof: another divisor for the fit.\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.StandardScaler.html\n\
        https://spark.apache.org/docs/3.5.5/ml-features.html#standardscaler",
    example: "standardize: {engine: sklearn, on: [fare, distance], mean: [12.5, 3.1], std: [8.2, 2.4]}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "mean", kind: Kind::Numbers, summary: "the mean, or one per field" },
    Param { name: "std", kind: Kind::Numbers, summary: "the standard deviation, or one per field" },
    FIT,
    Param { name: "with_mean", kind: Kind::Boolean, summary: "whether the mean is subtracted; default: the engine's" },
    Param { name: "with_std", kind: Kind::Boolean, summary: "whether to divide by the deviation; default: true" },
    Param {
        name: "ddof",
        kind: Kind::Integer,
        summary: "subtracted from n in the fitted variance; default: the engine's",
    },
];

/// The widest relative error that a computed variance of equal numbers can have.
fn is_constant(variance: f64, mean: f64, n: f64) -> bool {
    variance <= n * f64::EPSILON * variance + (n * mean * f64::EPSILON).powi(2)
}

fn fit(values: &[f64], rules: &TableRules, ddof: u8, switches: (bool, bool)) -> Scaling {
    let statistics = Statistics { ddof, ..rules.statistics };
    let found = moment(values, statistics);
    let n = values.iter().filter(|value| !value.is_nan()).count() as f64;
    let constant = rules.scale.constant == Constant::One && is_constant(found.variance, found.mean, n);
    let std = if constant { 1.0 } else { found.variance.sqrt() };
    Scaling { center: switches.0.then_some(found.mean), scale: switches.1.then_some(std) }
}

impl Step for Standardize {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[PerField::Single("mean"), PerField::Single("std")])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        let centres = settings.boolean("with_mean")?;
        let switches = (centres.unwrap_or(rules.scale.centres), settings.boolean("with_std")?.unwrap_or(true));
        let ddof = match settings.integer("ddof")? {
            None => rules.statistics.ddof,
            Some(ddof @ 0..=255) => ddof as u8,
            Some(ddof) => return Err(settings.fail("ddof", format!("ddof must be at least 0, found {ddof}"))),
        };
        let compute = move |values: &[f64]| Ok(fit(values, rules, ddof, switches));
        let fitted = match cells::fit_parameters(settings, rules, compute)? {
            Some(fitted) => fitted,
            None => Fitted::Once(given(settings, switches)?),
        };
        let owned = settings.clone();
        let mut bound =
            cells::bind_cells(settings, move |value| match fitted.for_value(&value, rules, &owned, compute)? {
                Some(scaling) => scaling.apply(&value, rules, &owned),
                None => cells::not_a_number(&value, rules, &owned),
            });
        if centres.is_none() && !rules.scale.centres {
            let engine = cells::engine_name(settings);
            bound.defaults.push(format!("with_mean left to the default of {engine}: false"));
        }
        Ok(bound)
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let mut variations = vec![
            cells::variation("tab.feature_definition", "with_mean", Argument::Boolean(false)),
            cells::variation("tab.feature_definition", "with_mean", Argument::Boolean(true)),
            cells::variation("tab.feature_definition", "with_std", Argument::Boolean(false)),
        ];
        if settings.get("fit").is_some() {
            for ddof in [0, 1] {
                variations.push(cells::variation("tab.feature_definition", "ddof", Argument::Integer(ddof)));
            }
        }
        variations.extend(cells::refits("tab.scaler.refit", settings, &["mean", "std"]));
        variations
    }
}

/// Mean and deviation as they are written.
fn given(settings: &Settings, (centres, scales): (bool, bool)) -> Result<Scaling, Diagnostic> {
    let center = cells::one_number(settings, "mean")?;
    let scale = cells::one_number(settings, "std")?;
    if (center.is_none() && centres) || (scale.is_none() && scales) {
        let error = settings.fail_step("standardize needs `mean` and `std`, or `fit`");
        return Err(error.hint("`with_mean: false` or `with_std: false` does without one of them"));
    }
    Ok(Scaling { center: center.filter(|_| centres), scale: scale.filter(|_| scales) })
}
