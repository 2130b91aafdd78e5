//! The parts of a date and time in the numberings of many libraries.

use super::civil;
use super::time_text::iso;
use crate::engines::capability::{Field, FieldRules, Week, Weekday};

/// A reading of a wall clock, taken apart.
#[derive(Debug, Clone, Copy)]
pub struct Face {
    day: i64,
    of_day: i64,
    nanos: u32,
    offset: i32,
    year: i64,
    month: u32,
    of_month: u32,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
}

impl Face {
    /// Of seconds on the wall, nanoseconds, and the offset of the wall.
    pub fn new(seconds: i64, nanos: u32, offset: i32) -> Self {
        let day = seconds.div_euclid(86_400);
        let (year, month, of_month) = civil::date(day);
        Self { day, of_day: seconds.rem_euclid(86_400), nanos, offset, year, month, of_month }
    }

    fn of_year(&self) -> i64 {
        self.day - civil::days(self.year, 1, 1)
    }

    fn is_month_end(&self) -> bool {
        self.of_month == civil::days_in_month(self.year, self.month)
    }

    /// Hours since midnight with their fraction.
    pub fn hours(&self) -> f64 {
        (self.of_day as f64 + f64::from(self.nanos) / 1e9) / 3600.0
    }

    /// One part as an engine numbers it.
    pub fn part(&self, field: Field, rules: &FieldRules) -> Part {
        let month = i64::from(self.month);
        Part::Whole(match field {
            Field::Year => self.year,
            Field::Month(first) => month - 1 + first.unwrap_or(rules.first_month),
            Field::Day => i64::from(self.of_month),
            Field::Hour => self.of_day / 3600,
            Field::Minute => self.of_day / 60 % 60,
            Field::Second => self.of_day % 60,
            Field::Millisecond => i64::from(self.nanos / 1_000_000),
            Field::Microsecond => i64::from(self.nanos / 1000),
            Field::Nanosecond => i64::from(self.nanos),
            Field::Weekday(numbering) => self.weekday(numbering.unwrap_or(rules.weekday)),
            Field::DayOfYear => self.of_year() + 1,
            Field::DayOfYear0 => self.of_year(),
            Field::Week(rule) => self.week(rule.unwrap_or(rules.week)),
            Field::IsoYear => self.iso().0,
            Field::Quarter => (month - 1) / 3 + 1,
            Field::DaysInMonth => i64::from(civil::days_in_month(self.year, self.month)),
            Field::Offset => i64::from(self.offset),
            Field::IsWeekend => return Part::Flag(civil::weekday_from_monday(self.day) >= 5),
            Field::IsMonthStart => return Part::Flag(self.of_month == 1),
            Field::IsMonthEnd => return Part::Flag(self.is_month_end()),
            Field::IsQuarterStart => return Part::Flag(self.of_month == 1 && month % 3 == 1),
            Field::IsQuarterEnd => return Part::Flag(self.is_month_end() && month % 3 == 0),
            Field::IsYearStart => return Part::Flag(self.of_year() == 0),
            Field::IsYearEnd => return Part::Flag((month, self.of_month) == (12, 31)),
            Field::IsLeapYear => return Part::Flag(civil::is_leap(self.year)),
        })
    }

    fn weekday(&self, numbering: Weekday) -> i64 {
        match numbering {
            Weekday::Monday0 => civil::weekday_from_monday(self.day),
            Weekday::Monday1 => civil::weekday_from_monday(self.day) + 1,
            Weekday::Sunday0 => civil::weekday_from_sunday(self.day),
            Weekday::Sunday1 => civil::weekday_from_sunday(self.day) + 1,
        }
    }

    /// The ISO year and week.
    fn iso(&self) -> (i64, i64) {
        let year = (self.year - 1..=self.year + 1).rfind(|year| iso::iso_week_start(*year) <= self.day);
        let year = year.unwrap_or(self.year);
        (year, (self.day - iso::iso_week_start(year)) / 7 + 1)
    }

    fn week(&self, rule: Week) -> i64 {
        let of_year = self.of_year();
        match rule {
            Week::Iso => self.iso().1,
            Week::Us => {
                // The week belongs to the year of its Saturday.
                let saturday = self.day + 6 - civil::weekday_from_sunday(self.day);
                let (year, _, _) = civil::date(saturday);
                (saturday - civil::days(year, 1, 1)) / 7 + 1
            }
            Week::SundayFull => (of_year + 7 - civil::weekday_from_sunday(self.day)) / 7,
            Week::MondayFull => (of_year + 7 - civil::weekday_from_monday(self.day)) / 7,
            Week::SevenDays => of_year / 7 + 1,
        }
    }
}
