//! Layouts of Go's package time: the reference time Mon Jan 2 15:04:05 MST 2006, written as the text is expected.
//!
//! Source of the rules: the documentation of package time and answers of Go 1.19.

use super::{BadFormat, Cursor, names};
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::civil;
use chrono::{Offset, TimeZone};
use chrono_tz::OffsetName;

/// One part of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Text as it stands; blanks match any number of blanks.
    Text(String),
    /// A part of the reference time.
    Piece(Piece),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    LongMonth,
    Month,
    NumberMonth,
    ZeroMonth,
    LongWeekday,
    Weekday,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    Half(bool),
    ZoneName,
    /// A numeric offset: its shape, and whether `Z` stands for UTC.
    Offset(OffsetShape, bool),
    /// So many digits, exactly or up to any number.
    Fraction(usize, bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OffsetShape {
    Hours,
    Minutes,
    ColonMinutes,
    Seconds,
    ColonSeconds,
}

/// Written forms, the longer before those that begin them. `Jan` and `Mon` need more care, see [`piece`].
const PIECES: &[(&str, Piece)] = &[
    ("January", Piece::LongMonth),
    ("Jan", Piece::Month),
    ("Monday", Piece::LongWeekday),
    ("Mon", Piece::Weekday),
    ("MST", Piece::ZoneName),
    ("002", Piece::ZeroYearDay),
    ("01", Piece::ZeroMonth),
    ("02", Piece::ZeroDay),
    ("03", Piece::ZeroHour12),
    ("04", Piece::ZeroMinute),
    ("05", Piece::ZeroSecond),
    ("06", Piece::Year),
    ("15", Piece::Hour),
    ("1", Piece::NumberMonth),
    ("2006", Piece::LongYear),
    ("2", Piece::Day),
    ("__2", Piece::UnderYearDay),
    ("_2", Piece::UnderDay),
    ("3", Piece::Hour12),
    ("4", Piece::Minute),
    ("5", Piece::Second),
    ("PM", Piece::Half(true)),
    ("pm", Piece::Half(false)),
    ("-070000", Piece::Offset(OffsetShape::Seconds, false)),
    ("-07:00:00", Piece::Offset(OffsetShape::ColonSeconds, false)),
    ("-0700", Piece::Offset(OffsetShape::Minutes, false)),
    ("-07:00", Piece::Offset(OffsetShape::ColonMinutes, false)),
    ("-07", Piece::Offset(OffsetShape::Hours, false)),
    ("Z070000", Piece::Offset(OffsetShape::Seconds, false)),
    ("Z07:00:00", Piece::Offset(OffsetShape::ColonSeconds, false)),
    ("Z0700", Piece::Offset(OffsetShape::Minutes, true)),
    ("Z07:00", Piece::Offset(OffsetShape::ColonMinutes, true)),
    ("Z07", Piece::Offset(OffsetShape::Hours, true)),
];

/// Layouts with a name in the package.
pub const NAMED: &[(&str, &str)] = &[
    ("ANSIC", "Mon Jan _2 15:04:05 2006"),
    ("UnixDate", "Mon Jan _2 15:04:05 MST 2006"),
    ("RubyDate", "Mon Jan 02 15:04:05 -0700 2006"),
    ("RFC822", "02 Jan 06 15:04 MST"),
    ("RFC822Z", "02 Jan 06 15:04 -0700"),
    ("RFC850", "Monday, 02-Jan-06 15:04:05 MST"),
    ("RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"),
    ("RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"),
    ("RFC3339", "2006-01-02T15:04:05Z07:00"),
    ("RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"),
    ("Kitchen", "3:04PM"),
    ("Stamp", "Jan _2 15:04:05"),
    ("StampMilli", "Jan _2 15:04:05.000"),
    ("StampMicro", "Jan _2 15:04:05.000000"),
    ("StampNano", "Jan _2 15:04:05.000000000"),
];

/// The piece that a layout begins with, and its length.
fn piece(layout: &str) -> Option<(Piece, usize)> {
    let bytes = layout.as_bytes();
    if matches!(bytes.first(), Some(b'.' | b',')) {
        let digit = bytes.get(1).copied().filter(|digit| matches!(digit, b'0' | b'9'))?;
        let digits = bytes[1..].iter().take_while(|byte| **byte == digit).count();
        let ends = !bytes.get(1 + digits).is_some_and(u8::is_ascii_digit);
        return ends.then_some((Piece::Fraction(digits, digit == b'0'), 1 + digits));
    }
    let (text, piece) = PIECES.iter().find(|(text, piece)| {
        let word = matches!(piece, Piece::Month | Piece::Weekday);
        layout.starts_with(text) && !(word && bytes.get(text.len()).is_some_and(u8::is_ascii_lowercase))
    })?;
    // `_2006` is an underscore and a year.
    (*piece != Piece::UnderDay || !layout.starts_with("_2006")).then_some((*piece, text.len()))
}

fn parts(layout: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = layout;
    while let Some(c) = rest.chars().next() {
        if let Some((piece, length)) = piece(rest) {
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text)));
            }
            parts.push(Part::Piece(piece));
            rest = &rest[length..];
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    parts
}

