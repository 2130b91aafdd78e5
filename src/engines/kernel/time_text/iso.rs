//! ISO 8601 and RFC 3339 in one scanner: which forms it takes is a row of data.

use super::{Cursor, Parts};
use crate::engines::capability::Reading;
use crate::engines::kernel::civil;

/// The forms of a dialect.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "one row of a table of independent forms")]
pub struct Dialect {
    /// A date alone.
    pub date_only: bool,
    /// Bytes between date and time.
    pub separators: &'static [u8],
    /// Any one character between date and time.
    pub any_separator: bool,
    /// `20240305` and `102030`.
    pub basic: bool,
    /// `2024-W10-2`.
    pub weeks: bool,
    /// `2024-065`.
    pub ordinal: bool,
    /// `2024-03`.
    pub months: bool,
    /// `2024`.
    pub years: bool,
    /// One-digit months, days and hours.
    pub short_numbers: bool,
    /// Years with a sign, and their most digits.
    pub signed_year: usize,
    /// The last part that must be written: 1 the hour, 2 the minute, 3 the second.
    pub least_time: usize,
    /// Fractions.
    pub fraction: Digits,
    /// A comma before the fraction.
    pub comma: bool,
    /// Offsets.
    pub offset: Offset,
    /// What stands between the time and its offset is skipped: one sign, or anything behind six digits of a fraction.
    pub gap: bool,
    /// `24:00:00` is the next midnight.
    pub hour24: bool,
    /// What a second of 60 is.
    pub leap: Leap,
    /// Years from and to.
    pub range: (i64, i64),
}

/// Digits of a fraction.
#[derive(Debug, Clone, Copy)]
pub struct Digits {
    /// At least.
    pub min: usize,
    /// At most; more are an error.
    pub max: usize,
    /// Digits that are kept.
    pub kept: u32,
    /// True if digits beyond are rounded, half to even, else they are cut.
    pub round: bool,
}

/// Which offsets a text may have.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "one row of a table of independent forms")]
pub struct Offset {
    /// It may be written at all.
    pub allowed: bool,
    /// It must be written.
    pub required: bool,
    /// Texts for UTC.
    pub utc: &'static [u8],
    /// `+05`.
    pub hours_only: bool,
    /// `+0530`.
    pub no_colon: bool,
    /// `+05:30:15`.
    pub seconds: bool,
    /// The most hours; minutes are up to 59.
    pub hours: u32,
    /// The most seconds in all.
    pub most: i32,
    /// Blanks before it.
    pub blanks: bool,
}

/// What a second of 60 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leap {
    /// An error.
    Reject,
    /// The last second before it.
    Clamp,
    /// The next minute.
    Next,
    /// Kept: nanoseconds run on beyond a second.
    Keep,
}

/// No offset at all.
pub const NO_OFFSET: Offset = Offset {
    allowed: false,
    required: false,
    utc: b"",
    hours_only: false,
    no_colon: false,
    seconds: false,
    hours: 23,
    most: 86_399,
    blanks: false,
};

/// `2024-03-05T10:20:30.5+05:30` and `2024-03-05 10:20:30`, dates, nine digits: what most dialects change a little.
pub const COMMON: Dialect = Dialect {
    date_only: true,
    separators: b"T ",
    any_separator: false,
    basic: false,
    weeks: false,
    ordinal: false,
    months: false,
    years: false,
    short_numbers: false,
    signed_year: 0,
    least_time: 2,
    fraction: Digits { min: 1, max: 9, kept: 9, round: false },
    comma: false,
    offset: Offset { allowed: true, utc: b"Z", ..NO_OFFSET },
    gap: false,
    hour24: false,
    leap: Leap::Reject,
    range: (1, 9999),
};

/// Reads a whole text.
pub fn read(text: &str, dialect: &Dialect) -> Reading {
    match scan(text, dialect) {
        Some((parts, carry)) => finish(&parts, carry, dialect),
        None => Reading::rejected(format!("not a time in ISO 8601 as it is understood here: {text:?}")),
    }
}

