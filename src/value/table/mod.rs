//! Reads tables row by row: `.csv` and `.jsonl` files into records, in chunks that can be handed to other threads.

mod chunk;
mod scan;

pub use chunk::{TableChunk, TableRows};

use super::{Header, Record};
use crate::diagnostic::Diagnostic;
use scan::newlines;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes that are read at a time: some thousand short rows.
const CHUNK: usize = 64 * 1024;

/// The longest single row: beyond it, a quote was probably left open.
const LONGEST_ROW: usize = 16 * 1024 * 1024;

/// The file formats of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
}

/// What all chunks of one file share.
#[derive(Debug)]
struct Table {
    path: PathBuf,
    format: Format,
    /// The header of a `.csv`.
    header: Header,
}

/// A table that is read from its beginning to its end, with the memory of one chunk.
///
/// As an iterator it gives the records in order. [`TableReader::next_chunk`] gives undecoded stretches of whole rows
/// instead, whose decoding is most of the work and can be done by other threads.
pub struct TableReader {
    table: Arc<Table>,
    file: File,
    /// Read, but not yet part of a chunk.
    rest: Vec<u8>,
    ended: bool,
    next_row: usize,
    next_line: usize,
    decoded: Option<TableRows>,
}

impl TableReader {
    /// Opens a `.csv` or `.jsonl` file and reads the header of a `.csv`.
    ///
    /// # Errors
    /// A file that is missing, unreadable, of another kind, or without a usable header.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        let format = format_of(path)?;
        let table = Table { path: path.to_owned(), format, header: Header::default() };
        let file = File::open(path).map_err(|error| table.unreadable(&error))?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(table.fail("is a folder, not a table"));
        }
        let (table, rest) = (Arc::new(table), Vec::new());
        let mut reader = Self { table, file, rest, ended: false, next_row: 1, next_line: 1, decoded: None };
        reader.fill(4)?;
        if reader.rest.starts_with(b"\xef\xbb\xbf") {
            reader.rest.drain(..3);
        }
        if reader.rest.starts_with(b"\xff\xfe") || reader.rest.starts_with(b"\xfe\xff") {
            return Err(reader.table.fail("is UTF-16 text").hint("save the table as UTF-8"));
        }
        if format == Format::Csv {
            reader.read_header()?;
        }
        Ok(reader)
    }

    /// The names in the header of a `.csv`; a `.jsonl` has none.
    pub fn fields(&self) -> &[Arc<str>] {
        self.table.header.names()
    }

    /// The next stretch of whole rows, or `None` at the end.
    ///
    /// # Errors
    /// A file that can no longer be read; a row without an end.
    pub fn next_chunk(&mut self) -> Result<Option<TableChunk>, Diagnostic> {
        loop {
            let Some(bytes) = self.whole_rows(CHUNK)? else {
                return Ok(None);
            };
            let chunk = TableChunk::new(&self.table, bytes, self.next_row, self.next_line);
            self.next_row += chunk.rows();
            self.next_line += chunk.lines();
            if chunk.rows() > 0 {
                return Ok(Some(chunk));
            }
        }
    }

    /// Reads until `wanted` bytes wait in `rest`, or the file ends.
    fn fill(&mut self, wanted: usize) -> Result<(), Diagnostic> {
        while !self.ended && self.rest.len() < wanted {
            let missing = (wanted - self.rest.len()) as u64;
            let read = self.file.by_ref().take(missing).read_to_end(&mut self.rest);
            self.ended = read.map_err(|error| self.table.unreadable(&error))? == 0;
        }
        Ok(())
    }

    /// Takes bytes up to the last end of a row, reading at least `wanted` (fewer at the end of the file).
    fn whole_rows(&mut self, wanted: usize) -> Result<Option<Vec<u8>>, Diagnostic> {
        let mut wanted = wanted;
        loop {
            self.fill(wanted)?;
            if self.rest.is_empty() {
                return Ok(None);
            }
            let end = if self.ended { Some(self.rest.len()) } else { self.table.format.last_end(&self.rest) };
            if let Some(end) = end {
                let after = self.rest.split_off(end);
                return Ok(Some(std::mem::replace(&mut self.rest, after)));
            }
            if self.rest.len() >= LONGEST_ROW {
                let message = format!("the row that starts at line {} has no end within 16 MiB", self.next_line);
                return Err(self.table.fail(message).hint("is a quote left open?"));
            }
            wanted = self.rest.len() * 2;
        }
    }

    fn read_header(&mut self) -> Result<(), Diagnostic> {
        let mut bytes = Vec::new();
        let mut header = csv::ByteRecord::new();
        let mut header_end = None;
        // Rows before the header are blank lines only, so that one chunk nearly always holds it.
        while header_end.is_none() {
            let Some(more) = self.whole_rows(CHUNK)? else {
                return Err(self.table.fail("has no header").hint("the first row of a .csv names its fields"));
            };
            bytes.extend(more);
            let mut reader = csv_reader(&bytes[..]);
            let found = reader.read_byte_record(&mut header).map_err(|error| self.table.fail(error.to_string()))?;
            header_end = found.then(|| reader.position().byte() as usize);
        }
        let end = header_end.unwrap_or(0);
        if scan::scan(&bytes[..end]).open_quote {
            let error =
                self.table.fail(format!("line {}: a quote is opened in the header and never closed", self.next_line));
            return Err(error.hint("the first row of a .csv names its fields"));
        }
        self.next_line += newlines(&bytes[..end]);
        bytes.drain(..end);
        bytes.append(&mut self.rest);
        self.rest = bytes;
        let mut fields = Header::default();
        for (index, name) in header.iter().enumerate() {
            let name = std::str::from_utf8(name)
                .map_err(|_| self.table.not_utf8(1, &format!("the name of field {}", index + 1)))?;
            if !fields.push(name) {
                let error = self.table.fail(format!("names the field \"{name}\" twice in its header"));
                return Err(error.hint("give every column a name of its own"));
            }
        }
        self.table = Arc::new(Table { path: self.table.path.clone(), format: Format::Csv, header: fields });
        Ok(())
    }
}

