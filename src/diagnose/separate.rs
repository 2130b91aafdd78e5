//! Tied candidates are told apart by an input on which they differ: the hard inputs are run through every candidate's
//! whole definition, and ranked by how many candidates they tell from the first, and how far.

use super::hard::{self, Hard};
use super::report::Reproduction;
use super::residual::score;
use crate::compare::{Comparison, Context, Detail, compare};
use crate::pipeline::Pipeline;
use crate::value::Value;
use rayon::prelude::*;
use std::sync::Arc;

/// Candidates that are told apart at most.
const CANDIDATES: usize = 8;

/// An input that tells candidates apart.
pub struct Separation {
    /// The input.
    pub input: Hard,
    /// The first candidate's output against that of each other one.
    pub apart: Vec<Comparison>,
    /// Whether any hard input tells each other candidate from the first.
    pub told: Vec<bool>,
}

/// The hard input on which the candidates differ most; `None` if no hard input tells any of them from the first. `like`
/// is an input of the case.
pub fn separate(candidates: &[&Reproduction], like: &Value) -> Option<Separation> {
    let candidates = &candidates[..candidates.len().min(CANDIDATES)];
    let bind = |candidate: &&Reproduction| Pipeline::bind(&candidate.steps, &candidate.runtime).ok();
    let pipelines = candidates.iter().map(bind).collect::<Option<Vec<Pipeline>>>()?;
    let level_size = pipelines.first()?.level_size();
    let inputs = hard::inputs(like, zone(candidates.first()?));
    let quick = Context { level_size: level_size.as_deref(), detail: Detail::Quick, ..Context::default() };
    let full = Context { level_size: level_size.as_deref(), ..Context::default() };
    // How far each other candidate is from the first.
    let distances = |hard: &Hard| -> Option<Vec<f64>> {
        let outputs = outputs(&pipelines, &hard.value)?;
        let found = outputs[1..].iter().map(|other| compare(&outputs[0], other, &quick));
        Some(found.map(|found| if found.exact { 0.0 } else { score(&found) }).collect())
    };
    let distances: Vec<Option<Vec<f64>>> = inputs.par_iter().map(distances).collect();
    let reached = distances.iter().flatten();
    let told: Vec<bool> = (1..candidates.len()).map(|other| reached.clone().any(|d| d[other - 1] > 0.0)).collect();
    let rank = |distances: Vec<f64>| -> Option<(usize, f64)> {
        let told = distances.iter().filter(|distance| **distance > 0.0).count();
        (told > 0).then(|| (told, distances.iter().sum()))
    };
    let ranked = inputs.into_iter().zip(distances).filter_map(|(hard, found)| Some((rank(found?)?, hard)));
    // The first of equals: the simplest input.
    let (_, input) = ranked.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let outputs = outputs(&pipelines, &input.value)?;
    let apart = outputs[1..].iter().map(|other| compare(&outputs[0], other, &full)).collect();
    Some(Separation { input, apart, told })
}

/// What every candidate makes of an input; `None` if one of them cannot run it.
fn outputs(pipelines: &[Pipeline], input: &Value) -> Option<Vec<Arc<Value>>> {
    let input = Arc::new(input.clone());
    pipelines.iter().map(|pipeline| pipeline.run(Arc::clone(&input)).ok()).collect()
}

/// The zone that a definition speaks of.
fn zone(candidate: &Reproduction) -> &str {
    let named = candidate.steps.iter().find_map(|step| step.get("zone")?.as_text());
    named.or(candidate.runtime.zone.as_deref()).unwrap_or("America/New_York")
}
