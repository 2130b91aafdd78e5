//! The inputs of a case, one after the other: opened in order, read in pieces that other threads may load.

use super::{InputKind, InputSource};
use crate::diagnostic::Diagnostic;
use crate::side::{Input, input_file_name};
use crate::value::{TableChunk, TableReader, TableRows, Value, format};
use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An input that could not be read. The others of its case are not affected.
#[derive(Debug, Clone)]
pub struct InputError {
    /// The input's id; the path of the whole source where rows cannot be told.
    pub id: String,
    /// What is wrong. Boxed to keep the type small in results.
    pub error: Box<Diagnostic>,
}

/// A piece of the inputs: one file, some hundred lines, a stretch of a table. Loading it is the expensive part.
#[derive(Debug)]
pub struct InputChunk {
    source: Arc<InputSource>,
    load: Load,
}

#[derive(Debug)]
enum Load {
    Failed(InputError),
    Value(String, Value),
    File { id: String, path: PathBuf },
    Tensor { id: String, path: PathBuf },
    Lines { path: String, first: usize, lines: Vec<Vec<u8>> },
    Rows { path: String, chunk: TableChunk },
}

/// All inputs of a case in order, as an iterator of pieces. Memory is bounded by one piece, whatever a table's length.
#[derive(Debug)]
pub struct Inputs {
    pending: VecDeque<(Arc<InputSource>, Source)>,
    open: Option<(Arc<InputSource>, String, Stream)>,
    known: Option<usize>,
}

#[derive(Debug)]
enum Source {
    Value(String, Value),
    File { id: String, path: PathBuf },
    Tensor { id: String, path: PathBuf },
    Lines(String),
    Table(String),
}

enum Stream {
    Lines { file: BufReader<File>, next: usize },
    Table(TableReader),
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::Lines { .. }) { "Lines" } else { "Table" })
    }
}

/// Lines that are read at a time.
const LINES: usize = 512;
/// Bytes of lines that are read at a time.
const LINE_BYTES: usize = 1 << 18;
/// The largest file that is taken as one input.
const MAX_BYTES: u64 = 2 << 30;

impl Inputs {
    /// Lists the inputs: globs are expanded, ids are given out. No file is opened yet.
    ///
    /// # Errors
    /// A glob that is malformed or matches nothing; two inputs whose ids collide.
    pub fn open(sources: &[InputSource]) -> Result<Self, Diagnostic> {
        let mut pending = VecDeque::new();
        let mut ids = Ids::default();
        let (mut texts, mut records) = (0, 0);
        for source in sources {
            let item = Arc::new(source.clone());
            let mut push = |id: &str, made: Source| -> Result<(), Diagnostic> {
                let streamed = matches!(made, Source::Lines(_) | Source::Table(_));
                ids.add(id, streamed).map_err(|error| source.locate(error))?;
                pending.push_back((Arc::clone(&item), made));
                Ok(())
            };
            match &source.kind {
                InputKind::File(id) => push(id, Source::File { id: id.clone(), path: source.base.join(id) })?,
                InputKind::Tensor(id) => push(id, Source::Tensor { id: id.clone(), path: source.base.join(id) })?,
                InputKind::Files(pattern) => {
                    for (id, path) in expand(pattern, &source.base).map_err(|error| source.locate(error))? {
                        push(&id, Source::File { id: id.clone(), path })?;
                    }
                }
                InputKind::Text(text) => {
                    texts += 1;
                    let id = format!("text-{texts}");
                    push(&id, Source::Value(id.clone(), Value::Text(text.clone())))?;
                }
                InputKind::Record(record) => {
                    records += 1;
                    let id = format!("record-{records}");
                    push(&id, Source::Value(id.clone(), Value::Record(record.clone())))?;
                }
                InputKind::Lines(path) => push(path, Source::Lines(path.clone()))?,
                InputKind::Table(path) => push(path, Source::Table(path.clone()))?,
            }
        }
        let countable = |(_, source): &(_, Source)| !matches!(source, Source::Lines(_) | Source::Table(_));
        let known = pending.iter().all(countable).then_some(pending.len());
        Ok(Self { pending, open: None, known })
    }

    /// How many inputs there are, where that is known before they are read.
    pub fn count_known(&self) -> Option<usize> {
        self.known
    }

    /// Starts a source; gives its only piece at once if it is no stream.
    fn start(&mut self, item: Arc<InputSource>, source: Source) -> Option<InputChunk> {
        let opened = match source {
            Source::Value(id, value) => return Some(InputChunk { source: item, load: Load::Value(id, value) }),
            Source::File { id, path } => return Some(InputChunk { source: item, load: Load::File { id, path } }),
            Source::Tensor { id, path } => return Some(InputChunk { source: item, load: Load::Tensor { id, path } }),
            Source::Lines(name) => {
                let opened = open_text(&item.base.join(&name));
                opened
                    .map(|file| Stream::Lines { file: BufReader::new(file), next: 1 })
                    .map(|s| (name.clone(), s))
                    .map_err(|e| (name, e))
            }
            Source::Table(name) => {
                let opened = TableReader::open(&item.base.join(&name));
                opened.map(|table| (name.clone(), Stream::Table(table))).map_err(|e| (name, e))
            }
        };
        match opened {
            Ok((name, stream)) => {
                self.open = Some((item, name, stream));
                None
            }
            Err((id, error)) => {
                let error = Box::new(item.locate(error));
                Some(InputChunk { source: item, load: Load::Failed(InputError { id, error }) })
            }
        }
    }
}

