//! `parser.parse`, and formats of Python's `strptime`.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::{How, Reader, free_form, strptime, today};

/// Dates in any order; what is left out is that of today.
pub static READER: Reader = Reader {
    auto: &[How::Own(parse)],
    named: &[("parse", &[How::Own(parse)]), ("parser.parse", &[How::Own(parse)])],
    format: Some(strptime::python),
};

fn parse(text: &str, request: &ReadRequest) -> Reading {
    free_form::read(text, request.dayfirst.unwrap_or(false), today())
}
