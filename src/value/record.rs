use super::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Names of fields in their order. The rows of a table share one.
#[derive(Debug, Clone, Default)]
pub struct Header(Arc<Names>);

/// Named fields in their order.
#[derive(Debug, Clone, Default)]
pub struct Record {
    header: Header,
    /// One for every name.
    values: Vec<Value>,
}

#[derive(Debug, Clone, Default)]
struct Names {
    list: Vec<Arc<str>>,
    /// Where each name stands, once there are more than are looked through.
    places: HashMap<Arc<str>, usize>,
}

/// So many names are looked through one after the other: below it, that is faster than a hash.
const LOOKED_THROUGH: usize = 12;

impl Names {
    fn position(&self, name: &str) -> Option<usize> {
        if self.list.len() > LOOKED_THROUGH {
            return self.places.get(name).copied();
        }
        self.list.iter().position(|known| **known == *name)
    }

    /// Appends a name that is not there yet.
    fn push(&mut self, name: Arc<str>) {
        self.list.push(name);
        match self.list.len() {
            0..=LOOKED_THROUGH => {}
            count if self.places.len() + 1 == count => {
                self.places.insert(Arc::clone(&self.list[count - 1]), count - 1);
            }
            _ => self.find_places(),
        }
    }

    fn remove(&mut self, position: usize) {
        self.list.remove(position);
        self.places.clear();
        if self.list.len() > LOOKED_THROUGH {
            self.find_places();
        }
    }

    fn find_places(&mut self) {
        self.places = self.list.iter().enumerate().map(|(place, name)| (Arc::clone(name), place)).collect();
    }
}

impl Header {
    /// The names in order.
    pub fn names(&self) -> &[Arc<str>] {
        &self.0.list
    }

    /// Appends a name; false if it is there already.
    pub fn push(&mut self, name: impl Into<Arc<str>>) -> bool {
        let name = name.into();
        let new = self.0.position(&name).is_none();
        if new {
            Arc::make_mut(&mut self.0).push(name);
        }
        new
    }
}

impl Record {
    /// A record without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// A record whose values stand under these names in order; what is left without a value is null.
    pub fn under(header: &Header, mut values: Vec<Value>) -> Self {
        values.resize(header.names().len(), Value::Null);
        Self { header: header.clone(), values }
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// True without fields.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(self.header.0.position(name)?)
    }

    /// The value of a field, to change it in place.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.values.get_mut(self.header.0.position(name)?)
    }

    /// Sets a field: in its old position if it exists, else at the end.
    pub fn set(&mut self, name: impl Into<Arc<str>>, value: Value) {
        let name = name.into();
        if let Some(position) = self.header.0.position(&name) {
            self.values[position] = value;
            return;
        }
        Arc::make_mut(&mut self.header.0).push(name);
        self.values.push(value);
    }

    /// Removes a field and keeps the order of the others.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let position = self.header.0.position(name)?;
        Arc::make_mut(&mut self.header.0).remove(position);
        Some(self.values.remove(position))
    }

    /// Names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.header.names().iter().map(AsRef::as_ref)
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.names().zip(&self.values)
    }

    /// True if both have the same names in the same order.
    pub fn has_names_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.header.0, &other.header.0) || self.header.names() == other.header.names()
    }
}

/// The order of fields does not count.
impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

impl<N: Into<Arc<str>>> FromIterator<(N, Value)> for Record {
    fn from_iter<T: IntoIterator<Item = (N, Value)>>(fields: T) -> Self {
        let mut record = Self::new();
        for (name, value) in fields {
            record.set(name, value);
        }
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_however_many_there_are() {
        for count in [3, LOOKED_THROUGH, LOOKED_THROUGH + 1, 40] {
            let whole: Record = (0..count).map(|n| (format!("f{n}"), Value::Text(n.to_string()))).collect();
            let mut record = whole.clone();
            record.set("f1", Value::Null);
            assert_eq!(record.remove("f0"), Some(Value::Text("0".to_owned())));
            record.set("f0", Value::Text("0".to_owned()));
            let last = format!("f{}", count - 1);
            assert_eq!(record.get(&last), whole.get(&last), "{count}");
            assert_eq!((record.get("f1"), record.get("none")), (Some(&Value::Null), None));
            assert_eq!((record.names().next(), record.names().last()), (Some("f1"), Some("f0")));
            record.set("f1", Value::Text("1".to_owned()));
            assert!(record == whole && !record.has_names_of(&whole), "{count}: the order does not count");
        }
    }

    #[test]
    fn a_shared_header_stays_as_it_is() {
        let mut header = Header::default();
        assert!(header.push("a") && header.push("b") && !header.push("a"));
        let (mut wide, plain) = (Record::under(&header, vec![Value::Null]), Record::under(&header, Vec::new()));
        wide.set("c", Value::Null);
        assert_eq!((wide.len(), plain.len(), header.names().len()), (3, 2, 2));
    }
}
