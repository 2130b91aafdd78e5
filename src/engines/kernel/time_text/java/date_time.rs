//! Patterns of `DateTimeFormatter.ofPattern` in English, strict about the text and smart about dates.

use super::fields::{Field, Fields};
use super::offset::{self, Part, Shape};
use super::{BadFormat, Piece, pieces, zones};
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::time_text::{Cursor, names};

/// Signs that a number may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// `-` for negative numbers.
    Normal,
    /// None.
    Never,
    /// `+` where the number is longer than its pad width.
    ExceedsPad,
}

#[derive(Debug, Clone, Copy)]
struct NumberItem {
    field: Field,
    min: usize,
    max: usize,
    sign: Sign,
    /// Digits that belong to the numbers right behind it; `None` if it takes exactly its own.
    behind: Option<usize>,
    /// Two digits of the years from 2000.
    reduced: bool,
    /// Digits behind a decimal point.
    fraction: bool,
}

#[derive(Debug, Clone)]
enum Item {
    Text(String),
    Number(NumberItem),
    Month(bool),
    Weekday(bool),
    Half,
    Era(bool),
    Offset(Shape, &'static str),
    LocalizedOffset,
    ZoneId,
    ZoneName,
    /// As many items as are inside may be left out together.
    Optional(Vec<Item>),
}

const KNOWN: &str = "letters are G u y Y w W D M L d Q q E e c a H k K h m s S A n N V z O X x Z, [ ] for what may be left out, \
and text in single quotes";

/// Compiles a pattern.
///
/// # Errors
/// Letters that are not known or stand too often, brackets that do not match.
pub fn compile(pattern: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    compiled(pattern, false)
}

/// The same in the strict style: no day is moved to the end of its month.
///
/// # Errors
/// As [`compile`].
pub fn compile_strict(pattern: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    compiled(pattern, true)
}

fn compiled(pattern: &str, strict: bool) -> Result<Box<dyn ReadTime>, BadFormat> {
    let mut open: Vec<Vec<Item>> = vec![Vec::new()];
    for piece in pieces(pattern)? {
        match piece {
            Piece::Text(text) => brackets(&text, pattern, &mut open)?,
            Piece::Quoted(text) => {
                if let Some(items) = open.last_mut() {
                    items.push(Item::Text(text));
                }
            }
            Piece::Letter(letter, count, at) => {
                let item = item(letter, count)
                    .ok_or_else(|| BadFormat::unknown(&letter.to_string().repeat(count), pattern, at, KNOWN))?;
                if let Some(items) = open.last_mut() {
                    items.push(item);
                }
            }
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    let mut items = open.pop().unwrap_or_default();
    adjacent(&mut items);
    Ok(Box::new(DateTime { items, strict }))
}

/// Text may open and close parts that can be left out.
fn brackets(text: &str, pattern: &str, open: &mut Vec<Vec<Item>>) -> Result<(), BadFormat> {
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '[' | ']' => {
                if let Some(items) = open.last_mut().filter(|_| !plain.is_empty()) {
                    items.push(Item::Text(std::mem::take(&mut plain)));
                }
                if c == '[' {
                    open.push(Vec::new());
                } else if open.len() > 1 {
                    close(open);
                } else {
                    let at = pattern.find(']').unwrap_or(0);
                    return Err(BadFormat::unknown("]", pattern, at, "there is no [ before it"));
                }
            }
            '{' | '}' | '#' => {
                let at = pattern.find(c).unwrap_or(0);
                return Err(BadFormat::unknown(
                    &c.to_string(),
                    pattern,
                    at,
                    "it is reserved: write it in single quotes",
                ));
            }
            other => plain.push(other),
        }
    }
    if let Some(items) = open.last_mut().filter(|_| !plain.is_empty()) {
        items.push(Item::Text(plain));
    }
    Ok(())
}

fn close(open: &mut Vec<Vec<Item>>) {
    let mut inner = open.pop().unwrap_or_default();
    adjacent(&mut inner);
    if let Some(items) = open.last_mut() {
        items.push(Item::Optional(inner));
    }
}

fn number(field: Field, min: usize, max: usize, sign: Sign) -> Item {
    Item::Number(NumberItem { field, min, max, sign, behind: Some(0), reduced: false, fraction: false })
}

/// A number of one letter has any width, of two letters two digits.
fn plain(field: Field, count: usize) -> Option<Item> {
    match count {
        1 => Some(number(field, 1, 19, Sign::Normal)),
        2 => Some(number(field, 2, 2, Sign::Never)),
        _ => None,
    }
}

fn year(field: Field, count: usize) -> Item {
    let item = |min, max, sign, reduced| {
        Item::Number(NumberItem { field, min, max, sign, behind: Some(0), reduced, fraction: false })
    };
    match count {
        2 => item(2, 2, Sign::Never, true),
        1 | 3 => item(count, 19, Sign::Normal, false),
        _ => item(count, 19, Sign::ExceedsPad, false),
    }
}

fn item(letter: char, count: usize) -> Option<Item> {
    let texts = |numbers: Field, item: fn(bool) -> Item| match count {
        1 | 2 => plain(numbers, count),
        3 => Some(item(false)),
        4 => Some(item(true)),
        _ => None,
    };
    match letter {
        'u' => Some(year(Field::Year, count)),
        'Y' => Some(year(Field::WeekYear, count)),
        'w' if count <= 2 => Some(number(Field::Week, count, 2, Sign::Never)),
        'W' if count == 1 => Some(number(Field::WeekOfMonth, 1, 2, Sign::Never)),
        'y' => Some(year(Field::YearOfEra, count)),
        'M' | 'L' => texts(Field::Month, Item::Month),
        'Q' | 'q' if count <= 2 => plain(Field::Quarter, count),
        'E' if count <= 4 => Some(Item::Weekday(count == 4)),
        'e' | 'c' if count <= 2 => {
            (letter == 'e' || count == 1).then(|| number(Field::LocalWeekday, count, 2, Sign::Never))
        }
        'e' | 'c' => texts(Field::Weekday, Item::Weekday),
        'G' if count <= 4 => Some(Item::Era(count == 4)),
        'D' if count == 1 => plain(Field::DayOfYear, 1),
        'D' if count <= 3 => Some(number(Field::DayOfYear, count, 3, Sign::Never)),
        'd' => plain(Field::Day, count),
        'H' => plain(Field::Hour, count),
        'k' => plain(Field::ClockHour, count),
        'K' => plain(Field::HourOfHalf, count),
        'h' => plain(Field::ClockHourOfHalf, count),
        'm' => plain(Field::Minute, count),
        's' => plain(Field::Second, count),
        'a' if count == 1 => Some(Item::Half),
        'S' if count <= 9 => Some(Item::Number(NumberItem {
            field: Field::Nano,
            min: count,
            max: count,
            sign: Sign::Never,
            behind: Some(0),
            reduced: false,
            fraction: true,
        })),
        'A' => Some(number(Field::MilliOfDay, count, 19, Sign::Never)),
        'N' => Some(number(Field::NanoOfDay, count, 19, Sign::Never)),
        'n' => Some(number(Field::Nano, count, 19, Sign::Never)),
        'V' if count == 2 => Some(Item::ZoneId),
        'z' if count <= 4 => Some(Item::ZoneName),
        'O' if count == 1 || count == 4 => Some(Item::LocalizedOffset),
        'X' if count <= 5 => Some(Item::Offset(offset::BY_COUNT[count - 1], "Z")),
        'x' if count <= 5 => {
            let zero = if count == 1 {
                "+00"
            } else if count.is_multiple_of(2) {
                "+0000"
            } else {
                "+00:00"
            };
            Some(Item::Offset(offset::BY_COUNT[count - 1], zero))
        }
        'Z' if count <= 3 => Some(Item::Offset(offset::BY_COUNT[1], "+0000")),
        'Z' if count == 4 => Some(Item::LocalizedOffset),
        'Z' if count == 5 => {
            let shape = Shape { colon: true, minutes: Part::Must, seconds: Part::Maybe };
            Some(Item::Offset(shape, "Z"))
        }
        _ => None,
    }
}

/// A number of any width leaves the digits for the numbers of fixed width right behind it.
fn adjacent(items: &mut [Item]) {
    let mut leader: Option<usize> = None;
    for at in 0..items.len() {
        let Item::Number(number) = &items[at] else {
            leader = None;
            continue;
        };
        let (min, max, sign) = (number.min, number.max, number.sign);
        match leader {
            Some(first) if min == max && sign == Sign::Never => {
                widen(items, first, max);
                fix(items, at);
            }
            Some(first) => {
                fix(items, first);
                leader = Some(at);
            }
            None => leader = Some(at),
        }
    }
}

fn widen(items: &mut [Item], at: usize, digits: usize) {
    if let Some(Item::Number(number)) = items.get_mut(at) {
        number.behind = number.behind.map(|behind| behind + digits);
    }
}

fn fix(items: &mut [Item], at: usize) {
    if let Some(Item::Number(number)) = items.get_mut(at) {
        number.behind = None;
    }
}

struct DateTime {
    items: Vec<Item>,
    strict: bool,
}

impl ReadTime for DateTime {
    fn read(&self, text: &str) -> Reading {
        let mut cursor = Cursor::new(text);
        let mut fields = Fields { strict: self.strict, ..Fields::default() };
        if read_all(&self.items, text, &mut cursor, &mut fields).is_none() {
            let at = text.get(..cursor.position()).map_or(0, |before| before.chars().count());
            return Reading::rejected(format!("text {text:?} could not be parsed at index {at}"));
        }
        if !cursor.is_done() {
            let at = text.get(..cursor.position()).map_or(0, |before| before.chars().count());
            return Reading::rejected(format!("text {text:?} could not be parsed, unparsed text found at index {at}"));
        }
        fields.reading()
    }
}

fn read_all(items: &[Item], text: &str, cursor: &mut Cursor<'_>, fields: &mut Fields) -> Option<()> {
    for item in items {
        read(item, text, cursor, fields)?;
    }
    Some(())
}

fn read(item: &Item, text: &str, cursor: &mut Cursor<'_>, fields: &mut Fields) -> Option<()> {
    match item {
        Item::Text(expected) => cursor.rest().starts_with(expected.as_bytes()).then(|| cursor.skip(expected.len())),
        Item::Number(number) => read_number(number, cursor, fields),
        Item::Month(long) => {
            let at = named(cursor, &names::MONTHS, *long)?;
            fields.set(Field::Month, at as i64 + 1)
        }
        Item::Weekday(long) => {
            let at = named(cursor, &names::WEEKDAYS, *long)?;
            fields.set(Field::Weekday, at as i64 + 1)
        }
        Item::Half => {
            let at = [b"AM", b"PM"].iter().position(|half| cursor.rest().starts_with(*half))?;
            cursor.skip(2);
            fields.set(Field::Half, at as i64)
        }
        Item::Era(long) => {
            let eras = if *long { ["Before Christ", "Anno Domini"] } else { ["BC", "AD"] };
            let at = eras.iter().position(|era| cursor.rest().starts_with(era.as_bytes()))?;
            cursor.skip(eras[at].len());
            fields.set(Field::Era, at as i64)
        }
        Item::Offset(shape, zero) => {
            let found = if cursor.rest().starts_with(zero.as_bytes()) {
                cursor.skip(zero.len());
                0
            } else {
                offset::read(cursor, *shape)?
            };
            set_offset(fields, found)
        }
        Item::LocalizedOffset => {
            let rest = cursor.rest();
            if !rest.starts_with(b"GMT") {
                return None;
            }
            cursor.skip(3);
            let shape = Shape { colon: true, minutes: Part::Maybe, seconds: Part::Maybe };
            let found = if matches!(cursor.peek(), Some(b'+' | b'-')) { localized(cursor, shape)? } else { 0 };
            set_offset(fields, found)
        }
        Item::ZoneId | Item::ZoneName => zone(matches!(item, Item::ZoneName), text, cursor, fields),
        Item::Optional(inner) => {
            let (before, kept) = (*cursor, fields.clone());
            if read_all(inner, text, cursor, fields).is_none() {
                (*cursor, *fields) = (before, kept);
            }
            Some(())
        }
    }
}

fn set_offset(fields: &mut Fields, offset: i32) -> Option<()> {
    let before = *fields.offset.get_or_insert(offset);
    (before == offset).then_some(())
}

/// `GMT+3` as well as `GMT+03:30`.
fn localized(cursor: &mut Cursor<'_>, shape: Shape) -> Option<i32> {
    let mut ahead = *cursor;
    if let Some(offset) = offset::read(&mut ahead, shape) {
        *cursor = ahead;
        return Some(offset);
    }
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let hours = cursor.number(1, 1)? as i32;
    let minutes = if cursor.eat(b':') { cursor.two().filter(|minutes| *minutes < 60)? as i32 } else { 0 };
    Some(sign * (hours * 3600 + minutes * 60))
}

fn named(cursor: &mut Cursor<'_>, list: &[&'static str], long: bool) -> Option<usize> {
    let shown = |name: &&'static str| if long { *name } else { names::short(name) };
    let at = list.iter().position(|name| cursor.rest().starts_with(shown(name).as_bytes()))?;
    cursor.skip(shown(&list[at]).len());
    Some(at)
}

