use super::atomic::{begin, settle, unreadable, unwritable};
use super::commit::Commit;
use super::goldens::{Goldens, contained, encode};
use super::index::{Blessed, Entry, FORMAT, SourceEntry};
use super::lines::Line;
use crate::diagnostic::Diagnostic;
use crate::value::digest::sha256;
use crate::value::{Value, json};
use indexmap::IndexMap;
use std::collections::HashSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// What becomes of goldens that are not written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// They are removed: the whole case is written.
    Whole,
    /// They stay: some inputs are written.
    Some,
}

/// One golden with all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The input's id.
    pub input: String,
    /// The input's id as a file name; not used where a source is shared.
    pub file_name: String,
    /// The table or text file that the input is a row or line of: its small goldens share one file.
    pub source: Option<String>,
    /// The value.
    pub value: Value,
    /// SHA-256 of the input.
    pub sha256: String,
    /// Digests of every step's value.
    pub steps: Vec<String>,
    /// How it came about.
    pub blessed: Blessed,
}

/// Writes goldens of one case. New files wait beside the old ones until [`Writer::finish`].
pub struct Writer {
    folder: PathBuf,
    old: Goldens,
    blessed: Blessed,
    scope: Scope,
    /// New files that lie ready, each with its name.
    files: Vec<(TempPath, String)>,
    inputs: IndexMap<String, Entry>,
    sources: IndexMap<String, SourceWriter>,
    removed: HashSet<String>,
}

/// A shared file that is being written.
struct SourceWriter {
    name: String,
    /// A whole file is streamed to the disk; replaced lines of an old file wait in memory.
    stream: Option<BufWriter<NamedTempFile>>,
    lines: IndexMap<String, Line>,
    written: usize,
}

impl Writer {
    pub(super) fn new(folder: PathBuf, old: Goldens, blessed: Blessed, scope: Scope) -> Self {
        let inputs = if scope == Scope::Some { old.index.inputs.clone() } else { IndexMap::new() };
        // Where some are written, the others keep what was known of all of them.
        let blessed = if scope == Scope::Some && !old.is_empty() { old.index.blessed.clone() } else { blessed };
        let (files, sources, removed) = (Vec::new(), IndexMap::new(), HashSet::new());
        Self { folder, old, blessed, scope, files, inputs, sources, removed }
    }

    /// Adds a golden, or replaces one.
    ///
    /// # Errors
    /// A value that no format holds; a file that cannot be written.
    pub fn put(&mut self, kept: &Kept) -> Result<(), Diagnostic> {
        let blessed = (kept.blessed != self.blessed).then(|| kept.blessed.clone());
        self.removed.remove(&kept.input);
        let array = matches!(kept.value, Value::Image(_) | Value::Tensor(_));
        if let Some(source) = kept.source.as_ref().filter(|_| !array) {
            let line = Line {
                id: kept.input.clone(),
                value: json::encode(&kept.value),
                sha256: kept.sha256.clone(),
                steps: kept.steps.clone(),
                blessed,
            };
            return self.put_line(source, line);
        }
        let encoded = encode(&kept.value)?;
        let name = if kept.file_name.is_empty() { plain(&kept.input) } else { kept.file_name.clone() };
        let file = format!("{name}.{}", encoded.extension);
        let path = contained(&self.folder, &file)?;
        let mut temporary = begin(&path)?;
        temporary.write_all(&encoded.content).map_err(|error| unwritable(&path, &error))?;
        self.files.push((settle(temporary, &path)?, file.clone()));
        let entry = Entry {
            file,
            name: None,
            sha256: kept.sha256.clone(),
            content: sha256(&encoded.content),
            steps: kept.steps.clone(),
            order: encoded.order,
            blessed,
        };
        self.inputs.insert(kept.input.clone(), entry);
        Ok(())
    }

    /// Removes the golden of an input.
    pub fn remove(&mut self, input: &str) {
        self.inputs.shift_remove(input);
        for source in self.sources.values_mut() {
            source.lines.shift_remove(input);
        }
        self.removed.insert(input.to_owned());
    }

