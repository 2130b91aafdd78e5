//! `ordinal`.

use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::steps::categories::{Code, Codes, without_code};
use crate::steps::cells::{self, ENGINE, FIT};
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};
use crate::value::{Number, Value};

/// The step.
pub struct Ordinal;

static META: Meta = Meta {
    id: "ordinal",
    summary: "makes a whole number of a category",
    manual: "What it is\n\
        Gives every category its place in a list, from 0. The list is given, or fitted on a column of a table.\n\n\
        Where libraries differ\n\
        The order of fitted categories: ascending, texts by code point (scikit-learn, pandas, polars' Enum as sorted, numpy's \
        unique); most frequent first, equally frequent ones by code point (Spark's StringIndexer); as they come (pandas \
        factorize, polars Categorical: order: first_seen). A category that is not in the list is an error in scikit-learn, \
        polars, DuckDB and Spark, -1 in pandas, and silently the place where it would stand with numpy's searchsorted. A \
        missing value that was in the fitted column is NaN in scikit-learn, -1 in pandas, null in polars and DuckDB. \
        Texts that all read as numbers are ordered as numbers; one that does not makes all of them texts, and then \"10\" \
        stands before \"9\".\n\n\
        Parameters\n\
        engine: sklearn (OrdinalEncoder, LabelEncoder), pandas (Categorical), polars (Enum), duckdb (ENUM), spark \
        (StringIndexer), numpy. categories: the list, or one list per field of `on`. fit: a table; `row` fits anew on every \
        value, which makes every code 0. order: sorted, first_seen, frequency. unknown: error, a code, nan, null, or keep \
        (one more than the last).\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.OrdinalEncoder.html\n\
        https://spark.apache.org/docs/3.5.5/ml-features.html#stringindexer",
    example: "ordinal: {engine: sklearn, on: size, categories: [small, medium, large]}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "categories", kind: Kind::Any, summary: "the list, or one list per field" },
    FIT,
    Param {
        name: "order",
        kind: Kind::Choice(&["sorted", "first_seen", "frequency"]),
        summary: "the order of fitted categories; default: the engine's",
    },
    Param { name: "unknown", kind: Kind::Any, summary: "error, a code, nan, null or keep; default: the engine's" },
];

impl Step for Ordinal {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[PerField::List("categories")])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        let known = Codes::read(settings, rules)?;
        let owned = settings.clone();
        Ok(cells::bind_cells(settings, move |value| {
            let own;
            let codes = if let Some(codes) = &known {
                codes
            } else {
                own = Codes::of_value(&value, &owned, rules)?;
                &own
            };
            Ok(match codes.code(&value, rules, &owned)? {
                Code::Known(code) => Value::Number(Number::Int(code as i64)),
                Code::MissingCategory => rules.missing.value(),
                Code::Unknown(unknown) => without_code(unknown, codes.list().len(), &value, &owned),
            })
        }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let mut variations = cells::refits("tab.category.refit", settings, &["categories"]);
        if let Some(Argument::List(items)) = settings.get("categories")
            && items.iter().all(|item| item.as_text().is_some())
        {
            let mut sorted = items.clone();
            sorted.sort_by(|a, b| a.as_text().cmp(&b.as_text()));
            variations.push(cells::variation("tab.category.refit", "categories", Argument::List(sorted)));
        }
        if settings.get("fit").is_some() {
            for order in ["sorted", "first_seen", "frequency"] {
                variations.push(cells::variation("tab.category.refit", "order", Argument::Text(order.to_owned())));
            }
        }
        for code in [-1, 0] {
            variations.push(cells::variation("tab.missing.encoding", "unknown", Argument::Integer(code)));
        }
        variations
    }
}
