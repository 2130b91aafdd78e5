//! `one_hot`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{Drop, Missing, TableRules, Unknown};
use crate::meta::Meta;
use crate::steps::categories::{Category, Code, Codes, without_code};
use crate::steps::cells::{self, ENGINE, FIT};
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};
use crate::value::{Number, Record, Value};

/// The step.
pub struct OneHot;

static META: Meta = Meta {
    id: "one_hot",
    summary: "makes a column of zeros and ones of every category",
    manual: "What it is\n\
        Puts one column per category in the place of a field, named field_category: 1 in the column of the value's \
        category, 0 in the others. The categories are given, or fitted on a column of a table.\n\n\
        Where libraries differ\n\
        The order of fitted categories, as in `ordinal`. Columns left out: Spark's OneHotEncoder drops the last one by \
        default, scikit-learn and get_dummies none. Unknown categories: an error in scikit-learn and Spark, all zeros with \
        get_dummies on given categories. Missing values: a column of their own in scikit-learn (x_nan) and polars (x_null) if \
        the fitted column had one, all zeros in get_dummies. get_dummies that runs anew on one serving row makes that \
        row's own column only: fit: row. Columns stand in the field's place here; get_dummies puts them at the end.\n\n\
        Parameters\n\
        engine: sklearn (OneHotEncoder), pandas (get_dummies), polars (to_dummies), spark (StringIndexer and \
        OneHotEncoder), numpy. categories: the list, or one list per field of `on`. fit: a table, or `row`. order: sorted, \
        first_seen, frequency. drop: none, first, if_binary, last. unknown: error, ignore (all zeros), keep (one column \
        more, field_unknown).\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.OneHotEncoder.html\n\
        https://pandas.pydata.org/docs/reference/api/pandas.get_dummies.html\n\
        https://spark.apache.org/docs/3.5.5/ml-features.html#onehotencoder",
    example: "one_hot: {engine: sklearn, on: colour, categories: [red, green, blue], unknown: ignore}",
};

static DROPS: [(&str, Drop); 4] =
    [("none", Drop::None), ("first", Drop::First), ("if_binary", Drop::IfBinary), ("last", Drop::Last)];

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "categories", kind: Kind::Any, summary: "the list, or one list per field" },
    FIT,
    Param {
        name: "order",
        kind: Kind::Choice(&["sorted", "first_seen", "frequency"]),
        summary: "the order of fitted categories; default: the engine's",
    },
    Param {
        name: "drop",
        kind: Kind::Choice(&["none", "first", "if_binary", "last"]),
        summary: "the column that is left out; default: the engine's",
    },
    Param { name: "unknown", kind: Kind::Any, summary: "error, ignore or keep; default: the engine's" },
];

impl Step for OneHot {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[PerField::List("categories")])
    }

    fn spreads(&self) -> bool {
        true
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        let drop = settings.choice("drop", &DROPS)?;
        let known = Codes::read(settings, rules)?;
        let owned = settings.clone();
        let keeps = matches!(settings.text("unknown"), Ok(Some("keep" | "last")));
        let dropped = drop.unwrap_or(rules.categories.drop);
        let names = known.as_ref().map(|codes| columns(codes, rules, keeps));
        let mut bound = cells::bind_cells(settings, move |value| {
            let Some((codes, names)) = known.as_ref().zip(names.as_ref()) else {
                let codes = Codes::of_value(&value, &owned, rules)?;
                return encode(&value, &codes, &columns(&codes, rules, keeps), dropped, rules, &owned);
            };
            encode(&value, codes, names, dropped, rules, &owned)
        });
        if drop.is_none() && rules.categories.drop == Drop::Last {
            let engine = cells::engine_name(settings);
            bound.defaults.push(format!("drop left to the default of {engine}: last"));
        }
        Ok(bound)
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let mut variations = cells::refits("tab.category.refit", settings, &["categories"]);
        if settings.get("fit").is_some() {
            for order in ["sorted", "first_seen", "frequency"] {
                variations.push(cells::variation("tab.category.refit", "order", Argument::Text(order.to_owned())));
            }
        }
        for (name, _) in DROPS {
            variations.push(cells::variation("tab.columns", "drop", Argument::Text(name.to_owned())));
        }
        variations
    }
}

/// The names of all columns, before one is left out.
fn columns(codes: &Codes, rules: &TableRules, keeps: bool) -> Vec<String> {
    let mut names: Vec<String> = codes.list().iter().map(Category::name).collect();
    if codes.has_missing() {
        names.push(if rules.missing == Missing::Nan { "nan" } else { "null" }.to_owned());
    }
    if keeps {
        names.push("unknown".to_owned());
    }
    names
}

fn encode(
    value: &Value,
    codes: &Codes,
    names: &[String],
    drop: Drop,
    rules: &TableRules,
    settings: &Settings,
) -> Result<Value, Diagnostic> {
    let hot = match codes.code(value, rules, settings)? {
        Code::Known(code) => Some(code),
        Code::MissingCategory => Some(codes.list().len()),
        Code::Unknown(Unknown::Last) => Some(names.len() - 1),
        Code::Unknown(unknown @ Unknown::Rejected(_)) if !zeros(settings, rules) => {
            return Ok(without_code(unknown, names.len(), value, settings));
        }
        Code::Unknown(_) => None,
    };
    let left_out = match drop {
        Drop::First => Some(0),
        Drop::IfBinary if names.len() == 2 => Some(0),
        Drop::Last => names.len().checked_sub(1),
        Drop::None | Drop::IfBinary => None,
    };
    let cells = names.iter().enumerate().filter(|(index, _)| Some(*index) != left_out);
    let cell = |index: usize| Value::Number(Number::Int(i64::from(hot == Some(index))));
    Ok(Value::Record(cells.map(|(index, name)| (name.clone(), cell(index))).collect::<Record>()))
}

/// True where the library gives all zeros for what it does not know.
fn zeros(settings: &Settings, rules: &TableRules) -> bool {
    rules.categories.one_hot_zeros && settings.get("unknown").is_none()
}
