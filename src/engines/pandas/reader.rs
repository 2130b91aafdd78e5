//! `to_datetime` and `Timestamp`: a scanner of ISO forms, a format guessed from the text, and dateutil behind them.

use super::guess;
use super::iso::{self, Shape};
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::civil;
use crate::engines::kernel::time_text::free_form;
use crate::engines::kernel::time_text::strptime::{self, Dialect};
use crate::engines::kernel::time_text::{BadFormat, How, Reader, names, today};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// `%f` with nine digits, `%Z` with names of zones.
pub const FORMATS: Dialect = Dialect { fraction: 9, zone_names: true, leap: true, strict_weeks: true };

/// A column of one value each: the format is guessed from that value.
pub static READER: Reader = Reader {
    auto: &[How::Own(to_datetime)],
    named: &[
        ("to_datetime", &[How::Own(to_datetime)]),
        ("Timestamp", &[How::Own(timestamp)]),
        ("mixed", &[How::Own(timestamp)]),
        ("ISO8601", &[How::Own(only_iso)]),
    ],
    format: Some(compile),
};

thread_local! {
    /// Guessed formats that were compiled on this thread; `None` for those that are none.
    static COMPILED: RefCell<HashMap<String, Option<Rc<dyn ReadTime>>>> = RefCell::new(HashMap::new());
}

/// The reader of a guessed format.
pub fn compiled(format: &str) -> Option<Rc<dyn ReadTime>> {
    COMPILED.with_borrow_mut(|known| {
        if let Some(reader) = known.get(format) {
            return reader.clone();
        }
        let reader = strptime::compile(format, FORMATS).ok().map(Rc::from);
        known.insert(format.to_owned(), reader.clone());
        reader
    })
}

const MISSING: &[&str] = &["", "NaT", "nat", "NAT", "nan", "NaN", "NAN", "None", "<NA>"];

fn major(request: &ReadRequest) -> u32 {
    let version = request.version.as_deref().unwrap_or("3");
    version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(3)
}

fn day_first(request: &ReadRequest) -> bool {
    request.dayfirst.unwrap_or(false)
}

/// `to_datetime` of a column that holds this one text.
fn to_datetime(text: &str, request: &ReadRequest) -> Reading {
    // Before release 3 columns hold nanoseconds.
    let reading = guessed(text, request);
    if major(request) < 3 { iso::nanoseconds(reading) } else { reading }
}

/// The reading by the format that is guessed, else for itself.
fn guessed(text: &str, request: &ReadRequest) -> Reading {
    if MISSING.contains(&text) {
        return missing(text, request);
    }
    if major(request) >= 2
        && let Some(format) = guess::format(text, day_first(request), major(request))
    {
        if let Some(shape) = iso::shape_of(&format)
            && let Some((reading, found)) = iso::read(text)
            && found == shape
        {
            return reading;
        }
        if let Some(reader) = compiled(&format) {
            let reading = reader.read(text);
            if !matches!(reading, Reading::Rejected(..)) {
                return reading;
            }
        }
    }
    one(text, request)
}

/// `Timestamp` of a text, and `format="mixed"`.
fn timestamp(text: &str, request: &ReadRequest) -> Reading {
    let reading = if MISSING.contains(&text) { missing(text, request) } else { one(text, request) };
    if major(request) < 2 { iso::nanoseconds(reading) } else { reading }
}

/// Words for a missing value are missing, except that `None` in letters is not one.
fn missing(text: &str, _request: &ReadRequest) -> Reading {
    if text == "None" { Reading::rejected("unknown datetime string format: \"None\"") } else { Reading::Missing }
}

fn only_iso(text: &str, request: &ReadRequest) -> Reading {
    if MISSING.contains(&text) {
        return missing(text, request);
    }
    iso::read(text)
        .map_or_else(|| Reading::rejected(format!("time data {text:?} is not ISO8601 format")), |read| read.0)
}

/// One text for itself: ISO first (from release 3 on not where the day was asked first), then dates with two separators,
/// then everything else.
fn one(text: &str, request: &ReadRequest) -> Reading {
    if let Some((reading, _)) = iso::read(text).filter(|_| !day_first(request) || major(request) < 3) {
        return reading;
    }
    if matches!(text, "now" | "today") {
        return Reading::rejected("the text stands for the time of the run");
    }
    let unknown = || Reading::rejected(format!("unknown datetime string format, unable to parse: {text}"));
    if !looks_like_time(text) {
        return unknown();
    }
    let first = (1, 1, 1);
    if begins_with_clock(text) {
        return dateutil(text, request, today()).unwrap_or_else(unknown);
    }
    delimited(text, day_first(request))
        .or_else(|| abbreviated(text))
        .or_else(|| dateutil(text, request, first))
        .unwrap_or_else(unknown)
}

fn looks_like_time(text: &str) -> bool {
    if text.starts_with('0') {
        return true;
    }
    let small = text.trim().parse::<f64>().is_ok_and(|value| value < 1000.0);
    !small && !["a", "A", "m", "M", "p", "P", "t", "T"].contains(&text)
}

