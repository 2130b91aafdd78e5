//! The format that `to_datetime` guesses from the first text of a column.

use crate::engines::capability::Reading;
use crate::engines::kernel::civil;
use crate::engines::kernel::time_text::free_form;
use crate::engines::kernel::time_text::{names, today};

/// What a token may be, in the order in which the guesses are made: the parts that it fixes, the format, and the width to
/// which the token is padded with zeros.
const GUESSES: &[(&[Part], &str, usize)] = &[
    (&[Part::Year, Part::Month, Part::Day, Part::Hour, Part::Minute, Part::Second], "%Y%m%d%H%M%S", 0),
    (&[Part::Year, Part::Month, Part::Day, Part::Hour, Part::Minute], "%Y%m%d%H%M", 0),
    (&[Part::Year, Part::Month, Part::Day, Part::Hour], "%Y%m%d%H", 0),
    (&[Part::Year, Part::Month, Part::Day], "%Y%m%d", 0),
    (&[Part::Hour, Part::Minute, Part::Second], "%H%M%S", 0),
    (&[Part::Hour, Part::Minute], "%H%M", 0),
    (&[Part::Year], "%Y", 0),
    (&[Part::Month], "%B", 0),
    (&[Part::Month], "%b", 0),
    (&[Part::Month], "%m", 2),
    (&[Part::Day], "%d", 2),
    (&[Part::Hour], "%H", 2),
    (&[Part::Minute], "%M", 2),
    (&[Part::Second], "%S", 2),
    (&[Part::Second], "%S.%f", 0),
    (&[Part::Zone], "%z", 0),
    (&[Part::Zone], "%Z", 0),
    (&[Part::Weekday], "%a", 0),
    (&[Part::Weekday], "%A", 0),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Zone,
    Weekday,
}

/// A time taken apart, as the formats write it.
struct Shown {
    date: (i64, u32, u32),
    time: (i64, i64, i64),
    micro: i64,
    weekday: usize,
    offset: Option<i32>,
    zone: String,
}

impl Shown {
    fn write(&self, format: &str) -> String {
        let mut text = String::new();
        let mut chars = format.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                text.push(c);
                continue;
            }
            let (year, month, day) = self.date;
            let (hour, minute, second) = self.time;
            text += &match chars.next() {
                // Years before 1000 are not padded.
                Some('Y') => year.to_string(),
                Some('m') => format!("{month:02}"),
                Some('d') => format!("{day:02}"),
                Some('B') => names::MONTHS[month as usize - 1].to_owned(),
                Some('b') => names::short(names::MONTHS[month as usize - 1]).to_owned(),
                Some('A') => names::WEEKDAYS[self.weekday].to_owned(),
                Some('a') => names::short(names::WEEKDAYS[self.weekday]).to_owned(),
                Some('H') => format!("{hour:02}"),
                Some('M') => format!("{minute:02}"),
                Some('S') => format!("{second:02}"),
                Some('f') => format!("{:06}", self.micro),
                Some('Z') => self.zone.clone(),
                _ => offset(self.offset.unwrap_or(0)),
            };
        }
        text
    }
}

