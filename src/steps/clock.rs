//! What the steps on times share: zones by an engine's names and data, the rule for wall times, and values.

use super::{Argument, Runtime, Settings};
use crate::diagnostic::Diagnostic;
use crate::engines::Engine;
use crate::engines::capability::{Effect, Fold, Frame, Gap, LocalRule, Naive, Reading, Resettle, TimeRules, ZoneNames};
use crate::engines::kernel::time_text::iso;
use crate::engines::kernel::zone::{self, Answer, Lookup, Source, Table, Wall};
use crate::engines::kernel::{civil, duration};
use crate::meta::nearest;
use crate::value::{Instant, Time, Value};
use std::sync::Arc;

/// Where a time stands on a wall clock.
pub struct Place {
    /// Seconds on the wall.
    pub wall: i64,
    /// The wall's offset in seconds east of UTC.
    pub offset: i32,
    /// The zone of the wall.
    pub table: Arc<Table>,
    /// True if the value names no zone.
    plain: bool,
}

/// True for engines that know times.
pub fn offers_time(engine: &dyn Engine) -> bool {
    engine.time().is_some()
}

/// One engine's clock on one host.
#[derive(Clone)]
pub struct Clock {
    /// The engine's id.
    pub engine: &'static str,
    /// Its conventions, in the version that was named.
    pub rules: &'static TimeRules,
    /// From wall times to instants, with the options that were given.
    pub local: LocalRule,
    /// Where zone data comes from.
    pub lookup: Lookup,
    /// The host's zone.
    pub host: Arc<Table>,
}

impl Clock {
    /// The clock that a step's settings ask for.
    ///
    /// # Errors
    /// An unknown engine, host zone, release or option.
    pub fn bind(settings: &Settings, runtime: &Runtime) -> Result<Self, Diagnostic> {
        let engine = settings.required_engine(offers_time)?;
        let version = settings.engine_version(engine)?;
        let Some(rules) = engine.time_of(version) else {
            return Err(settings.fail("engine", format!("engine {} knows no times", engine.meta().id)));
        };
        let release = runtime.tzdata.as_deref().unwrap_or(rules.zones.release);
        let source = Source::named(release).map_err(|message| settings.fail_step(message))?;
        let lookup = Lookup { source, shape: rules.zones.shape };
        let host = runtime.zone.as_deref().unwrap_or("UTC");
        // A host knows zones by the database, whatever a library accepts.
        let host = zone::table(&lookup, host)
            .or_else(|| zone::fixed(host, ZoneNames::Offsets))
            .ok_or_else(|| unknown_zone(settings, "", host, &lookup))?;
        let local = local_rule(settings, engine.meta().id, rules)?;
        Ok(Self { engine: engine.meta().id, rules, local, lookup, host })
    }

    /// The zone under a parameter.
    ///
    /// # Errors
    /// A zone that the engine does not know.
    pub fn zone(&self, settings: &Settings, parameter: &str) -> Result<Option<Arc<Table>>, Diagnostic> {
        let Some(name) = settings.text(parameter)? else {
            return Ok(None);
        };
        let found = self.find(name).ok_or_else(|| unknown_zone(settings, parameter, name, &self.lookup))?;
        Ok(Some(found))
    }

    /// The zone of a name, as the engine knows names.
    pub fn find(&self, name: &str) -> Option<Arc<Table>> {
        zone::find(&self.lookup, self.rules.zones.names, name)
    }

    /// The value of a wall time in a zone.
    pub fn place(&self, table: &Arc<Table>, seconds: i64, nanos: u32) -> Value {
        self.settle(table, seconds, nanos, self.local)
    }

    /// The value of a wall time in a zone by a rule.
    fn settle(&self, table: &Arc<Table>, seconds: i64, nanos: u32, rule: LocalRule) -> Value {
        let leap = nanos >= 1_000_000_000;
        let answer = match rule {
            LocalRule::FirstOffset => {
                let offset = table.first.offset;
                Answer::At(seconds - i64::from(offset), nanos, offset)
            }
            LocalRule::StandardClock(second) => {
                let instant = seconds - i64::from(zone::standard_clock(table, seconds, second));
                Answer::At(instant, nanos, table.at(instant).offset)
            }
            LocalRule::ByRule { gap, fold } => {
                let kept = if leap { nanos - 1_000_000_000 } else { nanos };
                zone::localize(table, seconds, kept, gap, fold, self.rules.step)
            }
        };
        let errors = &self.rules.errors;
        let shown = || civil::reading(seconds, 0).map_or(String::new(), |time| time.to_string());
        match answer {
            Answer::At(instant, kept, offset) => {
                self.instant(instant, if leap { nanos } else { kept }, offset, Some(&table.name))
            }
            Answer::Missing => Value::Null,
            Answer::NoSuchTime => refused(errors.gap, format!("{} does not exist in {}", shown(), table.name)),
            Answer::TwoTimes => refused(errors.fold, format!("{} exists twice in {}", shown(), table.name)),
            Answer::ShiftedIntoGap => {
                refused(errors.gap, format!("{} is moved onto a time that does not exist either", shown()))
            }
        }
    }

