//! Readers of the Rust crates chrono and jiff, which are used themselves.

use super::BadFormat;
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::civil::days;
use chrono::format::{Item, Parsed, StrftimeItems};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use jiff::civil;
use jiff::fmt::strtime::BrokenDownTime;

const KNOWN: &str = "directives are those of the crate's strftime page, such as %Y-%m-%d %H:%M:%S%.f %z";

fn wall(time: NaiveDateTime) -> Reading {
    let time = time.and_utc();
    Reading::Wall(time.timestamp(), time.timestamp_subsec_nanos())
}

fn aware(time: DateTime<FixedOffset>) -> Reading {
    let offset = time.offset().local_minus_utc();
    Reading::AtOffset(time.timestamp() + i64::from(offset), time.timestamp_subsec_nanos(), offset)
}

struct Chrono(Vec<Item<'static>>);

/// A format of chrono; a date alone is its midnight.
///
/// # Errors
/// Directives that the crate does not know.
pub fn chrono_format(format: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    if items.iter().any(|item| matches!(item, Item::Error)) {
        let bad = (0..format.len())
            .filter(|end| format.is_char_boundary(*end))
            .find(|end| {
                let good = StrftimeItems::new(&format[..*end]).all(|item| !matches!(item, Item::Error));
                !good && format.as_bytes()[..*end].last() != Some(&b'%')
            })
            .unwrap_or(format.len());
        let start = format[..bad].rfind('%').unwrap_or(0);
        return Err(BadFormat::unknown(&format[start..bad], format, start, KNOWN));
    }
    Ok(Box::new(Chrono(items.into_iter().map(Item::to_owned).collect())))
}

impl ReadTime for Chrono {
    fn read(&self, text: &str) -> Reading {
        let mut parsed = Parsed::new();
        if let Err(error) = chrono::format::parse(&mut parsed, text, self.0.iter()) {
            return Reading::rejected(error.to_string());
        }
        match parsed.to_datetime() {
            Ok(time) => return aware(time),
            Err(error) if parsed.offset().is_some() => return Reading::rejected(error.to_string()),
            Err(_) => {}
        }
        match parsed.to_naive_datetime_with_offset(0) {
            Ok(time) => wall(time),
            Err(error) => match parsed.to_naive_date() {
                Ok(date) => wall(date.and_time(NaiveTime::MIN)),
                Err(_) => Reading::rejected(error.to_string()),
            },
        }
    }
}

/// `FromStr` of `DateTime<FixedOffset>`.
pub fn chrono_aware(text: &str, _request: &ReadRequest) -> Reading {
    text.parse().map_or_else(|error: chrono::ParseError| Reading::rejected(error.to_string()), aware)
}

/// `DateTime::parse_from_rfc3339`.
pub fn chrono_rfc3339(text: &str, _request: &ReadRequest) -> Reading {
    DateTime::parse_from_rfc3339(text).map_or_else(|error| Reading::rejected(error.to_string()), aware)
}

/// `DateTime::parse_from_rfc2822`.
pub fn chrono_rfc2822(text: &str, _request: &ReadRequest) -> Reading {
    DateTime::parse_from_rfc2822(text).map_or_else(|error| Reading::rejected(error.to_string()), aware)
}

/// `FromStr` of `NaiveDateTime`.
pub fn chrono_naive(text: &str, _request: &ReadRequest) -> Reading {
    text.parse().map_or_else(|error: chrono::ParseError| Reading::rejected(error.to_string()), wall)
}

/// `FromStr` of `NaiveDate`.
pub fn chrono_date(text: &str, _request: &ReadRequest) -> Reading {
    text.parse().map_or_else(
        |error: chrono::ParseError| Reading::rejected(error.to_string()),
        |date: NaiveDate| wall(date.and_time(NaiveTime::MIN)),
    )
}

fn civil_wall(time: civil::DateTime) -> (i64, u32) {
    let days = days(i64::from(time.year()), time.month() as u32, i64::from(time.day()));
    let of_day = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    (days * 86_400 + of_day, time.subsec_nanosecond() as u32)
}

fn split(at: jiff::Timestamp) -> (i64, u32) {
    let nanos = at.as_nanosecond();
    let second = 1_000_000_000;
    (nanos.div_euclid(second) as i64, nanos.rem_euclid(second) as u32)
}

/// `Timestamp` of jiff.
pub fn jiff_timestamp(text: &str, _request: &ReadRequest) -> Reading {
    match text.parse::<jiff::Timestamp>() {
        Ok(at) => {
            let (seconds, nanos) = split(at);
            Reading::utc(seconds, nanos)
        }
        Err(error) => Reading::rejected(error.to_string()),
    }
}

/// `civil::DateTime` of jiff; an offset in the text is left aside.
pub fn jiff_civil(text: &str, _request: &ReadRequest) -> Reading {
    match text.parse::<civil::DateTime>() {
        Ok(time) => {
            let (seconds, nanos) = civil_wall(time);
            Reading::Wall(seconds, nanos)
        }
        Err(error) => Reading::rejected(error.to_string()),
    }
}

/// `Zoned` of jiff.
pub fn jiff_zoned(text: &str, _request: &ReadRequest) -> Reading {
    match text.parse::<jiff::Zoned>() {
        Ok(zoned) => {
            let (seconds, nanos) = split(zoned.timestamp());
            let offset = zoned.offset().seconds();
            match zoned.time_zone().iana_name() {
                Some(name) => Reading::InZone(seconds + i64::from(offset), nanos, name.into(), Some(offset)),
                None => Reading::AtOffset(seconds + i64::from(offset), nanos, offset),
            }
        }
        Err(error) => Reading::rejected(error.to_string()),
    }
}

/// The type that the text is written for: `Zoned` with a zone in brackets, `Timestamp` with an offset, else a civil time.
pub fn jiff_auto(text: &str, request: &ReadRequest) -> Reading {
    if text.contains('[') {
        return jiff_zoned(text, request);
    }
    match jiff_timestamp(text, request) {
        Reading::Rejected(..) if has_offset(text) => jiff_timestamp(text, request),
        Reading::Rejected(..) => jiff_civil(text, request),
        reading => reading,
    }
}

/// `Z`, or a sign behind the time of day.
fn has_offset(text: &str) -> bool {
    let time = text.get(10..).unwrap_or("");
    time.contains(['Z', 'z', '+', '-'])
}

struct Jiff(String);

/// A format of jiff's `strtime`; a date alone is its midnight.
///
/// # Errors
/// Directives that the crate does not know.
pub fn jiff_format(format: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    // Writing a time finds unknown directives whatever texts will come.
    match jiff::fmt::strtime::format(format, &jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC)) {
        Ok(_) => Ok(Box::new(Jiff(format.to_owned()))),
        Err(error) => Err(BadFormat::new(error.to_string(), KNOWN)),
    }
}

impl ReadTime for Jiff {
    fn read(&self, text: &str) -> Reading {
        let parsed = match BrokenDownTime::parse(&self.0, text) {
            Ok(parsed) => parsed,
            Err(error) => return Reading::rejected(error.to_string()),
        };
        if parsed.offset().is_some()
            && parsed.iana_time_zone().is_none()
            && let Ok(at) = parsed.to_timestamp()
        {
            let (seconds, nanos) = split(at);
            let offset = parsed.offset().map_or(0, jiff::tz::Offset::seconds);
            return Reading::AtOffset(seconds + i64::from(offset), nanos, offset);
        }
        let time =
            parsed.to_datetime().or_else(|error| parsed.to_date().map(|date| date.at(0, 0, 0, 0)).map_err(|_| error));
        match time {
            Ok(time) => {
                let (seconds, nanos) = civil_wall(time);
                match parsed.iana_time_zone() {
                    Some(name) => {
                        Reading::InZone(seconds, nanos, name.into(), parsed.offset().map(jiff::tz::Offset::seconds))
                    }
                    None => Reading::Wall(seconds, nanos),
                }
            }
            Err(error) => Reading::rejected(error.to_string()),
        }
    }
}
