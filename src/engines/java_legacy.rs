//! `java.util.Date`, `GregorianCalendar` and `SimpleDateFormat`.

mod reader;

use super::Engine;
use super::capability::{
    Count, Effect, EpochOutput, EpochRules, EpochUnit, Field, FieldRules, Fold, Fraction, Frame, Gap, LocalRule,
    MonthEnd, Naive, Resettle, Shape, SpanRules, TimeErrors, TimeOption, TimeRules, Week, WeekStart, Weekday,
    ZoneNames, ZoneRules,
};
use crate::meta::Meta;

/// The engine.
pub struct JavaLegacy;

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2025a", shape: Shape::StandardBefore1900, names: ZoneNames::UnknownIsGmt },
    local: LocalRule::ByRule { gap: Gap::Before, fold: Fold::Second },
    options: &[
        TimeOption { name: "lenient", value: "true", effect: Effect::None },
        TimeOption { name: "lenient", value: "false", effect: Effect::Gap(Gap::Reject) },
    ],
    naive: Naive::Host,
    reader: &reader::READER,
    step: 1_000_000,
    errors: TimeErrors {
        parse: "ParseException",
        gap: "IllegalArgumentException",
        fold: "",
        range: "IllegalArgumentException",
        kind: "IllegalArgumentException",
    },
    epoch: EpochRules {
        unit: EpochUnit::Millis,
        fraction: Fraction::Refuse,
        number: Naive::Utc,
        output: EpochOutput::Truncate,
        wall: Some(Naive::Host),
    },
    fields: FieldRules {
        weekday: Weekday::Sunday1,
        first_month: 0,
        week: Week::Us,
        frame: Frame::Host,
        names: &[
            ("YEAR", Field::Year),
            ("MONTH", Field::Month(Some(0))),
            ("DAY_OF_MONTH", Field::Day),
            ("DAY_OF_WEEK", Field::Weekday(Some(Weekday::Sunday1))),
            ("DAY_OF_YEAR", Field::DayOfYear),
            ("HOUR_OF_DAY", Field::Hour),
            ("MINUTE", Field::Minute),
            ("SECOND", Field::Second),
            ("MILLISECOND", Field::Millisecond),
            ("WEEK_OF_YEAR", Field::Week(Some(Week::Us))),
        ],
    },
    arithmetic: SpanRules {
        floor_clock: Resettle::ByRule,
        floor_date: Resettle::ByRule,
        week: WeekStart::Sunday,
        days: Count::ElapsedTruncate,
        hours: Count::ElapsedTruncate,
        add_date: Resettle::ByRule,
        add_clock: Resettle::SameOffset,
        month_end: MonthEnd::Clamp,
    },
};

const MANUAL: &str = "\
`java.util.Date`, `GregorianCalendar`, `SimpleDateFormat` and `java.sql.Timestamp` of Java 17. A skipped wall time takes the \
offset before the change (`lenient: false` refuses it), a repeated one is the second of the two. There is no local mean time: \
before 1900 the first standard offset holds. A zone that Java does not know is silently GMT. A text without offset is read in \
the host's zone. Milliseconds are whole numbers. January is month 0, and weekdays count from Sunday 1.

`auto` is `Timestamp.valueOf` and then the usual ISO patterns; `format` is a pattern of `SimpleDateFormat`, lenient: \
fields may run over, digits of `S` are a number of milliseconds, and text behind the pattern is ignored.

`YYYY` is the year of a week, weeks begin on Sunday, and the week of January 1 is the first: `YYYY-MM-dd` gives the first day \
of the first week, whatever month and day are. `lenient: false` refuses fields out of their range, fields that contradict \
each other, and the ten days of October 1582 that never were.

Compared with Java 17.0.15 (release 2025a; 7,096 wall times, truncation, `add`): all equal, dates before 1582-10-15 in \
the Julian calendar included. Parts of such dates (`time_features`) are Gregorian, and after 2037 Java has a yearly rule of \
its own in Gaza and Hebron and another offset in Windhoek: approximate there.";

impl Engine for JavaLegacy {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "java-legacy",
            summary: "java.util.Date, GregorianCalendar, SimpleDateFormat",
            manual: MANUAL,
            example: "parse_time: {engine: java-legacy, zone: Europe/Paris, lenient: false}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
