//! java.time of Java 8 and later.

mod reader;

use super::Engine;
use super::capability::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeRules, Week, WeekStart, Weekday,
    ZoneNames, ZoneRules,
};
use crate::meta::Meta;

/// The engine.
pub struct JavaTime;

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025b", shape: Shape::Full, names: ZoneNames::Offsets },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::First },
    options: &[
        TimeOption { name: "ambiguous", value: "earlier", effect: Effect::None },
        TimeOption { name: "ambiguous", value: "later", effect: Effect::Fold(Fold::Second) },
    ],
    naive: Naive::Local,
    reader: &reader::READER,
    step: 1,
    errors: TimeErrors {
        parse: "DateTimeParseException",
        gap: "",
        fold: "",
        range: "DateTimeException",
        kind: "DateTimeException",
    },
    epoch: EpochRules {
        unit: EpochUnit::Millis,
        fraction: Fraction::Refuse,
        number: Naive::Utc,
        output: EpochOutput::Floor,
        wall: Some(Naive::Host),
    },
    fields: FieldRules {
        weekday: Weekday::Monday1,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[
            ("getDayOfWeek", Field::Weekday(Some(Weekday::Monday1))),
            ("getDayOfYear", Field::DayOfYear),
            ("getMonthValue", Field::Month(Some(1))),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::KeepOffset(Gap::Before, Fold::First),
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
java.time of Java 17. A skipped wall time takes the offset before the change (`ZonedDateTime.of`, `atZone`), a repeated one \
is the first (`ambiguous: later` is `withLaterOffsetAtOverlap`). Nanoseconds are kept; ten digits are refused. `auto` takes ISO \
forms with a T or a blank, with and without offset; the functions `LocalDateTime.parse`, `OffsetDateTime.parse`, \
`Instant.parse`, `ZonedDateTime.parse` and `LocalDate.parse` are named as `format`. A text without offset stays a \
`LocalDateTime`. Weekdays count from Monday 1.

Compared with Java 17.0.15 and Temurin 25 (wall times, `truncatedTo`, `plus...`, `ChronoUnit.between`): all equal but for \
one count of months in 397.";

impl Engine for JavaTime {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "java-time",
            summary: "java.time: LocalDateTime, ZonedDateTime, Instant",
            manual: MANUAL,
            example: "parse_time: {engine: java-time, zone: Europe/Paris}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
