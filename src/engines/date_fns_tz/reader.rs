//! `toDate` of date-fns-tz, and formats of date-fns' `parse`.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::iso::{self, COMMON, Dialect, Digits, Offset};
use crate::engines::kernel::time_text::{How, Reader, date_fns_tokens};

static ISO: Dialect = Dialect {
    basic: true,
    weeks: true,
    ordinal: true,
    months: true,
    years: true,
    signed_year: 6,
    least_time: 1,
    comma: true,
    fraction: Digits { min: 1, max: usize::MAX, kept: 9, round: false },
    offset: Offset { hours_only: true, no_colon: true, ..COMMON.offset },
    hour24: true,
    ..COMMON
};

/// ISO forms.
pub static READER: Reader = Reader {
    auto: &[How::Own(to_date)],
    named: &[("toDate", &[How::Own(to_date)]), ("parseISO", &[How::Iso(&ISO)])],
    format: Some(date_fns_tokens::compile),
};

/// What is no ISO form is no date.
fn to_date(text: &str, _request: &ReadRequest) -> Reading {
    // Hour 24 is hour 0 of the same day.
    let hour24 = text.find(['T', ' ']).is_some_and(|at| text[at + 1..].starts_with("24"));
    let back = if hour24 { 86_400 } else { 0 };
    match iso::read(text, &ISO) {
        // Values are instants: the offset is gone.
        Reading::AtOffset(seconds, nanos, offset) => {
            let (seconds, nanos) = millis(seconds - back, nanos);
            Reading::utc(seconds - i64::from(offset), nanos)
        }
        Reading::Wall(seconds, nanos) => {
            let (seconds, nanos) = millis(seconds - back, nanos);
            Reading::Wall(seconds, nanos)
        }
        reading => reading,
    }
}

/// Milliseconds, cut toward 1970.
fn millis(seconds: i64, nanos: u32) -> (i64, u32) {
    let cut = nanos / 1_000_000;
    let up = u32::from(seconds < 0 && !nanos.is_multiple_of(1_000_000));
    let total = cut + up;
    (seconds + i64::from(total / 1000), total % 1000 * 1_000_000)
}
