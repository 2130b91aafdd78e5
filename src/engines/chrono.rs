//! The Rust crates chrono and chrono-tz.

use super::Engine;
use super::capability::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeRules, Week, WeekStart, Weekday,
    ZoneNames, ZoneRules,
};
use super::kernel::time_text::{How, Reader, crates};
use crate::meta::Meta;

/// The engine.
pub struct Chrono;

static READER: Reader = Reader {
    auto: &[
        How::Own(crates::chrono_aware),
        How::Own(crates::chrono_naive),
        How::Format("%Y-%m-%d %H:%M:%S%.f"),
        How::Own(crates::chrono_date),
    ],
    named: &[
        ("RFC3339", &[How::Own(crates::chrono_rfc3339)]),
        ("parse_from_rfc3339", &[How::Own(crates::chrono_rfc3339)]),
        ("RFC2822", &[How::Own(crates::chrono_rfc2822)]),
        ("parse_from_rfc2822", &[How::Own(crates::chrono_rfc2822)]),
        ("DateTime::from_str", &[How::Own(crates::chrono_aware)]),
        ("NaiveDateTime::from_str", &[How::Own(crates::chrono_naive)]),
        ("NaiveDate::from_str", &[How::Own(crates::chrono_date)]),
    ],
    format: Some(crates::chrono_format),
};

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025b", shape: Shape::ListedUntil2099, names: ZoneNames::Exact },
    local: LocalRule::ByRule { gap: Gap::Reject, fold: Fold::Reject },
    options: &[
        TimeOption { name: "ambiguous", value: "raise", effect: Effect::None },
        TimeOption { name: "ambiguous", value: "earliest", effect: Effect::Fold(Fold::First) },
        TimeOption { name: "ambiguous", value: "latest", effect: Effect::Fold(Fold::Second) },
    ],
    naive: Naive::Local,
    reader: &READER,
    step: 1,
    errors: TimeErrors {
        parse: "ParseError",
        gap: "LocalResult::None",
        fold: "LocalResult::Ambiguous",
        range: "OutOfRange",
        kind: "ParseError",
    },
    epoch: EpochRules {
        unit: EpochUnit::Seconds,
        fraction: Fraction::Truncate,
        number: Naive::Utc,
        output: EpochOutput::Floor,
        wall: Some(Naive::Utc),
    },
    fields: FieldRules {
        weekday: Weekday::Monday0,
        first_month: 1,
        week: Week::Iso,
        frame: Frame::Own,
        names: &[
            ("num_days_from_monday", Field::Weekday(Some(Weekday::Monday0))),
            ("num_days_from_sunday", Field::Weekday(Some(Weekday::Sunday0))),
            ("number_from_monday", Field::Weekday(Some(Weekday::Monday1))),
            ("number_from_sunday", Field::Weekday(Some(Weekday::Sunday1))),
            ("ordinal", Field::DayOfYear),
            ("month0", Field::Month(Some(0))),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::SameOffset,
        floor_date: Resettle::SameOffset,
        week: WeekStart::Epoch,
        days: Count::ElapsedTruncate,
        hours: Count::ElapsedTruncate,
        add_date: Resettle::ByRule,
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};

const MANUAL: &str = "\
The crates chrono 0.4 and chrono-tz 0.10. `from_local_datetime` gives no instant for a skipped wall time and two for a \
repeated one: both are rejected here, as `single().unwrap()` would panic; `ambiguous: earliest` and `latest` choose. The zone \
data is that inside chrono-tz (release 2025b) unless the side names another; it lists transitions up to 2099 only, so from 2100 \
on there is no daylight saving time. Nanoseconds are kept, and a second of 60 is kept as a leap second.

Compared with chrono 0.4.45 and chrono-tz 0.10.4 (wall times): all equal. `duration_trunc` and additions follow its \
documentation.";

impl Engine for Chrono {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "chrono",
            summary: "chrono with chrono-tz, of Rust",
            manual: MANUAL,
            example: "parse_time: {engine: chrono, zone: Europe/Berlin, ambiguous: earliest}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
