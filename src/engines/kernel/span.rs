//! Truncation, differences and additions on wall clocks: seconds counted as if they were UTC.

use super::civil;
use crate::engines::capability::{Count, MonthEnd, WeekStart};

/// A unit of calendars and clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// So many seconds.
    Seconds(i64),
    /// So many days.
    Days(i64),
    /// Weeks.
    Week,
    /// So many months; 3 is a quarter, 12 a year.
    Months(i64),
}

impl Unit {
    /// A unit by its name in English, singular or plural, or in short: `day`, `hours`, `15min`, `h`.
    pub fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let count: i64 = if digits == 0 { 1 } else { text[..digits].parse().ok().filter(|count| *count > 0)? };
        let name = text[digits..].trim();
        let lower = name.to_ascii_lowercase();
        let unit = match (name, lower.strip_suffix('s').filter(|rest| rest.len() > 1).unwrap_or(&lower)) {
            ("M", _) | (_, "month" | "mo") => Self::Months(count),
            (_, "year" | "y") => Self::Months(count.checked_mul(12)?),
            (_, "quarter" | "q") => Self::Months(count.checked_mul(3)?),
            (_, "week" | "w") if count == 1 => Self::Week,
            (_, "week" | "w") => return None,
            (_, "day" | "d") => Self::Days(count),
            (_, "hour" | "hr" | "h") => Self::Seconds(count.checked_mul(3600)?),
            (_, "minute" | "min" | "m" | "t") => Self::Seconds(count.checked_mul(60)?),
            (_, "second" | "sec" | "s") => Self::Seconds(count),
            _ => return None,
        };
        Some(unit)
    }

    /// True for units that a clock shows, false for those of a calendar.
    pub fn of_clock(self) -> bool {
        matches!(self, Self::Seconds(_))
    }

    /// Seconds in one, where that is fixed on the wall.
    pub fn seconds(self) -> Option<i64> {
        match self {
            Self::Seconds(count) => Some(count),
            Self::Days(count) => count.checked_mul(86_400),
            Self::Week => Some(604_800),
            Self::Months(_) => None,
        }
    }
}

/// The begin of the unit in which a wall time lies. Days and clock units count from 1970-01-01 on the wall, months from
/// year 0.
pub fn floor(wall: i64, unit: Unit, week: WeekStart) -> i64 {
    let multiple = |step: i64, origin: i64| (wall - origin).div_euclid(step) * step + origin;
    match unit {
        Unit::Seconds(count) => multiple(count, 0),
        Unit::Days(count) => multiple(count.saturating_mul(86_400), 0),
        Unit::Week => multiple(604_800, first_of_week(week) * 86_400),
        Unit::Months(count) => {
            let (year, month, _) = civil::date(wall.div_euclid(86_400));
            let months = (year * 12 + i64::from(month) - 1).div_euclid(count) * count;
            civil::days(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1) * 86_400
        }
    }
}

/// A day on which weeks begin, counted from 1970-01-01.
fn first_of_week(week: WeekStart) -> i64 {
    match week {
        WeekStart::Epoch => 0,
        WeekStart::Sunday => 3,
        WeekStart::Monday | WeekStart::MondayOfThursday => 4,
    }
}

/// The begin of the multiple, counted from Monday, 0001-01-01 in UTC, in which an instant lies.
pub fn floor_absolute(instant: i64, step: i64) -> i64 {
    const YEAR_1: i64 = -62_135_596_800;
    (instant - YEAR_1).div_euclid(step) * step + YEAR_1
}

/// A wall time some months later.
pub fn add_months(wall: i64, months: i64, end: MonthEnd) -> Option<i64> {
    let (day, of_day) = (wall.div_euclid(86_400), wall.rem_euclid(86_400));
    let (year, month, of_month) = civil::date(day);
    let total = (year * 12 + i64::from(month) - 1).checked_add(months).filter(|total| total.abs() < 4_000_000)?;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u32 + 1);
    let of_month = match end {
        MonthEnd::Clamp => of_month.min(civil::days_in_month(year, month)),
        MonthEnd::Overflow => of_month,
    };
    Some(civil::days(year, month, i64::from(of_month)) * 86_400 + of_day)
}

