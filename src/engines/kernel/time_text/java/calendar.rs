//! From the fields that a pattern of `SimpleDateFormat` found to a date and a time of day, as `GregorianCalendar` does.
//!
//! Weeks are those of English: they begin on Sunday, and that of January 1 is the first.

use super::cutover::{hybrid_date, hybrid_days};
use crate::engines::capability::Reading;
use crate::engines::kernel::civil;

/// Which fields say the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// None of them.
    Nothing,
    /// The day of the month.
    Day,
    /// The day of the year.
    DayOfYear,
    /// The weekday in a week of the year.
    Week,
}

/// Fields of the calendar; what is left out is that of 1970-01-01.
#[derive(Debug)]
pub struct Calendar {
    /// The year of its era.
    pub year: i64,
    /// The era.
    pub before_christ: bool,
    /// The year to which a week belongs.
    pub week_year: Option<i64>,
    /// The week of the year.
    pub week: Option<i64>,
    /// 1 for Sunday, unless it ran over.
    pub weekday: Option<i64>,
    /// 1 to 12, unless it ran over.
    pub month: i64,
    /// The day of the month.
    pub day: i64,
    /// The day of the year.
    pub day_of_year: i64,
    /// The last of the fields that say the day.
    pub chosen: Chosen,
    /// 0 to 23, unless it ran over.
    pub hour: Option<i64>,
    /// 0 to 11, unless it ran over.
    pub of_half: Option<i64>,
    /// 0 for AM.
    pub half: Option<i64>,
    /// Minutes.
    pub minute: i64,
    /// Seconds.
    pub second: i64,
    /// Milliseconds.
    pub millis: i64,
    /// Seconds east of UTC.
    pub offset: Option<i32>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            year: 1970,
            before_christ: false,
            week_year: None,
            week: None,
            weekday: None,
            month: 1,
            day: 1,
            day_of_year: 1,
            chosen: Chosen::Nothing,
            hour: None,
            of_half: None,
            half: None,
            minute: 0,
            second: 0,
            millis: 0,
            offset: None,
        }
    }
}

const SUNDAY: i64 = 1;

impl Calendar {
    /// Sets the weekday.
    pub fn set_weekday(&mut self, weekday: i64) {
        self.weekday = Some(weekday);
        self.choose_week();
    }

    /// Week and weekday together say the day.
    pub fn choose_week(&mut self) {
        if self.week.is_some() && self.weekday.is_some() {
            self.chosen = Chosen::Week;
        }
    }

    /// The date and time together. What runs over is carried, or refused where the calendar is strict.
    pub fn reading(&self, strict: bool) -> Reading {
        let Some(days) = self.days(strict).filter(|days| !strict || self.is_exact(*days)) else {
            return Reading::rejected("a field of the date or time is out of its range");
        };
        let of_half = self.of_half.unwrap_or(0) + 12 * self.half.unwrap_or(0);
        let hour = self.hour.unwrap_or(of_half);
        let seconds = days * 86_400 + hour * 3600 + self.minute * 60 + self.second + self.millis.div_euclid(1000);
        let nanos = self.millis.rem_euclid(1000) as u32 * 1_000_000;
        if civil::reading(seconds, nanos).is_none() {
            return Reading::rejected("the date lies beyond the calendar");
        }
        match self.offset {
            Some(offset) => Reading::utc(seconds - i64::from(offset), nanos),
            None => Reading::Wall(seconds, nanos),
        }
    }

    fn full_year(&self) -> i64 {
        if self.before_christ { 1 - self.year } else { self.year }
    }

    fn days(&self, strict: bool) -> Option<i64> {
        let year = self.full_year();
        if let Some(year) = self.week_year {
            return self.week_date(year, strict);
        }
        Some(match (self.chosen, self.week, self.weekday) {
            (Chosen::Week, Some(week), Some(weekday)) => week_start(year, week) + (weekday - SUNDAY).rem_euclid(7),
            (Chosen::Nothing, Some(week), _) => week_start(year, week),
            (Chosen::Nothing, None, Some(weekday)) => {
                let first = hybrid_days(year, self.month, 1);
                first + (weekday - SUNDAY - civil::weekday_from_sunday(first)).rem_euclid(7)
            }
            (Chosen::DayOfYear, ..) => hybrid_days(year, 1, 1) + self.day_of_year - 1,
            _ => hybrid_days(year, self.month, self.day),
        })
    }

    /// A date by the year of its week: month and day do not count, and what is left out is the first.
    fn week_date(&self, year: i64, strict: bool) -> Option<i64> {
        let (mut week, mut weekday) = (self.week.unwrap_or(1), self.weekday.unwrap_or(SUNDAY));
        if !(1..=7).contains(&weekday) {
            if strict {
                return None;
            }
            // Weekdays that run over are counted from Monday.
            week += (weekday - 1).div_euclid(7);
            weekday = ((weekday - 1).rem_euclid(7) + 1) % 7 + 1;
        }
        let in_year = week >= 1 && week_start(year, week) < week_start(year + 1, 1);
        (!strict || in_year).then(|| week_start(year, week) + weekday - SUNDAY)
    }

    /// True if every field that was set is that of the day, and every part of the time in its range.
    fn is_exact(&self, days: i64) -> bool {
        let (year, month, day) = hybrid_date(days);
        let date = (self.full_year(), self.month, self.day);
        let day_fits = self.week_year.is_some()
            || match self.chosen {
                Chosen::Day => date == (year, i64::from(month), i64::from(day)),
                _ => date.0 == year,
            };
        let weekday = civil::weekday_from_sunday(days) + SUNDAY;
        let halves = self.hour.is_none_or(|hour| {
            self.half.is_none_or(|half| half == hour / 12) && self.of_half.is_none_or(|of_half| of_half == hour % 12)
        });
        self.year >= 1
            && day_fits
            && halves
            && self.weekday.is_none_or(|given| given == weekday)
            && self.hour.is_none_or(|hour| (0..24).contains(&hour))
            && self.of_half.is_none_or(|hour| (0..12).contains(&hour))
            && (0..60).contains(&self.minute)
            && (0..60).contains(&self.second)
            && (0..1000).contains(&self.millis)
    }
}

/// The Sunday on which a week of a year begins.
fn week_start(year: i64, week: i64) -> i64 {
    let first = hybrid_days(year, 1, 1);
    first - civil::weekday_from_sunday(first) + 7 * (week - 1)
}
