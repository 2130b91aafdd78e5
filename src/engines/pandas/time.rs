//! `Timestamp`, `to_datetime`, `tz_localize` and the `dt` accessor.

use crate::engines::capability::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeRules, Week, WeekStart, Weekday,
    ZoneNames, ZoneRules,
};

/// Conventions for times.
pub static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2026f", shape: Shape::Full, names: ZoneNames::Exact },
    local: LocalRule::ByRule { gap: Gap::Reject, fold: Fold::Reject },
    options: &[
        TimeOption { name: "ambiguous", value: "raise", effect: Effect::None },
        TimeOption { name: "ambiguous", value: "true", effect: Effect::Fold(Fold::First) },
        TimeOption { name: "ambiguous", value: "false", effect: Effect::Fold(Fold::Second) },
        TimeOption { name: "ambiguous", value: "NaT", effect: Effect::Fold(Fold::Null) },
        TimeOption { name: "ambiguous", value: "infer", effect: Effect::None },
        TimeOption { name: "nonexistent", value: "raise", effect: Effect::None },
        TimeOption { name: "nonexistent", value: "NaT", effect: Effect::Gap(Gap::Null) },
        TimeOption { name: "nonexistent", value: "shift_forward", effect: Effect::Gap(Gap::NextHour) },
        TimeOption { name: "nonexistent", value: "shift_backward", effect: Effect::Gap(Gap::HourBefore(1000)) },
        TimeOption { name: "nonexistent", value: "<duration>", effect: Effect::GapByDuration },
    ],
    naive: Naive::Local,
    reader: &super::reader::READER,
    step: 1,
    errors: TimeErrors {
        parse: "DateParseError",
        gap: "ValueError",
        fold: "ValueError",
        range: "OutOfBoundsDatetime",
        kind: "TypeError",
    },
    epoch: EpochRules {
        unit: EpochUnit::Nanos,
        fraction: Fraction::SplitNanos,
        number: Naive::Local,
        output: EpochOutput::FloatSeconds,
        wall: Some(Naive::Utc),
    },
    fields: FieldRules {
        weekday: Weekday::Monday0,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[
            ("dayofweek", Field::Weekday(Some(Weekday::Monday0))),
            ("day_of_week", Field::Weekday(Some(Weekday::Monday0))),
            ("dayofyear", Field::DayOfYear),
            ("weekofyear", Field::Week(Some(Week::Iso))),
            ("daysinmonth", Field::DaysInMonth),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::ByRule,
        floor_date: Resettle::ByRule,
        week: WeekStart::Monday,
        days: Count::ElapsedFloor,
        hours: Count::ElapsedFloor,
        add_date: Resettle::ByRule,
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};

/// Conventions for times of pandas 2: the zones of pytz.
pub static RULES_2_2: TimeRules = TimeRules {
    zones: ZoneRules { release: "2026f", shape: Shape::ThirtyTwoBit, names: ZoneNames::AnyCase },
    options: &[
        TimeOption { name: "ambiguous", value: "raise", effect: Effect::None },
        TimeOption { name: "ambiguous", value: "true", effect: Effect::Fold(Fold::First) },
        TimeOption { name: "ambiguous", value: "false", effect: Effect::Fold(Fold::Second) },
        TimeOption { name: "ambiguous", value: "NaT", effect: Effect::Fold(Fold::Null) },
        TimeOption { name: "ambiguous", value: "infer", effect: Effect::None },
        TimeOption { name: "nonexistent", value: "raise", effect: Effect::None },
        TimeOption { name: "nonexistent", value: "NaT", effect: Effect::Gap(Gap::Null) },
        TimeOption { name: "nonexistent", value: "shift_forward", effect: Effect::Gap(Gap::NextHour) },
        TimeOption {
            name: "nonexistent",
            value: "shift_backward",
            effect: Effect::Gap(Gap::HourBefore(1_000_000_000)),
        },
        TimeOption { name: "nonexistent", value: "<duration>", effect: Effect::GapByDuration },
    ],
    errors: TimeErrors { gap: "NonExistentTimeError", fold: "AmbiguousTimeError", ..RULES.errors },
    ..RULES
};
