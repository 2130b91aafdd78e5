//! `on:`, `into:` and `{field: name}`: a step applied to fields of a record, with parameters that vary by row.

use super::{Argument, Runtime, Settings, Step};
use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::value::{Record, Value};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

type Operations = Arc<Vec<Box<dyn Operation>>>;

/// One step on fields of a record.
pub struct OnFields {
    step: &'static dyn Step,
    settings: Settings,
    runtime: Runtime,
    fields: Vec<String>,
    into: Option<String>,
    /// Parameters whose values come from fields: (parameter, field).
    by_row: Vec<(String, String)>,
    /// Bound operations by the values of `by_row`: rows repeat a few zones, formats or scales.
    bound: RwLock<HashMap<String, Operations>>,
    key: String,
}

impl OnFields {
    /// Binds what can be bound before rows are seen.
    ///
    /// # Errors
    /// What binding the step raises; `into` with several fields.
    pub fn new(
        step: &'static dyn Step,
        settings: Settings,
        runtime: Runtime,
        fields: Vec<String>,
        into: Option<String>,
    ) -> Result<Self, Diagnostic> {
        if into.is_some() && fields.len() > 1 {
            return Err(settings.fail("into", "`into` takes the result of one field, and `on` names several"));
        }
        let by_row: Vec<(String, String)> = settings
            .iter()
            .filter_map(|(name, s)| s.argument.as_field().map(|field| (name.to_owned(), field.to_owned())))
            .collect();
        let key = format!("{settings} in {runtime:?}");
        let mut plain = settings;
        plain.remove("on");
        plain.remove("into");
        let this = Self { step, settings: plain, runtime, fields, into, by_row, bound: RwLock::default(), key };
        if this.by_row.is_empty() {
            this.operations(&Record::new())?;
        }
        Ok(this)
    }

    /// The operations for this row.
    fn operations(&self, row: &Record) -> Result<Operations, Diagnostic> {
        let values = self.by_row.iter().map(|(parameter, field)| {
            let value = row.get(field).ok_or_else(|| missing(&self.settings, parameter, field, row))?;
            Ok(match value {
                Value::Text(text) => Argument::Text(text.clone()),
                Value::Number(crate::value::Number::Int(number)) => Argument::Integer(*number),
                Value::Number(number) => Argument::Float(number.as_f64()),
                Value::Boolean(value) => Argument::Boolean(*value),
                _ => Argument::Null,
            })
        });
        let values = values.collect::<Result<Vec<Argument>, Diagnostic>>()?;
        let mut key = String::new();
        for value in &values {
            match value {
                Argument::Text(text) => key.push_str(text),
                other => key.push_str(&other.to_string()),
            }
            key.push('\0');
        }
        if let Some(found) = self.bound.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(found));
        }
        let mut settings = self.settings.clone();
        for ((parameter, _), value) in self.by_row.iter().zip(values) {
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
        cache.insert(key, Arc::clone(&operations));
        Ok(operations)
    }
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

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let mut row = match input {
            Value::Record(row) => row,
            // Only parameters vary by row and the step takes the whole value.
            other => {
                let message =
                    format!("{} works on fields of a record, found {}", self.settings.step(), other.describe());
                return Err(self.settings.fail_step(message));
            }
        };
        let operations = self.operations(&row)?;
        if self.fields.is_empty() {
            let result = apply_all(&operations, Value::Record(row.clone()))?;
            return Ok(match &self.into {
                Some(name) => {
                    row.set(name.clone(), result);
                    Value::Record(row)
                }
                None => result,
            });
        }
        for field in &self.fields {
            let Some(slot) = row.get_mut(field) else {
                return Err(missing(&self.settings, "on", field, &row));
            };
            match &self.into {
                None => {
                    let value = std::mem::replace(slot, Value::Null);
                    *slot = apply_all(&operations, value)?;
                }
                Some(name) => {
                    let value = slot.clone();
                    row.set(name.clone(), apply_all(&operations, value)?);
                }
            }
        }
        Ok(Value::Record(row))
    }
}
