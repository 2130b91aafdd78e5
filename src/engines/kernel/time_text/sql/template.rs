//! Templates of `to_timestamp`.
//!
//! Source of the rules: the manual's page on formatting functions and answers of `PostgreSQL` 15.

use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::civil;
use crate::engines::kernel::time_text::{BadFormat, Cursor, iso, names};

/// Patterns, the longer before those that begin them.
const PATTERNS: &[&str] = &[
    "A.M.", "P.M.", "HH24", "HH12", "IYYY", "MONTH", "SSSSS", "SSSS", "YYYY", "Y,YYY", "IDDD", "FF1", "FF2", "FF3",
    "FF4", "FF5", "FF6", "YYY", "DAY", "DDD", "MON", "TZH", "TZM", "IYY", "AM", "PM", "BC", "AD", "CC", "DD", "DY",
    "HH", "IW", "ID", "IY", "MI", "MM", "MS", "OF", "SS", "US", "WW", "YY", "D", "I", "J", "Q", "W", "Y",
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    /// A pattern, and whether its width is not padded.
    Pattern(&'static str, bool),
    /// A blank or a separator: it matches one or none.
    Separator,
    /// Any other sign: it stands for any one character.
    Other,
}

struct Template {
    items: Vec<Item>,
    /// Letters and separators count as they stand.
    exact: bool,
}

/// Compiles a template.
///
/// # Errors
/// A template without any pattern.
pub fn compile(template: &str, _request: &ReadRequest) -> Result<Box<dyn ReadTime>, BadFormat> {
    let mut items = Vec::new();
    let (mut exact, mut fill) = (false, false);
    let mut rest = template;
    while let Some(c) = rest.chars().next() {
        let begins = |name: &str| rest.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
        if begins("FX") {
            exact = true;
            rest = &rest[2..];
        } else if begins("FM") {
            fill = true;
            rest = &rest[2..];
        } else if let Some(name) = PATTERNS.iter().find(|name| begins(name)) {
            items.push(Item::Pattern(name, std::mem::take(&mut fill)));
            rest = &rest[name.len()..];
            if rest.get(..2).is_some_and(|ending| ending.eq_ignore_ascii_case("th")) {
                rest = &rest[2..];
                items.extend([Item::Other, Item::Other]);
            }
        } else if c == '"' {
            let end = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
            let inside = rest[1..end].trim_end_matches('"').chars().count();
            items.extend(std::iter::repeat_n(Item::Other, inside));
            rest = &rest[end..];
        } else {
            items.push(if c.is_ascii_alphanumeric() || !c.is_ascii() { Item::Other } else { Item::Separator });
            rest = &rest[c.len_utf8()..];
        }
    }
    if !items.iter().any(|item| matches!(item, Item::Pattern(..))) {
        let hint = format!("patterns are {}", PATTERNS.join(" "));
        return Err(BadFormat::new("the template holds no pattern", hint));
    }
    Ok(Box::new(Template { items, exact }))
}

#[derive(Default)]
struct Found {
    year: Option<i64>,
    before_christ: bool,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    hour: i64,
    twelve: bool,
    evening: Option<bool>,
    minute: i64,
    second: i64,
    micros: i64,
    julian: Option<i64>,
    iso: (Option<i64>, Option<i64>, Option<i64>),
    offset_sign: i64,
    offset: Option<i64>,
}

impl ReadTime for Template {
    fn read(&self, text: &str) -> Reading {
        let failed = || Reading::rejected(format!("invalid value for the template: {text:?}"));
        let mut cursor = Cursor::new(text);
        let mut found = Found { offset_sign: 1, ..Found::default() };
        let mut extra = 0_i64;
        for (index, item) in self.items.iter().enumerate() {
            if cursor.is_done() {
                break;
            }
            if matches!(item, Item::Pattern(..)) && !self.exact {
                // Blanks before a field are skipped; more separators than the template has are kept for the field.
                while cursor.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
                    cursor.skip(1);
                    extra += 1;
                }
            }
            let taken = match item {
                Item::Separator => {
                    separator(&mut cursor, &mut extra, self.exact);
                    Some(())
                }
                Item::Other => {
                    if extra > 0 && !self.exact {
                        extra -= 1;
                    } else {
                        let length = text[cursor.position()..].chars().next().map_or(0, char::len_utf8);
                        cursor.skip(length);
                    }
                    Some(())
                }
                Item::Pattern(name, fill) => {
                    extra = 0;
                    let next_is_digit =
                        matches!(self.items.get(index + 1), Some(Item::Pattern(next, _)) if !is_text(next));
                    take(name, next_is_digit && !*fill, text, &mut cursor, &mut found)
                }
            };
            if taken.is_none() {
                return failed();
            }
        }
        finish(&found).unwrap_or_else(failed)
    }
}

