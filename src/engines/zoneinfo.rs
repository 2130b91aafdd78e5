//! Zones of Python's zoneinfo.

use super::Engine;
use super::capability::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeRules, Week, WeekStart, Weekday,
    ZoneNames, ZoneRules,
};
use super::kernel::time_text::iso::{COMMON, Dialect, Digits, Offset};
use super::kernel::time_text::{How, Reader, strptime};
use crate::meta::Meta;

/// The engine.
pub struct Zoneinfo;

static ISO: Dialect = Dialect {
    any_separator: true,
    basic: true,
    weeks: true,
    least_time: 1,
    comma: true,
    fraction: Digits { min: 1, max: usize::MAX, kept: 6, round: false },
    offset: Offset { hours_only: true, no_colon: true, seconds: true, ..COMMON.offset },
    gap: true,
    ..COMMON
};

static READER: Reader =
    Reader { auto: &[How::Iso(&ISO)], named: &[("fromisoformat", &[How::Iso(&ISO)])], format: Some(strptime::python) };

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2026f", shape: Shape::Full, names: ZoneNames::Exact },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::First },
    options: &[
        TimeOption { name: "fold", value: "0", effect: Effect::None },
        TimeOption { name: "fold", value: "1", effect: Effect::Both(Gap::After, Fold::Second) },
    ],
    naive: Naive::Local,
    reader: &READER,
    step: 1000,
    errors: TimeErrors {
        parse: "ValueError",
        gap: "NonExistentTimeError",
        fold: "AmbiguousTimeError",
        range: "OverflowError",
        kind: "TypeError",
    },
    epoch: EpochRules {
        unit: EpochUnit::Seconds,
        fraction: Fraction::HalfEven,
        number: Naive::Host,
        output: EpochOutput::FloatSeconds,
        wall: Some(Naive::Host),
    },
    fields: FieldRules {
        weekday: Weekday::Monday0,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[
            ("isoweekday", Field::Weekday(Some(Weekday::Monday1))),
            ("isocalendar_week", Field::Week(Some(Week::Iso))),
            ("isocalendar_year", Field::IsoYear),
            ("%w", Field::Weekday(Some(Weekday::Sunday0))),
            ("%u", Field::Weekday(Some(Weekday::Monday1))),
            ("%j", Field::DayOfYear),
            ("%U", Field::Week(Some(Week::SundayFull))),
            ("%W", Field::Week(Some(Week::MondayFull))),
            ("%V", Field::Week(Some(Week::Iso))),
            ("%G", Field::IsoYear),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::KeepFold,
        floor_date: Resettle::KeepFold,
        week: WeekStart::Monday,
        days: Count::WallFloor,
        hours: Count::WallFloor,
        add_date: Resettle::At(Gap::Before, Fold::First),
        add_clock: Resettle::At(Gap::Before, Fold::First),
        month_end: MonthEnd::Clamp,
    },
};

const MANUAL: &str = "\
CPython's `zoneinfo` on `datetime`. With `fold: 0` (the default) a skipped wall time takes the offset before the change, so \
that the clock moves on by the gap, and a repeated one is the first of the two; with `fold: 1` the offset after it, and the \
second. Nothing is refused. Offsets are exact to the second, before the first transition (local mean time) and in the far \
future. Texts are read as `python` reads them.

Compared with CPython 3.11 (7,096 wall times, both values of `fold`, arithmetic): all equal.";

impl Engine for Zoneinfo {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "zoneinfo",
            summary: "zoneinfo of Python, the zones of PEP 615",
            manual: MANUAL,
            example: "parse_time: {engine: zoneinfo, zone: Europe/Berlin, fold: 1}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
