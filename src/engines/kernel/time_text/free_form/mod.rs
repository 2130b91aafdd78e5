//! A reader of dates in almost any order, as dateutil's `parser.parse`: words and numbers are taken one after the other,
//! and at the end the numbers that stand alone become year, month and day.
//!
//! Source of the rules: the documentation of `dateutil.parser` and its answers (releases 2.9 and 4.0).

mod lex;
mod ymd;

pub use lex::tokens;

use super::{digits, names};
use crate::engines::capability::Reading;
use crate::engines::kernel::civil;
use ymd::{Label, Ymd};

/// What was found; `None` where the text says nothing about it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Found {
    /// The year, with its century.
    pub year: Option<i64>,
    /// 1 to 12 in a date that exists.
    pub month: Option<i64>,
    /// The day of the month.
    pub day: Option<i64>,
    /// Monday 0.
    pub weekday: Option<i64>,
    /// The hour.
    pub hour: Option<i64>,
    /// The minute.
    pub minute: Option<i64>,
    /// The second.
    pub second: Option<i64>,
    /// Microseconds within the second.
    pub micro: Option<i64>,
    /// A word in capitals behind the time.
    pub zone: Option<String>,
    /// Seconds east of UTC.
    pub offset: Option<i32>,
    /// 0 in the morning, 1 in the evening.
    pub half: Option<i64>,
}

const JUMP: &[&str] =
    &[" ", ".", ",", ";", "-", "/", "'", "at", "on", "and", "ad", "m", "t", "of", "st", "nd", "rd", "th"];
const UNITS: &[(&str, usize)] = &[
    ("h", 0),
    ("hour", 0),
    ("hours", 0),
    ("m", 1),
    ("minute", 1),
    ("minutes", 1),
    ("s", 2),
    ("second", 2),
    ("seconds", 2),
];

fn jump(token: &str) -> bool {
    JUMP.contains(&token.to_lowercase().as_str())
}

fn unit(token: &str) -> Option<usize> {
    let token = token.to_lowercase();
    UNITS.iter().find(|(name, _)| *name == token).map(|(_, unit)| *unit)
}

fn month(token: &str) -> Option<i64> {
    if token.eq_ignore_ascii_case("sept") {
        return Some(9);
    }
    names::place(&names::MONTHS, token).map(|at| at as i64 + 1)
}

fn half(token: &str) -> Option<i64> {
    match token.to_lowercase().as_str() {
        "am" | "a" => Some(0),
        "pm" | "p" => Some(1),
        _ => None,
    }
}

fn is_utc(name: &str) -> bool {
    ["utc", "gmt", "z"].contains(&name.to_lowercase().as_str())
}

/// A number as it was written: its whole part, and the digits behind the point.
struct Decimal {
    whole: i64,
    fraction: String,
}

impl Decimal {
    fn read(token: &str) -> Option<Self> {
        let ascii: Option<String> = token
            .chars()
            .map(|c| if c == '.' { Some('.') } else { digits::digit(c).and_then(|value| char::from_digit(value, 10)) })
            .collect();
        let ascii = ascii.filter(|text| text.contains(|c: char| c.is_ascii_digit()))?;
        let (whole, fraction) = ascii.split_once('.').unwrap_or((&ascii, ""));
        let whole = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        (!fraction.contains('.')).then(|| Self { whole, fraction: fraction.to_owned() })
    }

    fn has_fraction(&self) -> bool {
        self.fraction.contains(|c| c != '0')
    }

    /// The fraction times sixty, cut.
    fn sixtieths(&self) -> i64 {
        let digits: String = self.fraction.chars().take(15).collect();
        let value: i64 = digits.parse().unwrap_or(0);
        value * 60 / 10_i64.pow(digits.len() as u32)
    }

    fn as_f64(&self) -> f64 {
        format!("{}.{}", self.whole, self.fraction).parse().unwrap_or(self.whole as f64)
    }
}

struct Parser {
    tokens: Vec<String>,
    at: usize,
    ymd: Ymd,
    found: Found,
}

/// Takes a text apart. `this_year` decides the century of two-digit years.
pub fn parse(text: &str, day_first: bool, this_year: i64) -> Option<Found> {
    let mut parser = Parser { tokens: tokens(text), at: 0, ymd: Ymd::default(), found: Found::default() };
    while parser.at < parser.tokens.len() {
        parser.step(this_year)?;
        parser.at += 1;
    }
    let (year, month, day) = parser.ymd.resolve(day_first)?;
    let mut found = parser.found;
    found.year = year.map(|year| full_year(year, parser.ymd.century, this_year));
    (found.month, found.day) = (month, day);
    let zone = found.zone.as_deref().unwrap_or("");
    if found.offset == Some(0) && zone.is_empty() || zone == "Z" || zone == "z" {
        (found.zone, found.offset) = (Some("UTC".to_owned()), Some(0));
    } else if found.offset != Some(0) && is_utc(zone) {
        found.offset = Some(0);
    }
    Some(found)
}

