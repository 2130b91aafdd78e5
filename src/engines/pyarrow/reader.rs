//! Casts of text to timestamps, and formats of `strptime`.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::iso::{self, COMMON, Dialect, Digits, NO_OFFSET, Offset};
use crate::engines::kernel::time_text::{How, Reader, sequential};

static NAIVE: Dialect = Dialect {
    least_time: 1,
    fraction: Digits { min: 1, max: 6, kept: 6, round: false },
    offset: NO_OFFSET,
    range: (0, 9999),
    ..COMMON
};

static AWARE: Dialect = Dialect {
    date_only: false,
    fraction: Digits { min: 1, max: 9, kept: 9, round: false },
    offset: Offset { required: true, hours_only: true, no_colon: true, ..COMMON.offset },
    range: (0, 9999),
    ..NAIVE
};

/// A cast to microseconds without zone; a text with an offset is cast to nanoseconds in UTC.
pub static READER: Reader = Reader {
    auto: &[How::Iso(&NAIVE), How::Own(aware)],
    named: &[
        ("cast us", &[How::Iso(&NAIVE)]),
        ("cast ns,UTC", &[How::Own(aware)]),
        ("cast us,UTC", &[How::Iso(&AWARE)]),
    ],
    format: Some(sequential::c),
};

/// Nanoseconds reach from 1677 to 2262.
fn aware(text: &str, _request: &ReadRequest) -> Reading {
    match iso::read(text, &AWARE) {
        Reading::AtOffset(seconds, nanos, offset) => {
            let instant = seconds - i64::from(offset);
            let total = i128::from(instant) * 1_000_000_000 + i128::from(nanos);
            match i64::try_from(total) {
                Ok(_) => Reading::utc(instant, nanos),
                Err(_) => Reading::rejected(format!("{text} is out of the range of nanoseconds")),
            }
        }
        other => other,
    }
}
