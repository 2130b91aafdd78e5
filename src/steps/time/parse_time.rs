//! `parse_time`: from text or a number to a time.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::{EpochUnit, Naive, ReadRequest, ReadTime, Reading};
use crate::engines::kernel::zone::{self, Table};
use crate::engines::kernel::{civil, epoch};
use crate::meta::{Meta, nearest};
use crate::steps::clock::{Clock, OPTIONS, offers_time, refused};
use crate::steps::clock_variations;
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{Number, Time, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// The step.
pub struct ParseTime;

const UNITS: &[(&str, EpochUnit)] = &[
    ("s", EpochUnit::Seconds),
    ("ms", EpochUnit::Millis),
    ("us", EpochUnit::Micros),
    ("ns", EpochUnit::Nanos),
    ("D", EpochUnit::Days),
];

const MANUAL: &str = "\
Makes a time of text or of a number, as the named engine's reader does.

Without `zone`, a text without offset becomes what it becomes in that library: a wall time that names no instant (python, \
pandas, java-time, chrono), UTC (go), or the wall time of the host or session (javascript, postgres, spark). With `zone` it \
is read as wall time of that zone, and the engine's rules decide what becomes of a time that a change of the clock skips \
(02:30 on the night in which clocks go forward) or repeats. A text with an offset names its instant whatever the zone; the \
zone then only says how the instant is shown.

Libraries differ in which forms they take, in what they do with digits beyond their resolution, with 24:00, with second 60, \
with two-digit years and with the order of day and month. What the library refuses is `rejected` with the library's \
error name; an empty cell stays null.

Numbers count from 1970 in `unit`; without it in the unit that the library takes for a bare number: nanoseconds in pandas, \
milliseconds in JavaScript, seconds in Python. Text is taken for a number where `unit` is given.

`format` is written in the engine's own language (strptime codes, a Go layout, a Java pattern), or names one of the \
library's parsing functions; `auto` is the library's own reader of common forms. Options for skipped and repeated times \
have the library's names and values: `fold` (zoneinfo), `method` and `is_dst` (pytz), `ambiguous` and `nonexistent` \
(pandas, polars, pyarrow, chrono), `disambiguation` (temporal, jiff), `lenient` (java-legacy).";

impl Step for ParseTime {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "parse_time",
            summary: "text or a number to a time, by one library's reader and zone rules",
            manual: MANUAL,
            example: "parse_time: {engine: pytz, zone: America/New_York, is_dst: false}",
        }
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param { name: "engine", kind: Kind::Engine(offers_time), summary: "the library that reads" },
            Param { name: "version", kind: Kind::Any, summary: "its version, where versions differ" },
            Param {
                name: "format",
                kind: Kind::Text,
                summary: "a format in the engine's language, a parsing function of it, or auto (default)",
            },
            Param { name: "zone", kind: Kind::Text, summary: "the zone whose wall time a text without offset is" },
            Param { name: "unit", kind: Kind::Choice(&["s", "ms", "us", "ns", "D"]), summary: "what numbers count" },
            Param { name: "dayfirst", kind: Kind::Boolean, summary: "true if 03/05 is the third of May" },
            Param { name: "ambiguous", kind: Kind::Any, summary: "what becomes of a repeated wall time" },
            Param { name: "nonexistent", kind: Kind::Any, summary: "what becomes of a skipped wall time" },
            Param { name: "non_existent", kind: Kind::Any, summary: "polars: the same as nonexistent" },
            Param { name: "fold", kind: Kind::Any, summary: "0: the first of two instants, 1: the second" },
            Param { name: "method", kind: Kind::Text, summary: "pytz: localize (default) or replace" },
            Param { name: "is_dst", kind: Kind::Any, summary: "pytz: true, false (default) or none" },
            Param { name: "disambiguation", kind: Kind::Text, summary: "compatible, earlier, later or reject" },
            Param {
                name: "lenient",
                kind: Kind::Boolean,
                summary: "java-legacy: false refuses fields out of range and skipped times",
            },
        ];
        PARAMS
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        clock_variations::reading(settings)
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let clock = Clock::bind(settings, runtime)?;
        let zone = clock.zone(settings, "zone")?;
        let unit = settings.choice("unit", UNITS)?;
        let request = ReadRequest {
            version: settings.version()?,
            format: settings.text("format")?.filter(|format| *format != "auto").map(str::to_owned),
            dayfirst: settings.boolean("dayfirst")?,
            zone: zone.as_ref().map(|table| table.name.to_string()),
            strict: settings.boolean("lenient")? == Some(false),
        };
        let reader = clock.rules.reader.bind(&request)?;
        let mut defaults = Vec::new();
        let options = clock.rules.options;
        if zone.is_some() && !options.is_empty() && !OPTIONS.iter().any(|name| settings.get(name).is_some()) {
            let left: Vec<&str> = options.iter().map(|option| option.name).collect();
            let first = left.first().copied().unwrap_or("");
            let value = options.first().map_or("", |option| option.value);
            defaults.push(format!("{first} left to the default of {}: {value}", clock.engine));
        }
        if let (Some(table), Some(name)) = (&zone, settings.text("zone")?)
            && !table.name.eq_ignore_ascii_case(name)
        {
            let near = nearest(name, zone::names()).map_or(String::new(), |near| format!("; did you mean {near}?"));
            defaults.push(format!(
                "{} does not know the zone {name} and silently takes {}{near}",
                clock.engine, table.name
            ));
        }
        let key = format!("{settings} in {runtime:?}");
        Ok(Bound { defaults, ..Bound::one(Parse { clock, zone, unit, reader, settings: settings.clone(), key }) })
    }
}

