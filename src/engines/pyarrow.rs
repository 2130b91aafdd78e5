//! Compute functions of pyarrow on timestamps.

mod reader;

use super::Engine;
use super::capability::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeRules, Week, WeekStart, Weekday,
    ZoneNames, ZoneRules,
};
use crate::meta::Meta;

/// The engine.
pub struct PyArrow;

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025b", shape: Shape::ListedUntil2037, names: ZoneNames::Exact },
    local: LocalRule::ByRule { gap: Gap::Reject, fold: Fold::Reject },
    options: &[
        TimeOption { name: "ambiguous", value: "raise", effect: Effect::None },
        TimeOption { name: "ambiguous", value: "earliest", effect: Effect::Fold(Fold::First) },
        TimeOption { name: "ambiguous", value: "latest", effect: Effect::Fold(Fold::Second) },
        TimeOption { name: "nonexistent", value: "raise", effect: Effect::None },
        TimeOption { name: "nonexistent", value: "earliest", effect: Effect::Gap(Gap::JustBefore) },
        TimeOption { name: "nonexistent", value: "latest", effect: Effect::Gap(Gap::Transition) },
    ],
    naive: Naive::Local,
    reader: &reader::READER,
    step: 1000,
    errors: TimeErrors {
        parse: "ArrowInvalid",
        gap: "ArrowInvalid",
        fold: "ArrowInvalid",
        range: "ArrowInvalid",
        kind: "ArrowInvalid",
    },
    epoch: EpochRules {
        unit: EpochUnit::Micros,
        fraction: Fraction::Refuse,
        number: Naive::Local,
        output: EpochOutput::Floor,
        wall: Some(Naive::Utc),
    },
    fields: FieldRules {
        weekday: Weekday::Monday0,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[("day_of_week", Field::Weekday(Some(Weekday::Monday0))), ("us_week", Field::Week(Some(Week::Us)))],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::ByRule,
        floor_date: Resettle::ByRule,
        week: WeekStart::MondayOfThursday,
        days: Count::Boundaries,
        hours: Count::Boundaries,
        add_date: Resettle::SameOffset,
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};

const MANUAL: &str = "\
pyarrow 26: `assume_timezone`, `strptime`, `cast` and the temporal functions of `pyarrow.compute`. A skipped or repeated wall \
time raises; `ambiguous` takes the `earliest` or `latest` instant, `nonexistent: earliest` the last step before the change and \
`latest` the change itself. From 2038 on there is no daylight saving time in either direction. A text without offset stays \
naive. `day_of_week` counts from Monday 0.

`auto` casts to microseconds without zone, or to nanoseconds in UTC where the text has an offset; `format` is a \
format of the C library's `strptime`, whose days and seconds may run over.

Compared with pyarrow 26.0.1: wall times (but Amsterdam before 1940, where the data differs), `floor_temporal` and \
`days_between` equal. Weeks are cut at the offset \
that their Thursday has, as pyarrow does.";

impl Engine for PyArrow {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "pyarrow",
            summary: "pyarrow: assume_timezone and temporal compute functions",
            manual: MANUAL,
            example: "parse_time: {engine: pyarrow, zone: Europe/Berlin, ambiguous: earliest, nonexistent: latest}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