    /// An instant, or a rejection where the calendar ends.
    pub fn instant(&self, seconds: i64, nanos: u32, offset: i32, zone: Option<&Arc<str>>) -> Value {
        match civil::reading(seconds, nanos) {
            Some(utc) => Value::Time(Time::Instant(Instant { utc, offset, zone: zone.map(Arc::clone) })),
            None => refused(self.rules.errors.range, "the time lies beyond the calendar"),
        }
    }

    /// A wall time without zone, or a rejection where the calendar ends.
    pub fn wall(&self, seconds: i64, nanos: u32) -> Value {
        match civil::reading(seconds, nanos) {
            Some(local) => Value::Time(Time::Local(local)),
            None => refused(self.rules.errors.range, "the time lies beyond the calendar"),
        }
    }

    /// The instant shown in a zone.
    pub fn show(&self, table: &Arc<Table>, seconds: i64, nanos: u32) -> Value {
        self.instant(seconds, nanos, table.at(seconds).offset, Some(&table.name))
    }

    /// A wall time where no zone is given.
    pub fn naive(&self, rule: Naive, seconds: i64, nanos: u32) -> Value {
        match rule {
            Naive::Local => self.wall(seconds, nanos),
            Naive::Utc => self.instant(seconds, nanos, 0, None),
            Naive::Host => self.place(&self.host, seconds, nanos),
        }
    }

    /// The instant of a time; what the library makes of a wall time that names none.
    pub fn instant_of(&self, time: &Time) -> Result<(i64, u32), Value> {
        let local = match time {
            Time::Instant(instant) => return Ok(civil::parts(instant.utc)),
            Time::Local(local) => civil::parts(*local),
        };
        let Some(rule) = self.rules.epoch.wall else {
            let message = "a wall time without zone cannot be converted; localize it first";
            return Err(refused(self.rules.errors.kind, message));
        };
        match self.naive(rule, local.0, local.1) {
            Value::Time(Time::Instant(instant)) => Ok(civil::parts(instant.utc)),
            other => Err(other),
        }
    }

    /// The zone on whose wall clock a time is shown; `None` for a wall time.
    pub fn table_of(&self, time: &Time) -> Option<Arc<Table>> {
        let Time::Instant(instant) = time else {
            return None;
        };
        let named = instant.zone.as_ref().map(|name| self.find(name));
        Some(match named {
            Some(Some(table)) => table,
            None if self.rules.fields.frame == Frame::Host => Arc::clone(&self.host),
            _ => Arc::new(Table::fixed(instant.zone.as_deref().unwrap_or(""), instant.offset)),
        })
    }

    /// Where a time stands on the wall clock of its zone, or of the one given; `None` for a wall time without zone.
    ///
    /// # Errors
    /// What the library makes of a wall time that names no instant.
    pub fn stand(&self, time: &Time, zone: Option<&Arc<Table>>) -> Result<Option<Place>, Value> {
        let Some(table) = zone.map(Arc::clone).or_else(|| self.table_of(time)) else {
            return Ok(None);
        };
        let (seconds, _) = self.instant_of(time)?;
        let offset = table.at(seconds).offset;
        let plain = matches!(time, Time::Instant(instant) if instant.zone.is_none()) && zone.is_none();
        Ok(Some(Place { wall: seconds + i64::from(offset), offset, plain, table }))
    }

    /// An instant on the wall clock of a place.
    pub fn show_again(&self, place: &Place, seconds: i64, nanos: u32) -> Value {
        let name = (!place.plain).then_some(&place.table.name);
        self.instant(seconds, nanos, place.table.at(seconds).offset, name)
    }

    /// The value of another wall time on the wall clock of a place.
    pub fn resettle(&self, place: &Place, wall: i64, nanos: u32, rule: Resettle) -> Value {
        let same = wall - i64::from(place.offset);
        let local = match rule {
            Resettle::SameOffset => return self.show_again(place, same, nanos),
            Resettle::KeepOffset(..) if place.table.at(same).offset == place.offset => {
                return self.show_again(place, same, nanos);
            }
            Resettle::KeepOffset(gap, fold) | Resettle::At(gap, fold) => LocalRule::ByRule { gap, fold },
            Resettle::KeepFold => {
                let before = zone::wall(&place.table, place.wall);
                let second = matches!(before, Wall::Twice { second, .. } if second == place.offset);
                let (gap, fold) = if second { (Gap::After, Fold::Second) } else { (Gap::Before, Fold::First) };
                LocalRule::ByRule { gap, fold }
            }
            Resettle::ByRule | Resettle::Absolute => self.local,
        };
        match self.settle(&place.table, wall, nanos, local) {
            Value::Time(Time::Instant(instant)) => {
                let (seconds, nanos) = civil::parts(instant.utc);
                self.show_again(place, seconds, nanos)
            }
            other => other,
        }
    }

