use super::Value;
use indexmap::IndexMap;
use std::sync::Arc;

/// Named fields in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// Names are shared between the rows of a table.
    fields: IndexMap<Arc<str>, Value>,
}

impl Record {
    /// A record without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// True without fields.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }

    /// The value of a field, to change it in place.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.fields.get_mut(name)
    }

    /// Sets a field: in its old position if it exists, else at the end.
    pub fn set(&mut self, name: impl Into<Arc<str>>, value: Value) {
        self.fields.insert(name.into(), value);
    }

    /// Removes a field and keeps the order of the others.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.fields.shift_remove(name)
    }

    /// Names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(AsRef::as_ref)
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.fields.iter().map(|(name, value)| (name.as_ref(), value))
    }
}

impl FromIterator<(String, Value)> for Record {
    fn from_iter<T: IntoIterator<Item = (String, Value)>>(fields: T) -> Self {
        fields.into_iter().map(|(name, value)| (Arc::from(name), value)).collect()
    }
}

impl FromIterator<(Arc<str>, Value)> for Record {
    fn from_iter<T: IntoIterator<Item = (Arc<str>, Value)>>(fields: T) -> Self {
        Self { fields: fields.into_iter().collect() }
    }
}
