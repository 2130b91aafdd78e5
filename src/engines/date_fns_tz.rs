//! date-fns with date-fns-tz.

mod reader;

use super::Engine;
use super::capability::{
    Count, Field, FieldRules, Fold, Gap, LocalRule, MonthEnd, SpanRules, TimeRules, Week, Weekday,
};
use super::kernel::time_rows::DATE;
use crate::meta::Meta;

/// The engine.
pub struct DateFnsTz;

static RULES: TimeRules = TimeRules {
    reader: &reader::READER,
    local: LocalRule::ByRule { gap: Gap::After, fold: Fold::TwoStep },
    fields: FieldRules {
        week: Week::Us,
        names: &[
            ("getDay", Field::Weekday(Some(Weekday::Sunday0))),
            ("getISODay", Field::Weekday(Some(Weekday::Monday1))),
            ("getMonth", Field::Month(Some(0))),
            ("getDate", Field::Day),
            ("getDayOfYear", Field::DayOfYear),
            ("getWeek", Field::Week(Some(Week::Us))),
            ("getISOWeek", Field::Week(Some(Week::Iso))),
            ("getISOWeekYear", Field::IsoYear),
            ("getQuarter", Field::Quarter),
            ("getDaysInMonth", Field::DaysInMonth),
            ("isWeekend", Field::IsWeekend),
            ("isFirstDayOfMonth", Field::IsMonthStart),
            ("isLastDayOfMonth", Field::IsMonthEnd),
            ("isLeapYear", Field::IsLeapYear),
        ],
        ..DATE.fields
    },
    arithmetic: SpanRules {
        days: Count::WallTruncate,
        hours: Count::ElapsedTruncate,
        month_end: MonthEnd::Clamp,
        ..DATE.arithmetic
    },
    ..DATE
};

const MANUAL: &str = "\
date-fns with date-fns-tz 3: `fromZonedTime`, `toZonedTime`, `toDate`. A skipped wall time takes the offset after the change, \
so that the clock moves back by the gap; for a repeated one the offset is found in two steps, as Go does, so that it is the \
first west of Greenwich and the second east of it. A text without offset is read in the host's zone, or in `zone`. Zones come \
from the JavaScript engine. What is no time is an Invalid Date, here a missing value. January is month 0, weekdays count from \
Sunday 0, and the week with January 1 is the first.

`auto` is `toDate`, `format` is a format of date-fns' `parse`.

Compared with date-fns-tz 3.2.0 and date-fns 4 (7,096 wall times): all equal. `startOf...` and `add...` are \
equal but for some times next to a change of the clock, and `differenceIn...` equal. \
date-fns itself works in the host's zone.";

impl Engine for DateFnsTz {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "date-fns-tz",
            summary: "date-fns with date-fns-tz, of JavaScript",
            manual: MANUAL,
            example: "parse_time: {engine: date-fns-tz, zone: America/New_York}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