/// `+0530`.
fn offset(seconds: i32) -> String {
    let minutes = seconds.abs() / 60;
    format!("{}{:02}{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

/// The format of a text; `None` if it cannot be told.
pub fn format(text: &str, day_first: bool, major: u32) -> Option<String> {
    let found = free_form::parse(text, day_first, today().0)?;
    let mut tokens = free_form::tokens(text);
    let shown = shown(&found, major)?;
    if let Some(offset) = shown.offset {
        join_offset(&mut tokens, offset);
    }
    let mut formats: Vec<Option<&str>> = vec![None; tokens.len()];
    let mut fixed: Vec<Part> = Vec::new();
    let mut order: Vec<&(&[Part], &'static str, usize)> = GUESSES.iter().collect();
    if day_first {
        // The day goes first of all.
        order.sort_by_key(|(_, format, _)| usize::from(*format != "%d"));
    }
    for (parts, format, width) in order {
        if parts.iter().any(|part| fixed.contains(part)) || parts == &[Part::Zone] && shown.offset.is_none() {
            continue;
        }
        let written = shown.write(format);
        for (slot, token) in formats.iter_mut().zip(&mut tokens) {
            let filled = filled(token, *width);
            if slot.is_none() && filled == written {
                *slot = Some(format);
                *token = filled;
                fixed.extend_from_slice(parts);
                break;
            }
        }
    }
    assemble(text, &tokens, &formats, &fixed)
}

fn assemble(text: &str, tokens: &[String], formats: &[Option<&str>], fixed: &[Part]) -> Option<String> {
    let whole = [Part::Year, Part::Month, Part::Day].iter().all(|part| fixed.contains(part));
    let year = formats == [Some("%Y")];
    let month = formats == [Some("%Y"), None, Some("%m")] && tokens[1] == "-";
    if !(whole || year || month) {
        return None;
    }
    let mut format = String::new();
    for (token, guess) in tokens.iter().zip(formats) {
        match guess {
            Some(guess) => format += guess,
            None if token.trim().parse::<f64>().is_ok() => return None,
            None if matches!(token.to_ascii_lowercase().as_str(), "am" | "pm" | "a" | "p") => return None,
            None => format += &token.replace('%', "%%"),
        }
    }
    let iso = super::iso::shape_of(&format).is_some_and(|shape| {
        super::iso::read(text).is_some_and(|read| read.1 == shape && !matches!(read.0, Reading::Rejected(..)))
    });
    let reads = || {
        let reader = super::reader::compiled(&format);
        reader.is_some_and(|reader| !matches!(in_bounds(reader.read(text)), Reading::Rejected(..)))
    };
    (iso || reads()).then_some(format)
}

/// Digits beyond the microsecond make nanoseconds, which reach from 1677 to 2262.
fn in_bounds(reading: Reading) -> Reading {
    match reading {
        Reading::Wall(_, nanos) | Reading::AtOffset(_, nanos, _) if nanos % 1000 != 0 => {
            super::iso::nanoseconds(reading)
        }
        other => other,
    }
}

fn shown(found: &free_form::Found, major: u32) -> Option<Shown> {
    let (seconds, nanos) = found.wall(today(), false)?;
    let days = seconds.div_euclid(86_400);
    let of_day = seconds.rem_euclid(86_400);
    let offset = found.offset;
    if offset.is_some_and(|offset| offset.abs() >= 86_400) || found.zone.is_some() && offset.is_none() && major >= 3 {
        return None;
    }
    // Release 3 keeps the name that was written.
    let zone = found.zone.clone().filter(|_| major >= 3).unwrap_or_else(|| "UTC".to_owned());
    Some(Shown {
        date: civil::date(days),
        time: (of_day / 3600, of_day / 60 % 60, of_day % 60),
        micro: i64::from(nanos / 1000),
        weekday: civil::weekday_from_monday(days) as usize,
        offset,
        zone,
    })
}

/// `Z`, `+ 0530` and `+ 05 : 30` at the end become one token `+0530`.
fn join_offset(tokens: &mut Vec<String>, seconds: i32) {
    let length = tokens.len();
    let sign = |back: usize| length >= back && matches!(tokens[length - back].as_str(), "+" | "-");
    let at = if tokens.last().is_some_and(|last| last == "Z") {
        length - 1
    } else if sign(2) {
        length - 2
    } else if sign(4) {
        length - 4
    } else {
        return;
    };
    tokens[at] = offset(seconds);
    tokens.truncate(at + 1);
}

/// A token with zeros before it, or seconds with six digits behind the point.
fn filled(token: &str, width: usize) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((seconds, fraction)) = token.split_once('.').filter(|(s, f)| digits(s) && digits(f)) {
        let fraction: String = fraction.chars().chain("000000000".chars()).take(6).collect();
        return format!("{:02}.{fraction}", seconds.parse::<u32>().unwrap_or(0));
    }
    let missing = width.saturating_sub(token.chars().count());
    "0".repeat(missing) + token
}
