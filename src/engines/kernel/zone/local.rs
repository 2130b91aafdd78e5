//! From a wall time to an instant.

use super::table::Table;
use crate::engines::capability::{Fold, Gap};

/// Longest distance in seconds between a wall time and the instants that it may mean.
const REACH: i64 = 26 * 3600;

/// What a wall time may mean. Offsets in seconds east of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// One instant.
    Once(i32),
    /// Two instants: the clock was put back.
    Twice {
        /// The offset before the transition.
        first: i32,
        /// The offset after it.
        second: i32,
    },
    /// No instant: the clock was put forward.
    Never {
        /// The offset before the transition.
        before: i32,
        /// The offset after it.
        after: i32,
        /// The instant of the transition.
        transition: i64,
    },
}

/// What a wall time of `seconds` (counted as if it were UTC) may mean in a zone.
pub fn wall(table: &Table, seconds: i64) -> Wall {
    let (shifted, shift) = table.into_table(seconds);
    let middle = table.index(shifted);
    let (mut low, mut high) = (middle, middle);
    while low > 0 && table.starts[low] > shifted - REACH {
        low -= 1;
    }
    while table.starts.get(high + 1).is_some_and(|start| *start <= shifted + REACH) {
        high += 1;
    }
    let offset = |index: usize| table.periods[index].offset;
    if low == high {
        return Wall::Once(offset(low));
    }
    let mut found: Option<(usize, usize)> = None;
    for index in low..=high {
        let begin = table.starts[index].saturating_add(i64::from(offset(index)));
        let end = table.starts.get(index + 1).map_or(i64::MAX, |end| end + i64::from(offset(index)));
        if begin <= shifted && shifted < end {
            found = Some(found.map_or((index, index), |(first, _)| (first, index)));
        }
    }
    match found {
        Some((first, second)) if offset(first) == offset(second) => Wall::Once(offset(first)),
        Some((first, second)) => Wall::Twice { first: offset(first), second: offset(second) },
        None => {
            // The transition whose end of the old wall clock lies at or before, and whose begin of the new one after.
            let next = (low + 1..=high).find(|index| table.starts[*index] + i64::from(offset(*index)) > shifted);
            let next = next.unwrap_or(high);
            let transition = table.starts[next] + shift;
            Wall::Never { before: offset(next - 1), after: offset(next), transition }
        }
    }
}

/// Where a rule puts a wall time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// At an instant: seconds from 1970, nanoseconds within the second, and the offset to show it at.
    At(i64, u32, i32),
    /// At a missing value.
    Missing,
    /// Nowhere: the wall time does not exist.
    NoSuchTime,
    /// Nowhere: the wall time exists twice.
    TwoTimes,
    /// Nowhere: it was shifted, and what it was shifted to does not exist either.
    ShiftedIntoGap,
}

/// The instant of a wall time by a gap rule and a fold rule. `unit` is the library's smallest step in nanoseconds.
pub fn localize(table: &Table, seconds: i64, nanos: u32, gap: Gap, fold: Fold, unit: u32) -> Answer {
    let at = |offset: i32| Answer::At(seconds - i64::from(offset), nanos, offset);
    // The offset that is shown is the one in force at the instant.
    let shown = |offset: i32| {
        let instant = seconds - i64::from(offset);
        Answer::At(instant, nanos, table.at(instant).offset)
    };
    match wall(table, seconds) {
        Wall::Once(offset) => at(offset),
        Wall::Twice { first, second } => match fold {
            Fold::First => at(first),
            Fold::Second => at(second),
            Fold::TwoStep => shown(two_step(table, seconds)),
            Fold::Flag(flag) => from_flag(flagged(table, seconds, flag), seconds, nanos),
            Fold::Null => Answer::Missing,
            Fold::Reject => Answer::TwoTimes,
        },
        Wall::Never { before, after, transition } => match gap {
            Gap::Before => shown(before),
            Gap::After => shown(after),
            Gap::Transition => Answer::At(transition, 0, after),
            Gap::JustBefore => Answer::At(transition - 1, 1_000_000_000 - unit, before),
            Gap::TwoStep => shown(two_step(table, seconds)),
            Gap::Flag(flag) => from_flag(flagged(table, seconds, flag), seconds, nanos),
            Gap::NextHour => rehomed(table, seconds.div_euclid(3600) * 3600 + 3600, 0, true),
            Gap::HourBefore(unit) => {
                let begin = seconds.div_euclid(3600) * 3600;
                let unit = unit.min(1_000_000_000);
                rehomed(table, begin - 1, 1_000_000_000 - unit, false)
            }
            Gap::Shift(shift) => shifted(table, seconds, nanos, shift),
            Gap::Null => Answer::Missing,
            Gap::Reject => Answer::NoSuchTime,
        },
    }
}

