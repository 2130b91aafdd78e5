//! What steps on the cells of a table share: engines, numbers of cells, arithmetic in one precision or the other.

use super::fit::{Fit, FitColumn, ROW};
use super::{Argument, Bound, Kind, Levels, Param, Settings, Variation};
use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{
    Blanks, Categories, CategoryOrder, Constant, Drop, Fills, Grammar, Invalid, Logarithm, MinMax, Missing, Moments,
    NumberReader, Quantile, Rounding, Scale, Single, Statistics, TableRules, Unknown, Words,
};
use crate::engines::kernel::read_number::{Reading, read_number};
use crate::engines::{Engine, Operation};
use crate::value::{Number, Value};
use std::borrow::Cow;

/// True for engines with table steps.
pub fn offers_table(engine: &dyn Engine) -> bool {
    engine.table().is_some()
}

/// The parameter `engine`.
pub const ENGINE: Param =
    Param { name: "engine", kind: Kind::Engine(offers_table), summary: "whose rules; default: plain arithmetic" };

/// The parameter `fit`.
pub const FIT: Param = Param {
    name: "fit",
    kind: Kind::Path,
    summary: "a .csv or .jsonl table to fit on, or `row`: fitted anew on every value, as a server might",
};

const PLAIN_READER: NumberReader = NumberReader {
    missing: &[""],
    blank_is_missing: true,
    trim_start: Blanks::Unicode,
    trim_end: Blanks::Unicode,
    grammar: Grammar::Plain,
    booleans: false,
    words: Words::AnyCase,
    invalid: Invalid::Rejected("not a number"),
};

/// Without an engine: textbook formulas, nulls that stay nulls.
static PLAIN: TableRules = TableRules {
    reader: PLAIN_READER,
    cells: PLAIN_READER,
    missing: Missing::Null,
    single: Single::Kept,
    statistics: Statistics {
        skips_nan: false,
        nan_is_greatest: false,
        ddof: 0,
        moments: Moments::Pairwise,
        median: Quantile::Midpoint,
        quantile: Quantile::Linear,
    },
    scale: Scale { centres: true, by_inverse: false, constant: Constant::Divides },
    min_max: MinMax::Division,
    fills: Fills::Both,
    categories: Categories {
        order: CategoryOrder::Sorted,
        unknown: Unknown::Rejected("unknown category"),
        missing: Unknown::Null,
        fits_missing: false,
        drop: Drop::None,
        one_hot_zeros: false,
    },
    bins: None,
    hash: None,
    logarithm: Logarithm { null_outside: false, naive_plus_one: false },
    power: true,
    rounding: Rounding::HalfEven,
};

/// The conventions of the engine, or plain ones.
///
/// # Errors
/// An unknown engine.
pub fn rules(settings: &Settings) -> Result<&'static TableRules, Diagnostic> {
    Ok(settings.engine(offers_table)?.and_then(Engine::table).unwrap_or(&PLAIN))
}

/// The engine's id for sentences: `sklearn`, `no engine`.
pub fn engine_name(settings: &Settings) -> &str {
    settings.text("engine").ok().flatten().unwrap_or("no engine")
}

/// One operation on a cell.
struct Cells<F> {
    key: String,
    transform: F,
}

impl<F: Fn(Value) -> Result<Value, Diagnostic> + Send + Sync> Operation for Cells<F> {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        (self.transform)(input)
    }
}

/// Binds a function of a cell.
pub fn bind_cells(
    settings: &Settings,
    transform: impl Fn(Value) -> Result<Value, Diagnostic> + Send + Sync + 'static,
) -> Bound {
    let key = format!("{settings} for {:?} in {}", settings.field(), settings.base().display());
    Bound { levels: Levels::Lost, ..Bound::one(Cells { key, transform }) }
}

/// A cell where a step wants a number.
pub enum Cell {
    /// A number, perhaps NaN.
    Number(Number),
    /// Null, where the library tells it from NaN.
    Missing,
    /// What the library's reader raises.
    Rejected(Value),
}

/// The number of a cell.
///
/// # Errors
/// A value that no table holds: a time, an image.
pub fn number(value: &Value, rules: &TableRules, settings: &Settings) -> Result<Cell, Diagnostic> {
    let missing = || match rules.missing {
        Missing::Nan => Cell::Number(Number::Float(f64::NAN)),
        Missing::Null => Cell::Missing,
    };
    Ok(match value {
        Value::Number(number) => Cell::Number(*number),
        Value::Boolean(value) => Cell::Number(Number::Int(i64::from(*value))),
        Value::Null => missing(),
        Value::Text(text) => match read_number(text, &rules.cells) {
            Reading::Number(number) => Cell::Number(number),
            Reading::Missing => missing(),
            Reading::Rejected(error) => Cell::Rejected(Value::rejected(error, format!("{text:?} is not a number"))),
        },
        other => {
            let message = format!("{} takes numbers, found {}", settings.step(), other.describe());
            return Err(settings.fail_step(message));
        }
    })
}

