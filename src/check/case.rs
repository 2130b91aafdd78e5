//! One case: its inputs in chunks over all cores, results folded as they come.

use super::causes;
use super::input::{STALE, Sides};
use super::keeper::Keeper;
use super::outcome::{CaseOutcome, Expected, Explanation, InputOutcome, Listed, SideOutcome};
use super::preview;
use super::suite::{Options, Progress};
use crate::compare::{Note, Tolerances, Verdict};
use crate::definition::{Answer, Case, InputChunk, InputError, Inputs, SideDefinition};
use crate::diagnostic::Diagnostic;
use crate::golden::Goldens;
use crate::pipeline::Pipeline;
use crate::side::{Input, Side};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering as Memory};

/// Cases with at most so many inputs list all of them.
const LIST_ALL: usize = 1_000;
/// Most inputs that are listed of a case.
const LIST_WORST: usize = 10_000;
/// Inputs of a case whose first diverging step is looked for: tracing runs both sides once more.
const TRACED: usize = 24;
/// Pieces of the inputs (a file, a stretch of a table) that each worker is given at a time: two such batches are in memory.
const BATCH: usize = 4;

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
    let outcome = Ready::new(case, run.options).and_then(|ready| ready.run(case, goldens, run));
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
        let mut fold = Fold::new(case.serve.is_some());
        let sides = self.sides();
        let keeper = run.options.pending.as_deref().map(|folder| Keeper::new(folder, case, self.expected));
        let mut inputs = Inputs::open(&case.inputs)?;
        let size = BATCH * rayon::current_num_threads();
        let mut batch: Vec<InputChunk> = inputs.by_ref().take(size).collect();
        while !batch.is_empty() && !run.stop.load(Memory::Relaxed) {
            // The next pieces are read while these are worked on.
            let work = || run_batch(&sides, goldens, batch, TRACED.saturating_sub(fold.traced), run, keeper.as_ref());
            let (outcomes, next) = rayon::join(work, || inputs.by_ref().take(size).collect());
            for outcome in outcomes {
                fold.add(outcome);
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
            causes::explain(case, &sides, &self.tolerances, goldens, run.options, &mut outcome);
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

/// Runs pieces of the inputs on all cores and gives the outcomes in the order of the inputs. Up to `traces` inputs that
/// differ are run again to find the step at which they do.
fn run_batch(
    sides: &Sides<'_>,
    goldens: &Goldens,
    batch: Vec<InputChunk>,
    traces: usize,
    run: &Run<'_>,
    keeper: Option<&Keeper<'_>>,
) -> Vec<InputOutcome> {
    let work = |chunk: InputChunk| -> Vec<(InputOutcome, Option<Input>)> {
        let mut kept = 0;
        let mut one = |input: Result<Input, InputError>| {
            if run.stop.load(Memory::Relaxed) {
                return None;
            }
            let (outcome, input) = match input {
                Ok(input) => {
                    let outcome = sides.run(&input, goldens);
                    if let Some(keeper) = keeper {
                        keeper.look(sides.train, &input, &outcome);
                    }
                    (outcome, Some(input))
                }
                Err(error) => (InputOutcome::unreadable(error.id, *error.error), None),
            };
            let differs = outcome.error.is_none() && outcome.verdict != Verdict::Parity && kept < traces;
            kept += usize::from(differs);
            Some((outcome, input.filter(|_| differs)))
        };
        let done: Vec<_> = chunk.load().into_iter().filter_map(&mut one).collect();
        run.progress.inputs(run.done.fetch_add(done.len(), Memory::Relaxed) + done.len());
        done
    };
    let mut outcomes: Vec<(InputOutcome, Option<Input>)> =
        batch.into_par_iter().with_max_len(1).map(work).collect::<Vec<_>>().into_iter().flatten().collect();
    let differing: Vec<_> = outcomes.iter_mut().filter(|(_, input)| input.is_some()).take(traces).collect();
    differing.into_par_iter().for_each(|(outcome, input)| {
        if let Some(input) = input {
            sides.locate(input, goldens, outcome);
        }
    });
    outcomes.into_iter().map(|(outcome, _)| outcome).collect()
}

/// Outcomes of inputs, folded in order with bounded memory.
struct Fold {
    counts: BTreeMap<Verdict, usize>,
    listed: Vec<InputOutcome>,
    all: bool,
    dropped: bool,
    traced: usize,
    has_golden: bool,
    has_serve: bool,
    /// Inputs that both sides reject, and the first such pair of errors in words.
    rejected: (usize, String),
    /// The first inputs that changed since their goldens were written, and how many there are.
    stale: (Vec<String>, usize),
}

impl Fold {
    fn new(has_serve: bool) -> Self {
        let (counts, listed) = (BTreeMap::new(), Vec::new());
        let (rejected, stale) = ((0, String::new()), (Vec::new(), 0));
        Self { counts, listed, all: true, dropped: false, traced: 0, has_golden: false, has_serve, rejected, stale }
    }

    fn add(&mut self, mut outcome: InputOutcome) {
        outcome.position = self.counts.values().sum();
        *self.counts.entry(outcome.verdict).or_default() += 1;
        self.has_golden |= outcome.train_golden.is_some();
        self.traced += usize::from(outcome.divergence.is_some());
        if let Some(Note::BothRejected(train, serve)) = both_rejected(&outcome) {
            self.rejected.0 += 1;
            if self.rejected.1.is_empty() {
                self.rejected.1 = if train == serve { train.clone() } else { format!("{train}; {serve}") };
            }
        }
        if outcome.notes.iter().any(|note| note == STALE) {
            self.stale.1 += 1;
            if self.stale.0.len() < 3 {
                self.stale.0.push(outcome.id.clone());
            }
        }
        let differs = outcome.verdict != Verdict::Parity;
        if self.all && self.listed.len() == LIST_ALL {
            self.all = false;
            self.listed.retain(|input| input.verdict != Verdict::Parity);
        }
        if self.all || differs {
            self.listed.push(outcome);
        }
        if self.listed.len() >= 2 * LIST_WORST {
            self.keep_worst();
        }
    }

    fn keep_worst(&mut self) {
        self.listed.sort_by(worst_first);
        self.listed.truncate(LIST_WORST);
        self.dropped = true;
    }

    fn finish(mut self, case: &Case) -> CaseOutcome {
        if !self.all && (self.dropped || self.listed.len() > LIST_WORST) {
            self.keep_worst();
        } else if !self.all {
            self.listed.sort_by(worst_first);
        }
        let verdict = self.counts.keys().next_back().copied().unwrap_or(Verdict::Parity);
        let mut outcome = CaseOutcome::empty(case.id.clone(), case.file.clone(), verdict);
        outcome.description.clone_from(&case.description);
        let causes = case.expect.causes.as_ref();
        outcome.expected = Expected {
            verdict: case.expect.verdict.as_ref().map_or_else(|| "parity".to_owned(), |name| name.value.clone()),
            causes: causes.map(|causes| causes.iter().map(|cause| cause.value.clone()).collect()),
        };
        outcome.explanation = match verdict {
            Verdict::Parity | Verdict::CouldNotRun => Explanation::NoneNeeded,
            _ => Explanation::Unexplained,
        };
        outcome.listed = match (self.all, self.dropped) {
            (true, _) => Listed::All,
            (false, false) => Listed::Differing,
            (false, true) => Listed::Worst,
        };
        outcome.has_golden = self.has_golden;
        outcome.warnings.extend(stale(case, &self.stale));
        outcome.counts = self.counts;
        outcome.inputs = self.listed;
        if !self.has_serve && !self.has_golden && verdict == Verdict::Parity {
            outcome.notes.push("there is nothing to compare with: no serving side, and no golden yet".to_owned());
        }
        if let (count @ 1.., errors) = &self.rejected {
            let total = outcome.total();
            outcome
                .notes
                .push(format!("both sides reject {count} of {total} inputs ({errors}): nothing is compared there"));
        }
        outcome
    }
}

/// That both sides reject an input, where they do.
fn both_rejected(outcome: &InputOutcome) -> Option<&Note> {
    let notes = &outcome.train_serve.as_ref()?.notes;
    notes.iter().find(|note| matches!(note, Note::BothRejected(..)))
}

/// A warning about goldens whose inputs are no longer those that they were made from.
fn stale(case: &Case, (first, count): &(Vec<String>, usize)) -> Option<Diagnostic> {
    let more = if *count > first.len() { format!(" and {} more", count - first.len()) } else { String::new() };
    let verb = if *count == 1 { "has changed since its golden was" } else { "have changed since their goldens were" };
    let message = format!("{}: {}{more} {verb} written", case.id, first.join(", "));
    let warning = Diagnostic::warning("golden.stale", message);
    (*count > 0).then(|| warning.hint(format!("`preparity bless {}` if the change is meant", case.id)))
}

/// Graver verdicts first, then larger differences, then the order of the case.
pub fn worst_first(a: &InputOutcome, b: &InputOutcome) -> Ordering {
    let size = |outcome: &InputOutcome| {
        let comparisons = [&outcome.train_serve, &outcome.train_golden, &outcome.serve_golden];
        let measures = comparisons.into_iter().flatten().map(|comparison| {
            let measures = &comparison.measures;
            measures.max_abs.or(measures.max_seconds).or(measures.edits).unwrap_or(f64::INFINITY)
        });
        measures.fold(0.0, f64::max)
    };
    b.verdict.cmp(&a.verdict).then(size(b).total_cmp(&size(a))).then(a.position.cmp(&b.position))
}

impl CaseOutcome {
    /// A case without inputs.
    fn empty(id: String, file: std::path::PathBuf, verdict: Verdict) -> Self {
        Self {
            id,
            file,
            description: None,
            passed: false,
            verdict,
            expected: Expected { verdict: "parity".to_owned(), causes: None },
            explanation: Explanation::NoneNeeded,
            diagnosis: None,
            error: None,
            notes: Vec::new(),
            warnings: Vec::new(),
            elapsed: std::time::Duration::ZERO,
            train: SideOutcome::default(),
            serve: None,
            has_golden: false,
            counts: BTreeMap::new(),
            inputs: Vec::new(),
            listed: Listed::All,
        }
    }

    /// A case that could not be run at all.
    pub fn could_not_run(id: String, file: std::path::PathBuf, error: Diagnostic) -> Self {
        Self { error: Some(error), ..Self::empty(id, file, Verdict::CouldNotRun) }
    }
}