/// A two-digit year within fifty years of this one.
fn full_year(year: i64, century: bool, this_year: i64) -> i64 {
    if year >= 100 || century {
        return year;
    }
    let year = year + this_year / 100 * 100;
    if year >= this_year + 50 {
        year - 100
    } else if year < this_year - 50 {
        year + 100
    } else {
        year
    }
}

impl Parser {
    fn token(&self, ahead: usize) -> Option<&str> {
        self.tokens.get(self.at + ahead).map(String::as_str)
    }

    fn step(&mut self, this_year: i64) -> Option<()> {
        let token = self.tokens[self.at].clone();
        if matches!(token.to_lowercase().as_str(), "nan" | "inf" | "infinity") {
            return None;
        }
        if let Some(value) = Decimal::read(&token) {
            return self.numeric(&token, &value);
        }
        if let Some(weekday) = names::place(&names::WEEKDAYS, &token) {
            self.found.weekday = Some(weekday as i64);
        } else if let Some(number) = month(&token) {
            self.month(number, this_year)?;
        } else if let Some(half) = half(&token) {
            let hour = self.found.hour.filter(|hour| (0..=12).contains(hour))?;
            self.found.hour = Some(twelve(hour, half));
            self.found.half = Some(half);
        } else if self.could_be_zone(&token) {
            self.zone(&token);
        } else if self.found.hour.is_some() && (token == "+" || token == "-") {
            self.offset(token == "-")?;
        } else if !jump(&token) {
            return None;
        }
        Some(())
    }

    fn month(&mut self, number: i64, this_year: i64) -> Option<()> {
        self.ymd.push_number(number, Label::Month, false)?;
        let Some(next) = self.token(1).map(str::to_owned) else { return Some(()) };
        if next == "-" || next == "/" {
            let day = self.token(2)?.to_owned();
            self.ymd.push_text(&day, Label::Any)?;
            if self.token(3) == Some(next.as_str()) {
                let year = self.token(4)?.to_owned();
                self.ymd.push_text(&year, Label::Any)?;
                self.at += 2;
            }
            self.at += 2;
        } else if next == " "
            && self.token(3) == Some(" ")
            && self.token(2).is_some_and(|word| word.eq_ignore_ascii_case("of"))
            && self.token(4).is_some()
        {
            if let Some(year) = self.token(4).and_then(digits::number) {
                let year = full_year(i64::from(year), false, this_year).to_string();
                self.ymd.push_text(&year, Label::Year)?;
            }
            self.at += 4;
        }
        Some(())
    }

    fn could_be_zone(&self, token: &str) -> bool {
        let named = token.chars().all(|c| c.is_ascii_uppercase()) || token == "z";
        self.found.hour.is_some()
            && self.found.zone.is_none()
            && self.found.offset.is_none()
            && token.chars().count() <= 5
            && named
    }

    /// A zone's name; behind it `+3` counts what is added to get to it.
    fn zone(&mut self, token: &str) {
        self.found.zone = Some(token.to_owned());
        self.found.offset = (token == "z").then_some(0);
        let Some(sign) = self.tokens.get_mut(self.at + 1).filter(|next| *next == "+" || *next == "-") else { return };
        *sign = if sign == "+" { "-".to_owned() } else { "+".to_owned() };
        self.found.offset = None;
        if is_utc(token) {
            self.found.zone = None;
        }
    }

    fn offset(&mut self, negative: bool) -> Option<()> {
        let digits_of = |text: &str| digits::number(text).map(i64::from);
        let next = self.token(1)?.to_owned();
        let length = next.chars().count();
        let (hours, minutes) = if length == 4 {
            let at = next.char_indices().nth(2).map_or(0, |(at, _)| at);
            (digits_of(&next[..at])?, digits_of(&next[at..])?)
        } else if self.token(2) == Some(":") {
            let minutes = digits_of(self.token(3)?)?;
            self.at += 2;
            (digits_of(&next)?, minutes)
        } else if length <= 2 {
            (digits_of(&next)?, 0)
        } else {
            return None;
        };
        let total = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
        self.found.offset = Some(i32::try_from(if negative { -total } else { total }).ok()?);
        self.named_behind();
        self.at += 1;
        Some(())
    }

