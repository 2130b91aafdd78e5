//! Two times on one line, with the clock changes of their zone around them.

use crate::check::outcome::InputOutcome;
use crate::compare::{Comparison, Difference, TimeDifference};
use crate::definition::{Case, SideDefinition};
use crate::engines::capability::Shape;
use crate::engines::kernel::zone::{self, Lookup, Source};
use crate::side::Input;
use crate::value::{Time, Value};

/// One side's time.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// As reports write it.
    pub text: String,
    /// The wall clock in the zone, if the time is an instant and the zone is known.
    pub wall: Option<String>,
    /// Seconds from 1970; in UTC for an instant, else as the clock reads.
    pub seconds: i64,
    /// True for an instant, false for a local date-time.
    pub instant: bool,
}

/// A change of a zone's clocks.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockChange {
    /// Seconds from 1970, in UTC.
    pub seconds: i64,
    /// Seconds east of UTC before and after it.
    pub offsets: (i32, i32),
    /// What it is called before and after it: `EST`, `EDT`.
    pub names: (String, String),
}

/// Two times that differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// The field that they stand in, or the step after which they are seen; empty for the outputs themselves.
    pub place: String,
    /// The first side's time.
    pub a: Moment,
    /// The second side's time.
    pub b: Moment,
    /// The zone, if it is known.
    pub zone: Option<String>,
    /// The clock changes nearest to the two times, in order; at most one before and one after each.
    pub changes: Vec<ClockChange>,
}

/// Clock changes further away than this say nothing about a difference.
const NEAR: i64 = 40 * 86_400;

/// The first time difference of an input: of the outputs, else of the step where the sides part.
pub fn between(case: &Case, input: &Input, a: &Value, b: &Value, outcome: &InputOutcome) -> Option<Moments> {
    let pairs = [&outcome.train_serve, &outcome.train_golden, &outcome.serve_golden];
    let outputs = pairs.into_iter().flatten().filter(|comparison| !comparison.equal).find_map(in_comparison);
    let at_step = || {
        let divergence = outcome.divergence.as_ref()?;
        let (place, found) = in_comparison(&divergence.comparison)?;
        let step = format!("after {}", divergence.step);
        Some((if place.is_empty() { step } else { format!("{place}, {step}") }, found))
    };
    let (place, found) = outputs.or_else(at_step)?;
    let zone = named(&found.a)
        .or_else(|| named(&found.b))
        .or_else(|| written(&case.train, input))
        .or_else(|| case.serve.as_ref().and_then(|serve| written(serve, input)))
        .or_else(|| {
            [a, b].into_iter().find_map(|value| if let Value::Time(time) = value { named(time) } else { None })
        });
    let table = zone.as_deref().and_then(|zone| {
        let source = Source::named("newest").ok()?;
        zone::table(&Lookup { source, shape: Shape::Full }, zone)
    });
    let moment = |time: &Time| match time {
        Time::Instant(instant) => {
            let seconds = instant.utc.and_utc().timestamp();
            let wall = table.as_ref().map(|table| {
                let period = table.at(seconds);
                let wall = seconds + i64::from(period.offset);
                let shown = chrono::DateTime::from_timestamp(wall, 0).unwrap_or_default();
                format!("{} {}", shown.format("%Y-%m-%d %H:%M:%S"), period.abbreviation)
            });
            Moment { text: time.to_string(), wall, seconds, instant: true }
        }
        Time::Local(local) => {
            Moment { text: time.to_string(), wall: None, seconds: local.and_utc().timestamp(), instant: false }
        }
    };
    let (a, b) = (moment(&found.a), moment(&found.b));
    let changes =
        table.map_or_else(Vec::new, |table| changes(&table, a.seconds.min(b.seconds), a.seconds.max(b.seconds)));
    Some(Moments { place, a, b, zone, changes })
}

fn in_comparison(comparison: &Comparison) -> Option<(String, &TimeDifference)> {
    comparison.difference.as_ref().and_then(|found| first(found, ""))
}

/// The first time difference in a difference, with the field that it stands in.
fn first<'a>(difference: &'a Difference, place: &str) -> Option<(String, &'a TimeDifference)> {
    match difference {
        Difference::Time(found) => Some((place.to_owned(), found)),
        Difference::Fields(fields) => fields.fields.iter().find_map(|(name, found, _)| first(found, name)),
        Difference::Items(items) => {
            items.items.iter().find_map(|(index, found)| first(found, &format!("item {index}")))
        }
        _ => None,
    }
}

fn named(time: &Time) -> Option<String> {
    let Time::Instant(instant) = time else { return None };
    instant.zone.as_deref().filter(|zone| zone.contains('/')).map(str::to_owned)
}

/// The zone that a definition names, or the field that holds it, or its host's.
fn written(side: &SideDefinition, input: &Input) -> Option<String> {
    let of_step = |argument: &crate::steps::Argument| match (argument.as_text(), argument.as_field(), &*input.value) {
        (Some(zone), ..) => Some(zone.to_owned()),
        (None, Some(field), Value::Record(record)) => match record.get(field) {
            Some(Value::Text(zone)) => Some(zone.clone()),
            _ => None,
        },
        _ => None,
    };
    let steps = side.steps()?;
    let zones = steps.iter().filter_map(|step| of_step(step.get("zone")?)).filter(|zone| zone.contains('/'));
    zones.into_iter().next().or_else(|| side.runtime.zone.clone())
}

fn changes(table: &zone::Table, from: i64, to: i64) -> Vec<ClockChange> {
    let starts = table.starts.iter().copied().enumerate().skip(1);
    let near = starts.filter(|(_, start)| *start >= from - NEAR && *start <= to + NEAR);
    let mut found: Vec<ClockChange> = near
        .map(|(index, seconds)| {
            let (before, after) = (&table.periods[index - 1], &table.periods[index]);
            ClockChange {
                seconds,
                offsets: (before.offset, after.offset),
                names: (before.abbreviation.to_string(), after.abbreviation.to_string()),
            }
        })
        .filter(|change| change.offsets.0 != change.offsets.1)
        .collect();
    // The nearest ones are those that matter.
    found.sort_by_key(|change| (change.seconds - from).abs().min((change.seconds - to).abs()));
    found.truncate(2);
    found.sort_by_key(|change| change.seconds);
    found
}
