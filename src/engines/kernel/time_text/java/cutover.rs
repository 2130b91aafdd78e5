//! The calendar that changes from the Julian to the Gregorian rules on 1582-10-15.

use crate::engines::kernel::civil;

/// Day from 1970-01-01 of the first Gregorian date.
const CUTOVER: i64 = -141_427;

/// Days from 1970-01-01 to a date that may run over its month and year, by the rules that hold at the time. Year 0 is the
/// year before year 1.
pub fn hybrid_days(year: i64, month: i64, day: i64) -> i64 {
    let year = year + (month - 1).div_euclid(12);
    let month = (month - 1).rem_euclid(12) as u32 + 1;
    let gregorian = civil::days(year, month, day);
    if gregorian >= CUTOVER { gregorian } else { julian_days(year, month).saturating_add(day - 1) }
}

/// Year, month and day of a day from 1970-01-01, by the rules that held at the time.
pub fn hybrid_date(days: i64) -> (i64, u32, u32) {
    if days >= CUTOVER {
        return civil::date(days);
    }
    // Years that start in March, so that the leap day is the last.
    let from_march = days + 719_470;
    let year = (4 * from_march + 3).div_euclid(1461);
    let of_year = from_march - 365 * year - year.div_euclid(4);
    let march_month = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * march_month + 2) / 5 + 1) as u32;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 } as u32;
    (year + i64::from(month <= 2), month, day)
}

/// Days from 1970-01-01 to the first of a Julian month.
fn julian_days(year: i64, month: u32) -> i64 {
    let (year, month) = if month <= 2 { (year - 1, i64::from(month) + 9) } else { (year, i64::from(month) - 3) };
    365 * year + year.div_euclid(4) + (153 * month + 2) / 5 - 719_470
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_days_were_left_out() {
        assert_eq!(hybrid_days(1582, 10, 15), CUTOVER);
        assert_eq!(hybrid_days(1582, 10, 4), CUTOVER - 1);
        assert_eq!(hybrid_days(1582, 10, 10), civil::days(1582, 10, 20));
        assert_eq!(hybrid_days(0, 1, 1), civil::days(-1, 12, 30));
        assert_eq!(hybrid_days(2024, 14, 30), civil::days(2025, 2, 30));
        assert_eq!(hybrid_date(CUTOVER - 1), (1582, 10, 4));
        for day in (-900_000..-100_000).step_by(7) {
            let (year, month, of_month) = hybrid_date(day);
            assert_eq!(hybrid_days(year, i64::from(month), i64::from(of_month)), day);
        }
    }
}