/// Applies a function to a cell's number: in single precision if the number is single and the library keeps that.
///
/// # Errors
/// See [`number`].
pub fn map_number(
    value: &Value,
    rules: &TableRules,
    settings: &Settings,
    wide: impl Fn(f64) -> f64,
    single: impl Fn(f32) -> f32,
) -> Result<Value, Diagnostic> {
    Ok(match number(value, rules, settings)? {
        Cell::Number(Number::Float32(x)) if rules.single != Single::Widened => {
            Value::Number(Number::Float32(single(x)))
        }
        Cell::Number(x) => Value::Number(Number::Float(wide(x.as_f64()))),
        Cell::Missing => Value::Null,
        Cell::Rejected(rejected) => rejected,
    })
}

/// The numbers of a fit's column; what is missing is NaN where the library has nothing else, and else left out.
///
/// # Errors
/// A cell that is no number.
pub fn fit_numbers(column: &FitColumn, rules: &TableRules, settings: &Settings) -> Result<Vec<f64>, Diagnostic> {
    let mut numbers = Vec::new();
    for (row, value) in column.values() {
        match number(&value, rules, settings)? {
            Cell::Number(number) => numbers.push(number.as_f64()),
            Cell::Missing => {}
            Cell::Rejected(_) => {
                let shown = if let Value::Text(text) = &value { format!("{text:?}") } else { value.describe() };
                let error = settings.fail("fit", format!("{shown} is not a number to {}", engine_name(settings)));
                return Err(error.note(column.place(row)));
            }
        }
    }
    Ok(numbers)
}

/// Parameters that are known when the step is bound, or that every value has of its own.
#[derive(Debug, Clone, Copy)]
pub enum Fitted<P> {
    /// Known.
    Once(P),
    /// Fitted on the value itself.
    Row,
}

impl<P: Copy> Fitted<P> {
    /// The parameters for this value: the known ones, or those fitted on it; `None` where it is no number.
    ///
    /// # Errors
    /// A value that is no cell of a table; what the fit finds.
    pub fn for_value(
        &self,
        value: &Value,
        rules: &TableRules,
        settings: &Settings,
        compute: impl Fn(&[f64]) -> Result<P, Diagnostic>,
    ) -> Result<Option<P>, Diagnostic> {
        match self {
            Self::Once(parameters) => Ok(Some(*parameters)),
            Self::Row => match number(value, rules, settings)? {
                Cell::Number(x) => compute(&[x.as_f64()]).map(Some),
                Cell::Missing | Cell::Rejected(_) => Ok(None),
            },
        }
    }
}

/// Parameters fitted on numbers, if `fit` was given.
///
/// # Errors
/// What is wrong with the table, or what `compute` finds.
pub fn fit_parameters<P>(
    settings: &Settings,
    rules: &TableRules,
    compute: impl Fn(&[f64]) -> Result<P, Diagnostic>,
) -> Result<Option<Fitted<P>>, Diagnostic> {
    Ok(match Fit::read(settings)? {
        None => None,
        Some(Fit::Row) => Some(Fitted::Row),
        Some(Fit::Column(column)) => Some(Fitted::Once(compute(&fit_numbers(&column, rules, settings)?)?)),
    })
}

/// A parameter with one number for this column.
///
/// # Errors
/// A list of several numbers.
pub fn one_number(settings: &Settings, name: &str) -> Result<Option<f64>, Diagnostic> {
    match settings.numbers(name)?.as_deref() {
        None => Ok(None),
        Some([value]) => Ok(Some(*value)),
        Some(values) => {
            let message = format!("{name} lists {} values for one column", values.len());
            Err(settings.fail(name, message).hint("name as many fields: `on: [a, b]`"))
        }
    }
}

/// The value of a cell that is no number: null, or what the reader raises.
///
/// # Errors
/// A value that is no cell of a table.
pub fn not_a_number(value: &Value, rules: &TableRules, settings: &Settings) -> Result<Value, Diagnostic> {
    map_number(value, rules, settings, |x| x, |x| x)
}

/// A variation of one parameter.
pub fn variation(cause: &'static str, parameter: &'static str, argument: Argument) -> Variation {
    Variation { cause, changes: vec![(parameter, Some(argument))] }
}

/// The variation that fits anew on every value, in place of the given parameters.
pub fn refits(cause: &'static str, settings: &Settings, given: &[&'static str]) -> Vec<Variation> {
    if settings.get("fit").and_then(Argument::as_text) == Some(ROW) {
        return Vec::new();
    }
    let mut changes: Vec<(&'static str, Option<Argument>)> =
        given.iter().filter(|name| settings.get(name).is_some()).map(|name| (*name, None)).collect();
    changes.push(("fit", Some(Argument::Text(ROW.to_owned()))));
    vec![Variation { cause, changes }]
}
