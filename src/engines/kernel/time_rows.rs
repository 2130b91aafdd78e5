//! Conventions that several libraries share: a library's row states what it changes.

use super::time_text::iso::{COMMON, Dialect, Digits, Offset};
use super::time_text::{How, Reader, strptime};
use crate::engines::capability::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeRules, Week, WeekStart, Weekday,
    ZoneNames, ZoneRules,
};

/// ISO 8601 as most libraries take it.
pub static PLAIN: Reader = Reader { auto: &[How::Iso(&COMMON)], named: &[], format: None };

/// The option `disambiguation` with its four values.
pub const DISAMBIGUATION: &[TimeOption] = &[
    TimeOption { name: "disambiguation", value: "compatible", effect: Effect::None },
    TimeOption { name: "disambiguation", value: "earlier", effect: Effect::Both(Gap::After, Fold::First) },
    TimeOption { name: "disambiguation", value: "later", effect: Effect::Both(Gap::Before, Fold::Second) },
    TimeOption { name: "disambiguation", value: "reject", effect: Effect::Both(Gap::Reject, Fold::Reject) },
];

/// ISO 8601 as `datetime.fromisoformat` takes it.
static FROM_ISO_FORMAT: Dialect = Dialect {
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

/// The readers of Python's `datetime`.
static DATETIME_READER: Reader = Reader {
    auto: &[How::Iso(&FROM_ISO_FORMAT)],
    named: &[("fromisoformat", &[How::Iso(&FROM_ISO_FORMAT)])],
    format: Some(strptime::python),
};

/// Wall times with a fold flag: microseconds, weekdays from Monday 0.
pub const DATETIME: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025b", shape: Shape::Full, names: ZoneNames::Exact },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::First },
    options: &[
        TimeOption { name: "fold", value: "0", effect: Effect::None },
        TimeOption { name: "fold", value: "1", effect: Effect::Both(Gap::After, Fold::Second) },
    ],
    naive: Naive::Local,
    reader: &DATETIME_READER,
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

/// Milliseconds that are read and shown in the host's zone: January is 0, weekdays from Sunday 0.
pub const DATE: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025c", shape: Shape::Full, names: ZoneNames::AnyCase },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::First },
    options: &[],
    naive: Naive::Host,
    reader: &PLAIN,
    step: 1_000_000,
    errors: TimeErrors { parse: "", gap: "", fold: "", range: "", kind: "" },
    epoch: EpochRules {
        unit: EpochUnit::Millis,
        fraction: Fraction::Truncate,
        number: Naive::Utc,
        output: EpochOutput::Floor,
        wall: Some(Naive::Host),
    },
    fields: FieldRules {
        weekday: Weekday::Sunday0,
        first_month: 0,
        week: Week::Iso,
        frame: Frame::Host,
        names: &[
            ("getFullYear", Field::Year),
            ("getMonth", Field::Month(Some(0))),
            ("getDate", Field::Day),
            ("getDay", Field::Weekday(Some(Weekday::Sunday0))),
            ("getHours", Field::Hour),
            ("getMinutes", Field::Minute),
            ("getSeconds", Field::Second),
            ("getMilliseconds", Field::Millisecond),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::At(Gap::Before, Fold::First),
        floor_date: Resettle::At(Gap::Before, Fold::First),
        week: WeekStart::Sunday,
        days: Count::ElapsedFraction,
        hours: Count::ElapsedFraction,
        add_date: Resettle::At(Gap::Before, Fold::First),
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Overflow,
    },
};
