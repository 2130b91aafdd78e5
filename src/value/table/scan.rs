//! Where the rows of a `.csv` begin and end.

/// What one pass over a `.csv` with quotes finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// How many rows begin; blank lines are none.
    pub rows: usize,
    /// Behind the last line end outside quotes.
    pub last_end: Option<usize>,
    /// The last row has a quote that nothing closes.
    pub open_quote: bool,
}

/// Finds the rows in bytes that begin with one.
pub fn scan(bytes: &[u8]) -> Scan {
    if bytes.contains(&b'"') {
        return scan_quoted(bytes);
    }
    Scan { rows: scan_plain(bytes), last_end: last_end(bytes), open_quote: false }
}

/// The end of the last whole row in bytes that begin with one.
pub fn last_end(bytes: &[u8]) -> Option<usize> {
    if bytes.contains(&b'"') {
        return scan_quoted(bytes).last_end;
    }
    bytes.iter().rposition(|&byte| byte == b'\n').map(|at| at + 1)
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
    scan.open_quote = quoted;
    scan
}

/// How many rows begin where there are no quotes.
fn scan_plain(bytes: &[u8]) -> usize {
    let first = usize::from(bytes.first().is_some_and(|&byte| !is_line_end(byte)));
    first + bytes.windows(2).filter(|pair| is_line_end(pair[0]) && !is_line_end(pair[1])).count()
}

/// True for the bytes that end a line.
pub fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// How many lines end.
pub fn newlines(bytes: &[u8]) -> usize {
    bytes.split(|&byte| byte == b'\n').count() - 1
}
