use chrono::{NaiveDateTime, TimeDelta};
use std::fmt;
use std::sync::Arc;

/// A point in time, or a wall-clock reading without one.
#[derive(Debug, Clone, PartialEq)]
pub enum Time {
    /// An instant, perhaps shown in a zone.
    Instant(Instant),
    /// A local (naive) date-time that names no instant.
    Local(NaiveDateTime),
}

/// An instant with the offset at which it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Instant {
    /// The instant, in UTC, to the nanosecond.
    pub utc: NaiveDateTime,
    /// Seconds east of UTC at which the wall clock is read; 0 for UTC.
    pub offset: i32,
    /// The zone's name, if it has one: `America/New_York`, `UTC`.
    pub zone: Option<Arc<str>>,
}

impl Instant {
    /// An instant in UTC without a zone name.
    pub fn utc(utc: NaiveDateTime) -> Self {
        Self { utc, offset: 0, zone: None }
    }

    /// What a wall clock at `offset` shows; saturates at the ends of the calendar.
    pub fn wall(&self) -> NaiveDateTime {
        let shift = TimeDelta::seconds(i64::from(self.offset));
        self.utc.checked_add_signed(shift).unwrap_or(self.utc)
    }
}

/// ISO 8601 with as many fraction digits as are needed (0, 3, 6 or 9); instants are written in UTC with `Z`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(instant) => write!(f, "{}Z", instant.utc.format("%Y-%m-%dT%H:%M:%S%.f")),
            Self::Local(local) => write!(f, "{}", local.format("%Y-%m-%dT%H:%M:%S%.f")),
        }
    }
}