impl Iterator for Inputs {
    type Item = InputChunk;

    fn next(&mut self) -> Option<InputChunk> {
        loop {
            let Some((item, name, stream)) = &mut self.open else {
                let (item, source) = self.pending.pop_front()?;
                match self.start(item, source) {
                    Some(chunk) => return Some(chunk),
                    None => continue,
                }
            };
            let load = match stream {
                Stream::Lines { file, next } => read_lines(file, next).map(|lines| {
                    let first = *next - lines.len();
                    (!lines.is_empty()).then(|| Load::Lines { path: name.clone(), first, lines })
                }),
                Stream::Table(table) => {
                    table.next_chunk().map(|chunk| chunk.map(|chunk| Load::Rows { path: name.clone(), chunk }))
                }
            };
            let source = Arc::clone(item);
            match load {
                Ok(Some(load)) => return Some(InputChunk { source, load }),
                Ok(None) => self.open = None,
                Err(error) => {
                    let failed = InputError { id: name.clone(), error: Box::new(source.locate(error)) };
                    self.open = None;
                    return Some(InputChunk { source, load: Load::Failed(failed) });
                }
            }
        }
    }
}

/// The inputs of a piece in order, each made when it is asked for.
pub struct LoadedInputs {
    source: Arc<InputSource>,
    load: Loading,
}

enum Loading {
    /// Everything is there.
    Made(std::vec::IntoIter<Result<Input, InputError>>),
    Lines {
        path: String,
        next: usize,
        lines: std::vec::IntoIter<Vec<u8>>,
    },
    Rows {
        path: String,
        next: usize,
        rows: TableRows,
    },
}

impl InputChunk {
    /// Reads the piece. What is read row by row stays so: one row at a time is in memory.
    pub fn load(self) -> LoadedInputs {
        let Self { source, load } = self;
        let failed = |id: String, error: Diagnostic| Err(InputError { id, error: Box::new(source.locate(error)) });
        let one = |made| Loading::Made(vec![made].into_iter());
        let load = match load {
            Load::Failed(error) => one(Err(error)),
            Load::Value(id, value) => one(Ok(made(id, value, None))),
            Load::File { id, path } => one(match read_file(&path) {
                Ok(bytes) => Ok(made(id, Value::Bytes(bytes.into()), Some(path))),
                Err(error) => failed(id, error),
            }),
            Load::Tensor { id, path } => match read_arrays(&path) {
                Err(error) => one(failed(id, error)),
                Ok(mut arrays) if arrays.len() == 1 => one(Ok(made(id, arrays.remove(0).1, Some(path)))),
                Ok(arrays) => {
                    let each = |(name, array)| Ok(made(format!("{id}:{name}"), array, None));
                    Loading::Made(arrays.into_iter().map(each).collect::<Vec<_>>().into_iter())
                }
            },
            Load::Lines { path, first, lines } => Loading::Lines { path, next: first, lines: lines.into_iter() },
            Load::Rows { path, chunk } => Loading::Rows { path, next: chunk.first_row(), rows: chunk.records() },
        };
        LoadedInputs { source, load }
    }
}

impl Iterator for LoadedInputs {
    type Item = Result<Input, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (path, next, value) = match &mut self.load {
            Loading::Made(inputs) => return inputs.next(),
            Loading::Lines { path, next, lines } => {
                let value = text_of(lines.next()?, path, *next);
                (path, next, value)
            }
            Loading::Rows { path, next, rows } => (path, next, rows.next()?.map(Value::Record)),
        };
        let id = format!("{path}:{next}");
        *next += 1;
        Some(match value {
            Ok(value) => Ok(made(id, value, None)),
            Err(error) => Err(InputError { error: Box::new(self.source.locate(error)), id }),
        })
    }
}

fn made(id: String, value: Value, path: Option<PathBuf>) -> Input {
    Input { id, value: Arc::new(value), path }
}

fn text_of(line: Vec<u8>, path: &str, number: usize) -> Result<Value, Diagnostic> {
    String::from_utf8(line).map(Value::Text).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Diagnostic::error("input.utf8", format!("{path}:{number}: the line is not valid UTF-8 at byte {at}"))
    })
}

/// Ids given out so far, by the file name that each becomes.
#[derive(Default)]
struct Ids {
    single: HashMap<String, String>,
    /// Files whose rows are inputs: their ids are this name, `:` and a number.
    streams: HashMap<String, String>,
}

