//! `CAST(text AS TIMESTAMP)`, which `to_timestamp` without a format is, and patterns.

use crate::engines::capability::{ReadRequest, Reading};
use crate::engines::kernel::civil;
use crate::engines::kernel::time_text::{How, Parts, Reader, java, java_zone_id, today};

/// The cast, the cast to a date, and patterns of `java.time` in the strict style.
pub static READER: Reader = Reader {
    auto: &[How::Own(cast)],
    named: &[
        ("cast", &[How::Own(cast)]),
        ("to_timestamp", &[How::Own(cast)]),
        ("cast date", &[How::Own(date)]),
        ("to_date", &[How::Own(date)]),
    ],
    format: Some(java::strict_date_time),
};

/// What the cast refuses becomes null.
fn cast(text: &str, _request: &ReadRequest) -> Reading {
    parse(trimmed(text)).unwrap_or(Reading::Missing)
}

/// Blanks and control characters around the text count for nothing.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c <= ' ' || c == '\x7f')
}

fn parse(text: &str) -> Option<Reading> {
    let bytes = text.as_bytes();
    if bytes.is_empty() {
        return None;
    }
    let negative = bytes[0] == b'-';
    let signed = negative || bytes[0] == b'+';
    let mut segments = Segments { values: [1, 1, 1, 0, 0, 0, 0], ..Segments::default() };
    let mut at = usize::from(signed);
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_digit() {
            segments.digit(byte);
        } else if at == 0 && byte == b'T' {
            segments.only_time = true;
            segments.index = 3;
        } else if segments.index == 0 && byte == b':' && !signed {
            segments.only_time = true;
            segments.index = 3;
            segments.close()?;
        } else if segments.separator(byte) {
            segments.close()?;
        } else if segments.index >= 5 {
            segments.close()?;
            segments.zone = Some(text.get(at..)?);
            break;
        } else {
            return None;
        }
        at += 1;
    }
    if segments.zone.is_none() {
        segments.close()?;
    }
    segments.reading(negative)
}

#[derive(Default)]
struct Segments<'a> {
    /// Year, month, day, hour, minute, second, microseconds.
    values: [i64; 7],
    index: usize,
    value: i64,
    digits: usize,
    only_time: bool,
    zone: Option<&'a str>,
}

impl Segments<'_> {
    fn digit(&mut self, byte: u8) {
        // Digits beyond the sixth of a fraction are cut.
        if self.index != 6 || self.digits < 6 {
            self.value = self.value.saturating_mul(10).saturating_add(i64::from(byte - b'0'));
        }
        self.digits += 1;
    }

    fn separator(&self, byte: u8) -> bool {
        match self.index {
            0 | 1 => byte == b'-',
            2 => byte == b' ' || byte == b'T',
            3 | 4 => byte == b':',
            5 => byte == b'.',
            _ => false,
        }
    }

    fn close(&mut self) -> Option<()> {
        let fits = match self.index {
            0 => (4..=6).contains(&self.digits),
            6 => true,
            _ => (1..=2).contains(&self.digits),
        };
        if !fits || self.index > 6 {
            return None;
        }
        if self.index == 6 {
            self.value *= 10_i64.pow(6 - self.digits.min(6) as u32);
        }
        self.values[self.index] = self.value;
        (self.value, self.digits) = (0, 0);
        self.index += 1;
        Some(())
    }

    fn reading(&self, negative: bool) -> Option<Reading> {
        let [mut year, month, day, hour, minute, second, micros] = self.values;
        if negative {
            year = -year;
        }
        let part = |value: i64| u32::try_from(value).ok();
        let mut parts = Parts {
            year,
            month: part(month)?,
            day: part(day)?,
            time: (part(hour)?, part(minute)?, part(second)?),
            nanos: part(micros)? * 1000,
            offset: None,
        };
        if self.only_time {
            (parts.year, parts.month, parts.day) = today();
        }
        let seconds = parts.wall()?;
        match self.zone {
            None => Some(Reading::Wall(seconds, parts.nanos)),
            Some(id) => java_zone_id::in_zone(seconds, parts.nanos, &padded(id.trim()), false),
        }
    }
}

/// `+5:30` and `+05:3` with the zeros that they lack.
fn padded(id: &str) -> String {
    let Some(sign) = id.find(['+', '-']) else { return id.to_owned() };
    let (name, rest) = id.split_at(sign + 1);
    let Some((hours, minutes)) = rest.split_once(':') else { return id.to_owned() };
    let minutes = if minutes.len() == 1 { format!("0{minutes}") } else { minutes.to_owned() };
    format!("{name}{hours:0>2}:{minutes}")
}

/// A date at the beginning of the text; behind a whole one, a blank or a `T`, anything may stand.
fn date(text: &str, _request: &ReadRequest) -> Reading {
    let text = trimmed(text);
    let unsigned = text.trim_start_matches(['+', '-']);
    let read = || {
        let end = unsigned.find([' ', 'T']).unwrap_or(unsigned.len());
        let pieces: Vec<&str> = unsigned[..end].split('-').collect();
        let number = |at: usize, widths: std::ops::RangeInclusive<usize>| match pieces.get(at) {
            None => Some(1),
            Some(piece) if piece.bytes().all(|b| b.is_ascii_digit()) && widths.contains(&piece.len()) => {
                piece.parse().ok()
            }
            Some(_) => None,
        };
        let (year, month, day) = (number(0, 4..=7)?, number(1, 1..=2)?, number(2, 1..=2)?);
        if pieces.len() > 3 || pieces.len() < 3 && end < unsigned.len() {
            return None;
        }
        let year = if text.starts_with('-') { -year } else { year };
        let month = u32::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
        let exists = day >= 1 && day <= i64::from(civil::days_in_month(year, month));
        exists.then(|| Reading::NaiveWall(civil::days(year, month, day) * 86_400, 0))
    };
    read().unwrap_or(Reading::Missing)
}
