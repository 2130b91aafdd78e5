//! Injected faults: base pipelines with one known fault, two, and none, diagnosed with both definitions at hand and with
//! nothing but the outputs of the faulted side. Faults without effect on the inputs are not counted.
#![allow(dead_code, reason = "the small version uses a part of it")]

pub mod bases;

use bases::{Base, Fault, Inputs};
use preparity::compare::Tolerances;
use preparity::diagnose::{Budget, Evidence, Known, Problem, diagnose};
use preparity::diagnostic::Span;
use preparity::pipeline::Pipeline;
use preparity::steps::{Argument, Runtime, Settings};
use preparity::value::{Record, Value};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How the diagnosis of one fault ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Found,
    Wrong,
    Unexplained,
    /// The fault changes nothing on these inputs.
    NoEffect,
}

/// Counts of endings and the time that they took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Row {
    pub found: usize,
    pub wrong: usize,
    pub unexplained: usize,
    pub without_effect: usize,
    pub time: Duration,
    pub longest: Duration,
}

impl Row {
    fn count(&mut self, ending: Ending, time: Duration) {
        match ending {
            Ending::Found => self.found += 1,
            Ending::Wrong => self.wrong += 1,
            Ending::Unexplained => self.unexplained += 1,
            Ending::NoEffect => self.without_effect += 1,
        }
        self.time += time;
        self.longest = self.longest.max(time);
    }

    /// All that count.
    pub fn all(&self) -> usize {
        self.found + self.wrong + self.unexplained
    }

    pub fn share(&self) -> f64 {
        self.found as f64 / self.all().max(1) as f64
    }
}

/// The table: a row for every cause, and what went wrong in words.
#[derive(Default)]
pub struct Table {
    pub rows: BTreeMap<String, Row>,
    pub complaints: Vec<String>,
}

impl Table {
    fn count(&mut self, name: &str, ending: Ending, time: Duration) {
        self.rows.entry(name.to_owned()).or_default().count(ending, time);
    }

    /// The sum of the rows whose names start so.
    pub fn total(&self, start: &str) -> Row {
        let mut total = Row::default();
        for (_, row) in self.rows.iter().filter(|(name, _)| name.starts_with(start)) {
            total.found += row.found;
            total.wrong += row.wrong;
            total.unexplained += row.unexplained;
            total.without_effect += row.without_effect;
            total.time += row.time;
            total.longest = total.longest.max(row.longest);
        }
        total
    }

    /// The table as text.
    pub fn shown(&self) -> String {
        let mut text = format!(
            "{:<58} {:>5} {:>5} {:>7} {:>9} {:>7} {:>7}\n",
            "cause", "found", "wrong", "unexpl.", "no effect", "mean s", "max s"
        );
        for (name, row) in &self.rows {
            let mean = row.time.as_secs_f64() / row.all().max(1) as f64;
            let _ = writeln!(
                text,
                "{name:<58} {:>5} {:>5} {:>7} {:>9} {mean:>7.2} {:>7.2}",
                row.found,
                row.wrong,
                row.unexplained,
                row.without_effect,
                row.longest.as_secs_f64()
            );
        }
        for complaint in &self.complaints {
            let _ = writeln!(text, "  {complaint}");
        }
        text
    }
}

fn argument(yaml: &serde_yaml::Value) -> Argument {
    use serde_yaml::Value as Yaml;
    match yaml {
        Yaml::Bool(value) => Argument::Boolean(*value),
        Yaml::Number(number) => {
            number.as_i64().map_or_else(|| Argument::Float(number.as_f64().unwrap_or(0.0)), Argument::Integer)
        }
        Yaml::String(text) => Argument::Text(text.clone()),
        Yaml::Sequence(items) => Argument::List(items.iter().map(argument).collect()),
        _ => Argument::Null,
    }
}

fn steps(yaml: &str) -> Vec<Settings> {
    parsed(yaml).unwrap_or_else(|| panic!("no list of steps: {yaml}"))
}

/// `None` where a parameter is given twice.
fn parsed(yaml: &str) -> Option<Vec<Settings>> {
    let list: Vec<serde_yaml::Mapping> = serde_yaml::from_str(&format!("[{yaml}]")).ok()?;
    let one = |map: &serde_yaml::Mapping| {
        let (name, parameters) = map.iter().next().expect("one key");
        let mut settings = Settings::new(name.as_str().expect("a name"), Span::default(), None, "cases".into());
        for (key, value) in parameters.as_mapping().into_iter().flatten() {
            settings.set(key.as_str().expect("a key"), argument(value));
        }
        settings
    };
    Some(list.iter().map(one).collect())
}

