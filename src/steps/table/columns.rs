//! `columns`.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::meta::Meta;
use crate::steps::cells::ENGINE;
use crate::steps::{Argument, Bound, Kind, Levels, Param, Runtime, Settings, Step, Variation};
use crate::value::{Number, Record, Value};
use std::borrow::Cow;

/// The step.
pub struct Columns;

static META: Meta = Meta {
    id: "columns",
    summary: "keeps, drops or orders the fields of a record",
    manual: "What it is\n\
        Chooses the fields of a record and their order.\n\n\
        Where libraries differ\n\
        A model that is fed an array knows its columns by position only, so that a change of order goes unnoticed. Selecting a \
        column that is not there is an error in most libraries; pandas' reindex fills it, silently: fill.\n\n\
        Parameters\n\
        keep: these fields, in this order. drop: all but these. order: these fields first, in this order, and the others behind \
        them as they were. fill: what a field that is missing becomes (a number, a text, null or nan); without it, a missing \
        field is an error of the case.\n\n\
        References\n\
        https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.reindex.html",
    example: "columns: {keep: [fare, distance]}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "keep", kind: Kind::Texts, summary: "the fields that stay, in this order" },
    Param { name: "drop", kind: Kind::Texts, summary: "the fields that go" },
    Param { name: "order", kind: Kind::Texts, summary: "the fields that come first, in this order" },
    Param { name: "fill", kind: Kind::Any, summary: "the value of a field that is missing; default: an error" },
];

struct Choose {
    settings: Settings,
    key: String,
    keep: Option<Vec<String>>,
    drop: Vec<String>,
    order: Vec<String>,
    fill: Option<Value>,
}

impl Operation for Choose {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let Value::Record(mut row) = input else {
            return Err(self.settings.fail_step(format!("columns takes a record, found {}", input.describe())));
        };
        for name in &self.drop {
            if row.remove(name).is_none() && self.fill.is_none() {
                return Err(self.missing("drop", name, &row));
            }
        }
        if let Some(keep) = &self.keep {
            row = self.select("keep", keep, &mut row)?;
        }
        if !self.order.is_empty() {
            let mut ordered = self.select("order", &self.order, &mut row)?;
            for (name, value) in row.iter() {
                if ordered.get(name).is_none() {
                    ordered.set(name, value.clone());
                }
            }
            row = ordered;
        }
        Ok(Value::Record(row))
    }
}

impl Choose {
    /// These fields in this order, taken out of `row`.
    fn select(&self, parameter: &str, names: &[String], row: &mut Record) -> Result<Record, Diagnostic> {
        let mut chosen = Record::new();
        for name in names {
            let value = match (row.get_mut(name), &self.fill) {
                (Some(value), _) => std::mem::replace(value, Value::Null),
                (None, Some(fill)) => fill.clone(),
                (None, None) => return Err(self.missing(parameter, name, row)),
            };
            chosen.set(name.as_str(), value);
        }
        Ok(chosen)
    }

    fn missing(&self, parameter: &str, name: &str, row: &Record) -> Diagnostic {
        let names: Vec<&str> = row.names().collect();
        let error = self.settings.fail(parameter, format!("the record has no field \"{name}\""));
        let label = crate::meta::nearest(name, names.iter().copied());
        let error = error.note(format!("its fields: {}", names.join(", ")));
        match label {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        }
    }
}

impl Step for Columns {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let keep = settings.texts("keep")?;
        let drop = settings.texts("drop")?.unwrap_or_default();
        let order = settings.texts("order")?.unwrap_or_default();
        if keep.is_none() && drop.is_empty() && order.is_empty() {
            return Err(settings.fail_step("columns needs `keep`, `drop` or `order`"));
        }
        for (parameter, names) in [("keep", keep.as_deref().unwrap_or_default()), ("order", &order)] {
            if let Some(twice) = names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)) {
                return Err(settings.fail(parameter, format!("the field \"{}\" is listed twice", twice.1)));
            }
        }
        let fill = match settings.get("fill") {
            None => None,
            Some(Argument::Null) => Some(Value::Null),
            Some(Argument::Text(text)) if text == "nan" || text == "NaN" => {
                Some(Value::Number(Number::Float(f64::NAN)))
            }
            Some(Argument::Text(text)) => Some(Value::Text(text.clone())),
            Some(Argument::Integer(value)) => Some(Value::Number(Number::Int(*value))),
            Some(Argument::Float(value)) => Some(Value::Number(Number::Float(*value))),
            Some(Argument::Boolean(value)) => Some(Value::Boolean(*value)),
            Some(other) => return Err(settings.fail("fill", format!("fill takes one value, found {}", other.kind()))),
        };
        let key = settings.to_string();
        let choose = Choose { settings: settings.clone(), key, keep, drop, order, fill };
        Ok(Bound { levels: Levels::Lost, ..Bound::one(choose) })
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let mut variations = Vec::new();
        for parameter in ["keep", "order"] {
            let Some(Argument::List(items)) = settings.get(parameter) else {
                continue;
            };
            let mut sorted = items.clone();
            sorted.sort_by(|a, b| a.as_text().cmp(&b.as_text()));
            let reversed: Vec<Argument> = items.iter().rev().cloned().collect();
            for changed in [sorted, reversed] {
                if changed != *items {
                    let changes = vec![(parameter, Some(Argument::List(changed)))];
                    variations.push(Variation { cause: "tab.columns", changes });
                }
            }
            // Two neighbours in each other's place.
            for first in 1..items.len().min(16) {
                let mut swapped = items.clone();
                swapped.swap(first - 1, first);
                let changes = vec![(parameter, Some(Argument::List(swapped)))];
                variations.push(Variation { cause: "tab.columns", changes });
            }
        }
        variations
    }
}