struct Layout {
    parts: Vec<Part>,
    /// Abbreviations of the named zone with their offsets, if a zone was named.
    abbreviations: Option<chrono_tz::Tz>,
}

/// Compiles a layout.
///
/// # Errors
/// A layout that holds no part of the reference time.
pub fn compile(layout: &str, request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    let layout = NAMED.iter().find(|(name, _)| *name == layout).map_or(layout, |(_, written)| written);
    let parts = parts(layout);
    if !parts.iter().any(|part| matches!(part, Part::Piece(_))) {
        let hint = "a layout shows how Mon Jan 2 15:04:05 MST 2006 is written: 2006-01-02 15:04:05";
        let named = NAMED.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        return Err(BadFormat::new(
            "the layout holds no part of the reference time",
            format!("{hint}; or name {named}"),
        ));
    }
    let abbreviations = request.zone.as_deref().and_then(|zone| zone.parse().ok());
    Ok(Box::new(Layout { parts, abbreviations }))
}

#[derive(Default)]
struct Found {
    year: i64,
    month: Option<u32>,
    day: Option<u32>,
    year_day: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    nanos: u32,
    half: Option<bool>,
    utc: bool,
    offset: Option<i32>,
    name: Option<String>,
}

impl ReadTime for Layout {
    fn read(&self, text: &str) -> Reading {
        let failed = || Reading::rejected(format!("cannot parse {text:?} by the layout"));
        let mut cursor = Cursor::new(text);
        let mut found = Found::default();
        for (index, part) in self.parts.iter().enumerate() {
            let taken = match part {
                Part::Text(expected) => skip(&mut cursor, expected),
                Part::Piece(piece) => take(*piece, &mut cursor, &mut found, self.parts.get(index + 1)),
            };
            if taken.is_none() {
                return failed();
            }
        }
        if !cursor.is_done() {
            return Reading::rejected("extra text at the end");
        }
        self.finish(&found).unwrap_or_else(|| Reading::rejected("a part of the date or time is out of its range"))
    }
}

/// Blanks in the layout match blanks of any number, none at the end of the text.
fn skip(cursor: &mut Cursor<'_>, expected: &str) -> Option<()> {
    let mut rest = expected.as_bytes();
    while let Some(&byte) = rest.first() {
        if byte == b' ' {
            if cursor.peek().is_some_and(|next| next != b' ') {
                return None;
            }
            rest = &rest[rest.iter().take_while(|byte| **byte == b' ').count()..];
            while cursor.eat(b' ') {}
        } else if cursor.eat(byte) {
            rest = &rest[1..];
        } else {
            return None;
        }
    }
    Some(())
}

fn within(value: Option<u32>, from: u32, to: u32) -> Option<u32> {
    value.filter(|value| (from..=to).contains(value))
}

/// One or two digits; two if they must be.
fn number(cursor: &mut Cursor<'_>, two: bool) -> Option<u32> {
    cursor.number(if two { 2 } else { 1 }, 2)
}