fn read_number(item: &NumberItem, cursor: &mut Cursor<'_>, fields: &mut Fields) -> Option<()> {
    let sign = cursor.peek().filter(|byte| matches!(byte, b'+' | b'-'));
    match sign {
        Some(b'-') if item.sign != Sign::Never => cursor.skip(1),
        Some(b'+') if item.sign == Sign::ExceedsPad => cursor.skip(1),
        Some(_) => return None,
        None => {}
    }
    let fixed = item.behind.is_none()
        || item.behind.is_some_and(|behind| behind > 0) && item.min == item.max
        || item.fraction
        || item.reduced;
    let max = item.max + item.behind.unwrap_or(0);
    let ahead = cursor.digits_ahead().min(if fixed && item.behind.is_none() { item.max } else { max });
    let behind = item.behind.unwrap_or(0);
    let taken = if behind > 0 { ahead.saturating_sub(behind).max(item.min) } else { ahead };
    if taken < item.min || taken > ahead {
        return None;
    }
    let digits = std::str::from_utf8(&cursor.rest()[..taken]).ok()?;
    let mut value: i64 = digits.parse().ok()?;
    cursor.skip(taken);
    match sign {
        Some(b'-') if value == 0 => return None,
        Some(b'-') => value = -value,
        Some(_) if taken <= item.min => return None,
        None if item.sign == Sign::ExceedsPad && taken > item.min => return None,
        _ => {}
    }
    if item.reduced {
        value += 2000;
    }
    if item.fraction {
        value *= 10_i64.pow(9 - taken as u32);
    }
    fields.set(item.field, value)
}

