//! Applies bound steps to a value, keeps the trace, and computes common prefixes of several pipelines once.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::steps::{self, Levels, Runtime, Settings};
use crate::value::Value;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// One step of a pipeline, bound.
pub struct PipelineStep {
    /// The step as written.
    pub settings: Settings,
    /// What it does.
    pub operations: Vec<Box<dyn Operation>>,
    /// What it does to the size of a grey level.
    pub levels: Levels,
    /// Parameters left to a library's default, in words.
    pub defaults: Vec<String>,
}

/// Steps in order.
pub struct Pipeline {
    /// The steps.
    pub steps: Vec<PipelineStep>,
}

/// A step that could not run, and why: a fault of the case, not a rejection by a library.
#[derive(Debug, Clone)]
pub struct StepFailure {
    /// Index of the step.
    pub step: usize,
    /// What is wrong.
    pub error: Diagnostic,
}

impl StepFailure {
    /// The error with the number of the step, for messages about a whole side.
    pub fn into_diagnostic(self) -> Diagnostic {
        let number = self.step + 1;
        self.error.note(format!("at step {number}"))
    }
}

/// The value after every step. `values[i]` is what step `i` made; the input itself is not kept.
#[derive(Debug, Clone)]
pub struct Trace {
    /// In order; shorter than the pipeline where a step could not run.
    pub values: Vec<Arc<Value>>,
    /// The step that could not run.
    pub failure: Option<StepFailure>,
}

impl Pipeline {
    /// Binds steps.
    ///
    /// # Errors
    /// The first step that cannot be bound.
    pub fn bind(steps: &[Settings], runtime: &Runtime) -> Result<Self, Diagnostic> {
        let bind = |settings: &Settings| {
            let bound = steps::bind(settings, runtime)?;
            let steps::Bound { operations, levels, defaults } = bound;
            Ok(PipelineStep { settings: settings.clone(), operations, levels, defaults })
        };
        Ok(Self { steps: steps.iter().map(bind).collect::<Result<_, Diagnostic>>()? })
    }

    /// The size of one grey level in the pipeline's output, one factor or one per channel; `None` where levels mean nothing.
    pub fn level_size(&self) -> Option<Vec<f64>> {
        level_size_of(&self.steps)
    }

    /// The output for one input.
    ///
    /// # Errors
    /// The step that could not run.
    pub fn run(&self, input: Arc<Value>) -> Result<Arc<Value>, StepFailure> {
        let mut value = input;
        for (index, step) in self.steps.iter().enumerate() {
            for operation in &step.operations {
                value = apply(operation.as_ref(), value).map_err(|error| StepFailure { step: index, error })?;
            }
        }
        Ok(value)
    }

    /// The value after every step from `first` on, for an input of step `first`.
    pub fn trace(&self, first: usize, input: Arc<Value>) -> Trace {
        let mut trace = Trace { values: Vec::with_capacity(self.steps.len() - first), failure: None };
        let mut value = input;
        for (index, step) in self.steps.iter().enumerate().skip(first) {
            for operation in &step.operations {
                match apply(operation.as_ref(), value) {
                    Ok(next) => value = next,
                    Err(error) => {
                        trace.failure = Some(StepFailure { step: index, error });
                        return trace;
                    }
                }
            }
            trace.values.push(Arc::clone(&value));
        }
        trace
    }

    /// The operation at a position counted over all steps, with the index of its step.
    fn operation(&self, position: usize) -> Option<(usize, &dyn Operation)> {
        let operations = self.steps.iter().enumerate();
        operations.flat_map(|(index, step)| step.operations.iter().map(move |o| (index, o.as_ref()))).nth(position)
    }
}

/// The size of one grey level after these steps, as [`Pipeline::level_size`].
pub fn level_size_of(steps: &[PipelineStep]) -> Option<Vec<f64>> {
    steps.iter().try_fold(vec![1.0], |size, step| step.levels.after(&size))
}