struct Parse {
    clock: Clock,
    zone: Option<Arc<Table>>,
    unit: Option<EpochUnit>,
    reader: Box<dyn ReadTime>,
    settings: Settings,
    key: String,
}

impl Parse {
    fn text(&self, text: &str) -> Value {
        if let (Some(_), Some(number)) = (self.unit, plain_number(text)) {
            return self.number(number);
        }
        match self.reader.read(text) {
            Reading::Wall(seconds, nanos) => match &self.zone {
                Some(zone) => self.clock.place(zone, seconds, nanos),
                None => self.clock.naive(self.clock.rules.naive, seconds, nanos),
            },
            Reading::HostWall(seconds, nanos) => {
                self.clock.place(self.zone.as_ref().unwrap_or(&self.clock.host), seconds, nanos)
            }
            Reading::NaiveWall(seconds, nanos) => match &self.zone {
                Some(zone) => self.clock.place(zone, seconds, nanos),
                None => self.clock.wall(seconds, nanos),
            },
            Reading::AtOffset(seconds, nanos, offset) => self.at(seconds - i64::from(offset), nanos, offset),
            Reading::InZone(seconds, nanos, name, offset) => match (self.clock.find(&name), offset) {
                (Some(zone), Some(offset)) => self.clock.show(&zone, seconds - i64::from(offset), nanos),
                (Some(zone), None) => self.clock.place(&zone, seconds, nanos),
                (None, _) => refused(self.clock.rules.errors.parse, format!("unknown time zone {name} in the text")),
            },
            Reading::Missing => Value::Null,
            Reading::Rejected("", message) => refused(self.clock.rules.errors.parse, message),
            Reading::Rejected(error, message) => Value::rejected(error, message),
        }
    }

    /// An instant, shown in the zone that was named, else at the offset that was read.
    fn at(&self, seconds: i64, nanos: u32, offset: i32) -> Value {
        match &self.zone {
            Some(zone) => self.clock.show(zone, seconds, nanos),
            None => self.clock.instant(seconds, nanos, offset, None),
        }
    }

    fn number(&self, number: Number) -> Value {
        if number.is_nan() {
            return Value::Null;
        }
        let rules = self.clock.rules;
        let unit = self.unit.unwrap_or(rules.epoch.unit);
        match epoch::from_number(number, unit, rules.epoch.fraction, rules.step) {
            None => refused(rules.errors.range, format!("{number} is no time that the library can hold")),
            Some((seconds, nanos)) => match (&self.zone, rules.epoch.number) {
                (Some(zone), _) => self.clock.show(zone, seconds, nanos),
                (None, Naive::Utc) => self.clock.instant(seconds, nanos, 0, None),
                (None, Naive::Local) => self.clock.wall(seconds, nanos),
                (None, Naive::Host) => self.clock.wall(seconds + i64::from(self.clock.host.at(seconds).offset), nanos),
            },
        }
    }

    /// A time that another step or a recorded value gave.
    fn time(&self, time: Time) -> Value {
        match (time, &self.zone) {
            (Time::Local(local), Some(zone)) => {
                let (seconds, nanos) = civil::parts(local);
                self.clock.place(zone, seconds, nanos)
            }
            (Time::Instant(instant), Some(zone)) => {
                let (seconds, nanos) = civil::parts(instant.utc);
                self.clock.show(zone, seconds, nanos)
            }
            (time, None) => Value::Time(time),
        }
    }
}

/// A text that is a plain number.
fn plain_number(text: &str) -> Option<Number> {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Number::Int(whole));
    }
    let digits = text.trim_start_matches(['-', '+']);
    digits.starts_with(|c: char| c.is_ascii_digit()).then(|| text.parse().ok().map(Number::Float)).flatten()
}

impl Operation for Parse {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        Ok(match input {
            Value::Text(text) => self.text(&text),
            Value::Number(number) => self.number(number),
            Value::Time(time) => self.time(time),
            Value::Null => Value::Null,
            other => {
                let message = format!("parse_time takes text or a number, found {}", other.describe());
                return Err(self.settings.fail_step(message));
            }
        })
    }
}
