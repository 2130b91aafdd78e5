use super::scan::{self, is_line_end, newlines};
use super::{Format, Table};
use crate::diagnostic::Diagnostic;
use crate::value::{Record, Value, json};
use std::io::Cursor;
use std::sync::Arc;

/// Some whole rows of a table, not yet decoded.
#[derive(Debug)]
pub struct TableChunk {
    table: Arc<Table>,
    bytes: Vec<u8>,
    first_row: usize,
    rows: usize,
    first_line: usize,
    open_quote: bool,
}

/// The rows of a chunk in order; where one cannot be read, its error, and the rows after it all the same.
pub struct TableRows(Decode);

enum Decode {
    Csv(Box<CsvRows>),
    JsonLines(JsonRows),
}

struct CsvRows {
    table: Arc<Table>,
    reader: csv::Reader<Cursor<Vec<u8>>>,
    row: csv::ByteRecord,
    first_line: usize,
    /// Rows that are left.
    left: usize,
    open_quote: bool,
}

struct JsonRows {
    table: Arc<Table>,
    bytes: Vec<u8>,
    /// Where the next line starts.
    at: usize,
    line: usize,
}

impl TableChunk {
    /// Whole rows, the first of them in this line and of this number.
    pub(super) fn new(table: &Arc<Table>, bytes: Vec<u8>, first_row: usize, first_line: usize) -> Self {
        let (rows, open_quote) = match table.format {
            Format::Csv => {
                let found = scan::scan(&bytes);
                (found.rows, found.open_quote)
            }
            Format::JsonLines => (bytes.split(|&byte| byte == b'\n').filter(|line| !is_blank(line)).count(), false),
        };
        Self { table: Arc::clone(table), bytes, first_row, rows, first_line, open_quote }
    }

    /// The number of the first row; the first data row of a table is 1.
    pub fn first_row(&self) -> usize {
        self.first_row
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many lines there are.
    pub(super) fn lines(&self) -> usize {
        newlines(&self.bytes)
    }

    /// Decodes the rows.
    pub fn records(self) -> TableRows {
        let Self { table, bytes, rows, first_line, open_quote, .. } = self;
        TableRows(match table.format {
            Format::Csv => {
                let (reader, row) = (super::csv_reader(Cursor::new(bytes)), csv::ByteRecord::new());
                Decode::Csv(Box::new(CsvRows { table, reader, row, first_line, left: rows, open_quote }))
            }
            Format::JsonLines => Decode::JsonLines(JsonRows { table, bytes, at: 0, line: first_line }),
        })
    }
}

impl Iterator for TableRows {
    type Item = Result<Record, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Decode::Csv(rows) => rows.next(),
            Decode::JsonLines(rows) => rows.next(),
        }
    }
}

impl CsvRows {
    fn next(&mut self) -> Option<Result<Record, Diagnostic>> {
        match self.reader.read_byte_record(&mut self.row) {
            Ok(false) => return None,
            Ok(true) => self.left = self.left.saturating_sub(1),
            Err(error) => return Some(Err(self.table.fail(error.to_string()))),
        }
        Some(if self.left == 0 && self.open_quote { Err(self.unclosed()) } else { self.record() })
    }

    fn record(&self) -> Result<Record, Diagnostic> {
        let (row, header) = (&self.row, &self.table.header);
        let names = header.names();
        if row.len() != names.len() {
            let message = format!("line {} has {}, the header has {}", self.line(), cells(row.len()), names.len());
            let few = row.len() < names.len();
            let hint = if few { "an empty cell keeps its comma" } else { "a cell that holds a comma needs quotes" };
            return Err(self.table.fail(message).hint(hint));
        }
        let mut values = Vec::with_capacity(names.len());
        for (cell, name) in row.iter().zip(names) {
            values.push(match std::str::from_utf8(cell) {
                Ok("") => Value::Null,
                Ok(text) => Value::Text(text.to_owned()),
                Err(_) => return Err(self.table.not_utf8(self.line(), &format!("the cell of field \"{name}\""))),
            });
        }
        Ok(Record::under(header, values))
    }

    fn unclosed(&self) -> Diagnostic {
        let message = format!("line {}: a quote is opened and never closed", self.line());
        self.table.fail(message).hint("close it; a quote that is meant as such is written twice within quotes")
    }

    /// The line in which the row that was read last begins.
    fn line(&self) -> usize {
        // The position given is that of the line ends before the row.
        let before = self.row.position().map_or(0, |at| at.byte() as usize);
        let bytes = self.reader.get_ref().get_ref();
        let ends = bytes[before..].iter().take_while(|&&byte| is_line_end(byte)).count();
        self.first_line + newlines(&bytes[..before + ends])
    }
}

impl JsonRows {
    fn next(&mut self) -> Option<Result<Record, Diagnostic>> {
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
            let (line, found) = (self.line, &rest[..length]);
            let row = (!is_blank(found)).then(|| self.record(found, line));
            self.at += length + 1;
            self.line += 1;
            if row.is_some() {
                return row;
            }
        }
        None
    }

    fn record(&self, bytes: &[u8], line: usize) -> Result<Record, Diagnostic> {
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

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

fn cells(count: usize) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}
