//! The scanner of ISO forms that pandas tries first.

use crate::engines::capability::Reading;
use crate::engines::kernel::time_text::{Cursor, Parts};

/// Which parts a text or a format has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// Between the parts of the date; 0 for none.
    date: u8,
    /// Between date and time; 0 where there is no time.
    time: u8,
    /// Colons between the parts of the time.
    colon: bool,
    /// How many of year, month, day, hour, minute, second.
    parts: usize,
    /// Digits of a fraction.
    fraction: bool,
    /// An offset.
    offset: bool,
    /// Blanks before the text, or before or behind the offset. No part of a format.
    blanks: bool,
    /// More than six digits: the unit is a nanosecond. No part of a format.
    nanoseconds: bool,
}

impl Shape {
    /// The shape without what no format says.
    fn of_format(self) -> Self {
        Self { nanoseconds: false, ..self }
    }
}

const SEPARATORS: &[u8] = b"-./\\ ";

/// The shape of a format that the scanner serves; `None` for all others.
pub fn shape_of(format: &str) -> Option<Shape> {
    let mut cursor = Cursor::new(format);
    let mut shape = Shape::default();
    if !cursor.eat_word("%Y") || format == "%Y%m" {
        return None;
    }
    shape.parts = 1;
    if let Some(separator) = cursor.eat_any(b"-/\\. ") {
        shape.date = separator;
    }
    for part in ["%m", "%d", "%H", "%M", "%S"] {
        if cursor.is_done() {
            break;
        }
        let between = match part {
            "%m" => true,
            "%d" => shape.date == 0 || cursor.eat(shape.date),
            "%H" => {
                shape.time = cursor.eat_any(b" T")?;
                true
            }
            _ => cursor.eat(b':'),
        };
        shape.colon |= part == "%M";
        if !between || !cursor.rest().starts_with(part.as_bytes()) {
            return None;
        }
        cursor.skip(2);
        shape.parts += 1;
    }
    if shape.parts == 6 && cursor.rest().starts_with(b".%f") {
        shape.fraction = true;
        cursor.skip(3);
    }
    if shape.parts == 6 && cursor.rest().starts_with(b"%z") {
        shape.offset = true;
        cursor.skip(2);
    }
    cursor.is_done().then_some(shape)
}

/// One or two digits; two where no separator ends them.
fn number(cursor: &mut Cursor<'_>, two: bool) -> Option<u32> {
    cursor.number(if two { 2 } else { 1 }, 2)
}

/// The reading of a whole text and its shape.
pub fn read(text: &str) -> Option<(Reading, Shape)> {
    let mut cursor = Cursor::new(text);
    let mut shape = Shape { parts: 1, ..Shape::default() };
    let mut parts = Parts { time: (0, 0, 0), ..Parts::default() };
    shape.blanks = cursor.eat_blanks();
    let negative = cursor.eat(b'-');
    parts.year = i64::from(cursor.number(4, 4)?);
    if negative {
        parts.year = -parts.year;
    }
    if !cursor.is_done() {
        date(&mut cursor, &mut parts, &mut shape)?;
    }
    if !cursor.is_done() && shape.parts == 3 {
        shape.time = cursor.eat_any(b"T ")?;
        time(&mut cursor, &mut parts, &mut shape)?;
    }
    if !cursor.is_done() {
        return None;
    }
    match parts.reading() {
        Reading::Rejected(..) => None,
        reading if shape.nanoseconds => Some((nanoseconds(reading), shape.of_format())),
        reading => Some((reading, shape)),
    }
}

/// Nanoseconds reach from 1677 to 2262.
pub fn nanoseconds(reading: Reading) -> Reading {
    let instant = match &reading {
        Reading::Wall(seconds, nanos) => (*seconds, *nanos),
        Reading::AtOffset(seconds, nanos, offset) => (seconds - i64::from(*offset), *nanos),
        _ => return reading,
    };
    match i64::try_from(i128::from(instant.0) * 1_000_000_000 + i128::from(instant.1)) {
        Ok(_) => reading,
        Err(_) => Reading::Rejected("OutOfBoundsDatetime", "out of bounds nanosecond timestamp".to_owned()),
    }
}

fn date(cursor: &mut Cursor<'_>, parts: &mut Parts, shape: &mut Shape) -> Option<()> {
    shape.date = cursor.eat_any(SEPARATORS).unwrap_or(0);
    let two = shape.date == 0;
    parts.month = number(cursor, two)?;
    shape.parts = 2;
    if cursor.is_done() {
        return (!two).then_some(());
    }
    if !two && !cursor.eat(shape.date) {
        return None;
    }
    parts.day = number(cursor, two)?;
    shape.parts = 3;
    Some(())
}

fn time(cursor: &mut Cursor<'_>, parts: &mut Parts, shape: &mut Shape) -> Option<()> {
    let digits = cursor.digits_ahead();
    parts.time.0 = number(cursor, false)?;
    shape.parts = 4;
    let colon = cursor.peek() == Some(b':');
    if (cursor.is_done() || !colon && cursor.digits_ahead() > 0) && digits < 2 {
        return None;
    }
    shape.colon = colon;
    for slot in [&mut parts.time.1, &mut parts.time.2] {
        let goes_on = if colon { cursor.eat(b':') } else { cursor.digits_ahead() > 0 };
        if !goes_on {
            break;
        }
        *slot = number(cursor, !colon)?;
        shape.parts += 1;
    }
    if shape.parts == 6 && cursor.eat(b'.') {
        shape.fraction = true;
        let (nanos, digits) = cursor.fraction();
        parts.nanos = nanos;
        shape.nanoseconds = digits > 6;
    }
    shape.blanks |= cursor.eat_blanks();
    if !cursor.is_done() {
        parts.offset = Some(offset(cursor)?);
        shape.offset = true;
        shape.blanks |= cursor.eat_blanks();
    }
    Some(())
}

fn offset(cursor: &mut Cursor<'_>) -> Option<i32> {
    if cursor.eat(b'Z') {
        return Some(0);
    }
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let hours = number(cursor, false).filter(|hours| *hours < 24)?;
    let mut minutes = 0;
    if cursor.eat(b':') || cursor.digits_ahead() > 0 {
        minutes = number(cursor, false).filter(|minutes| *minutes < 60)?;
    }
    Some(sign * (hours * 3600 + minutes * 60) as i32)
}
