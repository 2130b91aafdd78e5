//! Differences that are no larger than what an engine of the definition promises: the real library depends on the machine,
//! and the engine says by how much.

use super::bench::Bench;
use super::draft::Draft;
use super::{Finding, Proof, cause};
use crate::compare::Measures;
use crate::engines::Bits;
use crate::pipeline::Pipeline;
use crate::steps::{self, Settings};
use crate::value::Value;
use std::sync::Arc;

const CAUSE: &str = "image.resize.lsb_rounding";

/// A step whose engine is bounded, and how far off it may be.
struct Bounded {
    step: usize,
    /// In units of the value that the step gives.
    bound: f64,
}

/// The finding, if every failing input is within the bound of one step of the definition.
pub fn explain(bench: &Bench, own: &Draft) -> Vec<Finding> {
    let mut measures = Measures::default();
    let mut found: Option<Bounded> = None;
    for &input in &bench.failing {
        let Some(bounded) = (0..own.steps.len()).find_map(|step| bounded(bench, own, step, input)) else {
            return Vec::new();
        };
        let residual = bench.residual(own, &[input]);
        if residual.failed > 0 || !within(own, &bounded, &residual.measures) {
            return Vec::new();
        }
        measures.raise(&residual.measures);
        if found.as_ref().is_none_or(|known| known.bound < bounded.bound) {
            found = Some(bounded);
        }
    }
    let Some(Bounded { step, bound }) = found.filter(|_| bench.keeps_passing(own)) else {
        return Vec::new();
    };
    let engine = own.steps[step].get("engine").map_or_else(String::new, |setting| format!(" of {setting}"));
    vec![Finding {
        id: CAUSE,
        side: bench.side,
        step,
        change: format!("none: {}{engine} is promised within {bound:.3e} only", own.steps[step].step()),
        proof: Proof::Benign,
        residual_before: measures,
        residual_after: measures,
        tied_with: Vec::new(),
        inputs: bench.failing.len(),
        fix: cause::find(CAUSE).map_or_else(String::new, |cause| cause.fix.to_owned()),
    }]
}

/// The bound of a step for an input, if it has one.
fn bounded(bench: &Bench, own: &Draft, step: usize, input: usize) -> Option<Bounded> {
    let value = bench.value_before(own, step, input)?;
    let bound = bound_of(&own.steps[step], own, value)?;
    Some(Bounded { step, bound })
}

fn bound_of(settings: &Settings, own: &Draft, mut value: Arc<Value>) -> Option<f64> {
    let bound = steps::bind(settings, &own.runtime).ok()?;
    for operation in &bound.operations {
        if let Bits::Within(bound) = operation.bits(&value) {
            return Some(bound);
        }
        value = Arc::new(operation.apply(Arc::unwrap_or_clone(value)).ok()?);
    }
    None
}

/// Rounding of the steps that follow, beside the bound.
const SLACK: f64 = 1.001;

/// Whether measures of the outputs fit the bound, carried through what later steps do to the size of a grey level.
fn within(own: &Draft, bounded: &Bounded, measures: &Measures) -> bool {
    let size = |steps: &[Settings]| Pipeline::bind(steps, &own.runtime).ok()?.level_size();
    let after = &own.steps[..=bounded.step];
    if bounded.step + 1 == own.steps.len() {
        return measures.max_abs.is_some_and(|off| off <= bounded.bound * SLACK);
    }
    let (Some(there), Some(_)) = (size(after), size(&own.steps)) else { return false };
    let smallest = there.iter().copied().fold(f64::INFINITY, f64::min);
    measures.max_levels.is_some_and(|levels| levels <= bounded.bound / smallest * SLACK)
}