fn take(piece: Piece, cursor: &mut Cursor<'_>, found: &mut Found, next: Option<&Part>) -> Option<()> {
    match piece {
        Piece::Year => {
            let year = i64::from(cursor.two()?);
            found.year = year + if year >= 69 { 1900 } else { 2000 };
        }
        Piece::LongYear => found.year = i64::from(cursor.number(4, 4)?),
        Piece::Month => found.month = Some(name(cursor, &names::MONTHS, false)? as u32 + 1),
        Piece::LongMonth => found.month = Some(name(cursor, &names::MONTHS, true)? as u32 + 1),
        Piece::NumberMonth | Piece::ZeroMonth => {
            found.month = Some(within(number(cursor, piece == Piece::ZeroMonth), 1, 12)?);
        }
        Piece::Weekday | Piece::LongWeekday => {
            name(cursor, &names::WEEKDAYS, piece == Piece::LongWeekday)?;
        }
        Piece::Day | Piece::UnderDay | Piece::ZeroDay => {
            if piece == Piece::UnderDay {
                cursor.eat(b' ');
            }
            found.day = Some(number(cursor, piece == Piece::ZeroDay)?);
        }
        Piece::UnderYearDay | Piece::ZeroYearDay => {
            let blanks = if piece == Piece::UnderYearDay { 2 } else { 0 };
            for _ in 0..blanks {
                cursor.eat(b' ');
            }
            found.year_day = Some(cursor.number(if piece == Piece::ZeroYearDay { 3 } else { 1 }, 3)?);
        }
        Piece::Hour => found.hour = within(number(cursor, false), 0, 23)?,
        Piece::Hour12 | Piece::ZeroHour12 => {
            found.hour = within(number(cursor, piece == Piece::ZeroHour12), 0, 12)?;
        }
        Piece::Minute | Piece::ZeroMinute => {
            found.minute = within(number(cursor, piece == Piece::ZeroMinute), 0, 59)?;
        }
        Piece::Second | Piece::ZeroSecond => {
            found.second = within(number(cursor, piece == Piece::ZeroSecond), 0, 59)?;
            unasked_fraction(cursor, found, next);
        }
        Piece::Half(upper) => {
            let halves: [&[u8]; 2] = if upper { [b"AM", b"PM"] } else { [b"am", b"pm"] };
            let at = halves.iter().position(|half| cursor.rest().starts_with(half))?;
            cursor.skip(2);
            found.half = Some(at == 1);
        }
        Piece::Offset(shape, utc) => {
            if utc && cursor.eat(b'Z') {
                found.utc = true;
            } else {
                found.offset = Some(offset(cursor, shape)?);
            }
        }
        Piece::ZoneName => zone_name(cursor, found)?,
        Piece::Fraction(digits, exact) => fraction(cursor, found, digits, exact)?,
    }
    Some(())
}

/// Digits behind the seconds are read even where the layout has none.
fn unasked_fraction(cursor: &mut Cursor<'_>, found: &mut Found, next: Option<&Part>) {
    let asked = matches!(next, Some(Part::Piece(Piece::Fraction(..))));
    let there = matches!(cursor.rest(), [b'.' | b',', digit, ..] if digit.is_ascii_digit());
    if there && !asked {
        cursor.skip(1);
        found.nanos = cursor.fraction().0;
    }
}

fn fraction(cursor: &mut Cursor<'_>, found: &mut Found, digits: usize, exact: bool) -> Option<()> {
    let there = matches!(cursor.rest(), [b'.' | b',', digit, ..] if digit.is_ascii_digit());
    if !there {
        return (!exact).then_some(());
    }
    let text = &cursor.rest()[1..];
    let ahead = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let count = if exact { digits } else { ahead };
    if ahead < count {
        return None;
    }
    cursor.skip(1);
    let piece = std::str::from_utf8(&cursor.rest()[..count]).ok()?;
    found.nanos = Cursor::new(piece).fraction().0;
    cursor.skip(count);
    Some(())
}

fn name(cursor: &mut Cursor<'_>, list: &[&'static str], long: bool) -> Option<usize> {
    let at = list.iter().position(|name| cursor.eat_word(if long { name } else { names::short(name) }))?;
    Some(at)
}

fn offset(cursor: &mut Cursor<'_>, shape: OffsetShape) -> Option<i32> {
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let colon = matches!(shape, OffsetShape::ColonMinutes | OffsetShape::ColonSeconds);
    let mut total = cursor.two()? * 3600;
    if shape != OffsetShape::Hours {
        if colon && !cursor.eat(b':') {
            return None;
        }
        total += cursor.two()? * 60;
    }
    if matches!(shape, OffsetShape::Seconds | OffsetShape::ColonSeconds) {
        if colon && !cursor.eat(b':') {
            return None;
        }
        total += cursor.two()?;
    }
    Some(sign * total as i32)
}

