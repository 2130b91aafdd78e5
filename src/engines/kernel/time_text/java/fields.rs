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
    /// Sunday 1.
    LocalWeekday,
    /// The year to which a week belongs; weeks begin on Sunday, and that of January 1 is the first.
    WeekYear,
    /// The week of that year.
    Week,
    /// The week of the month; that of the first day is 1.
    WeekOfMonth,
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
    /// Year and month of a text that says no day of the month.
    pub month: Option<(i64, u32)>,
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
        let weekday = self.weekday()?;
        let days = match (self.date()?, self.week_date(weekday)?) {
            (Some(days), None) | (None, Some(days)) => days,
            (Some(days), Some(other)) if days == other => days,
            (Some(_), Some(_)) => return Err("the date and the week say different days".to_owned()),
            (None, None) => return Err("the text holds no whole date".to_owned()),
        };
        self.check_week(days)?;
        if weekday.is_some_and(|weekday| weekday != civil::weekday_from_monday(days) + 1) {
            return Err("the weekday is not that of the date".to_owned());
        }
        let (seconds, nanos) = self.time()?;
        Ok((days * 86_400 + seconds, nanos))
    }

    fn weekday(&mut self) -> Result<Option<i64>, String> {
        let local = self.take(Field::LocalWeekday, 1, 7)?.map(|day| (day + 5) % 7 + 1);
        let weekday = self.take(Field::Weekday, 1, 7)?;
        match (weekday, local) {
            (Some(a), Some(b)) if a != b => Err("the weekdays differ".to_owned()),
            _ => Ok(weekday.or(local)),
        }
    }

    /// The day by a week and a weekday, where both are there.
    fn week_date(&mut self, weekday: Option<i64>) -> Result<Option<i64>, String> {
        let Some(local) = weekday.map(|weekday| weekday % 7) else { return Ok(None) };
        if let (Some(year), Some(_)) = (self.values.get(&Field::WeekYear).copied(), self.values.get(&Field::Week)) {
            self.take(Field::WeekYear, -999_999_999, 999_999_999)?;
            let week = self.take(Field::Week, 1, 53)?.unwrap_or(1);
            let last = (week_start(year + 1) - week_start(year)) / 7;
            return Ok(Some(week_start(year) + (week.min(last) - 1) * 7 + local));
        }
        let (Some((year, month)), Some(week)) = (self.month, self.take(Field::WeekOfMonth, 0, 6)?) else {
            return Ok(None);
        };
        let first = civil::days(year, month, 1);
        let day = first - civil::weekday_from_sunday(first) + (week - 1) * 7 + local;
        let (_, found, _) = civil::date(day);
        if self.strict && found != month {
            return Err("the month has no such week".to_owned());
        }
        Ok(Some(day))
    }

    /// What a text says about the week of a day that is known without it must be true.
    fn check_week(&self, days: i64) -> Result<(), String> {
        let saturday = days + 6 - civil::weekday_from_sunday(days);
        let (year, ..) = civil::date(saturday);
        let (_, _, of_month) = civil::date(days);
        let first = days + 1 - i64::from(of_month);
        let week_of_month = (days - first + civil::weekday_from_sunday(first)) / 7 + 1;
        let facts = [
            (Field::WeekYear, year),
            (Field::Week, (saturday - week_start(year)) / 7 + 1),
            (Field::WeekOfMonth, week_of_month),
        ];
        match facts.iter().find(|(field, fact)| self.values.get(field).is_some_and(|given| given != fact)) {
            Some((field, _)) => Err(format!("{field:?} is not that of the date")),
            None => Ok(()),
        }
    }

    /// The day by year, month and day or by the day of the year, where they are there.
    fn date(&mut self) -> Result<Option<i64>, String> {
        let year_of_era = self.take(Field::YearOfEra, 1, 999_999_999)?;
        let era = self.take(Field::Era, 0, 1)?;
        let from_era = year_of_era.map(|year| if era == Some(0) { 1 - year } else { year });
        let year = self.take(Field::Year, -999_999_999, 999_999_999)?;
        if year.is_some() && from_era.is_some() && year != from_era {
            return Err("the year and the year of the era differ".to_owned());
        }
        let Some(year) = year.or(from_era) else { return Ok(None) };
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
            return Ok(Some(civil::days(year, month, day)));
        }
        self.month = month.map(|month| (year, month as u32));
        let Some(day) = day_of_year else { return Ok(None) };
        if day == 366 && !civil::is_leap(year) {
            return Err("the year has no day 366".to_owned());
        }
        Ok(Some(civil::days(year, 1, day)))
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

/// The Sunday with which the first week of a year begins.
fn week_start(year: i64) -> i64 {
    let first = civil::days(year, 1, 1);
    first - civil::weekday_from_sunday(first)
}
