//! `bucketize`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{Bins, Closed, Missing, Outside, TableRules, Unknown};
use crate::meta::Meta;
use crate::steps::categories::without_code;
use crate::steps::cells::{self, Cell, ENGINE};
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};
use crate::value::{Number, Value};

/// The step.
pub struct Bucketize;

static META: Meta = Meta {
    id: "bucketize",
    summary: "gives the number of the bin that holds a number",
    manual: "What it is\n\
        Replaces a number by the number of its bin, between ascending edges.\n\n\
        Where libraries differ\n\
        At the edges: pandas cut and polars cut close bins on the right, numpy digitize, scikit-learn's KBinsDiscretizer and \
        Spark's Bucketizer on the left. Spark's last bin contains its right edge too; pandas cut drops the lowest edge \
        unless include_lowest is true. Outside the edges: NaN in pandas, an error in Spark, the outermost bin in \
        scikit-learn, bins of their own (0 and n) in numpy and polars, whose first bin between edges is 1. Missing values: \
        an error in scikit-learn and Spark, the last bin in numpy, NaN in pandas, null in polars. The difference shows only \
        on values that equal an edge.\n\n\
        Parameters\n\
        engine: pandas (cut), numpy (digitize; the default), polars (cut), sklearn (KBinsDiscretizer), spark (Bucketizer). \
        edges: ascending numbers, or one list per field of `on`. closed: left or right. include_lowest: whether the \
        outermost edge on the open side belongs to its bin.\n\n\
        References\n\
        https://pandas.pydata.org/docs/reference/api/pandas.cut.html\n\
        https://numpy.org/doc/stable/reference/generated/numpy.digitize.html\n\
        https://spark.apache.org/docs/3.5.5/ml-features.html#bucketizer",
    example: "bucketize: {engine: pandas, on: age, edges: [0, 18, 65, 120]}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "edges", kind: Kind::Any, summary: "ascending numbers, or one list per field" },
    Param { name: "closed", kind: Kind::Choice(&["left", "right"]), summary: "the closed side; default: the engine's" },
    Param {
        name: "include_lowest",
        kind: Kind::Boolean,
        summary: "whether the outermost edge on the open side counts; default: the engine's",
    },
];

static PLAIN: Bins =
    Bins { closed: Closed::Left, closes_end: false, outside: Outside::Counted, missing: Unknown::Null };

impl Step for Bucketize {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[PerField::List("edges")])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        let mut bins = match (rules.bins, settings.get("engine")) {
            (Some(bins), _) => bins,
            (None, None) => PLAIN,
            (None, Some(_)) => {
                let engine = cells::engine_name(settings);
                let error = settings.fail("engine", format!("{engine} has no function that numbers bins"));
                return Err(error.note("bucketize is offered by: numpy, pandas, polars, sklearn, spark"));
            }
        };
        if let Some(closed) = settings.choice("closed", &[("left", Closed::Left), ("right", Closed::Right)])? {
            bins.closed = closed;
        }
        if let Some(closes) = settings.boolean("include_lowest")? {
            bins.closes_end = closes;
        }
        let edges = edges(settings)?;
        let owned = settings.clone();
        Ok(cells::bind_cells(settings, move |value| bucket(&value, &edges, bins, rules, &owned)))
    }

    fn variations(&self, _settings: &Settings) -> Vec<Variation> {
        let cause = "tab.feature_definition";
        let text = |text: &str| Argument::Text(text.to_owned());
        vec![
            cells::variation(cause, "closed", text("left")),
            cells::variation(cause, "closed", text("right")),
            cells::variation(cause, "include_lowest", Argument::Boolean(true)),
            cells::variation(cause, "include_lowest", Argument::Boolean(false)),
        ]
    }
}

fn edges(settings: &Settings) -> Result<Vec<f64>, Diagnostic> {
    let edges = settings.numbers("edges")?.ok_or_else(|| settings.fail_step("bucketize needs `edges`"))?;
    if edges.iter().any(|edge| edge.is_nan()) || !edges.is_sorted_by(|a, b| a < b) {
        return Err(settings.fail("edges", "edges must ascend"));
    }
    Ok(edges)
}

fn bucket(
    value: &Value,
    edges: &[f64],
    bins: Bins,
    rules: &TableRules,
    settings: &Settings,
) -> Result<Value, Diagnostic> {
    let missing = |value: &Value| match bins.missing {
        Unknown::Rejected(error) => Value::rejected(error, "a missing value is in no bin"),
        unknown => without_code(unknown, edges.len(), value, settings),
    };
    let x = match cells::number(value, rules, settings)? {
        Cell::Number(x) => x.as_f64(),
        Cell::Missing => return Ok(missing(value)),
        Cell::Rejected(rejected) => return Ok(rejected),
    };
    if x.is_nan() {
        return Ok(missing(value));
    }
    let below = |edges: &[f64]| match bins.closed {
        Closed::Left => edges.partition_point(|edge| *edge <= x),
        Closed::Right => edges.partition_point(|edge| *edge < x),
    };
    let last = edges.len() - 1;
    let at_end = match bins.closed {
        Closed::Left => x == edges[last],
        Closed::Right => x == edges[0],
    };
    let number = match bins.outside {
        Outside::Counted => below(edges),
        Outside::Clamped => below(edges.get(1..last).unwrap_or_default()),
        Outside::Missing | Outside::Rejected(_) if at_end && bins.closes_end && last > 0 => {
            if bins.closed == Closed::Left { last - 1 } else { 0 }
        }
        Outside::Missing | Outside::Rejected(_) => match (below(edges), bins.outside) {
            (inside, _) if inside > 0 && inside <= last => inside - 1,
            (_, Outside::Rejected(error)) => return Ok(Value::rejected(error, format!("{x} is outside all bins"))),
            _ if rules.missing == Missing::Nan => return Ok(Value::Number(Number::Float(f64::NAN))),
            _ => return Ok(Value::Null),
        },
    };
    Ok(Value::Number(Number::Int(number as i64)))
}
