//! `on:`, `into:` and `{field: name}`: a step applied to fields of a record, with parameters that vary by row, and lists
//! of parameters that hold one item per field.

use super::{Argument, Kind, PerField, Runtime, Settings, Step};
use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::value::{Instant, Number, Record, Time, TokenStages, Value};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

type Operations = Arc<Vec<Box<dyn Operation>>>;

/// One step on fields of a record.
pub struct OnFields {
    step: &'static dyn Step,
    settings: Settings,
    runtime: Runtime,
    fields: Fields,
    into: Option<String>,
    /// Parameters whose values come from fields: (parameter, field).
    by_row: Vec<(String, String)>,
    /// The operations of each field of `on`, where nothing varies by row.
    fixed: Vec<Operations>,
    /// Bound operations by field and by the values of `by_row`: rows repeat a few zones, formats or scales.
    bound: RwLock<HashMap<String, Operations>>,
    key: String,
}

/// What the step is applied to.
enum Fields {
    /// The whole value: only parameters vary by row.
    Whole,
    /// These fields.
    Named(Vec<String>),
    /// Every field of a record, every item of a list, or a single value.
    All,
}

/// One column that a step is bound for.
#[derive(Clone, Copy)]
struct Column<'a> {
    index: usize,
    name: Option<&'a str>,
    /// Of how many, if that is known when the step is bound.
    count: Option<usize>,
}

const WHOLE: Column<'static> = Column { index: 0, name: None, count: None };

impl OnFields {
    /// Binds what can be bound before rows are seen. Also gives the parameters that were left to defaults, in words.
    ///
    /// # Errors
    /// What binding the step raises; `into` with several fields.
    pub fn new(
        step: &'static dyn Step,
        settings: Settings,
        runtime: Runtime,
        on: Option<Vec<String>>,
        into: Option<String>,
    ) -> Result<(Self, Vec<String>), Diagnostic> {
        let fields = match on {
            Some(names) if !names.is_empty() => Fields::Named(names),
            _ if step.per_field().is_some() => Fields::All,
            _ => Fields::Whole,
        };
        if let (Some(_), Fields::Named(names)) = (&into, &fields)
            && names.len() > 1
        {
            return Err(settings.fail("into", "`into` takes the result of one field, and `on` names several"));
        }
        let by_row: Vec<(String, String)> = settings
            .iter()
            .filter_map(|(name, s)| s.argument.as_field().map(|field| (name.to_owned(), field.to_owned())))
            .collect();
        let key = key(step, &settings, &runtime);
        let mut plain = settings;
        plain.remove("on");
        plain.remove("into");
        let (fixed, bound) = (Vec::new(), RwLock::default());
        let mut this = Self { step, settings: plain, runtime, fields, into, by_row, fixed, bound, key };
        let defaults = this.bind_fixed()?;
        Ok((this, defaults))
    }

    /// Binds what does not depend on the row.
    fn bind_fixed(&mut self) -> Result<Vec<String>, Diagnostic> {
        if !self.by_row.is_empty() {
            return Ok(Vec::new());
        }
        let columns: Vec<Column> = match &self.fields {
            Fields::Named(names) if self.step.per_field().is_some() => {
                let count = Some(names.len());
                names.iter().enumerate().map(|(index, name)| Column { index, name: Some(name), count }).collect()
            }
            // What is fitted needs a field's name, and the names come with the first record.
            Fields::All if self.settings.get("fit").is_some() => Vec::new(),
            _ => vec![WHOLE],
        };
        let mut defaults = Vec::new();
        let mut fixed = Vec::new();
        for column in columns {
            let bound = self.step.bind(&self.for_column(column)?, &self.runtime);
            let bound = bound.map_err(|error| self.settings.place(error, self.settings.span(), ""))?;
            fixed.push(Arc::new(bound.operations));
            defaults = bound.defaults;
        }
        self.fixed = fixed;
        Ok(defaults)
    }

