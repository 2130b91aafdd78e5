//! pandas: `Timestamp`, `to_datetime` and the `dt` accessor.

mod guess;
mod iso;
mod reader;
mod table;
mod time;

use super::Engine;
use super::capability::{TableRules, TimeRules};
use crate::meta::Meta;

/// The engine.
pub struct Pandas;

const MANUAL: &str = "\
pandas 3. A skipped or repeated wall time raises. `ambiguous` true takes the first of the two, false the second (not the \
database's daylight flag), `NaT` a missing value; `nonexistent` `shift_forward` goes to the next full hour on the wall, \
`shift_backward` to one step before the running hour, and a duration such as `1h` moves the wall time. The hour rule is right \
for gaps of one hour that begin at a full hour; for others (Lord Howe, Troll, Apia, Caracas) pandas and this engine give times \
that are no edge of the gap, and the choice of the offset there is approximate.

A bare number counts nanoseconds. `dayofweek` counts from Monday 0. `dayfirst: true` swaps day and month, in ISO texts too.";

impl Engine for Pandas {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "pandas",
            summary: "pandas: to_datetime, tz_localize, dt",
            manual: MANUAL,
            example: "parse_time: {engine: pandas, zone: Europe/Berlin, ambiguous: NaT, nonexistent: shift_forward}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&time::RULES)
    }

    fn table(&self) -> Option<&'static TableRules> {
        Some(&table::RULES)
    }
}
