//! `time_features`: the parts of a time as features.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::{Field, Week, Weekday};
use crate::engines::kernel::c_math;
use crate::engines::kernel::fields::{Face, Part};
use crate::engines::kernel::zone::Table;
use crate::meta::Meta;
use crate::steps::clock::{Clock, offers_time, wrong_kind};
use crate::steps::clock_variations;
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{Number, Record, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// The step.
pub struct TimeFeatures;

const MANUAL: &str = "\
A record with parts of a time: `year, month, day, hour, minute, second, millisecond, microsecond, nanosecond, weekday, \
day_of_year, week, iso_year, quarter, is_weekend, is_month_start, is_month_end, is_quarter_start, is_quarter_end, \
is_year_start, is_year_end, is_leap_year, days_in_month, utc_offset`, and waves: `sin_hour, cos_hour, sin_weekday, \
cos_weekday, sin_month, cos_month, sin_day_of_year, cos_day_of_year`.

Numberings are the engine's own. `weekday` is its usual function: Monday is 0 in Python, pandas and Spark's `weekday`, 1 in \
java-time, polars and Temporal; Sunday is 0 in JavaScript, Go, PostgreSQL and DuckDB, 1 in Spark's `dayofweek` and Java's \
Calendar. January is 0 in JavaScript and Calendar. `week` is the ISO week for most; `week_us`, `week_sunday` (%U), \
`week_monday` (%W) and `week_seven` (seven days each from January 1) are others. An ISO week belongs with `iso_year`, not \
with `year`. A library's own function names are fields too: `dayofweek`, `isoweekday`, `getDay`.

Parts are read on the wall clock of the value's zone. Types that hold no zone are read on the clock of the host or \
session. `zone` says which clock to read.

Waves divide by the length of the cycle: 24 hours, 7 days, 12 months, 365 days (`period` overrides it). They take the \
engine's numbering as it is, so a weekday that starts at 1 shifts the wave. `dtype: float32` rounds them.";

impl Step for TimeFeatures {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "time_features",
            summary: "hour, weekday, week and other parts of a time, in a library's numbering",
            manual: MANUAL,
            example: "time_features: {engine: pandas, fields: [hour, weekday, is_weekend]}",
        }
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param { name: "engine", kind: Kind::Engine(offers_time), summary: "the library whose numbering holds" },
            Param { name: "version", kind: Kind::Any, summary: "its version, where versions differ" },
            Param { name: "fields", kind: Kind::Texts, summary: "the parts, in the order of the result" },
            Param {
                name: "zone",
                kind: Kind::Text,
                summary: "the zone whose wall clock is read; default: the value's",
            },
            Param { name: "period", kind: Kind::Number, summary: "what waves divide by; default: the cycle's length" },
            Param {
                name: "dtype",
                kind: Kind::Choice(&["float32", "float64"]),
                summary: "the type of waves; default: float64",
            },
        ];
        PARAMS
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        if settings.get("zone").is_none() { clock_variations::zones("time.tz_frame") } else { Vec::new() }
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let clock = Clock::bind(settings, runtime)?;
        let zone = clock.zone(settings, "zone")?;
        let names = settings.texts("fields")?;
        let names = names.ok_or_else(|| settings.fail_step("time_features needs fields, such as [hour, weekday]"))?;
        let find = |name: String| {
            if let Some(feature) = feature(&name, clock.rules.fields.names) {
                return Ok((name, feature));
            }
            let own = clock.rules.fields.names.iter().map(|(name, _)| *name);
            let waves = WAVES.iter().map(|(name, ..)| *name);
            let known: Vec<&str> = NAMES.iter().map(|(name, _)| *name).chain(waves).chain(own).collect();
            Err(settings.unknown_value("fields", "field", &name, &known))
        };
        let fields = names.into_iter().map(find).collect::<Result<Vec<_>, Diagnostic>>()?;
        let period = settings.number("period")?;
        if period.is_some_and(|period| period == 0.0 || !period.is_finite()) {
            return Err(settings.fail("period", "a wave cannot divide by this period"));
        }
        let single = settings.choice("dtype", &[("float32", true), ("float64", false)])?.unwrap_or(false);
        let key = format!("{settings} in {runtime:?}");
        Ok(Bound::one(Take { clock, zone, fields, period, single, settings: settings.clone(), key }))
    }
}

/// One feature.
#[derive(Debug, Clone, Copy)]
enum Feature {
    Part(Field),
    /// Sine (or cosine) of a part over its cycle.
    Wave {
        cosine: bool,
        field: Field,
        cycle: f64,
    },
}

