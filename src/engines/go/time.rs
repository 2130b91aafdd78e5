//! Package time.

use crate::engines::capability::{
    Count, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule, MonthEnd,
    Naive, Resettle, Shape, SpanRules, TimeErrors, TimeRules, Week, WeekStart, Weekday, ZoneNames, ZoneRules,
};
use crate::engines::kernel::time_text::iso::{COMMON, Dialect, Digits};
use crate::engines::kernel::time_text::{How, Reader, go_layout};

static ISO: Dialect = Dialect {
    fraction: Digits { min: 1, max: usize::MAX, kept: 9, round: false },
    comma: true,
    least_time: 3,
    range: (0, 9999),
    ..COMMON
};

static READER: Reader = Reader { auto: &[How::Iso(&ISO)], named: &[], format: Some(go_layout::compile) };

/// Conventions for times.
pub static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025b", shape: Shape::Full, names: ZoneNames::Exact },
    local: LocalRule::ByRule { gap: Gap::TwoStep, fold: Fold::TwoStep },
    options: &[],
    naive: Naive::Utc,
    reader: &READER,
    step: 1,
    errors: TimeErrors { parse: "ParseError", gap: "", fold: "", range: "ParseError", kind: "ParseError" },
    epoch: EpochRules {
        unit: EpochUnit::Seconds,
        fraction: Fraction::Refuse,
        number: Naive::Utc,
        output: EpochOutput::Floor,
        wall: Some(Naive::Utc),
    },
    fields: FieldRules {
        weekday: Weekday::Sunday0,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[("Weekday", Field::Weekday(Some(Weekday::Sunday0))), ("YearDay", Field::DayOfYear)],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::Absolute,
        floor_date: Resettle::Absolute,
        week: WeekStart::Monday,
        days: Count::ElapsedTruncate,
        hours: Count::ElapsedTruncate,
        add_date: Resettle::ByRule,
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Overflow,
    },
};
