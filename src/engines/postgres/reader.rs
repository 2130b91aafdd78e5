//! Casts of text to `timestamptz`, `timestamp` and `date`, and templates of `to_timestamp`.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::{How, Reader, sql};

/// The cast to `timestamptz`, which keeps an offset's meaning; the cast to `timestamp` drops it. The date order is MDY, or
/// DMY where the day was asked first.
pub static READER: Reader = Reader {
    auto: &[How::Own(aware)],
    named: &[
        ("timestamptz", &[How::Own(aware)]),
        ("::timestamptz", &[How::Own(aware)]),
        ("timestamp", &[How::Own(naive)]),
        ("::timestamp", &[How::Own(naive)]),
        ("date", &[How::Own(date)]),
        ("::date", &[How::Own(date)]),
    ],
    format: Some(sql::template),
};

fn aware(text: &str, request: &ReadRequest) -> Reading {
    sql::read(text, request.dayfirst.unwrap_or(false))
}

fn naive(text: &str, request: &ReadRequest) -> Reading {
    match aware(text, request) {
        Reading::AtOffset(seconds, nanos, _) | Reading::InZone(seconds, nanos, ..) => {
            Reading::NaiveWall(seconds, nanos)
        }
        Reading::Wall(seconds, nanos) => Reading::NaiveWall(seconds, nanos),
        other => other,
    }
}

fn date(text: &str, request: &ReadRequest) -> Reading {
    match naive(text, request) {
        Reading::NaiveWall(seconds, _) => Reading::NaiveWall(seconds.div_euclid(86_400) * 86_400, 0),
        other => other,
    }
}
