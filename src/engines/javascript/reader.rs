//! `new Date(text)`.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::{How, Reader, browser_date};

/// The reader of V8.
pub static READER: Reader = Reader {
    auto: &[How::Own(parse)],
    named: &[("Date", &[How::Own(parse)]), ("new Date", &[How::Own(parse)]), ("Date.parse", &[How::Own(parse)])],
    format: None,
};

fn parse(text: &str, _request: &ReadRequest) -> Reading {
    browser_date::read(text)
}
