//! `golden.yaml`: what is known of every golden of a case.

use chrono::DateTime;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::time::{SystemTime, UNIX_EPOCH};

/// The content of `golden.yaml`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// `preparity-golden/1`.
    pub format: String,
    /// How the goldens came about, unless an entry says otherwise.
    pub blessed: Blessed,
    /// Every input with a file of its own, by its id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<String, Entry>,
    /// Files that hold a line per input: by the name of the source, which is the id without `:row`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sources: IndexMap<String, SourceEntry>,
}

/// The format of `golden.yaml` that is written.
pub const FORMAT: &str = "preparity-golden/1";

/// How a golden came about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blessed {
    /// The side whose output it is: `train`, `serve`; empty where it was recorded from a real library.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub side: String,
    /// The version of preparity that wrote it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Digest of the definition of that side.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub definition: String,
    /// When, in UTC.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// The real library that it was recorded from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Recorded>,
}

/// A real library that goldens were recorded from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// Its name.
    pub library: String,
    /// Its version.
    pub version: String,
    /// The command that records them again.
    pub command: String,
}

/// One golden with a file of its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its file, in the folder of `golden.yaml`.
    pub file: String,
    /// Its name in that file, where the file holds several arrays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// SHA-256 of the input.
    pub sha256: String,
    /// SHA-256 of the golden's file; empty where another entry of the same file tells it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content: String,
    /// Digests of every step's value of the side that was blessed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// The order of the channels where the file has red first and the value blue: `bgr`, `bgra`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// How it came about, where that differs from the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blessed: Option<Blessed>,
}

/// A file with a line per input. Hashes and digests of its inputs stand in its lines.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// Its name, in the folder of `golden.yaml`.
    pub file: String,
    /// How many lines it has.
    pub inputs: usize,
}

/// The present moment as `date:` has it.
pub fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
    DateTime::from_timestamp(seconds as i64, 0).unwrap_or_default().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
