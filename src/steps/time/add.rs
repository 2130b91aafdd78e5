//! `add`: a time some units later, by the calendar or by elapsed time.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::Resettle;
use crate::engines::kernel::span;
use crate::engines::kernel::zone::Table;
use crate::meta::Meta;
use crate::steps::clock::{Clock, offers_time, refused, wrong_kind};
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step};
use crate::value::{Time, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// The step.
pub struct Add;

const MANUAL: &str = "\
A time some `years`, `months`, `weeks`, `days`, `hours`, `minutes` and `seconds` later; negative numbers go back.

Days are added by the calendar where the library does so: noon stays noon on a day of 23 hours. `by: elapsed` takes a day for \
24 hours (pandas' Timedelta, Go's Add, Java's Duration), `by: calendar` the calendar where elapsed time is the default. Hours \
are elapsed time, but Python's datetime moves the wall clock by them as well.

January 31 and a month is the last day of February, in Go and in JavaScript's Date a day in March. What becomes of a result \
that a change of the clock skips or repeats is the library's rule.";

impl Step for Add {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "add",
            summary: "a time some days or hours later, by the calendar or by elapsed time",
            manual: MANUAL,
            example: "add: {engine: pandas, days: 1}",
        }
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param { name: "engine", kind: Kind::Engine(offers_time), summary: "the library that adds" },
            Param { name: "version", kind: Kind::Any, summary: "its version, where versions differ" },
            Param { name: "years", kind: Kind::Integer, summary: "years to add" },
            Param { name: "months", kind: Kind::Integer, summary: "months to add" },
            Param { name: "weeks", kind: Kind::Integer, summary: "weeks to add" },
            Param { name: "days", kind: Kind::Integer, summary: "days to add" },
            Param { name: "hours", kind: Kind::Integer, summary: "hours to add" },
            Param { name: "minutes", kind: Kind::Integer, summary: "minutes to add" },
            Param { name: "seconds", kind: Kind::Integer, summary: "seconds to add" },
            Param {
                name: "by",
                kind: Kind::Choice(&["calendar", "elapsed"]),
                summary: "what days and weeks are; default: the library's usual function",
            },
            Param {
                name: "zone",
                kind: Kind::Text,
                summary: "the zone on whose wall clock is counted; default: the value's",
            },
        ];
        PARAMS
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let clock = Clock::bind(settings, runtime)?;
        let zone = clock.zone(settings, "zone")?;
        let sum = |units: &[(&str, i64)]| -> Result<i64, Diagnostic> {
            let mut total = 0_i64;
            for (name, factor) in units {
                let value = settings.integer(name)?.unwrap_or(0);
                let value = value.checked_mul(*factor).filter(|value| value.abs() < 1 << 53);
                total += value.ok_or_else(|| settings.fail(name, format!("{name} is beyond every calendar")))?;
            }
            Ok(total)
        };
        let months = sum(&[("years", 12), ("months", 1)])?;
        let date = sum(&[("weeks", 604_800), ("days", 86_400)])?;
        let clock_part = sum(&[("hours", 3600), ("minutes", 60), ("seconds", 1)])?;
        let given = ["years", "months", "weeks", "days", "hours", "minutes", "seconds"];
        if given.iter().all(|name| settings.get(name).is_none()) {
            return Err(settings.fail_step(format!("add needs one of: {}", given.join(", "))));
        }
        let rules = clock.rules.arithmetic;
        let by = settings.choice("by", &[("calendar", false), ("elapsed", true)])?;
        let date_rule = match by {
            Some(true) => Resettle::SameOffset,
            Some(false) if rules.add_date == Resettle::SameOffset => Resettle::ByRule,
            _ => rules.add_date,
        };
        let key = format!("{settings} in {runtime:?}");
        Ok(Bound::one(Shift { clock, zone, months, date, clock_part, date_rule, settings: settings.clone(), key }))
    }
}

struct Shift {
    clock: Clock,
    zone: Option<Arc<Table>>,
    months: i64,
    /// Seconds of the days and weeks.
    date: i64,
    /// Seconds of the hours, minutes and seconds.
    clock_part: i64,
    date_rule: Resettle,
    settings: Settings,
    key: String,
}

impl Shift {
    fn shift(&self, time: &Time) -> Value {
        let rules = self.clock.rules;
        let later = |wall: i64| {
            let wall = span::add_months(wall, self.months, rules.arithmetic.month_end)?;
            wall.checked_add(self.date)
        };
        let beyond = || refused(rules.errors.range, "the time lies beyond the calendar");
        let (_, nanos, _) = self.clock.face(time);
        let place = match self.clock.stand(time, self.zone.as_ref()) {
            Ok(Some(place)) => place,
            Ok(None) => {
                let wall = later(self.clock.face(time).0).and_then(|wall| wall.checked_add(self.clock_part));
                return wall.map_or_else(beyond, |wall| self.clock.wall(wall, nanos));
            }
            Err(answer) => return answer,
        };
        let moved = if self.months == 0 && self.date == 0 {
            self.clock.show_again(&place, place.wall - i64::from(place.offset), nanos)
        } else {
            let rule = if self.months == 0 { self.date_rule } else { rules.arithmetic.add_date };
            match later(place.wall) {
                Some(wall) => self.clock.resettle(&place, wall, nanos, rule),
                None => beyond(),
            }
        };
        if self.clock_part == 0 {
            return moved;
        }
        let Value::Time(moved) = moved else {
            return moved;
        };
        match self.clock.stand(&moved, self.zone.as_ref()) {
            Ok(Some(place)) => match place.wall.checked_add(self.clock_part) {
                Some(wall) => self.clock.resettle(&place, wall, nanos, rules.arithmetic.add_clock),
                None => beyond(),
            },
            Ok(None) => Value::Time(moved),
            Err(answer) => answer,
        }
    }
}

impl Operation for Shift {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        match input {
            Value::Time(time) => Ok(self.shift(&time)),
            Value::Null => Ok(Value::Null),
            other => Err(wrong_kind(&self.settings, &other)),
        }
    }
}
