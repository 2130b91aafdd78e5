//! Formats of date-fns' `parse`: tokens of Unicode's date patterns with a few of its own.
//!
//! Source of the rules: the documentation of date-fns' `parse` and answers of date-fns 4.

use super::java::{Piece, pieces};
use super::{BadFormat, Cursor, Parts, names, today};
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::civil;

const KNOWN: &str = "tokens are y yy yyyy M MM MMM MMMM L d dd do D DDD E EEEE a b h hh H HH k K m mm s ss S SSS X x XXX xxx t \
T Q, and text in single quotes";

struct Format(Vec<Piece>);

/// Compiles a format.
///
/// # Errors
/// Letters that are no token.
pub fn compile(format: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    // `do` is one token: d and an ending.
    let marked = format.replace("do", "d'\u{1}'").replace("Mo", "M'\u{1}'");
    let pieces = pieces(&marked)?;
    for piece in &pieces {
        if let Piece::Letter(letter, count, at) = piece
            && !"yMLdDEabhHkKmsSXxtTQ".contains(*letter)
        {
            return Err(BadFormat::unknown(&letter.to_string().repeat(*count), format, *at, KNOWN));
        }
    }
    Ok(Box::new(Format(pieces)))
}

#[derive(Default)]
struct Found {
    parts: Parts,
    year: bool,
    month: bool,
    day: bool,
    day_of_year: Option<u32>,
    twelve: Option<u32>,
    evening: bool,
    instant: Option<i64>,
}

impl ReadTime for Format {
    fn read(&self, text: &str) -> Reading {
        let mut cursor = Cursor::new(text);
        let mut found = Found::default();
        for piece in &self.0 {
            let taken = match piece {
                Piece::Text(expected) | Piece::Quoted(expected) => literal(&mut cursor, expected),
                Piece::Letter(letter, count, _) => take(*letter, *count, text, &mut cursor, &mut found),
            };
            if taken.is_none() {
                return Reading::rejected(format!("invalid date: {text:?}"));
            }
        }
        let rest_is_blank = cursor.rest().iter().all(u8::is_ascii_whitespace);
        if rest_is_blank { finish(found) } else { Reading::rejected(format!("invalid date: {text:?}")) }
    }
}

fn literal(cursor: &mut Cursor<'_>, expected: &str) -> Option<()> {
    for piece in expected.split_inclusive('\u{1}') {
        let plain = piece.trim_end_matches('\u{1}');
        if !cursor.rest().starts_with(plain.as_bytes()) {
            return None;
        }
        cursor.skip(plain.len());
        if piece.ends_with('\u{1}') {
            let _ending = ["st", "nd", "rd", "th"].iter().any(|ending| cursor.eat_word(ending));
        }
    }
    Some(())
}