fn inputs(base: &Base, pictures: &[&str]) -> Vec<Arc<Value>> {
    let values: Vec<Value> = match &base.inputs {
        Inputs::Pictures => {
            let read = |file: &&str| std::fs::read(Path::new("cases").join(file)).expect("a picture of the cases");
            pictures.iter().map(read).map(|bytes| Value::Bytes(bytes.into())).collect()
        }
        Inputs::Texts(texts) => texts.iter().map(|text| Value::Text(text.clone())).collect(),
        Inputs::Rows(rows) => rows
            .iter()
            .map(|row| {
                let cell = |value: &String| if value.is_empty() { Value::Null } else { Value::Text(value.clone()) };
                Value::Record(row.iter().map(|(name, value)| ((*name).to_owned(), cell(value))).collect::<Record>())
            })
            .collect(),
    };
    values.into_iter().map(Arc::new).collect()
}

fn outputs(steps: &[Settings], inputs: &[Arc<Value>]) -> Option<Vec<Arc<Value>>> {
    let pipeline = Pipeline::bind(steps, &Runtime::default()).ok()?;
    inputs.iter().map(|input| pipeline.run(Arc::clone(input)).ok()).collect()
}

/// What to inject, and how thoroughly.
pub struct Plan<'a> {
    pub pictures: &'a [&'a str],
    pub budget: Duration,
    /// With both definitions at hand.
    pub definitions: bool,
    /// With the outputs of the faulted side alone.
    pub recorded: bool,
    /// So many pairs of each base, spread over all that there are.
    pub pairs: usize,
}

/// Injects the faults of these bases.
pub fn run(bases: &[Base], plan: &Plan) -> Table {
    let mut table = Table::default();
    for base in bases {
        let bench = Trial::new(base, plan);
        bench.one(&mut table, "none", &[], &base.steps, plan.recorded);
        for fault in &base.faults {
            let text = injected(&base.steps, fault).unwrap_or_else(|| panic!("{}: no {}", base.name, fault.old));
            let name = format!("single {}", fault.causes.join(" "));
            bench.one(&mut table, &name, &fault.causes, &text, plan.recorded && !fault.needs_file);
            if fault.needs_file && plan.recorded {
                bench.beyond(&mut table, &text);
            }
        }
        bench.pairs(&mut table);
    }
    table
}

fn injected(text: &str, fault: &Fault) -> Option<String> {
    text.contains(&fault.old).then(|| text.replacen(&fault.old, &fault.new, 1))
}

/// A text with two faults: one after the other, or what one adds put behind what the other makes of the same piece.
fn together(text: &str, fault: &Fault, other: &Fault) -> Option<String> {
    if fault.old != other.old {
        return injected(text, fault).and_then(|text| injected(&text, other));
    }
    let added = |fault: &Fault| fault.new.strip_prefix(&format!("{}, ", fault.old)).map(str::to_owned);
    let new = match (added(fault), added(other)) {
        (Some(more), _) => format!("{}, {more}", other.new),
        (_, Some(more)) => format!("{}, {more}", fault.new),
        _ => return None,
    };
    Some(text.replacen(&fault.old, &new, 1))
}

struct Trial<'a> {
    base: &'a Base,
    plan: &'a Plan<'a>,
    inputs: Vec<Arc<Value>>,
    train: Vec<Settings>,
    right: Vec<Arc<Value>>,
}

impl<'a> Trial<'a> {
    fn new(base: &'a Base, plan: &'a Plan<'a>) -> Self {
        let inputs = inputs(base, plan.pictures);
        let train = steps(&base.steps);
        let right = outputs(&train, &inputs).unwrap_or_else(|| panic!("{} does not run", base.name));
        Self { base, plan, inputs, train, right }
    }

