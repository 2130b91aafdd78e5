//! One case: its inputs in chunks over all cores, results folded as they come.

use super::causes;
use super::fold::Fold;
use super::input::Sides;
use super::keeper::Keeper;
use super::outcome::{CaseOutcome, InputOutcome, SideOutcome};
use super::preview;
use super::suite::{Options, Progress};
use crate::compare::{Tolerances, Verdict};
use crate::definition::{Answer, Case, InputChunk, InputError, Inputs, SideDefinition};
use crate::diagnostic::Diagnostic;
use crate::golden::Goldens;
use crate::pipeline::{Pipeline, defect};
use crate::side::{Input, Side};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering as Memory};
use std::time::Instant;

/// Inputs of a case whose first diverging step is looked for: tracing runs both sides once more.
const TRACED: usize = 24;
/// Pieces of the inputs (a file, a stretch of a table) that each worker is given at a time: two such batches are in memory.
const BATCH: usize = 8;

/// What all cases of a run share.
pub struct Run<'a> {
    /// The options.
    pub options: &'a Options,
    /// Told as inputs are done.
    pub progress: &'a dyn Progress,
    /// Inputs that are done, over all cases.
    pub done: &'a AtomicUsize,
    /// Set when the run is to end early.
    pub stop: &'a AtomicBool,
    /// Bytes of previews that one case may keep; `None` keeps none.
    pub previews: Option<usize>,
}

/// Runs a case. Everything that is wrong with it becomes part of the outcome.
pub fn run(case: &Case, goldens: &Goldens, run: &Run<'_>) -> CaseOutcome {
    let work = || Ready::new(case, run.options).and_then(|ready| ready.run(case, goldens, run));
    // A defect of ours costs its case, and no other.
    let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(defect(payload.as_ref())));
    outcome.unwrap_or_else(|error| CaseOutcome::could_not_run(case.id.clone(), case.file.clone(), error))
}

/// A case whose sides are bound.
struct Ready {
    train: Side,
    serve: Option<Side>,
    tolerances: Tolerances,
    expected: Verdict,
    level_size: Option<Vec<f64>>,
    field_order: bool,
}

impl Ready {
    fn new(case: &Case, options: &Options) -> Result<Self, Diagnostic> {
        let pairs = case.tolerances.iter().map(|tolerance| {
            Tolerances::one(&tolerance.metric, tolerance.limit).map_err(|e| e.at(&case.source, tolerance.span, ""))?;
            Ok((tolerance.metric.as_str(), tolerance.limit))
        });
        let pairs = pairs.collect::<Result<Vec<_>, Diagnostic>>()?;
        let tolerances = Tolerances::new(pairs)?;
        for limit in case.accept.iter().flat_map(|accept| &accept.limits) {
            Tolerances::one(&limit.metric, limit.limit).map_err(|e| e.at(&case.source, limit.span, ""))?;
        }
        let expected = expected_verdict(case)?;
        let train = open(&case.train, options)?;
        let serve = case.serve.as_ref().map(|side| open(side, options)).transpose()?;
        let pipelines = || [Some(&train), serve.as_ref()].into_iter().flatten().filter_map(Side::pipeline);
        let level_size = pipelines().find_map(Pipeline::level_size);
        let field_order = pipelines().any(|pipeline| pipeline.steps.iter().any(|s| s.settings.step() == "columns"));
        Ok(Self { train, serve, tolerances, expected, level_size, field_order })
    }

    fn sides(&self) -> Sides<'_> {
        Sides {
            train: &self.train,
            serve: self.serve.as_ref(),
            tolerances: &self.tolerances,
            level_size: self.level_size.as_deref(),
            field_order: self.field_order,
        }
    }

    fn run(&self, case: &Case, goldens: &Goldens, run: &Run<'_>) -> Result<CaseOutcome, Diagnostic> {
        let started = Instant::now();
        let mut fold = Fold::new(case.serve.is_some());
        let sides = self.sides();
        let keeper = run.options.pending.as_deref().map(|folder| Keeper::new(folder, case, self.expected));
        let mut inputs = Inputs::open(&case.inputs)?;
        let size = BATCH * rayon::current_num_threads();
        let mut batch: Vec<InputChunk> = inputs.by_ref().take(size).collect();
        while !batch.is_empty() && !run.stop.load(Memory::Relaxed) {
            // The next pieces are read while these are worked on.
            let work = || run_batch(&sides, goldens, batch, &fold, run, keeper.as_ref());
            let (parts, next) = rayon::join(work, || inputs.by_ref().take(size).collect());
            for part in parts {
                fold.merge(part);
            }
            if let Some(keeper) = &keeper {
                keeper.flush();
            }
            batch = next;
        }
        let mut outcome = fold.finish(case);
        outcome.notes.extend(keeper.map(Keeper::finish).unwrap_or_default());
        outcome.train = side_outcome(&case.train, &self.train);
        outcome.serve = case.serve.as_ref().zip(self.serve.as_ref()).map(|(written, side)| side_outcome(written, side));
        if run.options.diagnose && outcome.verdict != Verdict::Parity && !run.stop.load(Memory::Relaxed) {
            let deadline = causes::deadline(case, run.options, started);
            causes::explain(case, &sides, &self.tolerances, goldens, deadline, &mut outcome);
        }
        outcome.passed = causes::passes(&outcome, self.expected);
        if let Some(share) = run.previews.filter(|_| outcome.verdict != Verdict::Parity) {
            preview::add(case, &sides, goldens, share, &mut outcome);
        }
        let blessed = goldens.blessed();
        if outcome.has_golden && blessed.side == "train" && blessed.definition != case.train.digest() {
            outcome.notes.push("the training definition has changed since the goldens were written".to_owned());
        }
        Ok(outcome)
    }
}

