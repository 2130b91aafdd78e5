//! A `.jsonl` with one golden a line, read in place: a million lines cost sixteen bytes each, and no line is parsed
//! before it is asked for.

use super::atomic::unreadable;
use super::index::Blessed;
use crate::diagnostic::Diagnostic;
use crate::value::{Value, json};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// One line: a value under its input's id, with what `golden.yaml` says of goldens with a file of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The input's id.
    pub id: String,
    /// The value.
    pub value: Json,
    /// SHA-256 of the input.
    #[serde(default)]
    pub sha256: String,
    /// Digests of every step's value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// How it came about, where that differs from the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blessed: Option<Blessed>,
}

impl Line {
    /// The value.
    pub fn value(&self) -> Value {
        json::decode(&self.value)
    }
}

/// The lines of one file by their ids.
pub struct Lines {
    path: PathBuf,
    file: Mutex<File>,
    /// Hash of the id and offset of the line, sorted by hash.
    offsets: Vec<(u64, u64)>,
}

impl Lines {
    /// Scans a file for the places of its lines.
    ///
    /// # Errors
    /// A file that cannot be read, or a line without an id.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut offsets = Vec::new();
        let (mut offset, mut number, mut line) = (0u64, 0, Vec::new());
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line).map_err(|error| unreadable(path, &error))?;
            if length == 0 {
                break;
            }
            number += 1;
            if !line.trim_ascii().is_empty() {
                let id = id_of(&line).ok_or_else(|| unreadable(path, &format!("line {number} has no \"id\"")))?;
                offsets.push((hash(&id), offset));
            }
            offset += length as u64;
        }
        offsets.sort_unstable();
        Ok(Self { path: path.to_owned(), file: Mutex::new(reader.into_inner()), offsets })
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// The line of this id.
    ///
    /// # Errors
    /// A file that cannot be read, or a line that is no JSON.
    pub fn get(&self, id: &str) -> Result<Option<Line>, Diagnostic> {
        let hash = hash(id);
        let first = self.offsets.partition_point(|(known, _)| *known < hash);
        for (_, offset) in self.offsets[first..].iter().take_while(|(known, _)| *known == hash) {
            let line = self.at(*offset)?;
            if line.id == id {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// All lines in the order of the file, one at a time.
    pub fn iter(&self) -> impl Iterator<Item = Result<Line, Diagnostic>> + '_ {
        let mut offsets: Vec<u64> = self.offsets.iter().map(|(_, offset)| *offset).collect();
        offsets.sort_unstable();
        offsets.into_iter().map(|offset| self.at(offset))
    }

    fn at(&self, offset: u64) -> Result<Line, Diagnostic> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut read = || {
            file.seek(SeekFrom::Start(offset))?;
            let mut line = Vec::new();
            let mut chunk = [0; 4096];
            loop {
                let length = file.read(&mut chunk)?;
                let end = chunk[..length].iter().position(|byte| *byte == b'\n');
                line.extend_from_slice(&chunk[..end.unwrap_or(length)]);
                if end.is_some() || length == 0 {
                    return Ok(line);
                }
            }
        };
        let line: Vec<u8> = read().map_err(|error: std::io::Error| unreadable(&self.path, &error))?;
        serde_json::from_slice(&line).map_err(|error| unreadable(&self.path, &error))
    }
}

/// A line of which only the id is wanted.
#[derive(Deserialize)]
struct Id {
    id: String,
}

/// The id of a line, without parsing its value.
fn id_of(line: &[u8]) -> Option<String> {
    // Lines that were written here begin with the id.
    if let Some(rest) = line.strip_prefix(b"{\"id\":\"") {
        let end = rest.iter().position(|byte| *byte == b'"')?;
        if !rest[..end].contains(&b'\\') {
            return String::from_utf8(rest[..end].to_vec()).ok();
        }
    }
    serde_json::from_slice::<Id>(line).ok().map(|line| line.id)
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