fn is_text(name: &str) -> bool {
    matches!(name, "A.M." | "P.M." | "AM" | "PM" | "BC" | "AD" | "MONTH" | "MON" | "DAY" | "DY" | "TZH" | "OF")
}

/// One separator of the template matches one of the text if one is there.
fn separator(cursor: &mut Cursor<'_>, extra: &mut i64, exact: bool) {
    let is_separator = |byte: u8| byte.is_ascii_whitespace() || byte.is_ascii_punctuation();
    *extra -= 1;
    if exact {
        cursor.skip(1);
        return;
    }
    while cursor.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
        cursor.skip(1);
        *extra += 1;
    }
    if cursor.peek().is_some_and(is_separator) {
        cursor.skip(1);
        *extra += 1;
    }
}

fn take(name: &str, fixed: bool, text: &str, cursor: &mut Cursor<'_>, found: &mut Found) -> Option<()> {
    let rest = text.get(cursor.position()..)?;
    let width: usize = match name {
        "Y" | "D" | "Q" | "W" | "I" | "ID" | "FF1" => 1,
        "YYYY" | "IYYY" | "FF4" => 4,
        "YYY" | "IYY" | "DDD" | "IDDD" | "MS" | "FF3" => 3,
        "US" | "FF6" => 6,
        "FF5" | "SSSSS" | "SSSS" => 5,
        "J" => 7,
        _ => 2,
    };
    // With another number right behind it a number takes exactly its width, signs included; else all digits.
    let mut number = || -> Option<i64> {
        let start = cursor.position();
        let sign = cursor.eat_any(b"+-");
        let room = if fixed { width.saturating_sub(usize::from(sign.is_some())) } else { 9 };
        let value = i64::from(cursor.number(1, room)?);
        let short = fixed && cursor.position() - start < width;
        if short || !fixed && cursor.digits_ahead() > 0 {
            return None;
        }
        Some(if sign == Some(b'-') { -value } else { value })
    };
    match name {
        "YYYY" | "YYY" | "YY" | "Y" => found.year = Some(year(width, &mut number, rest)?),
        "IYYY" | "IYY" | "IY" | "I" => found.iso.0 = Some(year(width, &mut number, rest)?),
        "MM" => found.month = Some(number()?),
        "DD" => found.day = Some(number()?),
        "DDD" => found.day_of_year = Some(number()?),
        "HH24" => found.hour = number()?,
        "HH12" | "HH" => {
            found.hour = number()?;
            found.twelve = true;
        }
        "MI" => found.minute = number()?,
        "SS" => found.second = number()?,
        "MS" | "US" | "FF1" | "FF2" | "FF3" | "FF4" | "FF5" | "FF6" => {
            let digits = if fixed { cursor.digits_ahead().min(width) } else { cursor.digits_ahead() };
            if digits > width {
                return None;
            }
            let value = cursor.number(1, width)?;
            found.micros += i64::from(value) * 10_i64.pow(6 - digits as u32);
        }
        "SSSS" | "SSSSS" => {
            let value = number()?;
            (found.hour, found.minute, found.second) = (value / 3600, value / 60 % 60, value % 60);
        }
        "J" => found.julian = Some(number()?),
        "IW" => found.iso.1 = Some(number()?),
        "ID" => found.iso.2 = Some(number()?),
        "Q" | "W" | "WW" | "D" | "CC" | "IDDD" | "Y,YYY" => {
            number()?;
        }
        "TZM" => found.offset = Some(found.offset.unwrap_or(0) + found.offset_sign * number()? * 60),
        _ => return word(name, rest, cursor, found),
    }
    Some(())
}

