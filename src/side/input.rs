use crate::value::{Value, digest};
use std::path::PathBuf;
use std::sync::Arc;

/// One input of a case.
#[derive(Debug, Clone)]
pub struct Input {
    /// Stable and unique in its case: `images/china.jpg`, `text-1`, `prompts.txt:7`, `trips.csv:118`.
    pub id: String,
    /// What the first step is given.
    pub value: Arc<Value>,
    /// The file, where the input is one file.
    pub path: Option<PathBuf>,
}

impl Input {
    /// SHA-256 of the input: of the file's bytes, of the text in UTF-8, and of the value's digest for everything else.
    pub fn sha256(&self) -> String {
        match &*self.value {
            Value::Bytes(bytes) => digest::sha256(bytes),
            Value::Text(text) => digest::sha256(text.as_bytes()),
            value => value.digest(),
        }
    }

    /// The file's name, or the id as a file name where the input is no file of its own.
    pub fn name(&self) -> String {
        let name = self.path.as_ref().and_then(|path| path.file_name());
        name.map_or_else(|| input_file_name(&self.id), |name| name.to_string_lossy().into_owned())
    }

    /// [`Input::name`] without a file's extension.
    pub fn stem(&self) -> String {
        let stem = self.path.as_ref().and_then(|path| path.file_stem());
        stem.map_or_else(|| input_file_name(&self.id), |stem| stem.to_string_lossy().into_owned())
    }
}

/// An id as a file name: every character outside `[A-Za-z0-9._-]` becomes `_`.
pub fn input_file_name(id: &str) -> String {
    let kept = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let name: String = id.chars().map(|c| if kept(c) { c } else { '_' }).collect();
    // `.` and `..` are folders, not file names.
    if name.chars().all(|c| c == '.') { format!("_{name}") } else { name }
}
