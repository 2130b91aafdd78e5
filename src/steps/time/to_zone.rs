//! `to_zone`: an instant shown in another zone.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::kernel::zone::Table;
use crate::meta::Meta;
use crate::steps::clock::{Clock, offers_time, wrong_kind};
use crate::steps::clock_variations;
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;
use std::borrow::Cow;
use std::sync::Arc;

/// The step.
pub struct ToZone;

const MANUAL: &str = "\
Shows an instant in another zone: the instant stays, the wall clock changes, and with it what `time_features` reads.

A wall time without zone is no instant yet. Python, pytz and dateutil take it for the host's wall time (`astimezone`), pandas \
and polars refuse or take UTC, as their functions do. `wall: true` afterwards forgets the zone and keeps the wall time, as \
`tz_localize(None)` and `toLocalDateTime` do.

Offsets come from the side's time zone data (`runtime.tzdata`) as the engine reads it: some libraries know no rules after \
2037 or 2099, and some no local mean time.";

impl Step for ToZone {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "to_zone",
            summary: "an instant shown in another zone",
            manual: MANUAL,
            example: "to_zone: {engine: zoneinfo, zone: Europe/Berlin}",
        }
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param { name: "engine", kind: Kind::Engine(offers_time), summary: "the library whose rules hold" },
            Param { name: "version", kind: Kind::Any, summary: "its version, where versions differ" },
            Param { name: "zone", kind: Kind::Text, summary: "the zone to show the instant in" },
            Param { name: "wall", kind: Kind::Boolean, summary: "true to keep only the wall time; default: false" },
        ];
        PARAMS
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        clock_variations::options(settings)
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let clock = Clock::bind(settings, runtime)?;
        let Some(zone) = clock.zone(settings, "zone")? else {
            return Err(settings.fail_step("to_zone needs a zone"));
        };
        let wall = settings.boolean("wall")?.unwrap_or(false);
        let key = format!("{settings} in {runtime:?}");
        Ok(Bound::one(Show { clock, zone, wall, settings: settings.clone(), key }))
    }
}

struct Show {
    clock: Clock,
    zone: Arc<Table>,
    wall: bool,
    settings: Settings,
    key: String,
}

impl Operation for Show {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let time = match input {
            Value::Time(time) => time,
            Value::Null => return Ok(Value::Null),
            other => return Err(wrong_kind(&self.settings, &other)),
        };
        let (seconds, nanos) = match self.clock.instant_of(&time) {
            Ok(instant) => instant,
            Err(answer) => return Ok(answer),
        };
        if self.wall {
            let offset = self.zone.at(seconds).offset;
            return Ok(self.clock.wall(seconds + i64::from(offset), nanos));
        }
        Ok(self.clock.show(&self.zone, seconds, nanos))
    }
}