impl Iterator for TableReader {
    type Item = Result<Record, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.decoded.as_mut().and_then(Iterator::next) {
                return Some(record);
            }
            match self.next_chunk() {
                Ok(Some(chunk)) => self.decoded = Some(chunk.records()),
                Ok(None) => return None,
                Err(error) => {
                    // Nothing more can be read.
                    self.rest.clear();
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl Table {
    fn fail(&self, what: impl AsRef<str>) -> Diagnostic {
        let message = format!("table {}: {}", self.path.display(), what.as_ref());
        Diagnostic::error("input.table", message)
    }

    fn unreadable(&self, error: &std::io::Error) -> Diagnostic {
        self.fail(format!("cannot be read: {error}"))
    }

    fn not_utf8(&self, line: usize, what: &str) -> Diagnostic {
        self.fail(format!("line {line}: {what} is not UTF-8")).hint("save the table as UTF-8")
    }
}

impl Format {
    /// The end of the last whole row in `bytes`, which begin with a row.
    fn last_end(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Csv => scan::last_end(bytes),
            Self::JsonLines => bytes.iter().rposition(|&byte| byte == b'\n').map(|at| at + 1),
        }
    }
}

fn format_of(path: &Path) -> Result<Format, Diagnostic> {
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Ok(Format::Csv),
        Some("jsonl" | "ndjson") => Ok(Format::JsonLines),
        _ => Err(Diagnostic::error("input.table", format!("table {}: is of no known kind", path.display()))
            .hint("tables are .csv (with a header) or .jsonl (one object a line)")),
    }
}

fn csv_reader<B: Read>(bytes: B) -> csv::Reader<B> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(64 * 1024).from_reader(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn table(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("a written table");
        (folder, path)
    }

    fn read(name: &str, content: impl AsRef<[u8]>) -> Result<Vec<Vec<String>>, String> {
        let (_folder, path) = table(name, content);
        let short = |error: Diagnostic| error.message.rsplit(&format!("{name}: ")).next().unwrap_or("").to_owned();
        let cell = |value: &Value| match value {
            Value::Text(text) => text.clone(),
            other => other.describe(),
        };
        let rows = TableReader::open(&path).map_err(short)?;
        rows.map(|row| Ok(row.map_err(short)?.iter().map(|(_, value)| cell(value)).collect())).collect()
    }

    #[test]
    fn csv_cells_are_text_and_empty_cells_null() {
        let found = read("t.csv", "\u{feff}a,b\r\n1,\r\n\r\n\"x,\"\"\n\",\"\"\nq\"q, y").expect("a table");
        let wanted = [["1", "null"], ["x,\"\n", "null"], ["q\"q", " y"]];
        assert_eq!(found, wanted);
    }

    #[test]
    fn mistakes_name_their_line() {
        assert_eq!(read("t.csv", "a,b\r\n1,2\r\n\r\n3\r\n"), Err("line 4 has 1 cell, the header has 2".to_owned()));
        assert_eq!(
            read("t.csv", b"a,b\n1,2\n3,\xe9\n"),
            Err("line 3: the cell of field \"b\" is not UTF-8".to_owned())
        );
        assert_eq!(read("t.csv", "a,b,a\n"), Err("names the field \"a\" twice in its header".to_owned()));
        assert_eq!(read("t.csv", "\n\n"), Err("has no header".to_owned()));
        assert_eq!(
            read("t.jsonl", "{\"a\": 1}\n\n{\"a\": }\n"),
            Err("line 3, column 7 is not JSON: expected value".to_owned())
        );
        assert_eq!(read("t.jsonl", "[1]\n"), Err("line 1 is list of 1, not an object".to_owned()));
        assert!(read("t.parquet", "").expect_err("no known kind").ends_with("is of no known kind"));
    }

    #[test]
    fn chunks_count_their_rows_as_decoding_does() {
        let text: String = (0..60_000)
            .map(|n| format!("{n},\"a \"\"{n}\"\" \nb\",x\r\n{}", if n % 7 == 0 { "\n" } else { "" }))
            .collect();
        let (_folder, path) = table("t.csv", format!("id,text,x\n{text}"));
        let mut reader = TableReader::open(&path).expect("a table");
        let (mut next, mut chunks) = (1, 0);
        while let Some(chunk) = reader.next_chunk().expect("readable") {
            let (first_row, rows) = (chunk.first_row(), chunk.rows());
            let records: Vec<_> = chunk.records().collect();
            assert_eq!((first_row, rows), (next, records.len()));
            for (index, record) in records.iter().enumerate() {
                let id = Value::Text((next + index - 1).to_string());
                assert_eq!(record.as_ref().expect("a row").get("id"), Some(&id));
            }
            next += records.len();
            chunks += 1;
        }
        assert_eq!(next, 60_001);
        assert!(chunks > 3);
    }

    #[test]
    fn an_open_quote_ends_in_an_error() {
        assert_eq!(
            read("t.csv", "a,b\n1,2\n3,\"4\n5,6\n"),
            Err("line 3: a quote is opened and never closed".to_owned())
        );
        assert_eq!(read("t.csv", "a,b\n1,\"2\""), Ok(vec![vec!["1".to_owned(), "2".to_owned()]]));
        let header = read("t.csv", "a,\"b\n1,2\n").expect_err("no end");
        assert_eq!(header, "line 1: a quote is opened in the header and never closed");
        let text = format!("a\n\"{}", "x\n".repeat(10 << 20));
        let error = read("t.csv", text).expect_err("no end");
        assert_eq!(error, "the row that starts at line 2 has no end within 16 MiB");
    }
}