    /// The parameters for one column: lists that hold an item per field are cut down to that field's.
    fn for_column(&self, column: Column) -> Result<Settings, Diagnostic> {
        let mut settings = self.settings.clone();
        for kind in self.step.per_field().unwrap_or_default() {
            let (PerField::Single(parameter) | PerField::List(parameter)) = *kind;
            let Some(Argument::List(items)) = self.settings.get(parameter) else {
                continue;
            };
            let is_list = |item: &Argument| matches!(item, Argument::List(_));
            if matches!(kind, PerField::List(_)) && (items.is_empty() || !items.iter().all(is_list)) {
                continue;
            }
            let count = column.count.unwrap_or(items.len());
            match items.get(column.index) {
                Some(item) if items.len() == count => settings.set(parameter, item.clone()),
                None | Some(_) if items.len() == 1 => settings.set(parameter, items[0].clone()),
                _ => {
                    let count = column.count.map_or(format!("field {}", column.index + 1), |n| format!("{n} fields"));
                    let message = format!("{parameter} lists {} values for {count}", items.len());
                    return Err(self.settings.fail(parameter, message));
                }
            }
        }
        Ok(match column.name {
            Some(name) => settings.for_field(name),
            None => settings,
        })
    }

    /// The operations for this column of this row.
    fn operations(&self, row: &Record, column: Column) -> Result<Operations, Diagnostic> {
        if self.by_row.is_empty()
            && let Fields::Named(_) | Fields::Whole = self.fields
        {
            let index = if self.fixed.len() == 1 { 0 } else { column.index };
            return Ok(Arc::clone(&self.fixed[index]));
        }
        let per_field = self.step.per_field().is_some();
        let key = self.row_key(row, per_field.then_some(column))?;
        if let Some(found) = self.bound.read().unwrap_or_else(PoisonError::into_inner).get(&*key) {
            return Ok(Arc::clone(found));
        }
        let mut settings = if per_field { self.for_column(column)? } else { self.settings.clone() };
        for ((parameter, _), value) in self.by_row.iter().zip(self.row_values(row)?) {
            match value {
                Argument::Null => settings.remove(parameter),
                value => settings.set(parameter, value),
            }
        }
        let bound = self.step.bind(&settings, &self.runtime);
        let bound = bound.map_err(|error| settings.place(error, settings.span(), ""))?;
        let operations = Arc::new(bound.operations);
        let mut cache = self.bound.write().unwrap_or_else(PoisonError::into_inner);
        // A parameter with a value of its own in every row must not fill the memory.
        if cache.len() >= 4096 {
            cache.clear();
        }
        cache.insert(key.into_owned(), Arc::clone(&operations));
        Ok(operations)
    }

    /// What tells the operations of this row from those of others: the values of the parameters that vary, and the column
    /// where the step is bound for each.
    fn row_key<'a>(&self, row: &'a Record, column: Option<Column>) -> Result<Cow<'a, str>, Diagnostic> {
        let mut key = String::new();
        if let Some(column) = column {
            key = format!("{}\0{}\0", column.index, column.name.unwrap_or_default());
        }
        for (parameter, field) in &self.by_row {
            match self.row_value(row, parameter, field)? {
                Value::Text(text) if self.by_row.len() == 1 && key.is_empty() => return Ok(Cow::Borrowed(text)),
                Value::Text(text) => key.push_str(text),
                other => key.push_str(&format!("\u{1}{}", argument(other))),
            }
            key.push('\0');
        }
        Ok(Cow::Owned(key))
    }

    fn row_value<'a>(&self, row: &'a Record, parameter: &str, field: &str) -> Result<&'a Value, Diagnostic> {
        row.get(field).ok_or_else(|| missing(&self.settings, parameter, field, row))
    }

    /// What this row gives to the parameters that vary by row.
    fn row_values(&self, row: &Record) -> Result<Vec<Argument>, Diagnostic> {
        let value = |(parameter, field): &(String, String)| Ok(argument(self.row_value(row, parameter, field)?));
        self.by_row.iter().map(value).collect()
    }

    /// Every item of a list, or a single value.
    fn apply_outside_record(&self, input: Value) -> Result<Value, Diagnostic> {
        let none = Record::new();
        if let Value::List(items) = input {
            let count = Some(items.len());
            let items = items
                .into_iter()
                .enumerate()
                .map(|(index, item)| apply_all(&self.operations(&none, Column { index, name: None, count })?, item));
            return Ok(Value::List(items.collect::<Result<_, Diagnostic>>()?));
        }
        apply_all(&self.operations(&none, Column { count: Some(1), ..WHOLE })?, input)
    }

    /// The step on the whole record.
    fn apply_whole(&self, mut row: Record) -> Result<Value, Diagnostic> {
        let operations = self.operations(&row, WHOLE)?;
        let Some(name) = &self.into else {
            return apply_all(&operations, Value::Record(row));
        };
        let result = apply_all(&operations, Value::Record(row.clone()))?;
        row.set(name.clone(), result);
        Ok(Value::Record(row))
    }

    /// The step on one field.
    fn apply_field(&self, row: &mut Record, name: &str, operations: &Operations) -> Result<(), Diagnostic> {
        let Some(slot) = row.get_mut(name) else {
            return Err(missing(&self.settings, "on", name, row));
        };
        match &self.into {
            None => {
                let value = std::mem::replace(slot, Value::Null);
                match apply_all(operations, value)? {
                    Value::Record(columns) if self.step.spreads() => spread(row, name, &columns),
                    value => *slot = value,
                }
            }
            Some(into) => {
                let value = slot.clone();
                match apply_all(operations, value)? {
                    Value::Record(columns) if self.step.spreads() => {
                        for (column, value) in columns.iter() {
                            row.set(format!("{into}_{column}"), value.clone());
                        }
                    }
                    value => row.set(into.clone(), value),
                }
            }
        }
        Ok(())
    }
}

