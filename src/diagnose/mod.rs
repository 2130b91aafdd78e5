//! From "they differ" to a proven cause.
//!
//! A cause is never guessed from a likeness. It is a concrete change to one definition: the change is applied, the
//! pipeline is run again from the changed step on, and only a residual of zero on every failing input, with no passing
//! input broken, proves it. What cannot be explained is said to be unexplained, with what was tried.
//!
//! [`diagnose`] is given the definitions that there are, and outputs of both sides ([`Evidence`]). Three situations:
//! both sides are definitions, and the question is which of their differences matter; one side is outputs, and its
//! counterpart is changed until it reproduces them; both are outputs, and only transformations of values can be tried.

mod attribute;
mod bench;
mod bound;
mod candidates;
pub mod cause;
mod classify;
mod contrast;
mod difference;
mod draft;
mod exchange;
mod glance;
mod habits;
mod hard;
mod known;
mod misfit;
mod moment;
mod numeric;
mod observed;
mod pictures;
mod problem;
mod remark;
mod report;
mod residual;
mod rows;
mod sampling;
mod search;
mod separate;
mod solve;
mod state;
mod structural;
mod transform;

pub use cause::Cause;
pub use contrast::{Contrast, Effect, Row};
pub use hard::Hard;
pub use problem::{Budget, Evidence, Known, Problem, SideName};
pub use remark::REMARKS;
pub use report::{Attempt, Diagnosis, Finding, Proof, Reproduction, Tie};
pub use separate::{Separation, separate};

use bench::Bench;
use draft::Draft;
use std::time::Instant;

/// Two definitions side by side; every difference is said to have the same effect. Empty unless both are definitions.
pub fn side_by_side(train: &Known, serve: &Known, effect: Effect) -> Vec<Row> {
    match (draft(train), draft(serve)) {
        (Some(train), Some(serve)) => {
            contrast::rows(&difference::Script::new(&serve, &train), SideName::Serve, &|_| effect)
        }
        _ => Vec::new(),
    }
}

fn draft(known: &Known) -> Option<Draft> {
    match known {
        Known::Definition { steps, runtime } => Some(Draft { steps: steps.to_vec(), runtime: (*runtime).clone() }),
        Known::Outputs => None,
    }
}

/// Looks for the smallest set of changes that closes the gap between the two sides.
pub fn diagnose(problem: &Problem) -> Diagnosis {
    let start = Instant::now();
    let deadline = start + problem.budget.0;
    let (train, serve) = (draft(&problem.train), draft(&problem.serve));
    // The side that moved is changed back; where nobody says which moved, serving is changed towards training.
    let side = match (&train, &serve) {
        (Some(_), Some(_)) => problem.moved.unwrap_or(SideName::Serve),
        (Some(_), None) => SideName::Train,
        _ => SideName::Serve,
    };
    let mut diagnosis = Diagnosis::default();
    let (own, other) = if side == SideName::Train { (train, serve) } else { (serve, train) };
    let bench = Bench::new(problem, side, own.as_ref(), deadline);
    if bench.failing.is_empty() {
        return diagnosis;
    }
    if let (Some(own), Some(other)) = (&own, &other) {
        let found = known::explain(&bench, own, other);
        diagnosis.causes = found.causes;
        diagnosis.without_effect = found.without_effect;
        diagnosis.rows = found.rows;
        diagnosis.ties = found.ties;
        diagnosis.reproduction = found.closing.map(|draft| bench.reproduction(&draft));
    }
    if let (Some(own), None) = (&own, &other) {
        diagnosis.causes = bound::explain(&bench, own);
    }
    if let Some(own) = own.as_ref().filter(|_| diagnosis.causes.is_empty()) {
        let found = search::search(&bench, own);
        diagnosis.causes = found.causes;
        diagnosis.best = found.best;
        diagnosis.ties = found.ties;
        if let Some(closing) = found.closing {
            let script = difference::Script::new(own, &closing);
            diagnosis.rows = contrast::rows(&script, side, &|_| Effect::Matters);
            diagnosis.reproduction = Some(bench.reproduction(&closing));
        }
    }
    if diagnosis.causes.is_empty() {
        diagnosis.causes = transform::explain(&bench, own.as_ref());
        if !diagnosis.causes.is_empty() {
            diagnosis.best.clear();
        }
    }
    if diagnosis.is_explained() {
        let found = diagnosis.reproduction.as_ref();
        let closing = found.map(|found| Draft { steps: found.steps.clone(), runtime: found.runtime.clone() });
        let stands = other.as_ref().or(closing.as_ref());
        let (train, serve) = if side == SideName::Train { (own.as_ref(), stands) } else { (stands, own.as_ref()) };
        diagnosis.remarks = remark::on(train, serve, &diagnosis.causes, problem.moved == Some(SideName::Train));
    }
    diagnosis.tried = bench.tried();
    diagnosis.cut_short = bench.was_cut();
    diagnosis.elapsed = start.elapsed();
    diagnosis
}
