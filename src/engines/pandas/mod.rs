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
`shift_backward` to one microsecond (`version: 2.2`: one second) before the running hour, and a duration such as `1h` moves the wall time. The hour rule is right \
for gaps of one hour that begin at a full hour; for others (Lord Howe, Troll, Apia, Caracas) pandas and this engine give times \
that are no edge of the gap, and the choice of the offset there is approximate.

`version: 2.2` has pytz's zones: no rules after 2037, local mean time before 1901-12-13, offsets in whole minutes, and pytz's \
error names.

A bare number counts nanoseconds. `dayofweek` counts from Monday 0.

Every text is read as a column of one value by `to_datetime`: the format is guessed from that text, as pandas 2 and 3 guess \
it from the first value of a column; a real column whose first value has another form may be refused or swapped. So a small \
`z` or blanks around the text lose the offset, and `dayfirst: true` swaps day and month in ISO texts too (not in version \
1.5). `format: Timestamp` is the constructor, `format: ISO8601` and `mixed` are those of `to_datetime`. Before version 3 \
columns hold nanoseconds, from 1677 to 2262.";

impl Engine for Pandas {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "pandas",
            summary: "pandas: to_datetime, tz_localize, dt",
            manual: MANUAL,
            example: "parse_time: {engine: pandas, zone: Europe/Berlin, ambiguous: NaT, nonexistent: shift_forward}",
        }
    }

    fn versions(&self) -> &'static [&'static str] {
        &["1.5", "2.2", "3.1"]
    }

    fn time_of(&self, version: &str) -> Option<&'static TimeRules> {
        Some(if version == "3.1" { &time::RULES } else { &time::RULES_2_2 })
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&time::RULES)
    }

    fn table(&self) -> Option<&'static TableRules> {
        Some(&table::RULES)
    }
}
