//! The proleptic Gregorian calendar in whole numbers.

use chrono::{DateTime, NaiveDateTime};

/// Days from 1970-01-01 to a date; the month is 1 to 12, the day may lie outside its month.
pub const fn days(year: i64, month: u32, day: i64) -> i64 {
    // Years that start in March, so that the leap day is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month as i64 + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a day counted from 1970-01-01.
pub const fn date(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * march_month + 2) / 5 + 1) as u32;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 } as u32;
    (year + era * 400 + if month <= 2 { 1 } else { 0 }, month, day)
}

/// True for years with a February 29.
pub const fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// Length of a month.
pub const fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + is_leap(year) as u32,
        _ => 31,
    }
}

/// 0 for Sunday to 6 for Saturday.
pub const fn weekday_from_sunday(days: i64) -> i64 {
    (days + 4).rem_euclid(7)
}

/// 0 for Monday to 6 for Sunday.
pub const fn weekday_from_monday(days: i64) -> i64 {
    (days + 3).rem_euclid(7)
}

/// Seconds from 1970-01-01 on the clock that shows `time`, and nanoseconds within the second.
pub fn parts(time: NaiveDateTime) -> (i64, u32) {
    let time = time.and_utc();
    (time.timestamp(), time.timestamp_subsec_nanos())
}

/// The reading of a clock, `None` beyond the years -262143 to 262142.
pub fn reading(seconds: i64, nanos: u32) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(seconds, nanos).map(|time| time.naive_utc())
}

/// A date and time of day as a reading; `None` if the date or the time does not exist.
pub fn compose(date: (i64, u32, u32), time: (u32, u32, u32), nanos: u32) -> Option<NaiveDateTime> {
    let (year, month, day) = date;
    let (hour, minute, second) = time;
    let exists = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    if !exists || hour > 23 || minute > 59 || second > 59 || year.abs() > 300_000 {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    reading(days(year, month, i64::from(day)) * 86_400 + seconds, nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_days_are_inverse_over_eight_centuries() {
        for day in -300_000..300_000 {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, i64::from(of_month)), day);
        }
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(weekday_from_sunday(0), 4);
        assert_eq!(weekday_from_monday(days(2023, 1, 1)), 6);
    }
}