    fn put_line(&mut self, source: &str, line: Line) -> Result<(), Diagnostic> {
        if !self.sources.contains_key(source) {
            let name = self.old.index.sources.get(source).map(|entry| entry.file.clone());
            let name = name.unwrap_or_else(|| format!("{}.jsonl", plain(source)));
            let stream = match self.scope {
                Scope::Whole => Some(BufWriter::new(begin(&contained(&self.folder, &name)?)?)),
                Scope::Some => None,
            };
            let writer = SourceWriter { name, stream, lines: IndexMap::new(), written: 0 };
            self.sources.insert(source.to_owned(), writer);
        }
        let Some(writer) = self.sources.get_mut(source) else {
            return Ok(());
        };
        if let Some(stream) = &mut writer.stream {
            writer.written += 1;
            let path = self.folder.join(&writer.name);
            return write_line(stream, &line, &path);
        }
        writer.lines.insert(line.id.clone(), line);
        Ok(())
    }

    /// Puts everything in place, and removes the files that no input has any longer.
    ///
    /// # Errors
    /// A file that cannot be written; what is there then are the old or the new goldens.
    pub fn finish(mut self) -> Result<(), Diagnostic> {
        let old_files: HashSet<String> = names(&self.old.index.inputs, &self.old.index.sources);
        let mut sources = self.finish_sources()?;
        let mut index = std::mem::take(&mut self.old.index);
        FORMAT.clone_into(&mut index.format);
        index.blessed = self.blessed;
        index.inputs = self.inputs;
        sources.retain(|_, entry| entry.inputs > 0);
        index.sources = sources;
        let new_files = names(&index.inputs, &index.sources);
        let mut moves = IndexMap::new();
        for (waiting, file) in self.files.drain(..).filter(|(_, file)| new_files.contains(file)) {
            let path = waiting.keep().map_err(|error| unwritable(&self.folder.join(&file), &error.error))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            moves.insert(file, name);
        }
        let removed = old_files.difference(&new_files).cloned().collect();
        Commit { index, moves, removed }.carry_out(&self.folder)
    }

    /// Ends the shared files; where some lines are new, the others are copied one at a time.
    fn finish_sources(&mut self) -> Result<IndexMap<String, SourceEntry>, Diagnostic> {
        let mut entries = IndexMap::new();
        if self.scope == Scope::Some {
            let touched = |source: &str| self.removed.iter().any(|id| id.starts_with(source));
            for (source, entry) in &self.old.index.sources {
                if self.sources.contains_key(source) {
                    continue;
                }
                if touched(source) {
                    let name = entry.file.clone();
                    let writer = SourceWriter { name, stream: None, lines: IndexMap::new(), written: 0 };
                    self.sources.insert(source.clone(), writer);
                } else {
                    entries.insert(source.clone(), entry.clone());
                }
            }
        }
        for (source, mut writer) in std::mem::take(&mut self.sources) {
            let path = contained(&self.folder, &writer.name)?;
            let stream = match writer.stream.take() {
                Some(stream) => stream,
                None => self.merged(&source, &mut writer, &path)?,
            };
            let file = stream.into_inner().map_err(|error| unwritable(&path, error.error()))?;
            self.files.push((settle(file, &path)?, writer.name.clone()));
            entries.insert(source, SourceEntry { file: writer.name, inputs: writer.written });
        }
        Ok(entries)
    }

    fn merged(
        &self,
        source: &str,
        writer: &mut SourceWriter,
        path: &Path,
    ) -> Result<BufWriter<NamedTempFile>, Diagnostic> {
        let mut stream = BufWriter::new(begin(path)?);
        for old in self.old.lines_of(source).into_iter().flat_map(|lines| lines.iter()) {
            let old = old?;
            let line = writer.lines.shift_remove(&old.id).unwrap_or(old);
            if !self.removed.contains(&line.id) {
                write_line(&mut stream, &line, path)?;
                writer.written += 1;
            }
        }
        for line in std::mem::take(&mut writer.lines).into_values() {
            write_line(&mut stream, &line, path)?;
            writer.written += 1;
        }
        Ok(stream)
    }
}

fn write_line(stream: &mut impl Write, line: &Line, path: &Path) -> Result<(), Diagnostic> {
    let text = serde_json::to_string(line).map_err(|error| unreadable(path, &error))?;
    writeln!(stream, "{text}").map_err(|error| unwritable(path, &error))
}

fn names(inputs: &IndexMap<String, Entry>, sources: &IndexMap<String, SourceEntry>) -> HashSet<String> {
    inputs.values().map(|entry| entry.file.clone()).chain(sources.values().map(|entry| entry.file.clone())).collect()
}

/// A name of plain characters only.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
}