    /// A time as ISO 8601 writes it, perhaps with its zone in brackets: `2024-03-10T06:30:00Z[America/New_York]`.
    pub fn plain_time(&self, text: &str) -> Option<Time> {
        let (text, zone) = match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
            Some((text, zone)) => (text, Some(self.find(zone)?)),
            None => (text, None),
        };
        let value = match (iso::read(text, &iso::COMMON), zone) {
            (Reading::AtOffset(wall, nanos, offset), Some(zone)) => self.show(&zone, wall - i64::from(offset), nanos),
            (Reading::AtOffset(wall, nanos, offset), None) => {
                self.instant(wall - i64::from(offset), nanos, offset, None)
            }
            (Reading::Wall(wall, nanos), None) => self.wall(wall, nanos),
            _ => return None,
        };
        match value {
            Value::Time(time) => Some(time),
            _ => None,
        }
    }

    /// The wall clock on which the parts of a time are read: seconds, nanoseconds and the offset.
    pub fn face(&self, time: &Time) -> (i64, u32, i32) {
        match time {
            Time::Local(local) => {
                let (seconds, nanos) = civil::parts(*local);
                (seconds, nanos, 0)
            }
            Time::Instant(instant) => {
                let (seconds, nanos) = civil::parts(instant.utc);
                let own = self.rules.fields.frame == Frame::Own || instant.zone.is_some();
                let offset = if own { instant.offset } else { self.host.at(seconds).offset };
                (seconds + i64::from(offset), nanos, offset)
            }
        }
    }
}

/// What a library gives for what it refuses: its error, or a missing value where the error has no name.
pub fn refused(error: &'static str, message: impl Into<String>) -> Value {
    if error.is_empty() { Value::Null } else { Value::rejected(error, message) }
}

/// A value of a kind that a step on times does not take.
pub fn wrong_kind(settings: &Settings, value: &Value) -> Diagnostic {
    let message = format!("{} takes a time, found {}", settings.step(), value.describe());
    settings.fail_step(message).hint("parse_time makes a time of text or of a number")
}

fn unknown_zone(settings: &Settings, parameter: &str, name: &str, lookup: &Lookup) -> Diagnostic {
    let owner = if parameter.is_empty() { "the side's runtime.zone" } else { parameter };
    let error = settings.fail(parameter, format!("unknown time zone \"{name}\" in {owner}"));
    let error = error.note(format!("looked up in {}", lookup.source.describe()));
    match nearest(name, zone::names()) {
        Some(near) if near == name => error.hint("another release of the time zone data has it: see `runtime.tzdata`"),
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint("zones are named as in the IANA database: Europe/Berlin"),
    }
}

/// The engine's rule with the options that were given.
fn local_rule(settings: &Settings, engine: &str, rules: &TimeRules) -> Result<LocalRule, Diagnostic> {
    let mut rule = rules.local;
    let names: Vec<&str> = rules.options.iter().map(|option| option.name).collect();
    for (name, setting) in settings.iter().filter(|(name, _)| OPTIONS.contains(name)) {
        if !names.contains(&name) {
            let mut known = names.clone();
            known.dedup();
            let error = settings.fail(name, format!("engine {engine} has no option \"{name}\""));
            return Err(if known.is_empty() {
                error.note(format!("{engine} decides wall times by one fixed rule"))
            } else {
                error.note(format!("{engine} takes: {}", known.join(", ")))
            });
        }
        let of_name = || rules.options.iter().filter(|option| option.name == name);
        let text = match &setting.argument {
            Argument::Text(text) => text.clone(),
            // What YAML calls null is Python's None, or the library's own null.
            Argument::Null if of_name().any(|option| option.value == "null") => "null".to_owned(),
            Argument::Null => "none".to_owned(),
            other => other.to_string(),
        };
        let exact = of_name().find(|option| option.value.eq_ignore_ascii_case(&text));
        let duration = || of_name().find(|option| option.effect == Effect::GapByDuration);
        let effect = match (exact, duration(), duration::nanos(&text)) {
            (Some(option), ..) => option.effect,
            (None, Some(_), Some(nanos)) => Effect::Gap(Gap::Shift(nanos)),
            _ => {
                let known: Vec<&str> = of_name().map(|option| option.value).collect();
                return Err(settings.unknown_value(name, name, &text, &known));
            }
        };
        rule = merged(rule, effect);
    }
    Ok(rule)
}

/// Parameters that engines may offer for wall times in gaps and folds.
pub const OPTIONS: &[&str] =
    &["fold", "is_dst", "method", "ambiguous", "nonexistent", "non_existent", "disambiguation", "lenient"];

fn merged(rule: LocalRule, effect: Effect) -> LocalRule {
    match (rule, effect) {
        (_, Effect::Whole(rule)) => rule,
        (_, Effect::Both(gap, fold))
        | (LocalRule::ByRule { fold, .. }, Effect::Gap(gap))
        | (LocalRule::ByRule { gap, .. }, Effect::Fold(fold)) => LocalRule::ByRule { gap, fold },
        (rule, _) => rule,
    }
}