/// An abbreviation: three or four capitals, five that end in T, and `GMT+3`.
fn zone_name(cursor: &mut Cursor<'_>, found: &mut Found) -> Option<()> {
    if cursor.rest().starts_with(b"UTC") {
        cursor.skip(3);
        found.utc = true;
        return Some(());
    }
    let length = name_length(cursor.rest())?;
    found.name = Some(String::from_utf8_lossy(&cursor.rest()[..length]).into_owned());
    cursor.skip(length);
    Some(())
}

fn name_length(text: &[u8]) -> Option<usize> {
    if text.len() < 3 {
        return None;
    }
    if text.starts_with(b"ChST") || text.starts_with(b"MeST") {
        return Some(4);
    }
    if text.starts_with(b"GMT") {
        return Some(3 + signed_hours(&text[3..]));
    }
    if matches!(text[0], b'+' | b'-') {
        return Some(signed_hours(text)).filter(|length| *length > 0);
    }
    let capitals = text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    match capitals {
        3 => Some(3),
        4 if text[3] == b'T' || text.starts_with(b"WITA") => Some(4),
        5 if text[4] == b'T' => Some(5),
        _ => None,
    }
}

/// Length of `+3` with at most 23 hours, 0 if there is none.
fn signed_hours(text: &[u8]) -> usize {
    let Some((b'+' | b'-', digits)) = text.split_first() else { return 0 };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let value: Option<u32> = std::str::from_utf8(&digits[..count]).ok().and_then(|text| text.parse().ok());
    if value.is_some_and(|hours| hours <= 23) { 1 + count } else { 0 }
}

impl Layout {
    fn finish(&self, found: &Found) -> Option<Reading> {
        let hour = match found.half {
            Some(true) if found.hour < 12 => found.hour + 12,
            Some(false) if found.hour == 12 => 0,
            _ => found.hour,
        };
        let days = date(found)?;
        let seconds = days * 86_400 + i64::from(hour * 3600 + found.minute * 60 + found.second);
        Some(if found.utc {
            Reading::utc(seconds, found.nanos)
        } else if let Some(offset) = found.offset {
            Reading::AtOffset(seconds, found.nanos, offset)
        } else if let Some(name) = &found.name {
            // An abbreviation that the place does not use counts as no offset at all.
            let known = self.abbreviations.and_then(|zone| abbreviated(zone, name, seconds));
            Reading::AtOffset(seconds, found.nanos, known.unwrap_or(0))
        } else {
            Reading::Wall(seconds, found.nanos)
        })
    }
}

fn date(found: &Found) -> Option<i64> {
    if let Some(day) = found.year_day {
        let length = 365 + u32::from(civil::is_leap(found.year));
        let days = civil::days(found.year, 1, i64::from(within(Some(day), 1, length)?));
        let (_, month, of_month) = civil::date(days);
        let agrees = found.month.is_none_or(|m| m == month) && found.day.is_none_or(|d| d == of_month);
        return agrees.then_some(days);
    }
    let month = found.month.unwrap_or(1);
    let day = within(Some(found.day.unwrap_or(1)), 1, civil::days_in_month(found.year, month))?;
    Some(civil::days(found.year, month, i64::from(day)))
}

/// The offset of an abbreviation in a zone: the one in force there if it holds at the time, else any that ever had it.
fn abbreviated(zone: chrono_tz::Tz, name: &str, wall: i64) -> Option<i32> {
    let at = |seconds: i64| {
        let utc = civil::reading(seconds, 0)?;
        let offset = zone.offset_from_utc_datetime(&utc);
        (offset.abbreviation() == Some(name)).then(|| offset.fix().local_minus_utc())
    };
    let near = [0, -182, 182].into_iter().find_map(|days| {
        let offset = at(wall + days * 86_400)?;
        at(wall - i64::from(offset))
    });
    near.or_else(|| [-182, 182].into_iter().find_map(|days| at(wall + days * 86_400)))
        .or_else(|| (0..1400).find_map(|step| at((step * 30 - 10_000) * 86_400)))
}