/// Of a wall time that replaced one in a gap; where it does not exist either, the offset after the change or before it.
fn rehomed(table: &Table, seconds: i64, nanos: u32, after_change: bool) -> Answer {
    let offset = match wall(table, seconds) {
        Wall::Once(offset) | Wall::Twice { first: offset, .. } => offset,
        Wall::Never { after, .. } if after_change => after,
        Wall::Never { before, .. } => before,
    };
    Answer::At(seconds - i64::from(offset), nanos, offset)
}

/// A wall time in a gap moved by a duration; what stays within the clock hour is refused.
fn shifted(table: &Table, seconds: i64, nanos: u32, shift: i64) -> Answer {
    let within_hour = seconds.rem_euclid(3600) * 1_000_000_000 + i64::from(nanos);
    if (0..3_600_000_000_000).contains(&(within_hour + shift)) {
        return Answer::ShiftedIntoGap;
    }
    let total = i64::from(nanos) + shift;
    rehomed(table, seconds + total.div_euclid(1_000_000_000), total.rem_euclid(1_000_000_000) as u32, shift > 0)
}

/// The offset by two lookups: the one in force at the wall time read as UTC, then the one in force where that leads.
pub fn two_step(table: &Table, seconds: i64) -> i32 {
    let guess = table.at(seconds).offset;
    table.at(seconds - i64::from(guess)).offset
}

fn from_flag(found: Result<i32, Answer>, seconds: i64, nanos: u32) -> Answer {
    found.map_or_else(|answer| answer, |offset| Answer::At(seconds - i64::from(offset), nanos, offset))
}

/// The offset by the daylight flag: of the candidates a day before and a day after, the one that has it. A wall time
/// that does not exist takes the offset of the wall time six hours later (flag set) or earlier.
pub fn flagged(table: &Table, seconds: i64, flag: Option<bool>) -> Result<i32, Answer> {
    let mut candidates: Vec<(i64, bool, i32)> = Vec::with_capacity(2);
    for day in [-86_400, 86_400] {
        let guess = table.at(seconds + day).offset;
        let instant = seconds - i64::from(guess);
        let period = table.at(instant);
        // Normalizing moves the wall time where the guess does not hold: such a candidate is none.
        let candidate = (instant, period.is_dst, period.offset);
        if period.offset == guess && !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }
    match (candidates.as_slice(), flag) {
        ([(_, _, offset)], _) => Ok(*offset),
        ([], None) => Err(Answer::NoSuchTime),
        ([], Some(flag)) => flagged(table, seconds + if flag { 21_600 } else { -21_600 }, Some(flag)),
        (_, None) => Err(Answer::TwoTimes),
        (both, Some(flag)) => {
            let having: Vec<_> = both.iter().filter(|(_, is_dst, _)| *is_dst == flag).collect();
            let among: Vec<_> = if having.is_empty() { both.iter().collect() } else { having };
            let chosen = if flag { among.iter().min() } else { among.iter().max() };
            chosen.map(|(_, _, offset)| *offset).ok_or(Answer::TwoTimes)
        }
    }
}
