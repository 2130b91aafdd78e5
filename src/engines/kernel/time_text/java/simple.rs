//! Patterns of `SimpleDateFormat`: lenient, in a calendar that was Julian before 1582, and content with a text that goes
//! on behind the pattern.

use super::calendar::{Calendar, Chosen};
use super::{BadFormat, Piece, named_offset, pieces};
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::time_text::{Cursor, digits, names, today};

const KNOWN: &str = "letters are G y Y M L w d D E u a H k K h m s S z Z X, and text in single quotes";

#[derive(Debug, Clone)]
enum Item {
    Text(String),
    /// A letter, how often it stands, and whether another number comes right behind it.
    Letter(char, usize, bool),
}

struct Simple {
    items: Vec<Item>,
    /// The first year of the hundred that two digits mean.
    century_start: i64,
    strict: bool,
}

/// Compiles a pattern.
///
/// # Errors
/// Letters that are not known.
pub fn compile(pattern: &str, request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    let pieces = pieces(pattern)?;
    let mut items = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.iter().enumerate() {
        items.push(match piece {
            Piece::Text(text) | Piece::Quoted(text) => Item::Text(text.clone()),
            Piece::Letter(letter, count, at) => {
                if !"GyYMLwdDEuaHkKhmsSzZX".contains(*letter) || *letter == 'X' && *count > 3 {
                    let written = letter.to_string().repeat(*count);
                    return Err(BadFormat::unknown(&written, pattern, *at, KNOWN));
                }
                Item::Letter(*letter, *count, pieces.get(index + 1).is_some_and(is_number))
            }
        });
    }
    Ok(Box::new(Simple { items, century_start: today().0 - 80, strict: request.strict }))
}

/// True for letters that are written in digits.
fn is_number(piece: &Piece) -> bool {
    matches!(piece, Piece::Letter(letter, count, _) if !"GEazZX".contains(*letter) && (!"ML".contains(*letter) || *count <= 2))
}

impl ReadTime for Simple {
    fn read(&self, text: &str) -> Reading {
        let mut calendar = Calendar::default();
        let mut at = 0;
        for item in &self.items {
            let next = match item {
                Item::Text(expected) => {
                    text.get(at..).and_then(|rest| rest.strip_prefix(expected.as_str())).map(str::len)
                }
                Item::Letter(letter, count, adjacent) => {
                    self.field(text, at, (*letter, *count, *adjacent), &mut calendar)
                }
            };
            match next {
                Some(left) => at = text.len() - left,
                None => return Reading::rejected(format!("unparseable date: {text:?}")),
            }
        }
        calendar.reading(self.strict)
    }
}

impl Simple {
    /// Reads one field from a byte; how many bytes are left behind it.
    fn field(&self, text: &str, at: usize, item: (char, usize, bool), calendar: &mut Calendar) -> Option<usize> {
        let (letter, count, adjacent) = item;
        let rest = text.get(at..)?.trim_start_matches([' ', '\t']);
        if rest.is_empty() {
            return None;
        }
        let texts = matches!(letter, 'M' | 'L') && count > 2 || matches!(letter, 'G' | 'E' | 'a');
        if texts {
            return named(letter, rest, calendar).map(|length| rest.len() - length);
        }
        if matches!(letter, 'z' | 'Z' | 'X') {
            let mut cursor = Cursor::new(rest);
            calendar.offset =
                Some(if letter == 'X' { iso_zone(&mut cursor, count)? } else { zone(rest, &mut cursor)? });
            return Some(rest.len() - cursor.position());
        }
        // A number with another right behind it takes as many characters as there are letters, blanks included.
        let most = if adjacent { (count + at).checked_sub(text.len() - rest.len())? } else { usize::MAX };
        let enough = !adjacent || text.len() >= at + count;
        let (value, length) = whole(rest, most).filter(|_| enough)?;
        let clock = match letter {
            'h' => 1..=12,
            'k' => 1..=24,
            _ => i64::MIN..=i64::MAX,
        };
        if self.strict && !clock.contains(&value) {
            return None;
        }
        self.set(letter, count, value, &rest[..length], calendar);
        Some(rest.len() - length)
    }

