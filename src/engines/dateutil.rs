//! Zones and the parser of dateutil.

mod reader;

use super::Engine;
use super::capability::{TimeErrors, TimeRules, ZoneNames, ZoneRules};
use super::kernel::time_rows::DATETIME;
use crate::meta::Meta;

/// The engine.
pub struct Dateutil;

static RULES: TimeRules = TimeRules {
    reader: &reader::READER,
    zones: ZoneRules { release: "2026f", names: ZoneNames::Offsets, ..DATETIME.zones },
    errors: TimeErrors { parse: "ParserError", ..DATETIME.errors },
    ..DATETIME
};

const MANUAL: &str = "\
dateutil 4 on Python's `datetime`: `tz.gettz`, `parser.parse`, `relativedelta`. With `fold: 0` (the default) a skipped wall \
time takes the offset before the change, so that the clock moves on by the gap, and a repeated one is the first of the two; \
with `fold: 1` the offset after it, and the second. A text without offset stays naive. Weekdays count from Monday 0.

Texts are read by `parser.parse`: dates in nearly any order, month first unless `dayfirst: true`; what a text leaves \
out is that of today, a name of a zone other than UTC is left aside, and `UTC+3` counts what is added to get to UTC. \
`format` is a format of `strptime`.";

impl Engine for Dateutil {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "dateutil",
            summary: "python-dateutil: parser, tz, relativedelta",
            manual: MANUAL,
            example: "parse_time: {engine: dateutil, zone: America/New_York, fold: 1}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