/// `10:20` at the beginning: today's date is taken.
fn begins_with_clock(text: &str) -> bool {
    let Some((hour, rest)) = text.split_once(':') else { return false };
    let is_hour = (1..=2).contains(&hour.len()) && hour.parse::<u32>().is_ok_and(|hour| hour < 24);
    let minute = rest.as_bytes();
    is_hour && minute.len() >= 2 && (b'0'..=b'5').contains(&minute[0]) && minute[1].is_ascii_digit()
}

/// `03/05/2024`, `3-5-2024`, `03/2024`: month first unless that cannot be or the day was asked first. `Some` of a
/// rejection ends the search.
fn delimited(text: &str, day_first: bool) -> Option<Reading> {
    let is_delimiter = |c: char| matches!(c, ' ' | '-' | '.' | '/' | '\\');
    let parts: Vec<&str> = text.split(is_delimiter).collect();
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
    let (month, day, year) = match parts.as_slice() {
        [month, day, year] if (1..=2).contains(&month.len()) && (1..=2).contains(&day.len()) && year.len() == 4 => {
            (number(month)?, number(day)?, number(year)?)
        }
        [month, year] if month.len() == 2 && year.len() == 4 && !text.contains('.') => {
            (number(month)?, 1, number(year)?)
        }
        _ => return None,
    };
    if year < 1000 {
        return None;
    }
    let can_swap = parts.len() == 3;
    let within = (1..=31).contains(&month) && (1..=31).contains(&day) && (month <= 12 || day <= 12);
    let swap = can_swap && (month > 12 || day <= 12 && day_first);
    let (month, day) = if swap { (day, month) } else { (month, day) };
    let exists = within && month <= 12 && day <= civil::days_in_month(i64::from(year), month);
    Some(if exists {
        Reading::Wall(civil::days(i64::from(year), month, i64::from(day)) * 86_400, 0)
    } else {
        Reading::rejected(format!("invalid date specified ({month}/{day})"))
    })
}

/// `2024`, `2024Q1`, `1Q24`, `2024-03`, `Mar 2024`.
fn abbreviated(text: &str) -> Option<Reading> {
    let month_of = |year: i64, month: u32| {
        (1..=9999).contains(&year).then(|| Reading::Wall(civil::days(year, month, 1) * 86_400, 0))
    };
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<i64>().ok()).flatten();
    if text.len() == 4 && number(text).is_some() {
        return month_of(number(text)?, 1);
    }
    let upper = text.to_ascii_uppercase();
    if (4..=7).contains(&text.len())
        && upper.is_ascii()
        && let Some((left, right)) = upper.split_once('Q')
    {
        let (left, right) = (left.trim_end_matches('-'), right.trim_start_matches('-'));
        let (quarter, year) = if left.len() == 1 { (left, right) } else { (right, left) };
        let full = |year: &str| number(year).map(|value| if year.len() == 2 { value + 2000 } else { value });
        if let (Some(quarter), Some(year)) = (number(quarter), full(year)) {
            let quarter = u32::try_from(quarter).ok().filter(|quarter| (1..=4).contains(quarter));
            return Some(quarter.and_then(|quarter| month_of(year, quarter * 3 - 2)).unwrap_or_else(|| {
                Reading::rejected("incorrect quarterly string is given, quarter must be between 1 and 4")
            }));
        }
    }
    let (month, year) = text.split_once([' ', '-'])?;
    let month = (month.len() == 3).then(|| names::place(&names::MONTHS, month)).flatten()? as u32 + 1;
    (year.len() == 4).then(|| number(year)).flatten().and_then(|year| month_of(year, month))
}

/// dateutil with the library's own defaults: the first day of year 1, and names of zones refused from release 3 on.
fn dateutil(text: &str, request: &ReadRequest, default: (i64, u32, u32)) -> Option<Reading> {
    let found = free_form::parse(text, day_first(request), today().0)?;
    let nothing = found.clone();
    if (free_form::Found { weekday: None, zone: None, offset: None, half: None, ..nothing }).is_empty() {
        return None;
    }
    let (seconds, nanos) = found.wall(default, false)?;
    Some(match (found.offset, found.zone) {
        (Some(offset), _) if offset.abs() < 86_400 => Reading::AtOffset(seconds, nanos, offset),
        (Some(_), _) => Reading::rejected("offset must be a timedelta strictly between -24 and 24 hours"),
        (None, Some(zone)) if major(request) >= 3 => {
            Reading::rejected(format!("parsed string includes an un-recognized timezone \"{zone}\""))
        }
        (None, _) => Reading::Wall(seconds, nanos),
    })
}

/// A format of `strptime`; one that is ISO takes what the scanner of ISO forms takes in its shape.
fn compile(format: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    let reader = strptime::compile(format, FORMATS)?;
    Ok(Box::new(Formatted { reader, shape: iso::shape_of(format) }))
}

struct Formatted {
    reader: Box<dyn ReadTime>,
    shape: Option<Shape>,
}

impl ReadTime for Formatted {
    fn read(&self, text: &str) -> Reading {
        if MISSING.contains(&text) && text != "None" {
            return Reading::Missing;
        }
        if let (Some(shape), Some((reading, found))) = (self.shape, iso::read(text))
            && shape == found
        {
            return reading;
        }
        self.reader.read(text)
    }
}
