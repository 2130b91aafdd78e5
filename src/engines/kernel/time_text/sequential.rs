//! `strptime` as C libraries do it: one directive after the other, each taking as much as it may, no way back.
//!
//! Source of the rules: the manual page of glibc's `strptime` and `DuckDB`'s page on date formats, and answers of both
//! (through pyarrow 26 and `DuckDB` 2).

use super::{BadFormat, Cursor, Parts, names};
use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::civil;

/// The two libraries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    C,
    DuckDb,
}

/// Directives with the most digits that a number has; 0 for no number.
const DIRECTIVES: &[(char, usize, &str)] = &[
    ('Y', 4, "both"),
    ('y', 2, "both"),
    ('m', 2, "both"),
    ('d', 2, "both"),
    ('e', 2, "c"),
    ('j', 3, "both"),
    ('H', 2, "both"),
    ('k', 2, "c"),
    ('I', 2, "both"),
    ('l', 2, "c"),
    ('M', 2, "both"),
    ('S', 2, "both"),
    ('f', 6, "duckdb"),
    ('n', 9, "duckdb"),
    ('g', 3, "duckdb"),
    ('s', 18, "c"),
    ('w', 1, "both"),
    ('u', 1, "both"),
    ('U', 2, "both"),
    ('W', 2, "both"),
    ('a', 0, "both"),
    ('A', 0, "both"),
    ('b', 0, "both"),
    ('B', 0, "both"),
    ('h', 0, "c"),
    ('p', 0, "both"),
    ('z', 0, "both"),
    ('Z', 0, "both"),
    ('%', 0, "both"),
];

const COMPOSED: &[(char, &str, &str)] = &[
    ('T', "%H:%M:%S", "c"),
    ('D', "%m/%d/%y", "c"),
    ('F', "%Y-%m-%d", "c"),
    ('R', "%H:%M", "c"),
    ('r', "%I:%M:%S %p", "c"),
    ('c', "%a %b %d %H:%M:%S %Y", "c"),
    ('x', "%m/%d/%y", "c"),
    ('X', "%H:%M:%S", "c"),
    ('c', "%Y-%m-%d %H:%M:%S", "duckdb"),
    ('x', "%Y-%m-%d", "duckdb"),
    ('X', "%H:%M:%S", "duckdb"),
];

#[derive(Debug, Clone)]
enum Item {
    Text(char),
    Directive(char, usize),
}

struct Format {
    items: Vec<Item>,
    dialect: Dialect,
}

/// Formats of glibc.
///
/// # Errors
/// Unknown directives.
pub fn c(format: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    compile(format, Dialect::C)
}

/// Formats of `DuckDB`.
///
/// # Errors
/// Unknown directives.
pub fn duckdb(format: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    compile(format, Dialect::DuckDb)
}

fn compile(format: &str, dialect: Dialect) -> Result<Box<dyn ReadTime>, BadFormat> {
    Ok(Box::new(Format { items: items(format, dialect)?, dialect }))
}

fn items(format: &str, dialect: Dialect) -> Result<Vec<Item>, BadFormat> {
    let owner = if dialect == Dialect::C { "c" } else { "duckdb" };
    let mine = |of: &str| of == owner || of == "both";
    let known = || {
        let all: Vec<String> =
            DIRECTIVES.iter().filter(|(.., of)| mine(of)).map(|(name, ..)| format!("%{name}")).collect();
        format!("directives are {}", all.join(" "))
    };
    let mut items = Vec::new();
    let mut chars = format.char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '%' {
            items.push(Item::Text(c));
            continue;
        }
        let mut next = chars.next().map(|(_, next)| next);
        if next == Some('-') {
            next = chars.next().map(|(_, next)| next);
        }
        let Some(next) = next else { return Err(BadFormat::unknown("%", format, at, known())) };
        if let Some((_, composed, _)) = COMPOSED.iter().find(|(name, _, of)| *name == next && mine(of)) {
            items.extend(self::items(composed, dialect)?);
        } else if let Some((_, digits, _)) = DIRECTIVES.iter().find(|(name, _, of)| *name == next && mine(of)) {
            items.push(if next == '%' { Item::Text('%') } else { Item::Directive(next, *digits) });
        } else {
            return Err(BadFormat::unknown(&format!("%{next}"), format, at, known()));
        }
    }
    Ok(items)
}

#[derive(Default)]
struct Found {
    parts: Parts,
    day_of_year: Option<u32>,
    twelve: Option<u32>,
    evening: Option<bool>,
    instant: Option<i64>,
    zone: Option<String>,
}

impl ReadTime for Format {
    fn read(&self, text: &str) -> Reading {
        let failed = || Reading::rejected(format!("could not parse {text:?} by the format"));
        let mut cursor = Cursor::new(text);
        let mut found = Found::default();
        if self.dialect == Dialect::DuckDb {
            cursor.eat_blanks();
        }
        for item in &self.items {
            let taken = match item {
                Item::Text(c) if c.is_whitespace() => {
                    let blanks = cursor.eat_blanks();
                    (blanks || self.dialect == Dialect::C).then_some(())
                }
                Item::Text(c) => c.encode_utf8(&mut [0; 4]).bytes().all(|byte| cursor.eat(byte)).then_some(()),
                Item::Directive(name, digits) => self.take(*name, *digits, text, &mut cursor, &mut found),
            };
            if taken.is_none() {
                return failed();
            }
        }
        if self.dialect == Dialect::DuckDb {
            cursor.eat_blanks();
        }
        if cursor.is_done() { finish(found, self.dialect) } else { failed() }
    }
}

