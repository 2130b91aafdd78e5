//! The Rust crate jiff.

mod reader;

use super::Engine;
use super::capability::{
    Count, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule, MonthEnd,
    Naive, Resettle, Shape, SpanRules, TimeErrors, TimeRules, Week, WeekStart, Weekday, ZoneNames, ZoneRules,
};
use super::kernel::time_rows::DISAMBIGUATION;
use crate::meta::Meta;

/// The engine.
pub struct Jiff;

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025b", shape: Shape::Full, names: ZoneNames::AnyCase },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::First },
    options: DISAMBIGUATION,
    naive: Naive::Local,
    reader: &reader::READER,
    step: 1,
    errors: TimeErrors { parse: "Error", gap: "Error", fold: "Error", range: "Error", kind: "Error" },
    epoch: EpochRules {
        unit: EpochUnit::Seconds,
        fraction: Fraction::Refuse,
        number: Naive::Utc,
        output: EpochOutput::Truncate,
        wall: None,
    },
    fields: FieldRules {
        weekday: Weekday::Monday1,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[
            ("to_monday_zero_offset", Field::Weekday(Some(Weekday::Monday0))),
            ("to_monday_one_offset", Field::Weekday(Some(Weekday::Monday1))),
            ("to_sunday_zero_offset", Field::Weekday(Some(Weekday::Sunday0))),
            ("to_sunday_one_offset", Field::Weekday(Some(Weekday::Sunday1))),
            ("iso_week_date_week", Field::Week(Some(Week::Iso))),
            ("iso_week_date_year", Field::IsoYear),
            ("in_leap_year", Field::IsLeapYear),
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
The crate jiff 0.2: `civil::DateTime`, `Zoned` and `Timestamp`. `disambiguation` `compatible` (the default) moves a skipped \
wall time forward by the gap and takes the first of two; `earlier` moves it back and takes the first, `later` forward and the \
second; `reject` is an error. A text without offset stays civil. Nanoseconds are kept, and zone rules hold for ever. The zone \
data is the host's. `weekday` counts from Monday 1, as `to_monday_one_offset` does.

Texts are read by the crate itself: `Zoned` with a zone in brackets, `Timestamp` with an offset, else \
`civil::DateTime`; each may be named as `format`, which else is a format of `strtime`.

Compared with jiff 0.2.43 (wall times in all four modes): all equal. Rounding and spans follow its documentation.";

impl Engine for Jiff {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "jiff",
            summary: "jiff, dates and times of Rust",
            manual: MANUAL,
            example: "parse_time: {engine: jiff, zone: Europe/Berlin, disambiguation: later}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
