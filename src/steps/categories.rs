//! Categories: what counts as one, their order, and their codes.

use super::cells::engine_name;
use super::fit::Fit;
use super::{Argument, Settings};
use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{Categories, CategoryOrder, TableRules, Unknown};
use crate::engines::kernel::read_number::{Reading, read_number};
use crate::value::{Number, Value};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// A value that is no missing one: numbers before texts, numbers ascending, texts by code point.
#[derive(Debug, Clone)]
pub enum Category {
    /// A number; all zeros are one.
    Number(Number),
    /// A text.
    Text(String),
}

impl Category {
    /// The value again.
    pub fn value(self) -> Value {
        match self {
            Self::Number(number) => Value::Number(number),
            Self::Text(text) => Value::Text(text),
        }
    }

    /// As it stands in the name of a column.
    pub fn name(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

impl PartialEq for Category {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Category {}

impl PartialOrd for Category {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Category {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => (a.as_f64() + 0.0).total_cmp(&(b.as_f64() + 0.0)),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

impl Hash for Category {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Number(number) => (number.as_f64() + 0.0).to_bits().hash(state),
            Self::Text(text) => text.hash(state),
        }
    }
}

/// The category of a cell; `None` for a missing value. A text that the library would read as a number is that number.
pub fn category(value: &Value, rules: &TableRules) -> Option<Category> {
    match value {
        Value::Number(number) if number.is_nan() => None,
        Value::Number(number) => Some(Category::Number(*number)),
        Value::Boolean(value) => Some(Category::Number(Number::Int(i64::from(*value)))),
        Value::Text(text) => match read_number(text, &rules.cells) {
            Reading::Number(number) if !number.is_nan() && !is_boolean(text) => Some(Category::Number(number)),
            _ if rules.cells.missing.contains(&text.as_str()) => None,
            _ => Some(Category::Text(text.clone())),
        },
        _ => None,
    }
}

fn is_boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

/// The categories of one column, with their codes.
#[derive(Debug, Clone)]
pub struct Codes {
    list: Vec<Category>,
    places: HashMap<Category, usize>,
    /// True if all categories are numbers, so that texts are read as numbers.
    numeric: bool,
    /// True if a missing value is one category more.
    has_missing: bool,
    unknown: Unknown,
    missing: Unknown,
}

/// What a value is among the categories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Code {
    /// The category with this number.
    Known(usize),
    /// The missing value, which is a category of the fit.
    MissingCategory,
    /// None of them.
    Unknown(Unknown),
}

impl Codes {
    /// Categories as given, or as fitted.
    ///
    /// # Errors
    /// Neither `categories` nor `fit`; categories that are no numbers or texts.
    pub fn read(settings: &Settings, rules: &TableRules) -> Result<Option<Self>, Diagnostic> {
        let (unknown, missing) = unknown(settings, &rules.categories)?;
        if let Some(argument) = settings.get("categories") {
            let list = given(settings, argument)?;
            return Ok(Some(Self::new(list, false, unknown, missing)));
        }
        let order = settings.choice("order", &ORDERS)?.unwrap_or(rules.categories.order);
        match Fit::read(settings)? {
            Some(Fit::Row) => Ok(None),
            Some(Fit::Column(column)) => {
                let values: Vec<Value> = column.values().map(|(_, value)| value).collect();
                let (list, has_missing) = fitted(&values, rules, order);
                let has_missing = has_missing && rules.categories.fits_missing;
                Ok(Some(Self::new(list, has_missing, unknown, missing)))
            }
            None => Err(settings.fail_step(format!("{} needs `categories` or `fit`", settings.step()))),
        }
    }

    /// The categories of one value alone.
    pub fn of_value(value: &Value, settings: &Settings, rules: &TableRules) -> Result<Self, Diagnostic> {
        let (unknown, missing) = unknown(settings, &rules.categories)?;
        let (list, has_missing) = fitted(std::slice::from_ref(value), rules, CategoryOrder::FirstSeen);
        Ok(Self::new(list, has_missing && rules.categories.fits_missing, unknown, missing))
    }

    fn new(list: Vec<Category>, has_missing: bool, unknown: Unknown, missing: Unknown) -> Self {
        let places = list.iter().enumerate().map(|(code, category)| (category.clone(), code)).collect();
        let numeric = list.iter().all(|category| matches!(category, Category::Number(_)));
        Self { list, places, numeric, has_missing, unknown, missing }
    }

    /// The categories in the order of their codes.
    pub fn list(&self) -> &[Category] {
        &self.list
    }

    /// True if a missing value is one category more.
    pub fn has_missing(&self) -> bool {
        self.has_missing
    }

    /// The code of a cell.
    ///
    /// # Errors
    /// A value that is no cell of a table.
    pub fn code(&self, value: &Value, rules: &TableRules, settings: &Settings) -> Result<Code, Diagnostic> {
        let found = match value {
            Value::Text(text) if !self.numeric => {
                let as_text = Category::Text(text.clone());
                if self.places.contains_key(&as_text) { Some(as_text) } else { category(value, rules) }
            }
            Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Text(_) => category(value, rules),
            other => {
                let message = format!("{} takes cells of a table, found {}", settings.step(), other.describe());
                return Err(settings.fail_step(message));
            }
        };
        Ok(match found {
            None if self.has_missing => Code::MissingCategory,
            None => Code::Unknown(self.missing),
            Some(category) => match self.places.get(&category) {
                Some(code) => Code::Known(*code),
                None if self.unknown == Unknown::Insertion => {
                    Code::Known(self.list.iter().filter(|known| **known < category).count())
                }
                None => Code::Unknown(self.unknown),
            },
        })
    }
}

/// The orders that a definition can name.
pub const ORDERS: [(&str, CategoryOrder); 3] = [
    ("sorted", CategoryOrder::Sorted),
    ("first_seen", CategoryOrder::FirstSeen),
    ("frequency", CategoryOrder::Frequency),
];

/// The distinct categories in order, and whether there are missing values. One text makes all of them texts.
fn fitted(values: &[Value], rules: &TableRules, order: CategoryOrder) -> (Vec<Category>, bool) {
    let mut categories: Vec<Option<Category>> = values.iter().map(|value| category(value, rules)).collect();
    if categories.iter().flatten().any(|category| matches!(category, Category::Text(_))) {
        for (category, value) in categories.iter_mut().zip(values) {
            if let (Some(category), Value::Text(text)) = (category, value) {
                *category = Category::Text(text.clone());
            }
        }
    }
    let has_missing = categories.iter().any(Option::is_none);
    let mut counts: HashMap<Category, usize> = HashMap::new();
    let mut list = Vec::new();
    for category in categories.into_iter().flatten() {
        let count = counts.entry(category.clone()).or_default();
        if *count == 0 {
            list.push(category);
        }
        *count += 1;
    }
    match order {
        CategoryOrder::FirstSeen => {}
        CategoryOrder::Sorted => list.sort(),
        CategoryOrder::Frequency => list.sort_by(|a, b| {
            // Equally frequent numbers are in the order of their texts.
            counts[b].cmp(&counts[a]).then_with(|| a.name().cmp(&b.name()))
        }),
    }
    (list, has_missing)
}

fn given(settings: &Settings, argument: &Argument) -> Result<Vec<Category>, Diagnostic> {
    let Argument::List(items) = argument else {
        return Err(settings.fail("categories", "categories takes a list of numbers and texts"));
    };
    let mut list: Vec<Category> = Vec::with_capacity(items.len());
    for item in items {
        let category = match item {
            Argument::Integer(value) => Category::Number(Number::Int(*value)),
            Argument::Float(value) => Category::Number(Number::Float(*value)),
            Argument::Boolean(value) => Category::Number(Number::Int(i64::from(*value))),
            Argument::Text(text) => Category::Text(text.clone()),
            other => {
                let message = format!("a category is a number or a text, found {}", other.kind());
                return Err(settings.fail("categories", message).hint("null and NaN are no categories: see `unknown`"));
            }
        };
        if list.contains(&category) {
            return Err(settings.fail("categories", format!("the category {item} is listed twice")));
        }
        list.push(category);
    }
    if list.is_empty() {
        return Err(settings.fail("categories", "the list of categories is empty"));
    }
    Ok(list)
}

/// What happens to unknown and to missing values: as written under `unknown`, or as the library does.
fn unknown(settings: &Settings, rules: &Categories) -> Result<(Unknown, Unknown), Diagnostic> {
    let both = |unknown| Ok((unknown, unknown));
    match settings.get("unknown") {
        None => Ok((rules.unknown, rules.missing)),
        Some(Argument::Integer(code)) => both(Unknown::Code(*code)),
        Some(Argument::Null) => both(Unknown::Null),
        Some(Argument::Float(value)) if value.is_nan() => both(Unknown::Nan),
        Some(Argument::Text(text)) => match text.as_str() {
            "error" => {
                let error = match rules.unknown {
                    Unknown::Rejected(error) => error,
                    _ => "ValueError",
                };
                both(Unknown::Rejected(error))
            }
            "ignore" | "null" => both(Unknown::Null),
            "nan" | "NaN" => both(Unknown::Nan),
            "keep" | "last" => both(Unknown::Last),
            typed => Err(settings.unknown_value("unknown", "treatment", typed, &UNKNOWN)),
        },
        Some(other) => {
            let message = format!("unknown takes a code or a treatment, found {other}");
            Err(settings.fail("unknown", message).note(format!("treatments: {}", UNKNOWN.join(", "))))
        }
    }
}

/// The treatments that `unknown` can name.
pub const UNKNOWN: [&str; 7] = ["error", "ignore", "keep", "last", "nan", "NaN", "null"];

/// What a value without a code becomes.
pub fn without_code(unknown: Unknown, categories: usize, value: &Value, settings: &Settings) -> Value {
    match unknown {
        Unknown::Rejected(error) => {
            let shown = if let Value::Text(text) = value { format!("{text:?}") } else { value.describe() };
            Value::rejected(error, format!("{shown} is no category known to {}", engine_name(settings)))
        }
        Unknown::Code(code) => Value::Number(Number::Int(code)),
        Unknown::Nan => Value::Number(Number::Float(f64::NAN)),
        Unknown::Null => Value::Null,
        Unknown::Last | Unknown::Insertion => Value::Number(Number::Int(categories as i64)),
    }
}
