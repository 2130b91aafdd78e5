//! `replace_time_zone`, `str.to_datetime` and the `dt` namespace.

use crate::engines::capability::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeRules, Week, WeekStart, Weekday,
    ZoneNames, ZoneRules,
};

/// Conventions for times.
pub static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025b", shape: Shape::ListedUntil2099, names: ZoneNames::Exact },
    local: LocalRule::ByRule { gap: Gap::Reject, fold: Fold::Reject },
    options: &[
        TimeOption { name: "ambiguous", value: "raise", effect: Effect::None },
        TimeOption { name: "ambiguous", value: "earliest", effect: Effect::Fold(Fold::First) },
        TimeOption { name: "ambiguous", value: "latest", effect: Effect::Fold(Fold::Second) },
        TimeOption { name: "ambiguous", value: "null", effect: Effect::Fold(Fold::Null) },
        TimeOption { name: "non_existent", value: "raise", effect: Effect::None },
        TimeOption { name: "non_existent", value: "null", effect: Effect::Gap(Gap::Null) },
        TimeOption { name: "nonexistent", value: "raise", effect: Effect::None },
        TimeOption { name: "nonexistent", value: "null", effect: Effect::Gap(Gap::Null) },
    ],
    naive: Naive::Local,
    reader: &super::reader::READER,
    step: 1000,
    errors: TimeErrors {
        parse: "ComputeError",
        gap: "ComputeError",
        fold: "ComputeError",
        range: "ComputeError",
        kind: "ComputeError",
    },
    epoch: EpochRules {
        unit: EpochUnit::Micros,
        fraction: Fraction::Truncate,
        number: Naive::Local,
        output: EpochOutput::Floor,
        wall: Some(Naive::Utc),
    },
    fields: FieldRules {
        weekday: Weekday::Monday1,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[("ordinal_day", Field::DayOfYear)],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::KeepOffset(Gap::Before, Fold::First),
        floor_date: Resettle::KeepOffset(Gap::Before, Fold::First),
        week: WeekStart::Monday,
        days: Count::ElapsedTruncate,
        hours: Count::ElapsedTruncate,
        add_date: Resettle::ByRule,
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};