const NAMES: &[(&str, Field)] = &[
    ("year", Field::Year),
    ("month", Field::Month(None)),
    ("day", Field::Day),
    ("hour", Field::Hour),
    ("minute", Field::Minute),
    ("second", Field::Second),
    ("millisecond", Field::Millisecond),
    ("microsecond", Field::Microsecond),
    ("nanosecond", Field::Nanosecond),
    ("weekday", Field::Weekday(None)),
    ("day_of_year", Field::DayOfYear),
    ("week", Field::Week(None)),
    ("iso_week", Field::Week(Some(Week::Iso))),
    ("iso_year", Field::IsoYear),
    ("iso_weekday", Field::Weekday(Some(Weekday::Monday1))),
    ("week_us", Field::Week(Some(Week::Us))),
    ("week_sunday", Field::Week(Some(Week::SundayFull))),
    ("week_monday", Field::Week(Some(Week::MondayFull))),
    ("week_seven", Field::Week(Some(Week::SevenDays))),
    ("quarter", Field::Quarter),
    ("is_weekend", Field::IsWeekend),
    ("is_month_start", Field::IsMonthStart),
    ("is_month_end", Field::IsMonthEnd),
    ("is_quarter_start", Field::IsQuarterStart),
    ("is_quarter_end", Field::IsQuarterEnd),
    ("is_year_start", Field::IsYearStart),
    ("is_year_end", Field::IsYearEnd),
    ("is_leap_year", Field::IsLeapYear),
    ("days_in_month", Field::DaysInMonth),
    ("utc_offset", Field::Offset),
];

const WAVES: &[(&str, bool, Field, f64)] = &[
    ("sin_hour", false, Field::Hour, 24.0),
    ("cos_hour", true, Field::Hour, 24.0),
    ("sin_minute", false, Field::Minute, 60.0),
    ("cos_minute", true, Field::Minute, 60.0),
    ("sin_weekday", false, Field::Weekday(None), 7.0),
    ("cos_weekday", true, Field::Weekday(None), 7.0),
    ("sin_month", false, Field::Month(None), 12.0),
    ("cos_month", true, Field::Month(None), 12.0),
    ("sin_day_of_year", false, Field::DayOfYear, 365.0),
    ("cos_day_of_year", true, Field::DayOfYear, 365.0),
];

fn feature(name: &str, own: &[(&str, Field)]) -> Option<Feature> {
    let part = own.iter().chain(NAMES).find(|(known, _)| *known == name);
    if let Some((_, field)) = part {
        return Some(Feature::Part(*field));
    }
    let wave = WAVES.iter().find(|(known, ..)| *known == name);
    wave.map(|(_, cosine, field, cycle)| Feature::Wave { cosine: *cosine, field: *field, cycle: *cycle })
}

struct Take {
    clock: Clock,
    zone: Option<Arc<Table>>,
    fields: Vec<(String, Feature)>,
    period: Option<f64>,
    single: bool,
    settings: Settings,
    key: String,
}

impl Take {
    fn value(&self, face: &Face, feature: Feature) -> Value {
        let rules = &self.clock.rules.fields;
        match feature {
            Feature::Part(field) => match face.part(field, rules) {
                Part::Whole(number) => Value::Number(Number::Int(number)),
                Part::Flag(flag) => Value::Boolean(flag),
            },
            Feature::Wave { cosine, field, cycle } => {
                let Part::Whole(number) = face.part(field, rules) else {
                    return Value::Null;
                };
                let angle = 2.0 * std::f64::consts::PI * number as f64 / self.period.unwrap_or(cycle);
                let wave = if cosine { c_math::cosine(angle) } else { c_math::sine(angle) };
                Value::Number(if self.single { Number::Float32(wave as f32) } else { Number::Float(wave) })
            }
        }
    }
}

impl Operation for Take {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let time = match input {
            Value::Time(time) => time,
            Value::Null => {
                return Ok(Value::Record(self.fields.iter().map(|(name, _)| (name.clone(), Value::Null)).collect()));
            }
            other => return Err(wrong_kind(&self.settings, &other)),
        };
        let (seconds, nanos, offset) = match &self.zone {
            None => self.clock.face(&time),
            Some(zone) => match self.clock.instant_of(&time) {
                Ok((seconds, nanos)) => {
                    let offset = zone.at(seconds).offset;
                    (seconds + i64::from(offset), nanos, offset)
                }
                Err(answer) => return Ok(answer),
            },
        };
        let face = Face::new(seconds, nanos, offset);
        let fields = self.fields.iter().map(|(name, feature)| (name.clone(), self.value(&face, *feature)));
        Ok(Value::Record(fields.collect::<Record>()))
    }
}