/// A zone's id, an offset, or a short name if `names` is set.
fn zone(by_name: bool, text: &str, cursor: &mut Cursor<'_>, fields: &mut Fields) -> Option<()> {
    let rest = text.get(cursor.position()..)?;
    let ids = Shape { colon: true, minutes: Part::Maybe, seconds: Part::Maybe };
    if rest.starts_with(['+', '-']) {
        let offset = offset::read(cursor, ids)?;
        return set_offset(fields, offset);
    }
    if rest.starts_with('Z') && !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        cursor.skip(1);
        return set_offset(fields, 0);
    }
    for prefix in ["UTC", "GMT", "UT"] {
        if rest.starts_with(prefix) && !rest[prefix.len()..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            cursor.skip(prefix.len());
            let offset = if matches!(cursor.peek(), Some(b'+' | b'-')) {
                let mut ahead = *cursor;
                let found = offset::read(&mut ahead, ids);
                if found.is_some() {
                    *cursor = ahead;
                }
                found.unwrap_or(0)
            } else {
                0
            };
            return set_offset(fields, offset);
        }
    }
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(b)).count();
    let id = &rest[..length];
    let known = |id: &&str| id.contains('/') || crate::engines::kernel::zone::names().any(|name| name == *id);
    let short = by_name.then(|| zones::named_zone(rest)).flatten();
    match short.or_else(|| Some((id, length)).filter(|(id, length)| *length > 0 && known(id))) {
        Some((zone, length)) => {
            cursor.skip(length);
            fields.zone = Some(zone.to_owned());
            Some(())
        }
        None => None,
    }
}