    /// `-0300 (BRST)`.
    fn named_behind(&mut self) {
        let name = self.token(4).map(str::to_owned);
        let (Some(name), Some(blank)) = (name, self.token(2)) else { return };
        let bracketed = jump(blank) && self.token(3) == Some("(") && self.token(5) == Some(")");
        let is_name = (3..=5).contains(&name.chars().count()) && name.chars().all(|c| c.is_ascii_uppercase());
        if bracketed && is_name && self.found.zone.is_none() {
            self.found.zone = Some(name);
            self.at += 4;
        }
    }

    fn numeric(&mut self, token: &str, value: &Decimal) -> Option<()> {
        let length = token.chars().count();
        let next = self.token(1).map(str::to_owned);
        let next = next.as_deref();
        let slice = |from: usize, to: usize| token.chars().skip(from).take(to - from).collect::<String>();
        let number = |text: &str| digits::number(text).map(i64::from);
        let time_behind_date = self.ymd.len() == 3
            && (length == 2 || length == 4)
            && self.found.hour.is_none()
            && next.is_none_or(|next| next != ":" && unit(next).is_none());
        if time_behind_date {
            self.found.hour = Some(number(&slice(0, 2))?);
            if length == 4 {
                self.found.minute = Some(number(&slice(2, 4))?);
            }
        } else if length == 6 || length > 6 && token.find('.') == Some(6) {
            if self.ymd.len() == 0 && !token.contains('.') {
                for at in [0, 2, 4] {
                    self.ymd.push_text(&slice(at, at + 2), Label::Any)?;
                }
            } else {
                self.found.hour = Some(number(&slice(0, 2))?);
                self.found.minute = Some(number(&slice(2, 4))?);
                self.seconds(&slice(4, length))?;
            }
        } else if matches!(length, 8 | 12 | 14) {
            self.ymd.push_text(&slice(0, 4), Label::Year)?;
            self.ymd.push_text(&slice(4, 6), Label::Any)?;
            self.ymd.push_text(&slice(6, 8), Label::Any)?;
            if length > 8 {
                self.found.hour = Some(number(&slice(8, 10))?);
                self.found.minute = Some(number(&slice(10, 12))?);
            }
            if length > 12 {
                self.found.second = Some(number(&slice(12, 14))?);
            }
        } else if let Some((at, unit)) = self.unit_nearby() {
            self.assign(token, value, unit)?;
            self.at = at;
        } else if next == Some(":") && self.token(2).is_some() {
            self.clock(value)?;
        } else if matches!(next, Some("-" | "/" | ".")) {
            self.separated(token)?;
        } else {
            self.alone(value, next)?;
        }
        Some(())
    }

    /// `10:20`, `10:20:30.5`.
    fn clock(&mut self, value: &Decimal) -> Option<()> {
        self.found.hour = Some(value.whole);
        let minutes = Decimal::read(self.token(2)?)?;
        self.minutes(&minutes);
        if self.token(3) == Some(":") && self.token(4).is_some() {
            let seconds = self.token(4)?.to_owned();
            self.seconds(&seconds)?;
            self.at += 2;
        }
        self.at += 2;
        Some(())
    }

    /// `2024-03-05`, `5.Mar.2024`.
    fn separated(&mut self, token: &str) -> Option<()> {
        let separator = self.token(1)?.to_owned();
        self.ymd.push_text(token, Label::Any)?;
        if let Some(second) = self.token(2).filter(|second| !jump(second)).map(str::to_owned) {
            if second.chars().all(|c| digits::digit(c).is_some()) {
                self.ymd.push_text(&second, Label::Any)?;
            } else {
                self.ymd.push_number(month(&second)?, Label::Month, false)?;
            }
            if self.token(3) == Some(separator.as_str()) {
                let third = self.token(4)?.to_owned();
                match month(&third) {
                    Some(number) => self.ymd.push_number(number, Label::Month, false)?,
                    None => self.ymd.push_text(&third, Label::Any)?,
                }
                self.at += 2;
            }
            self.at += 1;
        }
        self.at += 1;
        Some(())
    }

