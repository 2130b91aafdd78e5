use crate::engines::capability::Shape;
use std::sync::Arc;

/// Seconds in 400 Gregorian years: rules repeat after that, weekdays included.
pub const CYCLE: i64 = 146_097 * 86_400;

/// The first second of 2038 in UTC.
const YEAR_2038: i64 = 2_145_916_800;

/// What holds from one transition to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// Seconds east of UTC.
    pub offset: i32,
    /// The database's daylight flag; in Ireland winter has it.
    pub is_dst: bool,
    /// `CET`, `EDT`, `LMT`, `-03`.
    pub abbreviation: Arc<str>,
}

/// The periods of one zone.
#[derive(Debug, Clone)]
pub struct Table {
    /// The zone's name as it was asked for.
    pub name: Arc<str>,
    /// Start of every period in seconds from 1970; the first is `i64::MIN`.
    pub starts: Vec<i64>,
    /// What holds in every period; as long as `starts`.
    pub periods: Vec<Period>,
    /// From here on the last 400 years of the table repeat.
    pub cycle_from: Option<i64>,
    /// What a reader without transitions takes: the first standard period that the file lists.
    pub first: Period,
}

impl Table {
    /// One offset for ever.
    pub fn fixed(name: &str, offset: i32) -> Self {
        let period = Period { offset, is_dst: false, abbreviation: name.into() };
        Self {
            name: name.into(),
            starts: vec![i64::MIN],
            periods: vec![period.clone()],
            cycle_from: None,
            first: period,
        }
    }

    /// The instant moved back by whole cycles into the table, and by how much.
    pub fn into_table(&self, instant: i64) -> (i64, i64) {
        match self.cycle_from {
            Some(from) if instant >= from => {
                let shift = ((instant - from) / CYCLE + 1) * CYCLE;
                (instant - shift, shift)
            }
            _ => (instant, 0),
        }
    }

    /// Index of the period at an instant that lies in the table.
    pub fn index(&self, instant: i64) -> usize {
        self.starts.partition_point(|start| *start <= instant).saturating_sub(1)
    }

    /// What holds at an instant.
    pub fn at(&self, instant: i64) -> &Period {
        let (instant, _) = self.into_table(instant);
        &self.periods[self.index(instant)]
    }

    /// Appends a period, or changes the last one if it starts at the same second.
    pub fn push(&mut self, start: i64, period: Period) {
        if self.starts.last() == Some(&start) {
            self.starts.pop();
            self.periods.pop();
        }
        self.starts.push(start);
        self.periods.push(period);
    }

    /// The same data as a library reads it.
    #[must_use]
    pub fn shaped(mut self, shape: Shape) -> Self {
        match shape {
            Shape::Full => self,
            Shape::ThirtyTwoBit => self.thirty_two_bit(true),
            Shape::ThirtyTwoBitExact => self.thirty_two_bit(false),
            Shape::ListedUntil2037 => {
                self.cut_after(YEAR_2038);
                self
            }
            Shape::ListedUntil2099 => {
                self.cut_after(4_102_444_800);
                self
            }
            Shape::StandardBefore1900 => self.standard_before_1900(),
        }
    }

    /// Drops everything that starts at `end` or later.
    fn cut_after(&mut self, end: i64) {
        let keep = self.starts.partition_point(|start| *start < end);
        self.starts.truncate(keep);
        self.periods.truncate(keep);
        self.cycle_from = None;
    }

    fn thirty_two_bit(mut self, whole_minutes: bool) -> Self {
        self.cut_after(YEAR_2038);
        let oldest = i64::from(i32::MIN);
        let first_kept = self.starts.partition_point(|start| *start < oldest);
        // The period that is running at the oldest second starts there; what lies before takes the first entry of the file.
        let running = self.periods[first_kept.saturating_sub(1)].clone();
        if self.starts.len() > 1 {
            let mut starts = vec![i64::MIN];
            let mut periods = vec![self.first.clone()];
            if first_kept > 0 && running != self.first {
                starts.push(oldest);
                periods.push(running);
            }
            starts.extend_from_slice(&self.starts[first_kept..]);
            periods.extend_from_slice(&self.periods[first_kept..]);
            (self.starts, self.periods) = (starts, periods);
        }
        for period in self.periods.iter_mut().chain([&mut self.first]).filter(|_| whole_minutes) {
            period.offset = (period.offset + 30).div_euclid(60) * 60;
        }
        self
    }

    fn standard_before_1900(mut self) -> Self {
        // Changes that are listed for single years are read up to 2037; a yearly rule goes on.
        if self.cycle_from.is_none() {
            self.cut_after(YEAR_2038);
        }
        const YEAR_1900: i64 = -2_208_988_800;
        // The standard offset of today: the least of the last year, whatever the flags say.
        let recent = self.periods.iter().rev().take(2);
        let today = recent.map(|period| period.offset).min().unwrap_or(0);
        let today = match self.cycle_from {
            Some(_) => today,
            None => self.periods.last().map_or(today, |period| period.offset),
        };
        let running = self.index(YEAR_1900);
        let period = Period { offset: today, is_dst: false, abbreviation: self.periods[running].abbreviation.clone() };
        self.starts[running] = YEAR_1900;
        self.starts.drain(..running);
        self.periods.drain(..running);
        if self.periods[0].offset == today {
            self.starts[0] = i64::MIN;
        } else {
            self.starts.insert(0, i64::MIN);
            self.periods.insert(0, period);
        }
        self
    }
}
