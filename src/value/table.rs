//! Reads tables row by row: `.csv` and `.jsonl` files into records, in chunks that can be handed to other threads.

use super::{Record, Value, json};
use crate::diagnostic::Diagnostic;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes that are read at a time: some thousand short rows.
const CHUNK: usize = 256 * 1024;

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
    fields: Vec<Arc<str>>,
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
    decoded: std::vec::IntoIter<Result<Record, Diagnostic>>,
}

/// Some whole rows of a table, not yet decoded.
#[derive(Debug)]
pub struct TableChunk {
    table: Arc<Table>,
    bytes: Vec<u8>,
    first_row: usize,
    rows: usize,
    first_line: usize,
}

impl TableReader {
    /// Opens a `.csv` or `.jsonl` file and reads the header of a `.csv`.
    ///
    /// # Errors
    /// A file that is missing, unreadable, of another kind, or without a usable header.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        let format = format_of(path)?;
        let table = Table { path: path.to_owned(), format, fields: Vec::new() };
        let file = File::open(path).map_err(|error| table.unreadable(&error))?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(table.fail("is a folder, not a table"));
        }
        let decoded = Vec::new().into_iter();
        let mut reader =
            Self { table: Arc::new(table), file, rest: Vec::new(), ended: false, next_row: 1, next_line: 1, decoded };
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
        &self.table.fields
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
            let mut chunk = TableChunk {
                table: Arc::clone(&self.table),
                bytes,
                first_row: self.next_row,
                rows: 0,
                first_line: self.next_line,
            };
            chunk.rows = chunk.count_rows();
            self.next_row += chunk.rows;
            self.next_line += newlines(&chunk.bytes);
            if chunk.rows > 0 {
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
            let mut reader = csv_reader(&bytes);
            let found = reader.read_byte_record(&mut header).map_err(|error| self.table.fail(error.to_string()))?;
            header_end = found.then(|| reader.position().byte() as usize);
        }
        let end = header_end.unwrap_or(0);
        self.next_line += newlines(&bytes[..end]);
        bytes.drain(..end);
        bytes.append(&mut self.rest);
        self.rest = bytes;
        let mut fields: Vec<Arc<str>> = Vec::with_capacity(header.len());
        for (index, name) in header.iter().enumerate() {
            let name = std::str::from_utf8(name)
                .map_err(|_| self.table.not_utf8(1, &format!("the name of field {}", index + 1)))?;
            if fields.iter().any(|known| known.as_ref() == name) {
                let error = self.table.fail(format!("names the field \"{name}\" twice in its header"));
                return Err(error.hint("give every column a name of its own"));
            }
            fields.push(name.into());
        }
        self.table = Arc::new(Table { path: self.table.path.clone(), format: Format::Csv, fields });
        Ok(())
    }
}