    fn set(&self, letter: char, count: usize, value: i64, written: &str, calendar: &mut Calendar) {
        match letter {
            'y' | 'Y' => {
                let two = count <= 2 && written.chars().count() == 2 && !written.starts_with('-');
                let year = if two { self.full_year(value) } else { value };
                if letter == 'Y' {
                    calendar.week_year = Some(year);
                } else {
                    calendar.year = year;
                }
            }
            'M' | 'L' => calendar.month = value,
            'w' => {
                calendar.week = Some(value);
                calendar.choose_week();
            }
            'd' => {
                calendar.day = value;
                calendar.chosen = Chosen::Day;
            }
            'D' => {
                calendar.day_of_year = value;
                calendar.chosen = Chosen::DayOfYear;
            }
            'u' => {
                calendar.set_weekday(if (1..=7).contains(&value) { value % 7 + 1 } else { value });
            }
            'H' => calendar.hour = Some(value),
            'k' => calendar.hour = Some(if value == 24 { 0 } else { value }),
            'K' => calendar.of_half = Some(value),
            'h' => calendar.of_half = Some(if value == 12 { 0 } else { value }),
            'm' => calendar.minute = value,
            's' => calendar.second = value,
            'S' => calendar.millis = value,
            _ => {}
        }
    }

    fn full_year(&self, two: i64) -> i64 {
        let start = self.century_start;
        start / 100 * 100 + two + if two < start % 100 { 100 } else { 0 }
    }
}

/// A whole number of at most so many characters and the bytes that it takes; it wraps at 32 bits as an `int` does.
fn whole(text: &str, most: usize) -> Option<(i64, usize)> {
    let negative = text.starts_with('-');
    let body = &text[usize::from(negative)..];
    let most = most.saturating_sub(usize::from(negative));
    let mut value = 0_i64;
    let mut length = 0;
    for c in body.chars().take(most) {
        let Some(digit) = digits::digit(c) else { break };
        value = value.saturating_mul(10).saturating_add(i64::from(digit));
        length += c.len_utf8();
    }
    let value = i64::from((if negative { -value } else { value }) as i32);
    (length > 0).then_some((value, length + usize::from(negative)))
}

fn named(letter: char, text: &str, calendar: &mut Calendar) -> Option<usize> {
    let begins = |name: &str| text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    match letter {
        'M' | 'L' => {
            let (at, length) = names::prefix(&names::MONTHS, text, true)?;
            calendar.month = at as i64 + 1;
            Some(length)
        }
        'E' => {
            let (at, length) = names::prefix(&names::WEEKDAYS, text, true)?;
            calendar.set_weekday((at as i64 + 1) % 7 + 1);
            Some(length)
        }
        'a' => {
            let at = ["AM", "PM"].iter().position(|half| begins(half))?;
            calendar.half = Some(at as i64);
            Some(2)
        }
        _ => {
            let at = ["BC", "AD"].iter().position(|era| begins(era))?;
            calendar.before_christ = at == 0;
            Some(2)
        }
    }
}

/// `GMT`, `GMT+hh:mm`, a short name, `+hhmm`.
fn zone(text: &str, cursor: &mut Cursor<'_>) -> Option<i32> {
    if let Some(sign) = cursor.eat_any(b"+-") {
        return numeric(cursor, sign, 0, false);
    }
    if cursor.eat_word("GMT") {
        return match cursor.eat_any(b"+-") {
            Some(sign) => numeric(cursor, sign, 0, true),
            None => Some(0),
        };
    }
    if cursor.eat_word("UTC") {
        return Some(0);
    }
    let (offset, length) = named_offset(text)?;
    cursor.skip(length);
    Some(offset)
}

fn iso_zone(cursor: &mut Cursor<'_>, count: usize) -> Option<i32> {
    if cursor.eat(b'Z') {
        return Some(0);
    }
    let sign = cursor.eat_any(b"+-")?;
    numeric(cursor, sign, count, count == 3)
}

/// Hours and, unless one letter asks for hours only, minutes.
fn numeric(cursor: &mut Cursor<'_>, sign: u8, count: usize, colon: bool) -> Option<i32> {
    let digits = cursor.digits_ahead().min(2);
    // One digit for the hours goes with a colon only.
    if digits == 0 || digits == 1 && (count > 0 || !colon) {
        return None;
    }
    let hours = cursor.number(digits, 2).filter(|hours| *hours <= 23)?;
    let mut minutes = 0;
    if count != 1 {
        if colon && !cursor.eat(b':') {
            return None;
        }
        minutes = cursor.two().filter(|minutes| *minutes <= 59)?;
    }
    let total = (hours * 3600 + minutes * 60) as i32;
    Some(if sign == b'-' { -total } else { total })
}
