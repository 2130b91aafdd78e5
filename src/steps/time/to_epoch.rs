//! `to_epoch`: a time as a number that counts from 1970.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::EpochUnit;
use crate::engines::kernel::epoch;
use crate::meta::Meta;
use crate::steps::clock::{Clock, offers_time, refused, wrong_kind};
use crate::steps::clock_variations;
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;
use std::borrow::Cow;

/// The step.
pub struct ToEpoch;

const UNITS: &[(&str, EpochUnit)] = &[
    ("s", EpochUnit::Seconds),
    ("ms", EpochUnit::Millis),
    ("us", EpochUnit::Micros),
    ("ns", EpochUnit::Nanos),
    ("D", EpochUnit::Days),
];

const MANUAL: &str = "\
The number of seconds, milliseconds, microseconds, nanoseconds or days from 1970-01-01T00:00:00Z to a time.

Libraries differ in what they make of a wall time without zone: Python's `timestamp()` takes the host's zone, pandas and \
chrono take UTC, and some refuse. They differ in the fraction: Python gives a double, Go and chrono cut toward the past, so \
that half a second before 1970 is -1, others cut toward zero or round. Without `unit` the number counts seconds.";

impl Step for ToEpoch {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "to_epoch",
            summary: "a time as a number that counts from 1970",
            manual: MANUAL,
            example: "to_epoch: {engine: go, unit: ms}",
        }
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param { name: "engine", kind: Kind::Engine(offers_time), summary: "the library whose function it is" },
            Param { name: "version", kind: Kind::Any, summary: "its version, where versions differ" },
            Param {
                name: "unit",
                kind: Kind::Choice(&["s", "ms", "us", "ns", "D"]),
                summary: "what the number counts; default: s",
            },
        ];
        PARAMS
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        clock_variations::units(settings)
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let clock = Clock::bind(settings, runtime)?;
        let unit = settings.choice("unit", UNITS)?.unwrap_or(EpochUnit::Seconds);
        let key = format!("{settings} in {runtime:?}");
        Ok(Bound::one(Count { clock, unit, settings: settings.clone(), key }))
    }
}

struct Count {
    clock: Clock,
    unit: EpochUnit,
    settings: Settings,
    key: String,
}

impl Operation for Count {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let time = match input {
            Value::Time(time) => time,
            Value::Null => return Ok(Value::Null),
            other => return Err(wrong_kind(&self.settings, &other)),
        };
        let rules = self.clock.rules;
        Ok(match self.clock.instant_of(&time) {
            Err(answer) => answer,
            Ok((seconds, nanos)) => match epoch::to_number(seconds, nanos, self.unit, rules.epoch.output) {
                Some(number) => Value::Number(number),
                None => refused(rules.errors.range, "the number does not fit 64 bits"),
            },
        })
    }
}
