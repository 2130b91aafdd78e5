//! `java.sql.Timestamp.valueOf`, and patterns of `SimpleDateFormat`.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::{Cursor, How, Reader, java};

/// `valueOf`, then the patterns that ISO forms are usually read by.
pub static READER: Reader = Reader {
    auto: &[
        How::Own(value_of),
        How::Format("yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
        How::Format("yyyy-MM-dd'T'HH:mm:ssXXX"),
        How::Format("yyyy-MM-dd'T'HH:mm:ss.SSS"),
        How::Format("yyyy-MM-dd'T'HH:mm:ss"),
        How::Format("yyyy-MM-dd'T'HH:mm"),
        How::Format("yyyy-MM-dd HH:mm"),
        How::Format("yyyy-MM-dd"),
    ],
    named: &[("Timestamp.valueOf", &[How::Own(value_of)])],
    format: Some(java::simple),
};

/// `yyyy-[m]m-[d]d hh:mm:ss[.f...]` with up to nine digits; hours, minutes and days may run over.
fn value_of(text: &str, _request: &ReadRequest) -> Reading {
    parse(text.trim()).unwrap_or_else(|| {
        Reading::Rejected("IllegalArgumentException", format!("timestamp format must be yyyy-mm-dd hh:mm:ss: {text:?}"))
    })
}

fn parse(text: &str) -> Option<Reading> {
    let (date, time) = text.split_once(' ')?;
    let mut cursor = Cursor::new(date);
    let year = i64::from(cursor.number(4, 4)?);
    if !cursor.eat(b'-') {
        return None;
    }
    let month = i64::from(cursor.number(1, 2).filter(|month| (1..=12).contains(month))?);
    if !cursor.eat(b'-') {
        return None;
    }
    let day = i64::from(cursor.number(1, 2).filter(|day| (1..=31).contains(day))?);
    if !cursor.is_done() {
        return None;
    }
    let (clock, fraction) = time.split_once('.').map_or((time, None), |(clock, fraction)| (clock, Some(fraction)));
    let parts: Vec<i64> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hour, minute, second] = parts.as_slice() else { return None };
    let nanos = match fraction {
        None => 0,
        Some(digits) if (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) => {
            Cursor::new(digits).fraction().0
        }
        Some(_) => return None,
    };
    let seconds = java::hybrid_days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some(Reading::Wall(seconds, nanos))
}
