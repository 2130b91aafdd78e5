//! Moment and Moment Timezone.

mod reader;

use super::Engine;
use super::capability::{
    Count, Field, FieldRules, MonthEnd, Resettle, Shape, SpanRules, TimeRules, Week, Weekday, ZoneNames, ZoneRules,
};
use super::kernel::time_rows::DATE;
use crate::meta::Meta;

/// The engine.
pub struct Moment;

static RULES: TimeRules = TimeRules {
    reader: &reader::READER,
    zones: ZoneRules { release: "2026f", shape: Shape::Full, names: ZoneNames::UnknownIsUtc },
    fields: FieldRules {
        week: Week::Us,
        names: &[
            ("date", Field::Day),
            ("isoWeekday", Field::Weekday(Some(Weekday::Monday1))),
            ("dayOfYear", Field::DayOfYear),
            ("isoWeek", Field::Week(Some(Week::Iso))),
            ("isoWeekYear", Field::IsoYear),
            ("daysInMonth", Field::DaysInMonth),
        ],
        ..DATE.fields
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::SameOffset,
        days: Count::WallTruncate,
        hours: Count::ElapsedTruncate,
        month_end: MonthEnd::Clamp,
        ..DATE.arithmetic
    },
    ..DATE
};

const MANUAL: &str = "\
Moment 2 with Moment Timezone 0.6 (its own zone data, release 2026f). A skipped wall time takes the offset before the change, \
a repeated one is the first of the two. A text without offset is read in the host's zone, or in `zone`, as `moment.tz(text, \
zone)` does; a zone that it does not know is UTC. Milliseconds are kept, further digits cut. What is no time is an invalid moment, here a missing value. January \
is month 0; `weekday` (moment's `day`) counts from Sunday 0, and `week` follows the locale en, where the week with January 1 is the first.

`format` is a format of tokens, taken as loosely as moment does, or `moment.utc`.

Compared with moment-timezone 0.6.6 (wall times, `startOf`, `add`, `diff`): all equal but for `startOf` of the hour \
next to some changes of the clock.";

impl Engine for Moment {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "moment",
            summary: "moment with moment-timezone, of JavaScript",
            manual: MANUAL,
            example: "parse_time: {engine: moment, zone: America/New_York}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
