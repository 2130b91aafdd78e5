//! `fit:`: the column from which a step's parameters are computed, read once per process.

use super::Settings;
use crate::diagnostic::Diagnostic;
use crate::value::{Column, ColumnTable, Value};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::SystemTime;

/// What `fit` says.
#[derive(Debug, Clone)]
pub enum Fit {
    /// The column of this step's field in a table.
    Column(FitColumn),
    /// The very value that the step is applied to, as if a server fitted anew for each request.
    Row,
}

/// One column of a table that is named in a definition.
#[derive(Debug, Clone)]
pub struct FitColumn {
    table: Arc<ColumnTable>,
    path: PathBuf,
    field: String,
}

/// The word that stands for [`Fit::Row`] in place of a path.
pub const ROW: &str = "row";

impl Fit {
    /// Reads `fit`, if it was given.
    ///
    /// # Errors
    /// A table that cannot be read or lacks the field; a step that is not bound to a field.
    pub fn read(settings: &Settings) -> Result<Option<Self>, Diagnostic> {
        if settings.text("fit")? == Some(ROW) {
            return Ok(Some(Self::Row));
        }
        let Some(path) = settings.path("fit")? else {
            return Ok(None);
        };
        let Some(field) = settings.field() else {
            let error = settings.fail("fit", format!("{} does not know which column to fit", settings.step()));
            return Err(error.hint("name the fields: `on: [a, b]`"));
        };
        let place = |error| settings.place(error, settings.span(), "");
        let table = table(&path).map_err(place)?;
        if table.column(field).is_none() {
            let names: Vec<&str> = table.names().collect();
            let message = format!("the table {} has no field \"{field}\"", path.display());
            return Err(settings.fail("fit", message).note(format!("its fields: {}", names.join(", "))));
        }
        Ok(Some(Self::Column(FitColumn { table, path, field: field.to_owned() })))
    }
}

impl FitColumn {
    /// The values with the numbers of their rows.
    pub fn values(&self) -> impl Iterator<Item = (usize, Value)> {
        self.table.column(&self.field).into_iter().flat_map(Column::values).enumerate().map(|(i, v)| (i + 1, v))
    }

    /// `train.csv:12, field "fare"`: for messages.
    pub fn place(&self, row: usize) -> String {
        format!("{}:{row}, field \"{}\"", self.path.display(), self.field)
    }
}

type Known = HashMap<PathBuf, (Option<SystemTime>, Arc<ColumnTable>)>;

static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

/// The table at a path; read again only if the file has changed.
fn table(path: &Path) -> Result<Arc<ColumnTable>, Diagnostic> {
    let changed = std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    // Held while reading: whoever else wants the same table waits for it.
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((then, table)) = known.get(path)
        && *then == changed
    {
        return Ok(Arc::clone(table));
    }
    let table = Arc::new(ColumnTable::read(path)?);
    known.insert(path.to_owned(), (changed, Arc::clone(&table)));
    Ok(table)
}
