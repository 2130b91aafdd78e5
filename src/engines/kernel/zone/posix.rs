//! The rule at the end of a `TZif` file: `EST5EDT,M3.2.0,M11.1.0`.

use super::table::Period;
use crate::engines::kernel::civil;

/// A yearly rule, or one offset for ever.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Outside daylight saving time.
    pub standard: Period,
    /// Daylight saving time with its begin and end, in the wall time before each change.
    pub daylight: Option<(Period, Change, Change)>,
}

/// The day and the second of a yearly change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    day: Day,
    seconds: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    /// `Jn`: 1 to 365, February 29 is never counted.
    Julian(i64),
    /// `n`: 0 to 365, February 29 is counted.
    Zero(i64),
    /// `Mm.w.d`.
    Month { month: u32, week: i64, weekday: i64 },
}

impl Change {
    /// Wall-clock seconds of the change in a year.
    pub fn wall(&self, year: i64) -> i64 {
        let new_year = civil::days(year, 1, 1);
        let day = match self.day {
            Day::Julian(day) => {
                let leap = civil::is_leap(year) && day >= 60;
                new_year + day - 1 + i64::from(leap)
            }
            Day::Zero(day) => new_year + day,
            Day::Month { month, week, weekday } => {
                let first = civil::days(year, month, 1);
                let ahead = (weekday - civil::weekday_from_sunday(first)).rem_euclid(7);
                let mut day = first + ahead + (week - 1) * 7;
                if day >= first + i64::from(civil::days_in_month(year, month)) {
                    day -= 7;
                }
                day
            }
        };
        day * 86_400 + self.seconds
    }
}

/// Reads a rule; `None` where it is not one.
pub fn parse(text: &str) -> Option<Rule> {
    let mut rest = text;
    let standard_name = name(&mut rest)?;
    let standard_offset = -seconds(&mut rest)?;
    let standard = Period { offset: standard_offset as i32, is_dst: false, abbreviation: standard_name.into() };
    if rest.is_empty() {
        return Some(Rule { standard, daylight: None });
    }
    let daylight_name = name(&mut rest)?;
    let offset = if rest.starts_with(',') { standard_offset + 3600 } else { -seconds(&mut rest)? };
    let start = change(&mut rest)?;
    let end = change(&mut rest)?;
    let period = Period { offset: offset as i32, is_dst: true, abbreviation: daylight_name.into() };
    rest.is_empty().then_some(Rule { standard, daylight: Some((period, start, end)) })
}

fn name<'a>(rest: &mut &'a str) -> Option<&'a str> {
    if let Some(quoted) = rest.strip_prefix('<') {
        let (name, after) = quoted.split_once('>')?;
        *rest = after;
        return Some(name);
    }
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    *rest = after;
    (!name.is_empty()).then_some(name)
}

fn number(rest: &mut &str) -> Option<i64> {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let value = rest[..end].parse().ok()?;
    *rest = &rest[end..];
    Some(value)
}

/// `[+-]hh[:mm[:ss]]`.
fn seconds(rest: &mut &str) -> Option<i64> {
    let sign = if rest.starts_with('-') { -1 } else { 1 };
    *rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let mut total = number(rest)? * 3600;
    for unit in [60, 1] {
        match rest.strip_prefix(':') {
            Some(after) => {
                *rest = after;
                total += number(rest)? * unit;
            }
            None => break,
        }
    }
    Some(sign * total)
}

fn change(rest: &mut &str) -> Option<Change> {
    *rest = rest.strip_prefix(',')?;
    let day = if let Some(after) = rest.strip_prefix('M') {
        *rest = after;
        let month = number(rest)? as u32;
        *rest = rest.strip_prefix('.')?;
        let week = number(rest)?;
        *rest = rest.strip_prefix('.')?;
        Day::Month { month: (1..=12).contains(&month).then_some(month)?, week, weekday: number(rest)? }
    } else if let Some(after) = rest.strip_prefix('J') {
        *rest = after;
        Day::Julian(number(rest)?)
    } else {
        Day::Zero(number(rest)?)
    };
    let seconds = match rest.strip_prefix('/') {
        Some(after) => {
            *rest = after;
            seconds(rest)?
        }
        None => 7200,
    };
    Some(Change { day, seconds })
}
