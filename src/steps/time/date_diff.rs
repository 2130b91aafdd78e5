//! `date_diff`: days or other units between two times.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::Count;
use crate::engines::kernel::span::{self, Distance, Point, Unit};
use crate::engines::kernel::zone::Table;
use crate::meta::Meta;
use crate::steps::clock::{Clock, offers_time, refused, wrong_kind};
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step};
use crate::value::{Number, Time, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// The step.
pub struct DateDiff;

const MANUAL: &str = "\
Days (or another `unit`) from one time to another, as the library counts them.

On a record, `start` and `end` name two fields with times, and `into` the field of the result; the record is otherwise \
replaced by the number. On one time (`on: dropoff`), `start` is the other: a time such as `2024-01-01`, or `{field: pickup}`.

Libraries count differently over a change of the clock and below zero. Elapsed time in whole days is cut toward zero in Go, \
polars, chrono and Java's Calendar, and toward the past in pandas (an hour earlier is a day earlier); JavaScript's division \
of milliseconds keeps the fraction. Python subtracts the wall clocks of two times in one zone. java-time, joda, temporal, \
jiff, moment and date-fns count full days on the wall clock, and DuckDB, PostgreSQL, Spark and pyarrow the midnights between \
the two. `count` sets a rule by name.";

const COUNTS: &[(&str, Count)] = &[
    ("elapsed_floor", Count::ElapsedFloor),
    ("elapsed", Count::ElapsedTruncate),
    ("fraction", Count::ElapsedFraction),
    ("wall_floor", Count::WallFloor),
    ("wall", Count::WallTruncate),
    ("boundaries", Count::Boundaries),
];

impl Step for DateDiff {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "date_diff",
            summary: "days or other units between two times, as a library counts them",
            manual: MANUAL,
            example: "date_diff: {engine: duckdb, start: pickup, end: dropoff, into: days}",
        }
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param { name: "engine", kind: Kind::Engine(offers_time), summary: "the library that counts" },
            Param { name: "version", kind: Kind::Any, summary: "its version, where versions differ" },
            Param { name: "start", kind: Kind::Text, summary: "the field with the first time; on one time: that time" },
            Param { name: "end", kind: Kind::Text, summary: "the field with the second time" },
            Param { name: "unit", kind: Kind::Text, summary: "second, minute, hour, day (default), week, month, year" },
            Param { name: "zone", kind: Kind::Text, summary: "the zone whose wall clock counts; default: the start's" },
            Param {
                name: "count",
                kind: Kind::Choice(&["elapsed_floor", "elapsed", "fraction", "wall_floor", "wall", "boundaries"]),
                summary: "how units are counted; default: the library's usual function",
            },
        ];
        PARAMS
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        const UNITS: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year"];
        let clock = Clock::bind(settings, runtime)?;
        let zone = clock.zone(settings, "zone")?;
        let name = settings.text("unit")?.unwrap_or("day");
        let unit = Unit::named(name).ok_or_else(|| settings.unknown_value("unit", "unit", name, UNITS))?;
        let usual = if unit.of_clock() { clock.rules.arithmetic.hours } else { clock.rules.arithmetic.days };
        let count = settings.choice("count", COUNTS)?.unwrap_or(usual);
        if matches!(unit, Unit::Months(_)) && !matches!(count, Count::WallTruncate | Count::Boundaries) {
            let message = format!("engine {} does not count in {name}", clock.engine);
            return Err(settings.fail("unit", message).hint("`count: wall` counts full months on the wall clock"));
        }
        let start = settings.text("start")?.map(str::to_owned);
        let end = settings.text("end")?.map(str::to_owned);
        if start.is_none() {
            return Err(settings.fail_step("date_diff needs start: a field, or a time to count from"));
        }
        let key = format!("{settings} in {runtime:?}");
        Ok(Bound::one(Difference { clock, zone, unit, count, start, end, settings: settings.clone(), key }))
    }
}