    /// Two faults at a time.
    fn pairs(&self, table: &mut Table) {
        let faults = &self.base.faults;
        let mut all = Vec::new();
        for (index, fault) in faults.iter().enumerate() {
            for other in &faults[index + 1..] {
                let both = together(&self.base.steps, fault, other).filter(|both| parsed(both).is_some());
                all.extend(both.filter(|both| !self.hides(both, &[fault, other])).map(|both| (both, fault, other)));
            }
        }
        let every = all.len().div_ceil(self.plan.pairs.max(1)).max(1);
        for (both, fault, other) in all.iter().step_by(every).take(self.plan.pairs) {
            let mut causes = [&fault.causes[..], &other.causes[..]].concat();
            causes.sort_unstable();
            causes.dedup();
            if causes.contains(&"image.resize.kernel") {
                // What a cubic's coefficient would be means nothing for another kernel.
                causes.retain(|cause| *cause != "image.resize.cubic_coeff");
            }
            if both.contains("filter: nearest") {
                // One pixel is taken, with or without averaging before.
                causes.retain(|cause| *cause != "image.resize.antialias");
            }
            let recorded = self.plan.recorded && !fault.needs_file && !other.needs_file;
            self.one(table, &format!("pair {}", self.base.name), &causes, both, recorded);
        }
    }

    /// True if the two faults together do what one of them does alone, or one of them does nothing.
    fn hides(&self, both: &str, faults: &[&Fault]) -> bool {
        let made = outputs(&steps(both), &self.inputs);
        let alone =
            |fault: &&Fault| injected(&self.base.steps, fault).and_then(|text| outputs(&steps(&text), &self.inputs));
        let idle = |single: &Option<Vec<Arc<Value>>>| *single == made || single.as_ref() == Some(&self.right);
        made.is_none() || made.as_ref() == Some(&self.right) || faults.iter().any(|fault| idle(&alone(fault)))
    }

    /// What no change of the definition can reproduce must stay unexplained.
    fn beyond(&self, table: &mut Table, text: &str) {
        let serve = steps(text);
        let served = outputs(&serve, &self.inputs).expect("runs with both definitions");
        let start = Instant::now();
        let (ids, words) = self.causes(&serve, &served, false);
        let ending = if ids.is_empty() { Ending::Found } else { Ending::Wrong };
        table.count("beyond the definition", ending, start.elapsed());
        if ending == Ending::Wrong {
            table.complaints.push(format!("{} by outputs: nothing fits, gave {ids:?}: {words}", self.base.name));
        }
    }

    fn one(&self, table: &mut Table, name: &str, expected: &[&str], text: &str, recorded: bool) {
        let serve = steps(text);
        let Some(served) = outputs(&serve, &self.inputs) else {
            table.complaints.push(format!("{}: does not run: {text}", self.base.name));
            return;
        };
        if served == self.right && !expected.is_empty() {
            table.count(name, Ending::NoEffect, Duration::ZERO);
            return;
        }
        for (way, wanted) in [("definitions", self.plan.definitions), ("outputs", recorded)] {
            if wanted {
                let start = Instant::now();
                let (ids, words) = self.causes(&serve, &served, way == "definitions");
                let ending = match &ids {
                    ids if *ids == expected => Ending::Found,
                    ids if ids.is_empty() => Ending::Unexplained,
                    _ => Ending::Wrong,
                };
                table.count(name, ending, start.elapsed());
                if ending != Ending::Found {
                    let line =
                        format!("{} by {way}: {expected:?} gave {ids:?}: {words}; served by {text}", self.base.name);
                    table.complaints.push(line);
                }
            }
        }
    }

    fn causes(&self, serve: &[Settings], served: &[Arc<Value>], definitions: bool) -> (Vec<&'static str>, String) {
        let evidence: Vec<Evidence> = (self.right.iter().zip(served).zip(&self.inputs).enumerate())
            .map(|(index, ((train, serve), input))| Evidence {
                id: index.to_string(),
                input: Arc::clone(input),
                train: Arc::clone(train),
                serve: Arc::clone(serve),
            })
            .collect();
        let runtime = Runtime::default();
        let found = diagnose(&Problem {
            train: Known::Definition { steps: &self.train, runtime: &runtime },
            serve: if definitions { Known::Definition { steps: serve, runtime: &runtime } } else { Known::Outputs },
            evidence: &evidence,
            tolerances: &Tolerances::EXACT,
            field_order: true,
            moved: None,
            budget: Budget(self.plan.budget),
        });
        let mut ids: Vec<&'static str> = found.causes.iter().map(|cause| cause.id).collect();
        ids.sort_unstable();
        let word = |cause: &preparity::diagnose::Finding| format!("{} ({})", cause.change, cause.proof.name());
        let words: Vec<String> = found.causes.iter().map(word).collect();
        (ids, format!("{} ({} tried)", words.join("; "), found.tried))
    }
}