impl Format {
    fn take(&self, name: char, digits: usize, text: &str, cursor: &mut Cursor<'_>, found: &mut Found) -> Option<()> {
        if self.dialect == Dialect::C && !matches!(name, 'z' | 'Z') {
            cursor.eat_blanks();
        }
        let ahead = cursor.digits_ahead().min(digits);
        let within = |value: Option<u32>, from: u32, to: u32| value.filter(|value| (from..=to).contains(value));
        let mut number = |from: u32, to: u32| within(cursor.number(1, digits), from, to);
        match name {
            'Y' => found.parts.year = i64::from(number(0, 9999)?),
            'y' => {
                let year = i64::from(number(0, 99)?);
                found.parts.year = year + if year >= 69 { 1900 } else { 2000 };
            }
            'm' => found.parts.month = number(1, 12)?,
            'd' | 'e' => found.parts.day = number(1, 31)?,
            'j' => found.day_of_year = Some(number(1, 366)?),
            'H' | 'k' => found.parts.time.0 = number(0, 23)?,
            'I' | 'l' => found.twelve = Some(number(1, 12)? % 12),
            'M' => found.parts.time.1 = number(0, 59)?,
            'S' => found.parts.time.2 = number(0, 61)?,
            'f' | 'n' | 'g' => {
                let value = number(0, u32::MAX)?;
                found.parts.nanos = value * 10_u32.pow(9 - ahead as u32);
            }
            // Weekdays and weeks are checked and left aside.
            'w' | 'u' | 'U' | 'W' => {
                let (from, to) = match name {
                    'w' => (0, 6),
                    'u' => (1, 7),
                    _ => (0, 53),
                };
                number(from, to)?;
            }
            's' => {
                let digits = std::str::from_utf8(&cursor.rest()[..ahead]).ok()?;
                found.instant = Some(digits.parse().ok()?);
                cursor.skip(ahead);
            }
            _ => return self.word(name, text, cursor, found),
        }
        Some(())
    }

    fn word(&self, name: char, text: &str, cursor: &mut Cursor<'_>, found: &mut Found) -> Option<()> {
        let rest = text.get(cursor.position()..)?;
        match name {
            'a' | 'A' => {
                let (_, length) = self.named(&names::WEEKDAYS, rest, name == 'A')?;
                cursor.skip(length);
            }
            'b' | 'B' | 'h' => {
                let (at, length) = self.named(&names::MONTHS, rest, name == 'B')?;
                cursor.skip(length);
                found.parts.month = at as u32 + 1;
            }
            'p' => {
                let at = ["AM", "PM"].iter().position(|half| cursor.eat_word(half))?;
                found.evening = Some(at == 1);
            }
            'z' => found.parts.offset = Some(self.offset(cursor)?),
            _ => {
                let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(b)).count();
                if length == 0 {
                    return None;
                }
                found.zone = Some(rest[..length].to_owned());
                cursor.skip(length);
            }
        }
        Some(())
    }

    /// A name in either length; `DuckDB` takes the one that was asked for.
    fn named(&self, list: &[&'static str], rest: &str, long: bool) -> Option<(usize, usize)> {
        let (at, length) = names::prefix(list, rest, long || self.dialect == Dialect::C)?;
        (self.dialect == Dialect::C || !long || length == list[at].len()).then_some((at, length))
    }

    fn offset(&self, cursor: &mut Cursor<'_>) -> Option<i32> {
        if self.dialect == Dialect::C {
            cursor.eat_blanks();
        }
        if cursor.eat(b'Z') {
            return Some(0);
        }
        let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
        let mut total = cursor.two()? * 3600;
        let mut ahead = *cursor;
        ahead.eat(b':');
        if let Some(minutes) = ahead.two() {
            total += (minutes < 60).then_some(minutes)? * 60;
            *cursor = ahead;
        }
        Some(sign * total as i32)
    }
}

fn finish(mut found: Found, dialect: Dialect) -> Reading {
    if let Some(instant) = found.instant {
        return Reading::utc(instant, 0);
    }
    if let Some(hour) = found.twelve {
        found.parts.time.0 = hour + if found.evening == Some(true) { 12 } else { 0 };
    }
    if let Some(day) = found.day_of_year {
        let date = civil::date(civil::days(found.parts.year, 1, i64::from(day)));
        (found.parts.year, found.parts.month, found.parts.day) = date;
    }
    if dialect == Dialect::C {
        // The C library leaves days beyond the month and seconds beyond the minute to run over.
        let wall = found.parts.wall_unchecked();
        return match found.parts.offset {
            Some(offset) => Reading::AtOffset(wall, 0, offset),
            None => Reading::Wall(wall, 0),
        };
    }
    match (found.parts.reading(), found.zone) {
        (Reading::Wall(seconds, nanos), Some(zone)) => Reading::InZone(seconds, nanos, zone.into(), None),
        (reading, _) => reading,
    }
}