/// A time for a difference: the wall time, the instant, both with the same nanoseconds.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// Seconds on the wall.
    pub wall: i64,
    /// Seconds from 1970.
    pub instant: i64,
    /// Nanoseconds within the second.
    pub nanos: u32,
}

/// How many units lie between two times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distance {
    /// Whole units.
    Whole(i64),
    /// Units with their fraction.
    Fraction(f64),
}

/// The units from `start` to `end`; `None` where the rule does not count months.
pub fn between(start: Point, end: Point, unit: Unit, count: Count, week: WeekStart) -> Option<Distance> {
    let total = |start_seconds: i64, end_seconds: i64| {
        i128::from(end_seconds - start_seconds) * 1_000_000_000 + i128::from(end.nanos) - i128::from(start.nanos)
    };
    let elapsed = total(start.instant, end.instant);
    let on_wall = total(start.wall, end.wall);
    if let Unit::Months(months) = unit {
        return match count {
            Count::Boundaries => Some(Distance::Whole(month_index(end.wall, months) - month_index(start.wall, months))),
            Count::WallTruncate => Some(Distance::Whole(full_months(start, end) / months)),
            _ => None,
        };
    }
    let step = i128::from(unit.seconds()?) * 1_000_000_000;
    let whole = |value: i128| Some(Distance::Whole(value as i64));
    match count {
        Count::ElapsedFloor => whole(elapsed.div_euclid(step)),
        Count::ElapsedTruncate => whole(elapsed / step),
        Count::ElapsedFraction => Some(Distance::Fraction(elapsed as f64 / step as f64)),
        Count::WallFloor => whole(on_wall.div_euclid(step)),
        Count::WallTruncate => whole(on_wall / step),
        Count::ElapsedBegins => {
            let begin = |point: Point| point.instant - (point.wall - floor(point.wall, unit, week));
            Some(Distance::Whole((begin(end) - begin(start)) / unit.seconds()?))
        }
        Count::Boundaries => {
            let seconds = unit.seconds()?;
            let begins = floor(end.wall, unit, week) - floor(start.wall, unit, week);
            Some(Distance::Whole(begins / seconds))
        }
    }
}

fn month_index(wall: i64, months: i64) -> i64 {
    let (year, month, _) = civil::date(wall.div_euclid(86_400));
    (year * 12 + i64::from(month) - 1).div_euclid(months)
}

/// Full months on the wall, cut toward zero.
fn full_months(start: Point, end: Point) -> i64 {
    let key = |point: Point| {
        let (_, _, of_month) = civil::date(point.wall.div_euclid(86_400));
        (of_month, point.wall.rem_euclid(86_400), point.nanos)
    };
    let months = month_index(end.wall, 1) - month_index(start.wall, 1);
    match months {
        1.. if key(end) < key(start) => months - 1,
        ..=-1 if key(end) > key(start) => months + 1,
        months => months,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_named_in_many_ways() {
        for (text, unit) in [
            ("day", Unit::Days(1)),
            ("D", Unit::Days(1)),
            ("15min", Unit::Seconds(900)),
            ("hours", Unit::Seconds(3600)),
            ("1h", Unit::Seconds(3600)),
            ("M", Unit::Months(1)),
            ("quarter", Unit::Months(3)),
        ] {
            assert_eq!(Unit::named(text), Some(unit), "{text}");
        }
        assert_eq!(Unit::named("fortnight"), None);
        assert_eq!(Unit::named("0h"), None);
    }

    #[test]
    fn a_month_after_the_last_of_january_is_clamped_or_carried_over() {
        let january = civil::days(2024, 1, 31) * 86_400 + 60;
        assert_eq!(add_months(january, 1, MonthEnd::Clamp), Some(civil::days(2024, 2, 29) * 86_400 + 60));
        assert_eq!(add_months(january, 1, MonthEnd::Overflow), Some(civil::days(2024, 3, 2) * 86_400 + 60));
        assert_eq!(add_months(january, -2, MonthEnd::Clamp), Some(civil::days(2023, 11, 30) * 86_400 + 60));
    }
}