impl Iterator for TableReader {
    type Item = Result<Record, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.decoded.next() {
                return Some(record);
            }
            match self.next_chunk() {
                Ok(Some(chunk)) => self.decoded = chunk.records().into_iter(),
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

impl TableChunk {
    /// The number of the first row; the first data row of a table is 1.
    pub fn first_row(&self) -> usize {
        self.first_row
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The rows in order; where one cannot be read, its error, and the rows after it all the same.
    pub fn records(&self) -> Vec<Result<Record, Diagnostic>> {
        match self.table.format {
            Format::Csv => self.csv_records(),
            Format::JsonLines => self.json_records(),
        }
    }

    fn count_rows(&self) -> usize {
        match self.table.format {
            Format::Csv if self.bytes.contains(&b'"') => scan_quoted(&self.bytes).rows,
            Format::Csv => scan_plain(&self.bytes),
            Format::JsonLines => self.bytes.split(|&byte| byte == b'\n').filter(|line| !is_blank(line)).count(),
        }
    }

    fn csv_records(&self) -> Vec<Result<Record, Diagnostic>> {
        let mut reader = csv_reader(&self.bytes);
        let mut row = csv::ByteRecord::new();
        let mut records = Vec::with_capacity(self.rows);
        let mut counted = 0;
        let mut line = self.first_line;
        loop {
            match reader.read_byte_record(&mut row) {
                Ok(false) => return records,
                Ok(true) => {
                    // The position given is that of the line ends before the row.
                    let before = row.position().map_or(0, |at| at.byte() as usize);
                    let ends = self.bytes[before..].iter().take_while(|&&byte| is_line_end(byte)).count();
                    line += newlines(&self.bytes[counted..before + ends]);
                    counted = before + ends;
                    records.push(self.csv_record(&row, line));
                }
                Err(error) => {
                    records.push(Err(self.table.fail(error.to_string())));
                    return records;
                }
            }
        }
    }

    fn csv_record(&self, row: &csv::ByteRecord, line: usize) -> Result<Record, Diagnostic> {
        let fields = &self.table.fields;
        if row.len() != fields.len() {
            let message = format!("line {line} has {}, the header has {}", cells(row.len()), fields.len());
            return Err(self.table.fail(message).hint("a cell that holds a comma needs quotes"));
        }
        let cells = fields.iter().zip(row).map(|(name, cell)| match cell {
            [] => Ok((Arc::clone(name), Value::Null)),
            cell => match std::str::from_utf8(cell) {
                Ok(text) => Ok((Arc::clone(name), Value::Text(text.to_owned()))),
                Err(_) => Err(self.table.not_utf8(line, &format!("the cell of field \"{name}\""))),
            },
        });
        cells.collect()
    }

    fn json_records(&self) -> Vec<Result<Record, Diagnostic>> {
        let lines = self.bytes.split(|&byte| byte == b'\n').enumerate().filter(|(_, line)| !is_blank(line));
        lines.map(|(index, line)| self.json_record(line, self.first_line + index)).collect()
    }

    fn json_record(&self, bytes: &[u8], line: usize) -> Result<Record, Diagnostic> {
        let text = std::str::from_utf8(bytes).map_err(|_| self.table.not_utf8(line, "the row"))?;
        let json: serde_json::Value = serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            // The parser sees one line only; its own "at line 1" would mislead.
            let reason = message.split(" at line ").next().unwrap_or_default();
            self.table.fail(format!("line {line}, column {} is not JSON: {reason}", error.column()))
        })?;
        match json {
            serde_json::Value::Object(fields) => Ok(json::decode_fields(&fields)),
            other => Err(self
                .table
                .fail(format!("line {line} is {}, not an object", json::decode(&other).describe()))
                .hint("every line of a .jsonl table is one object: {\"field\": value, ...}")),
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
        if self == Self::Csv && bytes.contains(&b'"') {
            scan_quoted(bytes).last_end
        } else {
            bytes.iter().rposition(|&byte| byte == b'\n').map(|at| at + 1)
        }
    }
}

/// What one pass over a `.csv` with quotes finds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Scan {
    /// How many rows begin; blank lines are none.
    rows: usize,
    /// Behind the last line end outside quotes.
    last_end: Option<usize>,
}

/// A quote opens only at the start of a cell; two of them inside quotes are one that is meant.
fn scan_quoted(bytes: &[u8]) -> Scan {
    let mut scan = Scan::default();
    let (mut row_starts, mut cell_starts, mut quoted) = (true, true, false);
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if quoted {
            if byte == b'"' {
                if bytes.get(at + 1) == Some(&b'"') {
                    at += 1;
                } else {
                    quoted = false;
                }
            }
        } else if is_line_end(byte) {
            if byte == b'\n' {
                scan.last_end = Some(at + 1);
            }
            (row_starts, cell_starts) = (true, true);
        } else {
            scan.rows += usize::from(row_starts);
            quoted = cell_starts && byte == b'"';
            (row_starts, cell_starts) = (false, byte == b',');
        }
        at += 1;
    }
    scan
}

/// How many rows begin in a `.csv` without quotes.
fn scan_plain(bytes: &[u8]) -> usize {
    let first = usize::from(bytes.first().is_some_and(|&byte| !is_line_end(byte)));
    first + bytes.windows(2).filter(|pair| is_line_end(pair[0]) && !is_line_end(pair[1])).count()
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn format_of(path: &Path) -> Result<Format, Diagnostic> {
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Ok(Format::Csv),
        Some("jsonl" | "ndjson") => Ok(Format::JsonLines),
        _ => Err(Diagnostic::error("input.table", format!("table {}: is of no known kind", path.display()))
            .hint("tables are .csv (with a header) or .jsonl (one object a line)")),
    }
}

fn csv_reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(64 * 1024).from_reader(bytes)
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.split(|&byte| byte == b'\n').count() - 1
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

fn cells(count: usize) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let records = chunk.records();
            assert_eq!((chunk.first_row(), chunk.rows()), (next, records.len()));
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
        let text = format!("a\n\"{}", "x\n".repeat(10 << 20));
        let error = read("t.csv", text).expect_err("no end");
        assert_eq!(error, "the row that starts at line 2 has no end within 16 MiB");
    }
}
