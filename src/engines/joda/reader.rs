//! `ISODateTimeFormat.dateTimeParser()`, the reader behind `new DateTime(text)`, and patterns.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::civil;
use crate::engines::kernel::time_text::{Cursor, How, Parts, Reader, iso, joda_pattern};

/// Texts by ISO 8601, patterns of `DateTimeFormat`.
pub static READER: Reader = Reader {
    auto: &[How::Own(read)],
    named: &[("dateTimeParser", &[How::Own(read)])],
    format: Some(joda_pattern::compile),
};

fn read(text: &str, _request: &ReadRequest) -> Reading {
    parse(text).unwrap_or_else(|| Reading::rejected(format!("invalid format: {text:?}")))
}

fn parse(text: &str) -> Option<Reading> {
    let mut cursor = Cursor::new(text);
    let mut parts = Parts { year: 1970, ..Parts::default() };
    let mut millis = 0;
    if !matches!(cursor.peek(), Some(b'T' | b't')) {
        date(&mut cursor, &mut parts)?;
    }
    if cursor.eat_any(b"Tt").is_some() && !cursor.is_done() {
        if cursor.digits_ahead() > 0 {
            millis = time(&mut cursor)?;
        }
        if !cursor.is_done() {
            parts.offset = Some(offset(&mut cursor)?);
        }
    }
    if !cursor.is_done() {
        return None;
    }
    let exists =
        (1..=12).contains(&parts.month) && (1..=civil::days_in_month(parts.year, parts.month)).contains(&parts.day);
    let day = exists.then(|| civil::days(parts.year, parts.month, i64::from(parts.day)))?;
    let (seconds, nanos) = (day * 86_400 + millis / 1000, (millis % 1000) as u32 * 1_000_000);
    Some(match parts.offset {
        Some(offset) => Reading::AtOffset(seconds, nanos, offset),
        None => Reading::Wall(seconds, nanos),
    })
}

/// Years of up to nine digits with a sign, then months and days, weeks, or days of the year, of any width.
fn date(cursor: &mut Cursor<'_>, parts: &mut Parts) -> Option<()> {
    let sign = cursor.eat_any(b"+-");
    let year = i64::from(cursor.number(1, 9)?);
    parts.year = if sign == Some(b'-') { -year } else { year };
    if !cursor.eat(b'-') {
        return Some(());
    }
    if cursor.eat_any(b"Ww").is_some() {
        let week = i64::from(cursor.number(1, 2)?);
        let weekday = if cursor.eat(b'-') { i64::from(cursor.number(1, 1)?) } else { 1 };
        if !(1..=iso::weeks_in_year(parts.year)).contains(&week) || !(1..=7).contains(&weekday) {
            return None;
        }
        let days = iso::iso_week_start(parts.year) + (week - 1) * 7 + weekday - 1;
        (parts.year, parts.month, parts.day) = civil::date(days);
        return Some(());
    }
    if cursor.digits_ahead() == 3 {
        let day = cursor.number(3, 3)?;
        let length = 365 + u32::from(civil::is_leap(parts.year));
        let days = civil::days(parts.year, 1, i64::from((1..=length).contains(&day).then_some(day)?));
        (parts.year, parts.month, parts.day) = civil::date(days);
        return Some(());
    }
    parts.month = cursor.number(1, 2)?;
    if cursor.eat(b'-') {
        parts.day = cursor.number(1, 2)?;
    }
    Some(())
}

/// Milliseconds of the day; the last part that is there may have a fraction.
fn time(cursor: &mut Cursor<'_>) -> Option<i64> {
    let mut total = 0;
    for (unit, below) in [(3_600_000, 24), (60_000, 60), (1000, 60)] {
        if unit < 3_600_000 && !cursor.eat(b':') {
            break;
        }
        total += i64::from(cursor.number(1, 2).filter(|value| *value < below)?) * unit;
        if cursor.eat_any(b".,").is_some() {
            let (nanos, digits) = cursor.fraction();
            return (1..=9).contains(&digits).then(|| total + i64::from(nanos) * unit / 1_000_000_000);
        }
    }
    Some(total)
}

/// `Z`, or hours, minutes and seconds with or without colons.
fn offset(cursor: &mut Cursor<'_>) -> Option<i32> {
    if cursor.eat_any(b"Zz").is_some() {
        return Some(0);
    }
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let mut total = cursor.two().filter(|hours| *hours <= 23)? * 3600;
    let colon = cursor.peek() == Some(b':');
    for unit in [60, 1] {
        if cursor.is_done() || colon && !cursor.eat(b':') {
            break;
        }
        total += cursor.two().filter(|value| *value <= 59)? * unit;
    }
    Some(sign * total as i32)
}
