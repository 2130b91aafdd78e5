//! Readers of written times: ISO 8601 in the dialects of many libraries, and the format languages of some.

pub mod browser_date;
pub mod crates;
mod cursor;
pub mod date_fns_tokens;
mod digits;
pub mod free_form;
pub mod go_layout;
pub mod iso;
pub mod java;
pub mod java_zone_id;
pub mod joda_pattern;
pub mod moment_tokens;
pub mod names;
mod reader;
pub mod sequential;
pub mod sql;
pub mod strptime;
mod today;

pub use cursor::Cursor;
pub use reader::{BadFormat, Compile, How, Reader};
pub use today::today;

use crate::engines::capability::Reading;
use crate::engines::kernel::civil;

/// What a reader gathered from a text, before it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// The year.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// The hour, minute and second.
    pub time: (u32, u32, u32),
    /// Nanoseconds.
    pub nanos: u32,
    /// Seconds east of UTC, if the text says so.
    pub offset: Option<i32>,
}

impl Default for Parts {
    fn default() -> Self {
        Self { year: 1900, month: 1, day: 1, time: (0, 0, 0), nanos: 0, offset: None }
    }
}

impl Parts {
    /// Seconds on the wall; `None` if the date or the time of day does not exist.
    pub fn wall(&self) -> Option<i64> {
        let (hour, minute, second) = self.time;
        let exists = (1..=12).contains(&self.month)
            && (1..=civil::days_in_month(self.year, self.month)).contains(&self.day)
            && hour < 24
            && minute < 60
            && second < 60;
        exists.then(|| self.wall_unchecked())
    }

    /// Seconds on the wall; what runs over its unit is carried on.
    pub fn wall_unchecked(&self) -> i64 {
        let (hour, minute, second) = self.time;
        let day = civil::days(self.year, self.month, i64::from(self.day));
        day * 86_400 + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second)
    }

    /// The reading, or a rejection.
    pub fn reading(&self) -> Reading {
        match (self.wall(), self.offset) {
            (Some(wall), None) => Reading::Wall(wall, self.nanos),
            (Some(wall), Some(offset)) => Reading::AtOffset(wall, self.nanos, offset),
            (None, _) => Reading::rejected("a part of the date or time is out of its range"),
        }
    }
}
