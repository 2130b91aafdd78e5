//! `floor_time`: a time cut to the begin of its hour, day, week, month.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::{Resettle, WeekStart};
use crate::engines::kernel::civil;
use crate::engines::kernel::span::{self, Unit};
use crate::engines::kernel::zone::Table;
use crate::meta::Meta;
use crate::steps::clock::{Clock, Place, offers_time, wrong_kind};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation, clock_variations};
use crate::value::{Time, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// The step.
pub struct FloorTime;

const MANUAL: &str = "\
Cuts a time to the begin of a unit: `to: hour`, `day`, `week`, `month`, `quarter`, `year`, or several of one, such as `15min`.

Most libraries cut the wall clock of the value's zone (`zone` names another), and differ in what they do where the result is \
skipped or repeated by a change of the clock: Java, polars, PostgreSQL and DuckDB stay on the side on which the time was, \
JavaScript takes the first, pandas raises unless `ambiguous` or `nonexistent` is given. Go's `Truncate` cuts absolute time: \
an hour in Kathmandu (+05:45) then begins at 45 minutes, and a day at midnight in UTC. chrono's `duration_trunc` subtracts \
elapsed time, so that a day on which the clock changed begins an hour off.

Weeks begin on Monday, in JavaScript's date-fns and moment on Sunday; chrono counts seven days each from 1970-01-01, a \
Thursday. Where a library has no function for a unit (months in Go or Python), the wall time is put together anew as its \
users do.";

impl Step for FloorTime {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "floor_time",
            summary: "a time cut to the begin of its hour, day, week or month",
            manual: MANUAL,
            example: "floor_time: {engine: pandas, to: hour}",
        }
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param { name: "engine", kind: Kind::Engine(offers_time), summary: "the library that cuts" },
            Param { name: "version", kind: Kind::Any, summary: "its version, where versions differ" },
            Param {
                name: "to",
                kind: Kind::Text,
                summary: "the unit: second, minute, 15min, hour, day, week, month ...",
            },
            Param { name: "zone", kind: Kind::Text, summary: "the zone whose wall clock is cut; default: the value's" },
            Param { name: "ambiguous", kind: Kind::Any, summary: "what becomes of a repeated result" },
            Param { name: "nonexistent", kind: Kind::Any, summary: "what becomes of a skipped result" },
        ];
        PARAMS
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let clock = Clock::bind(settings, runtime)?;
        let zone = clock.zone(settings, "zone")?;
        let to =
            settings.text("to")?.ok_or_else(|| settings.fail_step("floor_time needs `to`, such as hour or day"))?;
        let unit = unit(settings, "to", to)?;
        let key = format!("{settings} in {runtime:?}");
        Ok(Bound::one(Cut { clock, zone, unit, settings: settings.clone(), key }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let now = settings.text("to").ok().flatten();
        let others = COMMON.into_iter().filter(|to| Some(*to) != now);
        let cut = |to: &str| Variation {
            cause: "time.truncation",
            changes: vec![("to", Some(Argument::Text(to.to_owned())))],
        };
        let mut all: Vec<Variation> = others.map(cut).collect();
        all.extend(clock_variations::options(settings));
        all
    }
}

/// Units that a time is commonly cut to.
const COMMON: [&str; 11] =
    ["second", "minute", "5min", "15min", "30min", "hour", "day", "week", "month", "quarter", "year"];

/// The unit that a parameter names.
fn unit(settings: &Settings, name: &str, text: &str) -> Result<Unit, Diagnostic> {
    Unit::named(text).ok_or_else(|| settings.unknown_value(name, "unit", text, &COMMON))
}

struct Cut {
    clock: Clock,
    zone: Option<Arc<Table>>,
    unit: Unit,
    settings: Settings,
    key: String,
}

impl Cut {
    fn cut(&self, time: &Time) -> Value {
        let rules = &self.clock.rules.arithmetic;
        let rule = if self.unit.of_clock() { rules.floor_clock } else { rules.floor_date };
        let floor = |wall: i64| span::floor(wall, self.unit, rules.week);
        let place = match self.clock.stand(time, self.zone.as_ref()) {
            Ok(Some(place)) => place,
            Ok(None) => {
                let wall = self.clock.face(time).0;
                return self.clock.wall(floor(wall), 0);
            }
            Err(answer) => return answer,
        };
        let absolute = self.unit.seconds().filter(|_| rule == Resettle::Absolute);
        if let Some(step) = absolute {
            let instant = place.wall - i64::from(place.offset);
            return self.clock.show_again(&place, span::floor_absolute(instant, step), 0);
        }
        let wall = floor(place.wall);
        if rules.week == WeekStart::MondayOfThursday && self.unit == Unit::Week {
            return self.week_of_thursday(&place, wall, rule);
        }
        self.clock.resettle(&place, wall, 0, rule)
    }
}

impl Cut {
    /// Monday's midnight at Thursday's offset.
    fn week_of_thursday(&self, place: &Place, monday: i64, rule: Resettle) -> Value {
        const THREE_DAYS: i64 = 3 * 86_400;
        match self.clock.resettle(place, monday + THREE_DAYS, 0, rule) {
            Value::Time(Time::Instant(instant)) => {
                let (seconds, nanos) = civil::parts(instant.utc);
                self.clock.show_again(place, seconds - THREE_DAYS, nanos)
            }
            other => other,
        }
    }
}

impl Operation for Cut {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        match input {
            Value::Time(time) => Ok(self.cut(&time)),
            Value::Null => Ok(Value::Null),
            other => Err(wrong_kind(&self.settings, &other)),
        }
    }
}
