//! A whole table in memory, column by column, as a fit needs it: about the size of its file.

use super::{TableReader, Value};
use crate::diagnostic::Diagnostic;
use indexmap::IndexMap;
use std::path::Path;
use std::sync::Arc;

/// All columns of a table.
#[derive(Debug)]
pub struct ColumnTable {
    columns: IndexMap<Arc<str>, Column>,
    rows: usize,
}

/// The cells of one column.
#[derive(Debug, Default)]
pub struct Column {
    /// All texts, one after the other.
    text: String,
    cells: Vec<Cell>,
}

#[derive(Debug)]
enum Cell {
    Null,
    /// Up to here in `text`.
    Text(usize),
    /// Boxed: rare, and larger than the others.
    Other(Box<Value>),
}

impl ColumnTable {
    /// Reads a `.csv` or `.jsonl` file. A field that a row lacks is null there.
    ///
    /// # Errors
    /// What [`TableReader`] finds wrong.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let mut reader = TableReader::open(path)?;
        let mut columns: IndexMap<Arc<str>, Column> =
            reader.fields().iter().map(|name| (Arc::clone(name), Column::default())).collect();
        let mut rows = 0;
        while let Some(chunk) = reader.next_chunk()? {
            for record in chunk.records() {
                for (name, value) in record?.iter() {
                    if !columns.contains_key(name) {
                        columns.insert(name.into(), Column::default());
                    }
                    let column = &mut columns[name];
                    column.pad(rows);
                    column.push(value);
                }
                rows += 1;
            }
        }
        for column in columns.values_mut() {
            column.pad(rows);
        }
        Ok(Self { columns, rows })
    }

    /// The column of a field.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.get(name)
    }

    /// The fields in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(AsRef::as_ref)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }
}

impl Column {
    fn pad(&mut self, rows: usize) {
        while self.cells.len() < rows {
            self.cells.push(Cell::Null);
        }
    }

    fn push(&mut self, value: &Value) {
        self.cells.push(match value {
            Value::Null => Cell::Null,
            Value::Text(text) => {
                self.text.push_str(text);
                Cell::Text(self.text.len())
            }
            other => Cell::Other(Box::new(other.clone())),
        });
    }

    /// The values from the first row to the last.
    pub fn values(&self) -> impl Iterator<Item = Value> {
        let mut start = 0;
        self.cells.iter().map(move |cell| match cell {
            Cell::Null => Value::Null,
            Cell::Text(end) => {
                let text = self.text[start..*end].to_owned();
                start = *end;
                Value::Text(text)
            }
            Cell::Other(value) => (**value).clone(),
        })
    }
}
