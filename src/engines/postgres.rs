//! `PostgreSQL`.

mod reader;

use super::Engine;
use super::capability::{
    Count, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule, MonthEnd,
    Naive, Resettle, Shape, SpanRules, TimeErrors, TimeRules, Week, WeekStart, Weekday, ZoneNames, ZoneRules,
};
use crate::meta::Meta;

/// The engine.
pub struct Postgres;

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025b", shape: Shape::Full, names: ZoneNames::Posix },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::Second },
    options: &[],
    naive: Naive::Host,
    reader: &reader::READER,
    step: 1000,
    errors: TimeErrors {
        parse: "InvalidDatetimeFormat",
        gap: "",
        fold: "",
        range: "DatetimeFieldOverflow",
        kind: "UndefinedFunction",
    },
    epoch: EpochRules {
        unit: EpochUnit::Seconds,
        fraction: Fraction::HalfEven,
        number: Naive::Utc,
        output: EpochOutput::HalfAway,
        wall: Some(Naive::Utc),
    },
    fields: FieldRules {
        weekday: Weekday::Sunday0,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Host,
        names: &[
            ("dow", Field::Weekday(Some(Weekday::Sunday0))),
            ("isodow", Field::Weekday(Some(Weekday::Monday1))),
            ("doy", Field::DayOfYear),
            ("isoyear", Field::IsoYear),
            ("D", Field::Weekday(Some(Weekday::Sunday1))),
            ("ID", Field::Weekday(Some(Weekday::Monday1))),
            ("IW", Field::Week(Some(Week::Iso))),
            ("WW", Field::Week(Some(Week::SevenDays))),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::SameOffset,
        floor_date: Resettle::ByRule,
        week: WeekStart::Monday,
        days: Count::Boundaries,
        hours: Count::ElapsedFraction,
        add_date: Resettle::ByRule,
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};

const MANUAL: &str = "\
PostgreSQL 15: `timestamptz` and `AT TIME ZONE`. A skipped wall time takes the offset before the change, a repeated one is the \
second of the two. A text without offset is read in the session's zone (`runtime.zone`). Microseconds are rounded. Errors \
have the names of psycopg. `dow` counts from Sunday 0, `isodow` from Monday 1.

`auto` is the cast to `timestamptz`; `format: timestamp` is the cast that drops an offset, `format: date` that to a \
date, and else `format` is a template of `to_timestamp`. The date order is MDY, with `dayfirst: true` DMY.

Compared with PostgreSQL 15.18 on the host's data (7,096 wall times around changes of 310 zones): all equal. \
Truncation and additions follow its documentation.";

impl Engine for Postgres {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "postgres",
            summary: "PostgreSQL: timestamptz, AT TIME ZONE, date_trunc, extract",
            manual: MANUAL,
            example: "parse_time: {engine: postgres, zone: Europe/Berlin}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
