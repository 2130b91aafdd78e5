//! `moment(text)`, `moment.utc(text)` and formats of tokens.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::{How, Reader, moment_tokens};

/// Local time, or UTC by name.
pub static READER: Reader = Reader {
    auto: &[How::Own(moment_tokens::read)],
    named: &[("moment", &[How::Own(moment_tokens::read)]), ("moment.utc", &[How::Own(utc)]), ("utc", &[How::Own(utc)])],
    format: Some(moment_tokens::compile),
};

/// Texts without offset are UTC; so are those that are left to the browser.
fn utc(text: &str, request: &ReadRequest) -> Reading {
    match moment_tokens::read_in_utc(text, request) {
        Reading::Wall(seconds, nanos) | Reading::HostWall(seconds, nanos) => Reading::utc(seconds, nanos),
        other => other,
    }
}
