//! Casts of text to `TIMESTAMPTZ` and `TIMESTAMP`, and formats of `strptime`.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::time_text::{Cursor, How, Parts, Reader, java_zone_id, sequential};

/// The cast to `TIMESTAMPTZ`, which keeps an offset's meaning; the cast to `TIMESTAMP` drops it.
pub static READER: Reader = Reader {
    auto: &[How::Own(aware)],
    named: &[
        ("TIMESTAMPTZ", &[How::Own(aware)]),
        ("::TIMESTAMPTZ", &[How::Own(aware)]),
        ("TIMESTAMP", &[How::Own(naive)]),
        ("::TIMESTAMP", &[How::Own(naive)]),
    ],
    format: Some(sequential::duckdb),
};

enum Zone<'a> {
    None,
    Offset(i32),
    Name(&'a str),
}

fn failed(text: &str) -> Reading {
    Reading::rejected(format!("invalid timestamp field format: \"{text}\""))
}

fn aware(text: &str, _request: &ReadRequest) -> Reading {
    match special(text).or_else(|| {
        scan(text).and_then(|(seconds, nanos, zone)| match zone {
            Zone::None => Some(Reading::Wall(seconds, nanos)),
            Zone::Offset(offset) => Some(Reading::AtOffset(seconds, nanos, offset)),
            Zone::Name(name) => named(seconds, nanos, name),
        })
    }) {
        Some(reading) => reading,
        None => failed(text),
    }
}

/// A zone's name; behind `UTC` only the hours of an offset count, and an offset alone is no name.
fn named(seconds: i64, nanos: u32, name: &str) -> Option<Reading> {
    if name == "Z" || name.starts_with(['+', '-']) {
        return None;
    }
    let hours = name.split_once(':').filter(|(hours, _)| hours.starts_with("UTC")).map_or(name, |(hours, _)| hours);
    java_zone_id::in_zone(seconds, nanos, hours, true)
}

fn naive(text: &str, _request: &ReadRequest) -> Reading {
    let read = special(text).map(|reading| match reading {
        Reading::AtOffset(seconds, nanos, _) => Reading::NaiveWall(seconds, nanos),
        other => other,
    });
    let scanned = || scan(text).map(|(seconds, nanos, _)| Reading::NaiveWall(seconds, nanos));
    read.or_else(scanned).unwrap_or_else(|| failed(text))
}

fn special(text: &str) -> Option<Reading> {
    match text.trim().to_ascii_lowercase().as_str() {
        "epoch" => Some(Reading::utc(0, 0)),
        "infinity" | "-infinity" => Some(Reading::rejected("an infinite time is no value here")),
        _ => None,
    }
}

fn scan(text: &str) -> Option<(i64, u32, Zone<'_>)> {
    let mut cursor = Cursor::new(text);
    let mut parts = Parts::default();
    cursor.eat_blanks();
    date(&mut cursor, &mut parts)?;
    if cursor.is_done() {
        return Some((parts.wall()?, 0, Zone::None));
    }
    let mut ahead = cursor;
    ahead.eat_blanks();
    if ahead.is_done() {
        return Some((parts.wall()?, 0, Zone::None));
    }
    cursor.eat_any(b" T");
    cursor.eat_blanks();
    let (hour, minute, second) = clock(&mut cursor, &mut parts)?;
    let midnight = (hour, minute, second, parts.nanos) == (24, 0, 0, 0);
    if hour > 23 && !midnight {
        return None;
    }
    let seconds = parts.wall()? + i64::from(hour * 3600 + minute * 60 + second);
    let zone = zone(text, &mut cursor)?;
    cursor.eat_blanks();
    cursor.is_done().then_some((seconds, parts.nanos / 1000 * 1000, zone))
}

fn date(cursor: &mut Cursor<'_>, parts: &mut Parts) -> Option<()> {
    let negative = cursor.eat(b'-');
    let year = i64::from(cursor.number(1, 6)?);
    parts.year = if negative { -year } else { year };
    let separator = cursor.eat_any(b" -/\\")?;
    parts.month = cursor.number(1, 2)?;
    if !cursor.eat(separator) {
        return None;
    }
    parts.day = cursor.number(1, 2)?;
    if cursor.digits_ahead() > 0 {
        return None;
    }
    // Years before 1 may be marked behind the date.
    for mark in [" (BC)", " BC"] {
        if cursor.eat_word(mark) {
            parts.year = 1 - year;
        }
    }
    (-290_308..=294_247).contains(&parts.year).then_some(())
}

fn clock(cursor: &mut Cursor<'_>, parts: &mut Parts) -> Option<(u32, u32, u32)> {
    let hour = cursor.number(1, 2)?;
    if !cursor.eat(b':') {
        return None;
    }
    let minute = cursor.number(1, 2).filter(|minute| *minute < 60)?;
    let mut second = 0;
    if cursor.eat(b':') {
        second = cursor.number(1, 2).filter(|second| *second < 60)?;
        if cursor.eat(b'.') {
            parts.nanos = cursor.fraction().0;
        }
    }
    Some((hour, minute, second))
}

fn zone<'a>(text: &'a str, cursor: &mut Cursor<'_>) -> Option<Zone<'a>> {
    if cursor.is_done() {
        return Some(Zone::None);
    }
    if cursor.eat(b'Z') {
        return Some(Zone::Offset(0));
    }
    if matches!(cursor.peek(), Some(b'+' | b'-')) {
        return offset(cursor).map(Zone::Offset);
    }
    if !cursor.eat(b' ') {
        return None;
    }
    let start = cursor.position();
    let part = |b: u8| b.is_ascii_alphanumeric() || b"/_+-:".contains(&b);
    while cursor.peek().is_some_and(part) {
        cursor.skip(1);
    }
    let name = text.get(start..cursor.position())?;
    Some(if name.is_empty() { Zone::None } else { Zone::Name(name) })
}

/// `+05`, `+0530`, `+05:30`, `+05:30:15`.
fn offset(cursor: &mut Cursor<'_>) -> Option<i32> {
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let mut total = cursor.two()? * 3600;
    for unit in [60, 1] {
        let mut ahead = *cursor;
        ahead.eat(b':');
        let Some(value) = ahead.two() else { break };
        total += value * unit;
        *cursor = ahead;
    }
    Some(sign * total as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::kernel::civil;

    #[test]
    fn years_come_first_whatever_they_are() {
        assert_eq!(scan("03/05/24").map(|found| found.0), Some(civil::days(3, 5, 24) * 86_400));
        assert!(scan("20240305").is_none());
    }
}
