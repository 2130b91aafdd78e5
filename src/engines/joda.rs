//! Joda-Time.

mod reader;

use super::Engine;
use super::capability::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeRules, Week, WeekStart, Weekday,
    ZoneNames, ZoneRules,
};
use crate::meta::Meta;

/// The engine.
pub struct Joda;

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2022a", shape: Shape::Full, names: ZoneNames::Offsets },
    local: LocalRule::ByRule { gap: Gap::Reject, fold: Fold::First },
    options: &[
        TimeOption { name: "ambiguous", value: "earlier", effect: Effect::None },
        TimeOption { name: "ambiguous", value: "later", effect: Effect::Fold(Fold::Second) },
    ],
    naive: Naive::Host,
    reader: &reader::READER,
    step: 1_000_000,
    errors: TimeErrors {
        parse: "IllegalArgumentException",
        gap: "IllegalInstantException",
        fold: "",
        range: "IllegalFieldValueException",
        kind: "IllegalArgumentException",
    },
    epoch: EpochRules {
        unit: EpochUnit::Millis,
        fraction: Fraction::Refuse,
        number: Naive::Utc,
        output: EpochOutput::Truncate,
        wall: Some(Naive::Host),
    },
    fields: FieldRules {
        weekday: Weekday::Monday1,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[
            ("getDayOfWeek", Field::Weekday(Some(Weekday::Monday1))),
            ("getDayOfMonth", Field::Day),
            ("getDayOfYear", Field::DayOfYear),
            ("getMonthOfYear", Field::Month(Some(1))),
            ("getWeekOfWeekyear", Field::Week(Some(Week::Iso))),
            ("getWeekyear", Field::IsoYear),
            ("getHourOfDay", Field::Hour),
            ("getMinuteOfHour", Field::Minute),
            ("getSecondOfMinute", Field::Second),
            ("getMillisOfSecond", Field::Millisecond),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::SameOffset,
        floor_date: Resettle::KeepOffset(Gap::Before, Fold::First),
        week: WeekStart::Monday,
        days: Count::WallTruncate,
        hours: Count::ElapsedTruncate,
        add_date: Resettle::KeepOffset(Gap::Before, Fold::First),
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};

const MANUAL: &str = "\
Joda-Time 2.10, with its own copy of the time zone database (release 2022a in 2.10.14; `runtime.tzdata` sets another). A \
skipped wall time raises `IllegalInstantException`, a repeated one is the first of the two (`ambiguous: later` is \
`withLaterOffsetAtOverlap`). A text without offset is read in the host's zone. Milliseconds are kept, further digits cut. \
Weekdays count from Monday 1.

Texts are read by `ISODateTimeFormat.dateTimeParser()`, `format` is a pattern of `DateTimeFormat`.

Compared with Joda-Time 2.10.14: of 7,096 wall times around changes nearly all are equal; the rest lies in the zone \
data that Joda compiles itself (history before 1970, Manila, Singapore, Tijuana) and in days that a zone repeats. \
Truncation and additions follow its documentation.";

impl Engine for Joda {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "joda",
            summary: "Joda-Time, dates and times of Java before java.time",
            manual: MANUAL,
            example: "parse_time: {engine: joda, zone: Europe/Paris}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
