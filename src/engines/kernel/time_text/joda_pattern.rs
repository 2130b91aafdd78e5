//! Patterns of Joda-Time: the letters of Java, numbers of any width, strict about dates.
//!
//! Source of the rules: the documentation of `DateTimeFormat` and answers of Joda-Time 2.10.

use super::java::{Piece, pieces};
use super::{BadFormat, Cursor, Parts, names};
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::civil;
use crate::engines::kernel::zone;

const KNOWN: &str = "letters are Y y M d D E a H k K h m s S Z z, and text in single quotes";

struct Pattern {
    /// With each letter, how often it stands and how many digits the letters right behind it need.
    pieces: Vec<(Piece, usize)>,
}

/// Compiles a pattern.
///
/// # Errors
/// Letters that are not known.
pub fn compile(pattern: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    let pieces = pieces(pattern)?;
    let mut out = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.iter().enumerate() {
        if let Piece::Letter(letter, count, at) = piece
            && !"YyMdDEaHkKhmsSZz".contains(*letter)
        {
            return Err(BadFormat::unknown(&letter.to_string().repeat(*count), pattern, *at, KNOWN));
        }
        let numeric =
            |piece: &Piece| matches!(piece, Piece::Letter(c, n, _) if !"EaZz".contains(*c) && (*c != 'M' || *n < 3));
        // A number with another right behind it takes exactly its width.
        let fixed = numeric(piece) && pieces.get(index + 1).is_some_and(numeric);
        let width = match piece {
            Piece::Letter(_, count, _) if fixed => *count,
            _ => 0,
        };
        out.push((piece.clone(), width));
    }
    Ok(Box::new(Pattern { pieces: out }))
}

#[derive(Default)]
struct Found {
    parts: Parts,
    day_of_year: Option<u32>,
    twelve: Option<u32>,
    evening: bool,
    weekday: Option<usize>,
    zone: Option<String>,
}

impl ReadTime for Pattern {
    fn read(&self, text: &str) -> Reading {
        let mut cursor = Cursor::new(text);
        let mut found = Found::default();
        found.parts.year = 2000;
        for (piece, width) in &self.pieces {
            let taken = match piece {
                Piece::Text(expected) | Piece::Quoted(expected) => cursor.eat_word(expected).then_some(()),
                Piece::Letter(letter, count, _) => take(*letter, *count, *width, text, &mut cursor, &mut found),
            };
            if taken.is_none() {
                return Reading::rejected(format!("invalid format: {text:?}"));
            }
        }
        if !cursor.is_done() {
            return Reading::rejected(format!("invalid format: {text:?} is malformed at its end"));
        }
        finish(found)
    }
}

fn take(
    letter: char,
    count: usize,
    width: usize,
    text: &str,
    cursor: &mut Cursor<'_>,
    found: &mut Found,
) -> Option<()> {
    let any = |most: usize| if width > 0 { (width, width) } else { (1, most) };
    let number = |cursor: &mut Cursor<'_>, most: usize| {
        let (min, max) = any(most);
        cursor.number(min, max)
    };
    match letter {
        'y' | 'Y' if count == 2 => {
            // Two digits are a year within fifty of this one, more are the year itself.
            let digits = cursor.digits_ahead();
            let year = i64::from(if width > 0 { cursor.two()? } else { cursor.number(1, 9)? });
            let pivot = super::today().0;
            found.parts.year = if digits == 2 || width > 0 {
                let low = pivot - 50;
                low + (year - low).rem_euclid(100)
            } else {
                year
            };
        }
        'y' | 'Y' => {
            let sign = cursor.eat_any(b"+-");
            let year = i64::from(number(cursor, 9)?);
            found.parts.year = if sign == Some(b'-') { -year } else { year };
        }
        'M' if count < 3 => found.parts.month = number(cursor, 2)?,
        'M' => {
            let (at, length) = names::prefix(&names::MONTHS, text.get(cursor.position()..)?, true)?;
            cursor.skip(length);
            found.parts.month = at as u32 + 1;
        }
        'd' => found.parts.day = number(cursor, 2)?,
        'D' => found.day_of_year = Some(number(cursor, 3)?),
        'E' => {
            let (at, length) = names::prefix(&names::WEEKDAYS, text.get(cursor.position()..)?, true)?;
            cursor.skip(length);
            found.weekday = Some(at);
        }
        'a' => {
            found.evening = cursor.eat_word("PM");
            if !found.evening && !cursor.eat_word("AM") {
                return None;
            }
        }
        'H' => found.parts.time.0 = number(cursor, 2)?,
        'k' => found.parts.time.0 = number(cursor, 2).filter(|hour| (1..=24).contains(hour))? % 24,
        'K' => found.twelve = Some(number(cursor, 2).filter(|hour| *hour < 12)?),
        'h' => found.twelve = Some(number(cursor, 2).filter(|hour| (1..=12).contains(hour))? % 12),
        'm' => found.parts.time.1 = number(cursor, 2)?,
        's' => found.parts.time.2 = number(cursor, 2)?,
        'S' => {
            let most = count.min(cursor.digits_ahead());
            let digits = std::str::from_utf8(&cursor.rest()[..most]).ok().filter(|_| most > 0)?;
            found.parts.nanos = Cursor::new(digits).fraction().0 / 1_000_000 * 1_000_000;
            cursor.skip(most);
        }
        'Z' if count < 3 => found.parts.offset = Some(offset(cursor)?),
        _ => {
            let rest = text.get(cursor.position()..)?;
            let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(b)).count();
            let name = zone::names().filter(|name| rest[..length].starts_with(*name)).max_by_key(|name| name.len())?;
            cursor.skip(name.len());
            found.zone = Some(name.to_owned());
        }
    }
    Some(())
}

fn offset(cursor: &mut Cursor<'_>) -> Option<i32> {
    if cursor.eat(b'Z') {
        return Some(0);
    }
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let mut total = cursor.two().filter(|hours| *hours <= 23)? * 3600;
    let colon = cursor.eat(b':');
    if colon || cursor.digits_ahead() > 0 {
        total += cursor.two().filter(|minutes| *minutes <= 59)? * 60;
    }
    Some(sign * total as i32)
}

fn finish(mut found: Found) -> Reading {
    if let Some(hour) = found.twelve {
        found.parts.time.0 = hour + if found.evening { 12 } else { 0 };
    }
    if let Some(day) = found.day_of_year {
        let length = 365 + u32::from(civil::is_leap(found.parts.year));
        if !(1..=length).contains(&day) {
            return Reading::rejected("a part of the date or time is out of its range");
        }
        let date = civil::date(civil::days(found.parts.year, 1, i64::from(day)));
        (found.parts.year, found.parts.month, found.parts.day) = date;
    }
    let reading = found.parts.reading();
    let weekday = match &reading {
        Reading::Wall(seconds, _) | Reading::AtOffset(seconds, ..) => {
            civil::weekday_from_monday(seconds.div_euclid(86_400))
        }
        _ => return reading,
    };
    if found.weekday.is_some_and(|named| named as i64 != weekday) {
        return Reading::rejected("the weekday is not that of the date");
    }
    match (reading, found.zone) {
        (Reading::Wall(seconds, nanos), Some(zone)) => Reading::InZone(seconds, nanos, zone.into(), None),
        (reading, _) => reading,
    }
}