    /// A number with nothing to tell what it is.
    fn alone(&mut self, value: &Decimal, next: Option<&str>) -> Option<()> {
        let over_hundred = value.whole > 100 || value.whole == 100 && value.has_fraction();
        if next.is_none_or(jump) {
            if let Some(half) = self.token(2).and_then(half) {
                self.found.hour = Some(twelve(value.whole, half));
                self.at += 1;
            } else {
                self.ymd.push_number(value.whole, Label::Any, over_hundred)?;
            }
            self.at += 1;
        } else if let Some(half) = next.and_then(half).filter(|_| (0..24).contains(&value.whole)) {
            self.found.hour = Some(twelve(value.whole, half));
            self.at += 1;
        } else if self.ymd.could_be_day(value.as_f64())? {
            self.ymd.push_number(value.whole, Label::Any, over_hundred)?;
        } else {
            return None;
        }
        Some(())
    }

    /// The unit that belongs to a number: the place to go on from, and 0 hours, 1 minutes, 2 seconds.
    fn unit_nearby(&self) -> Option<(usize, usize)> {
        let at = |index: usize| self.tokens.get(index).and_then(|token| unit(token));
        let here = self.at;
        if let Some(found) = at(here + 1) {
            return Some((here + 1, found));
        }
        if self.token(1) == Some(" ") && at(here + 2).is_some() {
            return Some((here + 2, at(here + 2)?));
        }
        if here > 0 && at(here - 1).is_some() {
            return Some((here, at(here - 1)? + 1));
        }
        let last = here > 1 && here == self.tokens.len() - 1 && self.tokens[here - 1] == " ";
        (last && at(here - 2).is_some()).then(|| (here, at(here - 2).unwrap_or(0) + 1))
    }

    fn assign(&mut self, token: &str, value: &Decimal, unit: usize) -> Option<()> {
        match unit {
            0 => {
                self.found.hour = Some(value.whole);
                if value.has_fraction() {
                    self.found.minute = Some(value.sixtieths());
                }
            }
            1 => self.minutes(value),
            2 => self.seconds(token)?,
            _ => {}
        }
        Some(())
    }

    fn minutes(&mut self, value: &Decimal) {
        self.found.minute = Some(value.whole);
        self.found.second = value.has_fraction().then(|| value.sixtieths());
    }

    fn seconds(&mut self, token: &str) -> Option<()> {
        let value = Decimal::read(token)?;
        let digits: String = value.fraction.chars().chain("000000".chars()).take(6).collect();
        self.found.second = Some(value.whole);
        self.found.micro = Some(digits.parse().ok()?);
        Some(())
    }
}

fn twelve(hour: i64, half: i64) -> i64 {
    match (hour, half) {
        (..12, 1) => hour + 12,
        (12, 0) => 0,
        _ => hour,
    }
}

impl Found {
    /// True if the text says nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The wall time, with a date for what the text leaves out. A default day beyond a shorter month is its last if
    /// `clamp`.
    pub fn wall(&self, default: (i64, u32, u32), clamp: bool) -> Option<(i64, u32)> {
        let year = self.year.unwrap_or(default.0);
        let month = self.month.map_or(Some(default.1), |month| u32::try_from(month).ok())?;
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        let length = civil::days_in_month(year, month);
        let left_out = if clamp { default.2.min(length) } else { default.2 };
        let day = self.day.map_or(Some(left_out), |day| u32::try_from(day).ok())?;
        let part = |value: Option<i64>, below: i64| value.map_or(Some(0), |v| (0..below).contains(&v).then_some(v));
        let (hour, minute, second) = (part(self.hour, 24)?, part(self.minute, 60)?, part(self.second, 60)?);
        if day == 0 || day > length {
            return None;
        }
        let mut days = civil::days(year, month, i64::from(day));
        if let (Some(weekday), None | Some(0)) = (self.weekday, self.day) {
            days += (weekday - civil::weekday_from_monday(days)).rem_euclid(7);
        }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
        Some((seconds, self.micro.unwrap_or(0) as u32 * 1000))
    }
}

/// The library's own answer: names of zones other than UTC are left aside.
pub fn read(text: &str, day_first: bool, today: (i64, u32, u32)) -> Reading {
    let unknown = || Reading::rejected(format!("unknown string format: {text:?}"));
    let Some(found) = parse(text, day_first, today.0) else { return unknown() };
    if found.is_empty() {
        return Reading::rejected(format!("string does not contain a date: {text:?}"));
    }
    let Some((seconds, nanos)) = found.wall(today, true) else { return unknown() };
    match found.offset {
        Some(offset) if offset.abs() < 86_400 => Reading::AtOffset(seconds, nanos, offset),
        Some(_) => Reading::rejected("an offset must be less than a day"),
        None => Reading::Wall(seconds, nanos),
    }
}