/// A side, ready to answer.
pub fn open(side: &SideDefinition, options: &Options) -> Result<Side, Diagnostic> {
    let mut side = side.clone();
    side.runtime.max_pixels = Some(options.max_pixels);
    side.open()
}

fn expected_verdict(case: &Case) -> Result<Verdict, Diagnostic> {
    let Some(name) = &case.expect.verdict else { return Ok(Verdict::Parity) };
    let known: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.name()).collect();
    Verdict::find(&name.value).ok_or_else(|| case.unknown_name("verdict", &name.value, name.span, &known))
}

fn side_outcome(written: &SideDefinition, side: &Side) -> SideOutcome {
    match side {
        Side::Steps(pipeline) => {
            let steps = pipeline.steps.iter().enumerate();
            let defaults =
                steps.flat_map(|(index, step)| step.defaults.iter().map(move |words| (index, words.clone())));
            SideOutcome {
                kind: "steps",
                lines: pipeline.steps.iter().map(|step| step.settings.to_string()).collect(),
                defaults: defaults.collect(),
            }
        }
        Side::Recorded(_) | Side::Command(_) => {
            let (kind, line) = match &written.answer {
                Answer::Recorded(path) => ("recorded", format!("recorded: {path}")),
                Answer::Command(command) => ("command", format!("command: {}", command.arguments.join(" "))),
                Answer::Steps(_) => ("steps", String::new()),
            };
            SideOutcome { kind, lines: vec![line], defaults: Vec::new() }
        }
    }
}

/// Runs pieces of the inputs on all cores and gives what each came to, in the order of the inputs; `before` is what the
/// earlier ones came to. The first inputs of a case that differ are run again to find the step at which they do.
fn run_batch(
    sides: &Sides<'_>,
    goldens: &Goldens,
    batch: Vec<InputChunk>,
    before: &Fold,
    run: &Run<'_>,
    keeper: Option<&Keeper<'_>>,
) -> Vec<Fold> {
    let traces = TRACED.saturating_sub(before.traced());
    let work = |chunk: InputChunk| {
        let mut fold = before.next();
        // Where an outcome stands among the listed ones, and its input.
        let mut differing: Vec<(usize, Input)> = Vec::new();
        for input in chunk.load().take_while(|_| !run.stop.load(Memory::Relaxed)) {
            let (outcome, input) = run_input(input, sides, goldens, keeper);
            let differs = outcome.error.is_none() && outcome.verdict != Verdict::Parity;
            let position = fold.add(outcome);
            differing.extend(input.filter(|_| differs && differing.len() < traces).map(|input| (position, input)));
        }
        let rows = fold.total();
        run.progress.inputs(run.done.fetch_add(rows, Memory::Relaxed) + rows);
        (fold, differing)
    };
    let mut parts: Vec<_> = batch.into_par_iter().with_max_len(1).map(work).collect();
    let differing = parts.iter_mut().flat_map(|(fold, differing)| {
        let mut outcomes = fold.listed.iter_mut();
        let of = move |(position, input)| Some((outcomes.find(|outcome| outcome.position == position)?, input));
        std::mem::take(differing).into_iter().filter_map(of)
    });
    let differing: Vec<_> = differing.take(traces).collect();
    differing.into_par_iter().for_each(|(outcome, input)| sides.locate(&input, goldens, outcome));
    parts.into_iter().map(|(fold, _)| fold).collect()
}

fn run_input(
    input: Result<Input, InputError>,
    sides: &Sides<'_>,
    goldens: &Goldens,
    keeper: Option<&Keeper<'_>>,
) -> (InputOutcome, Option<Input>) {
    match input {
        Ok(input) => {
            let outcome = sides.run(&input, goldens);
            if let Some(keeper) = keeper {
                keeper.look(sides.train, &input, &outcome);
            }
            (outcome, Some(input))
        }
        Err(error) => (InputOutcome::unreadable(error.id, *error.error), None),
    }
}