fn take(letter: char, count: usize, text: &str, cursor: &mut Cursor<'_>, found: &mut Found) -> Option<()> {
    let width = |most: usize| if count == 1 { (1, most) } else { (1, count.max(1)) };
    let number = |cursor: &mut Cursor<'_>, most: usize| {
        let (min, max) = width(most);
        cursor.number(min, max)
    };
    let within = |value: Option<u32>, from: u32, to: u32| value.filter(|value| (from..=to).contains(value));
    match letter {
        'y' => {
            let (min, max) = if count == 1 { (1, 4) } else { (1, count) };
            let negative = count == 1 && cursor.eat(b'-');
            let year = i64::from(cursor.number(min, max)?);
            found.parts.year = if count == 2 {
                full_year(year)
            } else if negative {
                -year
            } else {
                year
            };
            found.year = true;
        }
        'M' | 'L' if count < 3 => {
            found.parts.month = within(number(cursor, 2), 1, 12)?;
            found.month = true;
        }
        'M' | 'L' => {
            let (at, length) = names::prefix(&names::MONTHS, text.get(cursor.position()..)?, count == 4)?;
            cursor.skip(length);
            found.parts.month = at as u32 + 1;
            found.month = true;
        }
        'd' => {
            found.parts.day = within(number(cursor, 2), 1, 31)?;
            found.day = true;
        }
        'D' => found.day_of_year = Some(within(cursor.number(1, 3), 1, 366)?),
        'E' => {
            let (_, length) = names::prefix(&names::WEEKDAYS, text.get(cursor.position()..)?, count == 4)?;
            cursor.skip(length);
        }
        'a' | 'b' => {
            found.evening = ["pm", "p.m.", "p"].iter().any(|half| cursor.eat_word(half));
            let morning = !found.evening && ["am", "a.m.", "a"].iter().any(|half| cursor.eat_word(half));
            if !found.evening && !morning {
                return None;
            }
        }
        'h' => found.twelve = Some(within(number(cursor, 2), 1, 12)? % 12),
        'K' => found.twelve = Some(within(number(cursor, 2), 0, 11)?),
        'H' => found.parts.time.0 = within(number(cursor, 2), 0, 23)?,
        'k' => found.parts.time.0 = within(number(cursor, 2), 1, 24)? % 24,
        'm' => found.parts.time.1 = within(number(cursor, 2), 0, 59)?,
        's' => found.parts.time.2 = within(number(cursor, 2), 0, 59)?,
        'S' => {
            // The number counts in units of its pattern: `.5` by `SSS` is five milliseconds.
            let value = cursor.number(1, count.min(9))?;
            found.parts.nanos = value * 10_u32.pow(9 - count.min(9) as u32) / 1_000_000 * 1_000_000;
        }
        'Q' => {
            found.parts.month = within(cursor.number(1, 1), 1, 4)? * 3 - 2;
            found.month = true;
        }
        't' | 'T' => {
            let digits = cursor.digits_ahead();
            let value: i64 = std::str::from_utf8(&cursor.rest()[..digits]).ok()?.parse().ok()?;
            cursor.skip(digits);
            found.instant = Some(if letter == 't' { value.checked_mul(1000)? } else { value });
        }
        _ => found.parts.offset = Some(offset(letter, count, cursor)?),
    }
    Some(())
}

/// Two digits within fifty years of this one.
fn full_year(two: i64) -> i64 {
    let now = today().0;
    let end = now + 50;
    let year = end / 100 * 100 + two;
    if two >= end % 100 { year - 100 } else { year }
}

fn offset(letter: char, count: usize, cursor: &mut Cursor<'_>) -> Option<i32> {
    if letter == 'X' && cursor.eat(b'Z') {
        return Some(0);
    }
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let mut total = cursor.two()? * 3600;
    if count == 3 || count == 5 {
        if !cursor.eat(b':') {
            return None;
        }
        total += cursor.two()? * 60;
    } else if count > 1 || cursor.digits_ahead() >= 2 {
        total += cursor.two()? * 60;
    }
    Some(sign * total as i32)
}

/// What is left out above the largest part that is there is that of today; what is left out below it is the first.
fn finish(mut found: Found) -> Reading {
    if let Some(millis) = found.instant {
        return Reading::utc(millis.div_euclid(1000), millis.rem_euclid(1000) as u32 * 1_000_000);
    }
    let today = today();
    if !found.year {
        found.parts.year = today.0;
        if !found.month && found.day_of_year.is_none() {
            found.parts.month = today.1;
            if !found.day {
                found.parts.day = today.2;
            }
        }
    }
    if let Some(hour) = found.twelve {
        found.parts.time.0 = hour + if found.evening { 12 } else { 0 };
    }
    if let Some(day) = found.day_of_year {
        let date = civil::date(civil::days(found.parts.year, 1, i64::from(day)));
        (found.parts.year, found.parts.month, found.parts.day) = date;
    }
    match found.parts.reading() {
        Reading::AtOffset(seconds, nanos, offset) => Reading::utc(seconds - i64::from(offset), nanos),
        other => other,
    }
}
