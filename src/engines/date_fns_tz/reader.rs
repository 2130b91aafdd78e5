//! `toDate` of date-fns-tz, and formats of date-fns' `parse`.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::iso::{self, COMMON, Dialect, Digits, Offset};
use crate::engines::kernel::time_text::{How, Reader, browser_date, date_fns_tokens};

static ISO: Dialect = Dialect {
    basic: true,
    weeks: true,
    ordinal: true,
    months: true,
    years: true,
    signed_year: 6,
    least_time: 1,
    comma: true,
    fraction: Digits { min: 1, max: usize::MAX, kept: 3, round: false },
    offset: Offset { hours_only: true, no_colon: true, blanks: true, ..COMMON.offset },
    hour24: true,
    ..COMMON
};

/// ISO forms, and what is left to the browser.
pub static READER: Reader = Reader {
    auto: &[How::Own(to_date)],
    named: &[("toDate", &[How::Own(to_date)]), ("parseISO", &[How::Iso(&ISO)])],
    format: Some(date_fns_tokens::compile),
};

/// What is no ISO form goes to the browser's own reader.
fn to_date(text: &str, _request: &ReadRequest) -> Reading {
    match iso::read(text, &ISO) {
        Reading::Rejected(..) => browser_date::read(text),
        // Values are instants: the offset is gone.
        Reading::AtOffset(seconds, nanos, offset) => Reading::utc(seconds - i64::from(offset), nanos),
        reading => reading,
    }
}
