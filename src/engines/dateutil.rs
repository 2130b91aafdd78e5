//! Zones and the parser of dateutil.

mod reader;

use super::Engine;
use super::capability::{Effect, Fold, Gap, LocalRule, Shape, TimeErrors, TimeOption, TimeRules, ZoneNames, ZoneRules};
use super::kernel::time_rows::DATETIME;
use crate::meta::Meta;

/// The engine.
pub struct Dateutil;

static RULES: TimeRules = TimeRules {
    reader: &reader::READER,
    zones: ZoneRules { release: "2026f", names: ZoneNames::Offsets, ..DATETIME.zones },
    options: &[DATETIME.options[0], DATETIME.options[1], IMAGINARY],
    errors: TimeErrors { parse: "ParserError", ..DATETIME.errors },
    ..DATETIME
};

/// Zones are read from the host's files, and changes are looked up on the standard clock.
static RULES_2_9: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025b", shape: Shape::ThirtyTwoBitExact, names: ZoneNames::Offsets },
    local: LocalRule::StandardClock(false),
    options: &[
        TimeOption { name: "fold", value: "0", effect: Effect::None },
        TimeOption { name: "fold", value: "1", effect: Effect::Whole(LocalRule::StandardClock(true)) },
        IMAGINARY,
    ],
    ..RULES
};

/// `tz.resolve_imaginary`.
const IMAGINARY: TimeOption =
    TimeOption { name: "method", value: "resolve_imaginary", effect: Effect::Both(Gap::Before, Fold::First) };

const MANUAL: &str = "\
dateutil 4 on Python's `datetime`: `tz.gettz`, `parser.parse`, `relativedelta`. With `fold: 0` (the default) a skipped wall \
time takes the offset before the change, so that the clock moves on by the gap, and a repeated one is the first of the two; \
with `fold: 1` the offset after it, and the second. `method: resolve_imaginary` moves a skipped time on \
whatever the version.

`version: 2.9` has other zones: the host's files in their 32-bit part (no rules after 2037, local mean time before 1901), and \
a skipped wall time takes the offset after an ordinary change to daylight saving time, whatever `fold` says; an upgrade to 4 \
moves such times by the gap.

A text without offset stays naive. Weekdays count from Monday 0.

Texts are read by `parser.parse`: dates in nearly any order, month first unless `dayfirst: true`; what a text leaves \
out is that of today, a name of a zone other than UTC is left aside, and `UTC+3` counts what is added to get to UTC. \
`format` is a format of `strptime`.

Compared with dateutil 4.0.0 (7,096 wall times around changes of 310 zones, both values of `fold`): all \
equal. With 2.9.0 (105 hard times, the host's data): equal but in two of Amsterdam; `resolve_imaginary` of 2.9 is \
approximate where no time is skipped and the two zone readers \
differ.";

impl Engine for Dateutil {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "dateutil",
            summary: "python-dateutil: parser, tz, relativedelta",
            manual: MANUAL,
            example: "parse_time: {engine: dateutil, zone: America/New_York, fold: 1}",
        }
    }

    fn versions(&self) -> &'static [&'static str] {
        &["2.9", "4.0"]
    }

    fn time_of(&self, version: &str) -> Option<&'static TimeRules> {
        Some(if version == "2.9" { &RULES_2_9 } else { &RULES })
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