struct Difference {
    clock: Clock,
    zone: Option<Arc<Table>>,
    unit: Unit,
    count: Count,
    start: Option<String>,
    end: Option<String>,
    settings: Settings,
    key: String,
}

fn is_local(time: &Time) -> bool {
    matches!(time, Time::Local(_))
}

impl Difference {
    fn between(&self, start: &Time, end: &Time) -> Value {
        let rules = self.clock.rules;
        if rules.epoch.wall.is_none() && is_local(start) != is_local(end) {
            return refused(rules.errors.kind, "one of the two times has a zone and the other has none");
        }
        let zone = self.zone.clone().or_else(|| self.clock.table_of(start));
        let (start_point, end_point) = match (self.point(start, zone.as_ref()), self.point(end, zone.as_ref())) {
            (Ok(start), Ok(end)) => (start, end),
            (Err(answer), _) | (_, Err(answer)) => return answer,
        };
        // Wall clocks of two zones are not subtracted from each other.
        let one_zone = self.zone.is_some()
            || self.clock.table_of(start).map(|table| Arc::clone(&table.name))
                == self.clock.table_of(end).map(|table| Arc::clone(&table.name));
        let count = if self.count == Count::WallFloor && !one_zone { Count::ElapsedFloor } else { self.count };
        match span::between(start_point, end_point, self.unit, count, rules.arithmetic.week) {
            Some(Distance::Whole(whole)) => Value::Number(Number::Int(whole)),
            Some(Distance::Fraction(value)) => Value::Number(Number::Float(value)),
            None => refused(rules.errors.range, "the difference cannot be counted"),
        }
    }

    fn point(&self, time: &Time, zone: Option<&Arc<Table>>) -> Result<Point, Value> {
        let (_, nanos, _) = self.clock.face(time);
        let wall = self.clock.face(time).0;
        let place = self.clock.stand(time, zone)?;
        Ok(place.map_or(Point { wall, instant: wall, nanos }, |place| {
            let instant = place.wall - i64::from(place.offset);
            Point { wall: place.wall, instant, nanos }
        }))
    }

    /// The other time that a parameter gives as text.
    fn written(&self) -> Result<Time, Diagnostic> {
        let text = self.start.as_deref().unwrap_or_default();
        self.clock.plain_time(text).ok_or_else(|| {
            let message = format!("start is no time: \"{text}\"");
            self.settings.fail("start", message).hint("write 2024-01-01T00:00:00Z, or start: {field: name}")
        })
    }

    /// The time in a field of a record.
    fn of_field<'a>(&self, row: &'a crate::value::Record, name: &str) -> Result<&'a Value, Diagnostic> {
        row.get(name).ok_or_else(|| {
            let names: Vec<&str> = row.names().collect();
            let message = format!("the record has no field \"{name}\"");
            self.settings.fail_step(message).note(format!("its fields: {}", names.join(", ")))
        })
    }

    fn pair(&self, start: &Value, end: &Value) -> Result<Value, Diagnostic> {
        match (start, end) {
            (Value::Time(start), Value::Time(end)) => Ok(self.between(start, end)),
            (rejected @ Value::Rejected(_), _) | (_, rejected @ Value::Rejected(_)) => Ok(rejected.clone()),
            (Value::Null, Value::Time(_) | Value::Null) | (Value::Time(_), Value::Null) => Ok(Value::Null),
            (Value::Time(_) | Value::Null, other) | (other, _) => Err(wrong_kind(&self.settings, other)),
        }
    }
}

impl Operation for Difference {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        match (input, &self.start, &self.end) {
            (Value::Record(row), Some(start), Some(end)) => {
                self.pair(self.of_field(&row, start)?, self.of_field(&row, end)?)
            }
            (Value::Record(_), ..) => Err(self.settings.fail_step("date_diff on a record needs start and end")),
            (Value::Time(end), ..) => Ok(self.between(&self.written()?, &end)),
            (Value::Null, ..) => Ok(Value::Null),
            (other, ..) => Err(wrong_kind(&self.settings, &other)),
        }
    }
}
