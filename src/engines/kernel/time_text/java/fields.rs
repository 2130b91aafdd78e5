//! From the fields that a pattern of `java.time` found to a date and a time of day, in the smart style.

use crate::engines::capability::Reading;
use crate::engines::kernel::civil;
use std::collections::BTreeMap;

/// Fields of `java.time` that patterns name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The proleptic year.
    Year,
    /// The year of its era.
    YearOfEra,
    /// 0 before year 1.
    Era,
    /// 1 to 12.
    Month,
    /// The day of the month.
    Day,
    /// The day of the year.
    DayOfYear,
    /// 1 to 4.
    Quarter,
    /// Monday 1.
    Weekday,
    /// 0 to 23.
    Hour,
    /// 1 to 24.
    ClockHour,
    /// 0 to 11.
    HourOfHalf,
    /// 1 to 12.
    ClockHourOfHalf,
    /// 0 for AM.
    Half,
    /// 0 to 59.
    Minute,
    /// 0 to 59.
    Second,
    /// 0 to 999999999.
    Nano,
    /// Milliseconds of the day.
    MilliOfDay,
    /// Nanoseconds of the day.
    NanoOfDay,
}

/// What was found.
#[derive(Debug, Default, Clone)]
pub struct Fields {
    /// Values by field.
    pub values: BTreeMap<Field, i64>,
    /// Seconds east of UTC.
    pub offset: Option<i32>,
    /// A zone.
    pub zone: Option<String>,
    /// Days and hours that do not exist are refused, none is moved to the nearest.
    pub strict: bool,
}

impl Fields {
    /// Sets a field; a field may be set twice to the same value only.
    pub fn set(&mut self, field: Field, value: i64) -> Option<()> {
        let before = *self.values.entry(field).or_insert(value);
        (before == value).then_some(())
    }

    fn take(&mut self, field: Field, from: i64, to: i64) -> Result<Option<i64>, String> {
        match self.values.remove(&field) {
            None => Ok(None),
            Some(value) if (from..=to).contains(&value) => Ok(Some(value)),
            Some(value) => Err(format!("{field:?} must be from {from} to {to}, found {value}")),
        }
    }

    /// The date and time together.
    pub fn reading(mut self) -> Reading {
        match self.resolve() {
            Ok((seconds, nanos)) => match (self.zone, self.offset) {
                (Some(zone), offset) => Reading::InZone(seconds, nanos, zone.into(), offset),
                (None, Some(offset)) => Reading::AtOffset(seconds, nanos, offset),
                (None, None) => Reading::Wall(seconds, nanos),
            },
            Err(message) => Reading::rejected(message),
        }
    }

    fn resolve(&mut self) -> Result<(i64, u32), String> {
        let days = self.date()?;
        let weekday = self.take(Field::Weekday, 1, 7)?;
        if weekday.is_some_and(|weekday| weekday != civil::weekday_from_monday(days) + 1) {
            return Err("the weekday is not that of the date".to_owned());
        }
        let (seconds, nanos) = self.time()?;
        Ok((days * 86_400 + seconds, nanos))
    }

    fn date(&mut self) -> Result<i64, String> {
        let year_of_era = self.take(Field::YearOfEra, 1, 999_999_999)?;
        let era = self.take(Field::Era, 0, 1)?;
        let from_era = year_of_era.map(|year| if era == Some(0) { 1 - year } else { year });
        let year = self.take(Field::Year, -999_999_999, 999_999_999)?;
        if year.is_some() && from_era.is_some() && year != from_era {
            return Err("the year and the year of the era differ".to_owned());
        }
        let year = year.or(from_era).ok_or("the text holds no year")?;
        let month = self.take(Field::Month, 1, 12)?;
        let day = self.take(Field::Day, 1, 31)?;
        let day_of_year = self.take(Field::DayOfYear, 1, 366)?;
        let quarter = self.take(Field::Quarter, 1, 4)?;
        if let (Some(month), Some(day)) = (month, day) {
            if quarter.is_some_and(|quarter| quarter != (month + 2) / 3) {
                return Err("the quarter is not that of the month".to_owned());
            }
            let month = month as u32;
            // The smart style takes the last day of a shorter month.
            let length = i64::from(civil::days_in_month(year, month));
            if self.strict && day > length {
                return Err("the month has no such day".to_owned());
            }
            let day = day.min(length);
            return Ok(civil::days(year, month, day));
        }
        let day = day_of_year.ok_or("the text holds no whole date")?;
        if day == 366 && !civil::is_leap(year) {
            return Err("the year has no day 366".to_owned());
        }
        Ok(civil::days(year, 1, day))
    }

    fn hour(&mut self) -> Result<Option<i64>, String> {
        let clock = self.take(Field::ClockHour, 1, 24)?.map(|hour| hour % 24);
        let half = self.values.get(&Field::Half).copied();
        let of_half = self.take(Field::HourOfHalf, 0, 11)?;
        let clock_of_half = self.take(Field::ClockHourOfHalf, 1, 12)?.map(|hour| hour % 12);
        let twelve = match (of_half.or(clock_of_half), half) {
            (Some(hour), Some(half)) => Some(half * 12 + hour),
            (Some(_), None) => return Err("an hour up to 12 without AM or PM is no time".to_owned()),
            (None, _) => None,
        };
        let hour = self.take(Field::Hour, 0, 24)?;
        let mut all = [hour, clock, twelve].into_iter().flatten();
        let first = all.next();
        if all.any(|other| Some(other) != first) {
            return Err("the hours differ".to_owned());
        }
        if half.is_some() && first.is_some() && half != first.map(|hour| hour % 24 / 12) {
            return Err("AM or PM is not that of the hour".to_owned());
        }
        Ok(first)
    }

    fn time(&mut self) -> Result<(i64, u32), String> {
        if let Some(millis) = self.take(Field::MilliOfDay, 0, 86_399_999)? {
            return Ok((millis / 1000, (millis % 1000) as u32 * 1_000_000));
        }
        if let Some(nanos) = self.take(Field::NanoOfDay, 0, 86_399_999_999_999)? {
            return Ok((nanos / 1_000_000_000, (nanos % 1_000_000_000) as u32));
        }
        let hour = self.hour()?;
        let minute = self.take(Field::Minute, 0, 59)?;
        let second = self.take(Field::Second, 0, 59)?;
        let nano = self.take(Field::Nano, 0, 999_999_999)?;
        let Some(hour) = hour else {
            let alone = minute.is_none() && second.is_none() && nano.is_none();
            return if alone { Ok((0, 0)) } else { Err("the text holds no hour".to_owned()) };
        };
        if minute.is_none() && (second.is_some() || nano.is_some()) || second.is_none() && nano.is_some() {
            return Err("the text holds no whole time of day".to_owned());
        }
        let (minute, second, nano) = (minute.unwrap_or(0), second.unwrap_or(0), nano.unwrap_or(0));
        if hour == 24 && (self.strict || (minute, second, nano) != (0, 0, 0)) {
            return Err("the hour must be from 0 to 23, found 24".to_owned());
        }
        Ok((hour * 3600 + minute * 60 + second, nano as u32))
    }
}
