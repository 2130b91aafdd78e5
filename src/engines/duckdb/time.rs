//! `TIMESTAMPTZ` and the functions of the ICU extension.

use crate::engines::capability::{
    Count, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule, MonthEnd,
    Naive, Resettle, Shape, SpanRules, TimeErrors, TimeRules, Week, WeekStart, Weekday, ZoneNames, ZoneRules,
};

/// Conventions for times.
pub static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2026f", shape: Shape::Full, names: ZoneNames::AnyCase },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::Second },
    options: &[],
    naive: Naive::Host,
    reader: &super::reader::READER,
    step: 1000,
    errors: TimeErrors {
        parse: "ConversionException",
        gap: "",
        fold: "",
        range: "ConversionException",
        kind: "BinderException",
    },
    epoch: EpochRules {
        unit: EpochUnit::Seconds,
        fraction: Fraction::HalfAway,
        number: Naive::Utc,
        output: EpochOutput::FloatSeconds,
        wall: Some(Naive::Utc),
    },
    fields: FieldRules {
        weekday: Weekday::Sunday0,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Host,
        names: &[
            ("dow", Field::Weekday(Some(Weekday::Sunday0))),
            ("dayofweek", Field::Weekday(Some(Weekday::Sunday0))),
            ("isodow", Field::Weekday(Some(Weekday::Monday1))),
            ("doy", Field::DayOfYear),
            ("dayofyear", Field::DayOfYear),
            ("weekofyear", Field::Week(Some(Week::Iso))),
            ("isoyear", Field::IsoYear),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::ByRule,
        floor_date: Resettle::ByRule,
        week: WeekStart::Monday,
        days: Count::Boundaries,
        hours: Count::ElapsedBegins,
        add_date: Resettle::KeepOffset(Gap::Before, Fold::Second),
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};