/// Patterns of fewer than four letters complete fewer than four digits to the nearest year to 2020.
fn year(width: usize, number: &mut dyn FnMut() -> Option<i64>, rest: &str) -> Option<i64> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let value = number()?;
    Some(match value {
        _ if width == 4 || digits >= 4 => value,
        0..=69 | 100..=519 => value + 2000,
        70..=99 => value + 1900,
        520..=999 => value + 1000,
        _ => value,
    })
}

fn word(name: &str, rest: &str, cursor: &mut Cursor<'_>, found: &mut Found) -> Option<()> {
    match name {
        "MONTH" | "MON" => {
            let (at, length) = named(&names::MONTHS, rest, name == "MONTH")?;
            cursor.skip(length);
            found.month = Some(at as i64 + 1);
        }
        "DAY" | "DY" => {
            let (_, length) = named(&names::WEEKDAYS, rest, name == "DAY")?;
            cursor.skip(length);
        }
        "AM" | "PM" | "A.M." | "P.M." => {
            let halves = if name.len() == 2 { ["am", "pm"] } else { ["a.m.", "p.m."] };
            let at = halves.iter().position(|half| cursor.eat_word(half))?;
            found.evening = Some(at == 1);
            found.twelve = true;
        }
        "BC" | "AD" => found.before_christ = ["ad", "bc"].iter().position(|era| cursor.eat_word(era))? == 1,
        _ => {
            found.offset_sign = match cursor.eat_any(b"+- ") {
                Some(b'-') => -1,
                _ => 1,
            };
            let hours = i64::from(cursor.number(1, 9).filter(|hours| *hours <= 15)?);
            let mut total = hours * 3600;
            if name == "OF" && cursor.eat(b':') {
                total += i64::from(cursor.number(1, 2)?) * 60;
            }
            found.offset = Some(found.offset_sign * total);
        }
    }
    Some(())
}

/// A name in full, or its first three letters.
fn named(list: &[&'static str], text: &str, long: bool) -> Option<(usize, usize)> {
    names::prefix(list, text, long).filter(|(at, length)| !long || *length == list[*at].len())
}

fn finish(found: &Found) -> Option<Reading> {
    let mut hour = found.hour;
    if found.twelve {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if found.evening == Some(true) { 12 } else { 0 };
        if found.evening.is_none() && found.hour == 12 {
            hour = 0;
        }
    }
    if !(0..24).contains(&hour) || !(0..60).contains(&found.minute) || !(0..60).contains(&found.second) {
        return None;
    }
    let days = days(found).filter(|days| (-2_440_588..106_751_991).contains(days))?;
    let seconds = days * 86_400 + hour * 3600 + found.minute * 60 + found.second + found.micros / 1_000_000;
    let nanos = (found.micros % 1_000_000) as u32 * 1000;
    Some(match found.offset {
        Some(offset) => Reading::AtOffset(seconds, nanos, i32::try_from(offset).ok()?),
        None => Reading::Wall(seconds, nanos),
    })
}

fn days(found: &Found) -> Option<i64> {
    if let Some(julian) = found.julian {
        return Some(julian - 2_440_588);
    }
    // A week or a day of the year that is 0 counts as not given.
    if let (Some(year), Some(week @ 1..), weekday) = found.iso {
        return Some(
            iso::iso_week_start(year)
                + (week - 1) * 7
                + weekday.map_or(0, |weekday| if (1..=6).contains(&weekday) { weekday - 1 } else { 6 }),
        );
    }
    let year = found.year.or(found.iso.0).unwrap_or(0);
    let year = if found.before_christ { 1 - year } else { year };
    if let Some(day) = found.day_of_year.filter(|day| *day != 0) {
        let length = 365 + i64::from(civil::is_leap(year));
        return (1..=length).contains(&day).then(|| civil::days(year, 1, day));
    }
    let month = u32::try_from(found.month.filter(|month| *month != 0).unwrap_or(1))
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    let day = found.day.filter(|day| *day != 0).unwrap_or(1);
    (day >= 1 && day <= i64::from(civil::days_in_month(year, month))).then(|| civil::days(year, month, day))
}