/// One operation; a rejected value passes through. A value that nobody else holds is taken, and its buffer reused.
///
/// # Errors
/// What the operation finds wrong.
pub fn apply(operation: &dyn Operation, value: Arc<Value>) -> Result<Arc<Value>, Diagnostic> {
    if matches!(*value, Value::Rejected(_)) {
        return Ok(value);
    }
    let work = || match Arc::try_unwrap(value) {
        Ok(value) => operation.apply(value),
        Err(shared) => operation.apply_shared(&shared),
    };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(defect(payload.as_ref()))).map(Arc::new)
}

/// What a panic is reported as: a defect of ours, which costs one input or one case its result, and no other.
pub fn defect(payload: &(dyn Any + Send)) -> Diagnostic {
    let text = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
    Diagnostic::error("internal", format!("preparity failed inside: {}", text.unwrap_or("no reason given")))
        .hint("please report this with the case and the input: it is a defect of preparity, not of yours")
}

/// The traces of two pipelines for one input. Leading steps that do the same are done once and share their values.
pub fn trace_both(a: &Pipeline, b: &Pipeline, input: &Arc<Value>) -> (Trace, Trace) {
    let trace = a.trace(0, Arc::clone(input));
    let (mut shared, mut before) = (0, input);
    for ((left, right), value) in a.steps.iter().zip(&b.steps).zip(&trace.values) {
        let ([left], [right]) = (left.operations.as_slice(), right.operations.as_slice()) else { break };
        if left.key(before) != right.key(before) {
            break;
        }
        (shared, before) = (shared + 1, value);
    }
    let mut other = b.trace(shared, Arc::clone(before));
    other.values.splice(0..0, trace.values[..shared].iter().cloned());
    (trace, other)
}

/// The outputs of several pipelines for one input, in order. Prefixes that do the same work are computed once, and a
/// value is copied only where pipelines part.
///
/// # Panics
/// Never: every pipeline of a group ends or fails.
pub fn run_together(pipelines: &[&Pipeline], input: Arc<Value>) -> Vec<Result<Arc<Value>, StepFailure>> {
    let mut outputs: Vec<Option<Result<Arc<Value>, StepFailure>>> = vec![None; pipelines.len()];
    run_group(pipelines, &(0..pipelines.len()).collect::<Vec<_>>(), 0, input, &mut outputs);
    outputs.into_iter().map(|output| output.expect("every pipeline ends or fails")).collect()
}

fn run_group(
    pipelines: &[&Pipeline],
    group: &[usize],
    position: usize,
    value: Arc<Value>,
    outputs: &mut [Option<Result<Arc<Value>, StepFailure>>],
) {
    let operation = |index: usize| pipelines[index].operation(position).map(|(_, operation)| operation);
    let mut branches: Vec<Vec<usize>> = Vec::new();
    for &index in group {
        let Some(own) = operation(index) else {
            outputs[index] = Some(Ok(Arc::clone(&value)));
            continue;
        };
        let same =
            |branch: &&mut Vec<usize>| operation(branch[0]).is_some_and(|other| other.key(&value) == own.key(&value));
        match branches.iter_mut().find(same) {
            Some(branch) => branch.push(index),
            None => branches.push(vec![index]),
        }
    }
    let mut value = Some(value);
    let last = branches.len();
    for (number, members) in branches.into_iter().enumerate() {
        // The last branch takes the value itself, so that an operation may reuse its buffer.
        let branch_input = if number + 1 == last { value.take() } else { value.clone() };
        let (Some(branch_input), Some(operation)) = (branch_input, operation(members[0])) else { continue };
        match apply(operation, branch_input) {
            Ok(next) => run_group(pipelines, &members, position + 1, next, outputs),
            Err(error) => {
                for index in members {
                    let step = pipelines[index].operation(position).map_or(0, |(step, _)| step);
                    outputs[index] = Some(Err(StepFailure { step, error: error.clone() }));
                }
            }
        }
    }
}
