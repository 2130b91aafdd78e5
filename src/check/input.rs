//! One input through both sides: outputs, comparisons, verdict, and where the sides part.

use super::divergence::{self, Traced};
use super::outcome::InputOutcome;
use crate::compare::{self, Comparison, Context, Tolerances, Verdict};
use crate::diagnostic::Diagnostic;
use crate::golden::{Goldens, Kept};
use crate::pipeline::{self, StepFailure, Trace};
use crate::side::{Input, Side};
use crate::value::Value;
use std::sync::Arc;

/// What all inputs of a case share.
pub struct Sides<'a> {
    /// The training side.
    pub train: &'a Side,
    /// The serving side, if there is one.
    pub serve: Option<&'a Side>,
    /// The case's tolerances.
    pub tolerances: &'a Tolerances,
    /// The size of a grey level in the outputs.
    pub level_size: Option<&'a [f64]>,
    /// Whether the order of fields counts.
    pub field_order: bool,
}

/// One side's output, or why there is none.
type Answer = Result<Arc<Value>, Diagnostic>;

impl Sides<'_> {
    fn context(&self) -> Context<'_> {
        Context {
            tolerances: self.tolerances,
            level_size: self.level_size,
            field_order: self.field_order,
            ..Context::default()
        }
    }

    /// The outputs of both sides; work that both do is done once.
    pub fn answers(&self, input: &Input) -> (Answer, Option<Answer>) {
        let pipelines = (self.train.pipeline(), self.serve.and_then(Side::pipeline));
        if let (Some(train), Some(serve)) = pipelines {
            let mut outputs = pipeline::run_together(&[train, serve], Arc::clone(&input.value)).into_iter();
            let mut next = || outputs.next().map(|output| output.map_err(StepFailure::into_diagnostic));
            if let (Some(train), Some(serve)) = (next(), next()) {
                return (train, Some(serve));
            }
        }
        (self.train.answer(input), self.serve.map(|serve| serve.answer(input)))
    }

    /// Runs one input and compares what came out.
    pub fn run(&self, input: &Input, goldens: &Goldens) -> InputOutcome {
        let mut outcome = InputOutcome::new(input.id.clone());
        let golden = if goldens.is_empty() { Ok(None) } else { goldens.get(&input.id) };
        let (train, serve) = self.answers(input);
        let sides = train.and_then(|train| Ok((train, serve.transpose()?)));
        let (train, serve, golden) = match sides.and_then(|(train, serve)| Ok((train, serve, golden?))) {
            Ok(found) => found,
            Err(error) => return outcome.could_not_run(error),
        };
        let context = self.context();
        let against = |a: &Arc<Value>, b: &Value| -> Comparison { compare::compare(a, b, &context) };
        outcome.train_serve = serve.as_ref().map(|serve| against(&train, serve));
        if let Some(golden) = &golden {
            outcome.train_golden = Some(against(&train, &golden.value));
            outcome.serve_golden = serve.as_ref().map(|serve| against(serve, &golden.value));
            outcome.notes.extend(stale(input, golden));
        }
        let equal = |comparison: &Option<Comparison>| comparison.as_ref().map(|c| c.equal);
        outcome.verdict = if serve.is_none() && golden.is_none() {
            // One side and nothing to compare it with: it ran, and that is all that was asked.
            Verdict::Parity
        } else {
            Verdict::of(equal(&outcome.train_golden), equal(&outcome.serve_golden), equal(&outcome.train_serve))
        };
        outcome
    }

    /// Finds the first step after which the sides part, and the first that left what was blessed. It runs both sides
    /// again and keeps every value.
    pub fn locate(&self, input: &Input, goldens: &Goldens, outcome: &mut InputOutcome) {
        let Some(train) = self.train.pipeline() else { return };
        let serve = self.serve.and_then(Side::pipeline);
        let (train_trace, serve_trace) = match serve {
            Some(serve) => {
                let (train, serve) = pipeline::trace_both(train, serve, &input.value);
                (train, Some(serve))
            }
            None => (train.trace(0, Arc::clone(&input.value)), None),
        };
        if let Ok(Some(golden)) = goldens.get(&input.id) {
            outcome.moved_at = moved_at(&golden, &train_trace);
        }
        if let (Some(serve), Some(serve_trace)) = (serve, &serve_trace) {
            let train = Traced { pipeline: train, trace: &train_trace };
            let serve = Traced { pipeline: serve, trace: serve_trace };
            outcome.divergence = divergence::first(&train, &serve, &input.value);
            let parting = outcome.divergence.as_ref().and_then(|divergence| divergence.parting.clone());
            let differences = outcome.train_serve.as_mut().and_then(|comparison| comparison.difference.as_mut());
            if let (Some(parting), Some(difference)) = (parting, differences) {
                difference.note_parting(&parting);
            }
        }
    }
}

/// What is said of an input that is no longer the one that its golden was made from.
pub const STALE: &str = "the input has changed since its golden was written; bless it again if that is meant";

/// Says that an input is no longer the one that the golden was made from.
fn stale(input: &Input, golden: &Kept) -> Option<String> {
    let changed = !golden.sha256.is_empty() && golden.sha256 != input.sha256();
    changed.then(|| STALE.to_owned())
}

/// The first step whose value is not the one that was blessed, where the training side was blessed with its steps.
fn moved_at(golden: &Kept, trace: &Trace) -> Option<usize> {
    if golden.blessed.side != "train" || golden.steps.len() != trace.values.len() {
        return None;
    }
    trace.values.iter().zip(&golden.steps).position(|(value, blessed)| value.digest() != *blessed)
}

impl InputOutcome {
    fn new(id: String) -> Self {
        Self {
            id,
            position: 0,
            verdict: Verdict::CouldNotRun,
            train_serve: None,
            train_golden: None,
            serve_golden: None,
            divergence: None,
            moved_at: None,
            error: None,
            notes: Vec::new(),
            preview: None,
        }
    }

    /// The outcome of an input that gave nothing to compare.
    fn could_not_run(mut self, error: Diagnostic) -> Self {
        self.error = Some(error);
        self
    }

    /// The outcome of an input that could not be read.
    pub fn unreadable(id: String, error: Diagnostic) -> Self {
        Self::new(id).could_not_run(error)
    }
}