/// A field's value as a parameter.
fn argument(value: &Value) -> Argument {
    match value {
        Value::Text(text) => Argument::Text(text.clone()),
        Value::Number(Number::Int(number)) => Argument::Integer(*number),
        Value::Number(number) => Argument::Float(number.as_f64()),
        Value::Boolean(value) => Argument::Boolean(*value),
        Value::Time(time) => Argument::Text(match time {
            Time::Instant(Instant { zone: Some(zone), .. }) => format!("{time}[{zone}]"),
            time => time.to_string(),
        }),
        _ => Argument::Null,
    }
}

/// What the step really does. A path means another file in another folder.
fn key(step: &'static dyn Step, settings: &Settings, runtime: &Runtime) -> String {
    let names_path = step.params().iter().any(|p| matches!(p.kind, Kind::Path) && settings.get(p.name).is_some());
    let base = if names_path { settings.base().display().to_string() } else { String::new() };
    format!("{settings} in {base} {runtime:?}")
}

/// The value after all operations; what is rejected stays rejected.
fn apply_all(operations: &[Box<dyn Operation>], mut value: Value) -> Result<Value, Diagnostic> {
    for operation in operations {
        if matches!(value, Value::Rejected(_)) {
            break;
        }
        value = operation.apply(value)?;
    }
    Ok(value)
}

/// Puts columns in the place of a field.
fn spread(row: &mut Record, name: &str, columns: &Record) {
    let mut wide = Record::new();
    for (field, value) in row.iter() {
        if field != name {
            wide.set(field, value.clone());
            continue;
        }
        for (column, value) in columns.iter() {
            wide.set(format!("{name}_{column}"), value.clone());
        }
    }
    *row = wide;
}

fn missing(settings: &Settings, parameter: &str, field: &str, row: &Record) -> Diagnostic {
    let names: Vec<&str> = row.names().collect();
    settings
        .fail(parameter, format!("the record has no field \"{field}\""))
        .note(format!("its fields: {}", names.join(", ")))
}

impl Operation for OnFields {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    /// Those of the one field that the step is applied to.
    fn stages(&self, input: &Value) -> Option<TokenStages> {
        let (Value::Record(row), Fields::Named(names)) = (input, &self.fields) else { return None };
        let [name] = names.as_slice() else { return None };
        let operations = self.operations(row, Column { index: 0, name: Some(name), count: Some(1) }).ok()?;
        operations.first()?.stages(row.get(name)?)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let mut row = match (input, &self.fields) {
            (Value::Record(row), _) => row,
            (other, Fields::All) if self.by_row.is_empty() && self.into.is_none() => {
                return self.apply_outside_record(other);
            }
            (other, _) => {
                let message =
                    format!("{} works on fields of a record, found {}", self.settings.step(), other.describe());
                return Err(self.settings.fail_step(message));
            }
        };
        match &self.fields {
            Fields::Whole => return self.apply_whole(row),
            Fields::Named(names) => {
                let count = Some(names.len());
                for (index, name) in names.iter().enumerate() {
                    let operations = self.operations(&row, Column { index, name: Some(name), count })?;
                    self.apply_field(&mut row, name, &operations)?;
                }
            }
            Fields::All => {
                let names: Vec<String> = row.names().map(str::to_owned).collect();
                let count = Some(names.len());
                for (index, name) in names.iter().enumerate() {
                    let operations = self.operations(&row, Column { index, name: Some(name), count })?;
                    self.apply_field(&mut row, name, &operations)?;
                }
            }
        }
        Ok(Value::Record(row))
    }
}
