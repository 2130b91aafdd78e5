//! Temporal of JavaScript.

mod reader;

use super::Engine;
use super::capability::{
    Count, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule, MonthEnd,
    Naive, Resettle, Shape, SpanRules, TimeErrors, TimeRules, Week, WeekStart, Weekday, ZoneNames, ZoneRules,
};
use super::kernel::time_rows::DISAMBIGUATION;
use crate::meta::Meta;

/// The engine.
pub struct Temporal;

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025c", shape: Shape::Full, names: ZoneNames::AnyCase },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::First },
    options: DISAMBIGUATION,
    naive: Naive::Local,
    reader: &reader::READER,
    step: 1,
    errors: TimeErrors {
        parse: "RangeError",
        gap: "RangeError",
        fold: "RangeError",
        range: "RangeError",
        kind: "TypeError",
    },
    epoch: EpochRules {
        unit: EpochUnit::Millis,
        fraction: Fraction::Refuse,
        number: Naive::Utc,
        output: EpochOutput::Floor,
        wall: None,
    },
    fields: FieldRules {
        weekday: Weekday::Monday1,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[
            ("dayOfWeek", Field::Weekday(Some(Weekday::Monday1))),
            ("dayOfYear", Field::DayOfYear),
            ("weekOfYear", Field::Week(Some(Week::Iso))),
            ("yearOfWeek", Field::IsoYear),
            ("daysInMonth", Field::DaysInMonth),
            ("inLeapYear", Field::IsLeapYear),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::KeepOffset(Gap::Before, Fold::First),
        floor_date: Resettle::KeepOffset(Gap::Transition, Fold::First),
        week: WeekStart::Monday,
        days: Count::WallTruncate,
        hours: Count::ElapsedTruncate,
        add_date: Resettle::ByRule,
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};

const MANUAL: &str = "\
Temporal of JavaScript: `PlainDateTime`, `ZonedDateTime` and `Instant`, as the polyfills have it. `disambiguation` \
`compatible` (the default) moves a skipped wall time forward by the gap and takes the first of two; `earlier` moves it back \
and takes the first, `later` forward and the second; `reject` throws. A text without offset stays a `PlainDateTime`. \
Nanoseconds are kept. Weekdays count from Monday 1.

`auto` takes the type that the text is written for: `ZonedDateTime` with a zone in brackets, `Instant` with an \
offset, else `PlainDateTime`; each may be named as `format`.

Compared with @js-temporal/polyfill 0.5.1 and temporal-polyfill 1.0.8 (wall times in all four modes, `round`, `add`, \
`until`): wall times all equal; rounding to a day and days counted from within a repeated hour are approximate.";

impl Engine for Temporal {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "temporal",
            summary: "Temporal of JavaScript: PlainDateTime, ZonedDateTime, Instant",
            manual: MANUAL,
            example: "parse_time: {engine: temporal, zone: Europe/Berlin, disambiguation: reject}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