impl Ids {
    fn add(&mut self, id: &str, stream: bool) -> Result<(), Diagnostic> {
        let name = input_file_name(id);
        let numbered = |stream: &str, single: &str| {
            let rest = single.strip_prefix(stream).and_then(|rest| rest.strip_prefix('_'));
            rest.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        };
        let other = if stream {
            let same = self.streams.get(&name);
            same.or_else(|| self.single.iter().find(|(single, _)| numbered(&name, single)).map(|(_, id)| id))
        } else {
            let same = self.single.get(&name);
            same.or_else(|| self.streams.iter().find(|(stream, _)| numbered(stream, &name)).map(|(_, id)| id))
        };
        if let Some(other) = other {
            let message = if other == id {
                format!("the input {id} comes twice")
            } else {
                format!("the inputs {other} and {id} have the same file name, {name}")
            };
            let error = Diagnostic::error("input.collision", message);
            return Err(error.note("in file names every character outside A-Z a-z 0-9 . _ - becomes _"));
        }
        if stream { &mut self.streams } else { &mut self.single }.insert(name, id.to_owned());
        Ok(())
    }
}

/// Ids and paths of the files that a pattern matches, sorted.
fn expand(pattern: &str, base: &Path) -> Result<Vec<(String, PathBuf)>, Diagnostic> {
    let fail = |message: String| Diagnostic::error("input.files", message);
    // What is special in the folder's own name must not be taken for a pattern.
    let escaped = glob::Pattern::escape(&base.to_string_lossy());
    let whole = if escaped.is_empty() { pattern.to_owned() } else { format!("{escaped}/{pattern}") };
    let options =
        glob::MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };
    let found =
        glob::glob_with(&whole, options).map_err(|error| fail(format!("bad pattern {pattern}: {}", error.msg)))?;
    let mut files = Vec::new();
    for path in found {
        let path = path.map_err(|error| Diagnostic::file("input.files", error.path(), error.error()))?;
        if path.is_dir() {
            continue;
        }
        let relative = path.strip_prefix(base).unwrap_or(&path);
        let parts: Vec<String> = relative.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        files.push((parts.join("/"), path));
    }
    if files.is_empty() {
        return Err(fail(format!("no file matches {pattern}")).note(format!("looked for {whole}")));
    }
    files.sort();
    Ok(files)
}

fn read_file(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let io = |error| Diagnostic::file("input.file", path, &error);
    let facts = std::fs::metadata(path).map_err(io)?;
    if facts.is_dir() {
        let error = Diagnostic::error("input.file", format!("{}: it is a directory, not a file", path.display()));
        return Err(error.hint("`files: folder/*` takes every file in a folder"));
    }
    if !facts.is_file() {
        return Err(Diagnostic::error("input.file", format!("{}: it is not a regular file", path.display())));
    }
    if facts.len() > MAX_BYTES {
        return Err(Diagnostic::error("input.file", format!("{}: it is larger than 2 GiB", path.display())));
    }
    std::fs::read(path).map_err(io)
}

/// The arrays of a file, by name.
fn read_arrays(path: &Path) -> Result<Vec<(String, Value)>, Diagnostic> {
    let known = format::of_path(path).filter(|format| ["npy", "safetensors"].contains(&format.meta().id));
    let Some(format) = known else {
        let error = Diagnostic::error("input.tensor", format!("{}: not an array file", path.display()));
        return Err(error.note("`tensor` takes .npy and .safetensors"));
    };
    let content = read_file(path)?;
    let in_file = |error: Diagnostic| Diagnostic { message: format!("{}: {}", path.display(), error.message), ..error };
    let arrays = match format.read_named(&content).map_err(in_file)? {
        Some(named) => named,
        None => vec![(String::new(), format.read(&content).map_err(in_file)?)],
    };
    if arrays.is_empty() {
        return Err(Diagnostic::error("input.tensor", format!("{}: it holds no array", path.display())));
    }
    Ok(arrays)
}

fn open_text(path: &Path) -> Result<File, Diagnostic> {
    let io = |error| Diagnostic::file("input.lines", path, &error);
    let file = File::open(path).map_err(io)?;
    let facts = file.metadata().map_err(io)?;
    if facts.is_dir() {
        return Err(Diagnostic::error(
            "input.lines",
            format!("{}: it is a directory, not a text file", path.display()),
        ));
    }
    if facts.len() == 0 {
        return Err(Diagnostic::error("input.lines", format!("{}: it is empty: no inputs", path.display())));
    }
    Ok(file)
}

/// The next lines without their ends; `next` is the number of the line after them.
fn read_lines(file: &mut BufReader<File>, next: &mut usize) -> Result<Vec<Vec<u8>>, Diagnostic> {
    let (mut lines, mut bytes) = (Vec::new(), 0);
    while lines.len() < LINES && bytes < LINE_BYTES {
        let mut line = Vec::new();
        let limit = 64 << 20;
        let read = file.by_ref().take(limit).read_until(b'\n', &mut line);
        let fail = |what: String| Diagnostic::error("input.lines", format!("line {next}: {what}"));
        let length = read.map_err(|error| fail(error.to_string()))?;
        if length == 0 {
            break;
        }
        if length as u64 == limit {
            return Err(fail("it is longer than 64 MiB".into()));
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        bytes += length;
        *next += 1;
        lines.push(line);
    }
    Ok(lines)
}
