//! Spark SQL's functions on timestamps.

use crate::engines::capability::{
    Count, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule, MonthEnd,
    Naive, Resettle, Shape, SpanRules, TimeErrors, TimeRules, Week, WeekStart, Weekday, ZoneNames, ZoneRules,
};

/// Conventions for times.
pub static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025a", shape: Shape::Full, names: ZoneNames::Offsets },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::First },
    options: &[],
    naive: Naive::Host,
    reader: &super::reader::READER,
    step: 1000,
    errors: TimeErrors { parse: "", gap: "", fold: "", range: "ArithmeticException", kind: "AnalysisException" },
    epoch: EpochRules {
        unit: EpochUnit::Seconds,
        fraction: Fraction::Truncate,
        number: Naive::Utc,
        output: EpochOutput::Floor,
        wall: Some(Naive::Host),
    },
    fields: FieldRules {
        weekday: Weekday::Monday0,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Host,
        names: &[
            ("dayofweek", Field::Weekday(Some(Weekday::Sunday1))),
            ("weekday", Field::Weekday(Some(Weekday::Monday0))),
            ("dayofmonth", Field::Day),
            ("dayofyear", Field::DayOfYear),
            ("weekofyear", Field::Week(Some(Week::Iso))),
            ("DAYOFWEEK_ISO", Field::Weekday(Some(Weekday::Monday1))),
            ("YEAROFWEEK", Field::IsoYear),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::KeepOffset(Gap::Before, Fold::First),
        floor_date: Resettle::KeepOffset(Gap::Before, Fold::First),
        week: WeekStart::Monday,
        days: Count::Boundaries,
        hours: Count::ElapsedTruncate,
        add_date: Resettle::KeepOffset(Gap::Before, Fold::First),
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};