/// The parts, and seconds that a leap second or a 24th hour adds.
fn scan(text: &str, dialect: &Dialect) -> Option<(Parts, i64)> {
    let mut cursor = Cursor::new(text);
    let mut parts = Parts::default();
    date(&mut cursor, dialect, &mut parts)?;
    if cursor.is_done() {
        let complete = dialect.date_only && !dialect.offset.required;
        return (complete && in_range(parts.year, dialect)).then_some((parts, 0));
    }
    if dialect.any_separator {
        let length = std::str::from_utf8(cursor.rest()).ok()?.chars().next()?.len_utf8();
        cursor.skip(length);
    } else {
        cursor.eat_any(dialect.separators)?;
    }
    let fraction_or_offset = cursor;
    let carry = time(&mut cursor, dialect, &mut parts)?;
    if dialect.gap {
        let taken = &fraction_or_offset.rest()[..cursor.position() - fraction_or_offset.position()];
        let point = taken.iter().position(|byte| matches!(byte, b'.' | b','));
        skip_gap(&mut cursor, point.map(|at| taken.len() - at - 1));
    }
    if cursor.is_done() {
        return (!dialect.offset.required && in_range(parts.year, dialect)).then_some((parts, carry));
    }
    parts.offset = Some(offset(&mut cursor, &dialect.offset)?);
    (cursor.is_done() && in_range(parts.year, dialect)).then_some((parts, carry))
}

/// To the sign of an offset, if there is one.
fn skip_gap(cursor: &mut Cursor<'_>, fraction: Option<usize>) {
    let sign = cursor.rest().iter().position(|byte| matches!(byte, b'+' | b'-' | b'Z'));
    if let Some(distance) = sign.filter(|distance| fraction.map_or(*distance == 1, |digits| digits >= 6)) {
        cursor.skip(distance);
    }
}

fn in_range(year: i64, dialect: &Dialect) -> bool {
    (dialect.range.0..=dialect.range.1).contains(&year)
}

fn date(cursor: &mut Cursor, dialect: &Dialect, parts: &mut Parts) -> Option<()> {
    let sign = if dialect.signed_year > 0 { cursor.eat_any(b"+-") } else { None };
    let digits = cursor.digits_ahead();
    let basic_date = dialect.basic && sign.is_none() && matches!(digits, 7 | 8) && (digits == 8 || dialect.ordinal);
    let year_digits = if sign.is_some() && !basic_date { digits.min(dialect.signed_year) } else { 4 };
    if year_digits < 4 {
        return None;
    }
    let year = i64::from(cursor.number(year_digits, year_digits)?);
    parts.year = if sign == Some(b'-') { -year } else { year };
    if cursor.is_done() {
        return dialect.years.then_some(());
    }
    let dash = cursor.eat(b'-');
    if !dash && !dialect.basic {
        return None;
    }
    if dialect.weeks && cursor.eat(b'W') {
        return week_date(cursor, parts, dash);
    }
    if dialect.ordinal && cursor.digits_ahead() == 3 {
        let day = cursor.number(3, 3)?;
        let length = 365 + u32::from(civil::is_leap(parts.year));
        let days = civil::days(parts.year, 1, i64::from((1..=length).contains(&day).then_some(day)?));
        (parts.year, parts.month, parts.day) = civil::date(days);
        return Some(());
    }
    let two = |cursor: &mut Cursor| if dialect.short_numbers { cursor.number(1, 2) } else { cursor.two() };
    parts.month = two(cursor)?;
    if dash {
        if cursor.is_done() {
            return dialect.months.then_some(());
        }
        if !cursor.eat(b'-') {
            return None;
        }
    }
    parts.day = two(cursor)?;
    Some(())
}

fn week_date(cursor: &mut Cursor, parts: &mut Parts, dash: bool) -> Option<()> {
    let week = i64::from(cursor.two()?);
    let mut weekday = 1;
    if dash && cursor.eat(b'-') || !dash && cursor.digits_ahead() > 0 {
        weekday = i64::from(cursor.number(1, 1)?);
    }
    let weeks = weeks_in_year(parts.year);
    if !(1..=weeks).contains(&week) || !(1..=7).contains(&weekday) {
        return None;
    }
    (parts.year, parts.month, parts.day) = civil::date(iso_week_start(parts.year) + (week - 1) * 7 + weekday - 1);
    Some(())
}

/// The Monday of ISO week 1 of a year, as a day from 1970-01-01.
pub fn iso_week_start(year: i64) -> i64 {
    let fourth = civil::days(year, 1, 4);
    fourth - civil::weekday_from_monday(fourth)
}

/// 52 or 53.
pub fn weeks_in_year(year: i64) -> i64 {
    (iso_week_start(year + 1) - iso_week_start(year)) / 7
}

fn time(cursor: &mut Cursor, dialect: &Dialect, parts: &mut Parts) -> Option<i64> {
    let hour = if dialect.short_numbers { cursor.number(1, 2)? } else { cursor.two()? };
    let mut written = 1;
    let (mut minute, mut second) = (0, 0);
    let colons = cursor.peek() == Some(b':');
    let goes_on = |cursor: &mut Cursor| {
        if colons { cursor.eat(b':') } else { dialect.basic && cursor.digits_ahead() > 0 }
    };
    if goes_on(cursor) {
        minute = cursor.two()?;
        written = 2;
        if goes_on(cursor) {
            second = cursor.two()?;
            written = 3;
        }
    }
    if written < dialect.least_time {
        return None;
    }
    if written == 3 && (cursor.peek() == Some(b'.') || dialect.comma && cursor.peek() == Some(b',')) {
        cursor.skip(1);
        let (nanos, count) = cursor.fraction();
        if count < dialect.fraction.min || count > dialect.fraction.max {
            return None;
        }
        parts.nanos = nanos;
    }
    let mut carry = 0;
    if dialect.hour24 && (hour, minute, second, parts.nanos) == (24, 0, 0, 0) {
        parts.time = (0, 0, 0);
        return Some(86_400);
    }
    if second == 60 && dialect.leap != Leap::Reject {
        second = 59;
        match dialect.leap {
            Leap::Clamp => {}
            Leap::Keep => parts.nanos += 1_000_000_000,
            _ => carry = 1,
        }
    }
    parts.time = (hour, minute, second);
    Some(carry)
}

/// An offset from UTC in seconds.
pub fn offset(cursor: &mut Cursor, rules: &Offset) -> Option<i32> {
    if !rules.allowed {
        return None;
    }
    if rules.blanks {
        cursor.eat_blanks();
    }
    if cursor.eat_any(rules.utc).is_some() {
        return Some(0);
    }
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let hours = cursor.two().filter(|hours| *hours <= rules.hours)?;
    let (mut minutes, mut seconds) = (0, 0);
    let colon = cursor.peek() == Some(b':');
    if colon || cursor.digits_ahead() > 0 {
        if colon {
            cursor.skip(1);
        } else if !rules.no_colon {
            return None;
        }
        minutes = cursor.two().filter(|minutes| *minutes < 60)?;
        if rules.seconds && (colon && cursor.eat(b':') || !colon && cursor.digits_ahead() > 0) {
            seconds = cursor.two().filter(|seconds| *seconds < 60)?;
        }
    } else if !rules.hours_only {
        return None;
    }
    let total = (hours * 3600 + minutes * 60 + seconds) as i32;
    (total <= rules.most).then_some(sign * total)
}

fn finish(parts: &Parts, carry: i64, dialect: &Dialect) -> Reading {
    let Some(wall) = parts.wall() else {
        return Reading::rejected("a part of the date or time is out of its range");
    };
    let (extra, nanos) = keep(parts.nanos, dialect.fraction.kept, dialect.fraction.round);
    let wall = wall + carry + extra;
    match parts.offset {
        None => Reading::Wall(wall, nanos),
        Some(offset) => Reading::AtOffset(wall, nanos, offset),
    }
}

/// Cuts or rounds nanoseconds to a number of digits; the first number is whole seconds that rounding made.
pub fn keep(nanos: u32, digits: u32, round: bool) -> (i64, u32) {
    let step = 10_u32.pow(9 - digits.min(9));
    let (whole, rest) = (nanos / step, nanos % step);
    let up = round && (rest * 2 > step || rest * 2 == step && whole % 2 == 1);
    let nanos = (whole + u32::from(up)) * step;
    if up && nanos == 1_000_000_000 { (1, 0) } else { (0, nanos) }
}
