//! One side is outputs: its counterpart's definition is changed until it reproduces them, best first.

use super::bench::{Bench, Residual};
use super::classify::Sort;
use super::draft::{Change, Draft, Tag};
use super::{Attempt, Finding, Proof, cause, classify, exchange, structural};
use crate::engines;
use crate::steps::{self, Argument, Kind, Settings};
use std::collections::HashSet;

/// Drafts that are kept at every depth.
const BEAM: usize = 8;

/// The most changes that are combined.
const DEPTH: usize = 4;

/// A draft that was reached by some changes.
#[derive(Clone)]
struct State {
    draft: Draft,
    /// The drafts before each change, with the changes.
    path: Vec<(Draft, Change)>,
    residual: Residual,
}

/// What a search found: the causes, or the attempts that come nearest.
pub struct Outcome {
    /// Empty if nothing closes the gap.
    pub causes: Vec<Finding>,
    /// The nearest attempts, best first.
    pub best: Vec<Attempt>,
}

/// Changes a definition until it reproduces the other side's outputs.
pub fn search(bench: &Bench, base: &Draft) -> Outcome {
    let before = bench.residual(base, &bench.failing);
    let sample: Vec<usize> = bench.failing.iter().copied().take(2).collect();
    let start = bench.residual(base, &sample);
    let mut beam = vec![State { draft: base.clone(), path: Vec::new(), residual: start }];
    let mut seen: HashSet<String> = HashSet::new();
    let mut best: Vec<State> = Vec::new();
    for depth in 0..DEPTH {
        let mut reached: Vec<State> = Vec::new();
        for state in &beam {
            let changes = candidates(&state.draft, depth);
            let fresh: Vec<(Change, Draft)> = changes
                .into_iter()
                .map(|change| (state.draft.with(&change), change))
                .map(|(draft, change)| (change, draft))
                .filter(|(_, draft)| seen.insert(format!("{:?} {:?}", shown(draft), draft.runtime)))
                .collect();
            let drafts: Vec<Draft> = fresh.iter().map(|(_, draft)| draft.clone()).collect();
            let residuals = bench.residuals(&drafts, &sample);
            for ((change, draft), residual) in fresh.into_iter().zip(residuals) {
                if let Some(residual) = residual.filter(|residual| residual.failed == 0) {
                    let mut path = state.path.clone();
                    path.push((state.draft.clone(), change));
                    reached.push(State { draft, path, residual });
                }
            }
            if bench.is_over() {
                break;
            }
        }
        let mut closing: Vec<(State, Residual)> = Vec::new();
        for state in reached.iter().filter(|state| state.residual.is_closed()) {
            let whole = bench.residual(&state.draft, &bench.failing);
            if whole.is_closed() && bench.keeps_passing(&state.draft) {
                closing.push((state.clone(), whole));
            }
        }
        if !closing.is_empty() {
            return Outcome { causes: explain(bench, &before, closing), best: Vec::new() };
        }
        reached.retain(|state| state.residual.score < start.score * 0.999);
        reached.sort_by(|a, b| a.residual.score.total_cmp(&b.residual.score));
        best.extend(reached.iter().take(4).cloned());
        beam = diverse(reached);
        if beam.is_empty() || bench.is_over() {
            break;
        }
    }
    benign(bench, &before, base, best)
}

/// The nearest states, no more than two for each step and cause, so that one kind of change does not fill the beam.
fn diverse(reached: Vec<State>) -> Vec<State> {
    let mut kept: Vec<State> = Vec::new();
    for state in reached {
        let key = |state: &State| state.path.last().map(|(_, change)| (change.step, change.tag));
        if kept.iter().filter(|other| key(other) == key(&state)).count() < 2 {
            kept.push(state);
        }
        if kept.len() == BEAM {
            break;
        }
    }
    kept
}

/// Nothing closes the gap: within the bound of one grey level, or the tolerances, the nearest may still explain it.
fn benign(bench: &Bench, before: &Residual, base: &Draft, mut best: Vec<State>) -> Outcome {
    best.sort_by(|a, b| a.residual.score.total_cmp(&b.residual.score));
    let coarse =
        |residual: &Residual| residual.failed == 0 && residual.measures.max_levels.is_some_and(|levels| levels <= 1.01);
    let before_levels = before.measures.max_levels.unwrap_or(f64::INFINITY);
    for state in &best {
        let whole = bench.residual(&state.draft, &bench.failing);
        let small = coarse(&whole) && before_levels > 2.0 && state.path.iter().any(|(_, change)| samples(change, base));
        if (small || bench.within_tolerances(&state.draft)) && bench.keeps_passing(&state.draft) {
            let causes = explain(bench, before, vec![(state.clone(), whole)]);
            return Outcome { causes, best: Vec::new() };
        }
    }
    let attempts = best.iter().take(5).map(|state| Attempt {
        id: state.path.last().map_or("", |(_, change)| first_cause(change.tag)),
        change: words(state),
        residual: state.residual.measures,
    });
    Outcome { causes: Vec::new(), best: attempts.collect() }
}

fn samples(change: &Change, base: &Draft) -> bool {
    base.steps.get(change.step).is_some_and(|step| matches!(step.step(), "resize" | "decode" | "letterbox"))
}

fn first_cause(tag: Tag) -> &'static str {
    match tag {
        Tag::Cause(id) => id,
        Tag::Exchange => "image.resize.kernel",
    }
}

fn words(state: &State) -> String {
    let parts: Vec<&str> = state.path.iter().map(|(_, change)| change.words.as_str()).collect();
    parts.join("; ")
}

fn shown(draft: &Draft) -> Vec<String> {
    draft.steps.iter().map(ToString::to_string).collect()
}

/// The findings of the simplest closing state; the causes of the others are ties.
fn explain(bench: &Bench, before: &Residual, mut closing: Vec<(State, Residual)>) -> Vec<Finding> {
    let attributed = |state: &State| -> Vec<Vec<&'static str>> {
        state.path.iter().map(|(own, change)| attribute(bench, state, own, change)).collect()
    };
    // The commoner cause first; an exact result before one that leaves last bits.
    let rank = |state: &State, residual: &Residual, causes: &[Vec<&'static str>]| {
        let ids: Vec<&'static str> = causes.iter().flatten().copied().collect();
        let rarest = ids.iter().map(|id| cause::find(id).map_or(0, |cause| cause.seen)).min().unwrap_or(0);
        let edits: usize = state.path.iter().map(|(_, change)| change.edits.len()).sum();
        (!residual.is_zero(), ids.len(), edits, std::cmp::Reverse(rarest))
    };
    closing.truncate(24);
    let mut ranked: Vec<_> = closing
        .into_iter()
        .map(|(state, residual)| {
            let causes = attributed(&state);
            let rank = rank(&state, &residual, &causes);
            (rank, state, residual, causes)
        })
        .collect();
    ranked.sort_by_key(|entry| entry.0);
    let exact = ranked[0].2.is_zero();
    let others: Vec<&'static str> = ranked[1..]
        .iter()
        .filter(|(.., residual, _)| residual.is_zero() == exact)
        .flat_map(|(.., causes)| causes.iter().flatten().copied())
        .collect();
    let (_, state, whole, causes) = ranked.swap_remove(0);
    let chosen: Vec<&'static str> = causes.iter().flatten().copied().collect();
    let mut tied: Vec<&'static str> = others.into_iter().filter(|id| !chosen.contains(id)).collect();
    tied.sort_unstable();
    tied.dedup();
    findings(bench, before, &state, &whole, causes, &tied)
}

fn findings(
    bench: &Bench,
    before: &Residual,
    state: &State,
    whole: &Residual,
    causes: Vec<Vec<&'static str>>,
    tied: &[&'static str],
) -> Vec<Finding> {
    let proof = if whole.is_zero() { Proof::Exact } else { Proof::Benign };
    let mut found: Vec<Finding> = Vec::new();
    for (index, ((own, change), ids)) in state.path.iter().zip(causes).enumerate() {
        let after = state.path.get(index + 1).map_or(&state.draft, |(draft, _)| draft);
        let (from, to) = (bench.residual(own, &bench.failing), bench.residual(after, &bench.failing));
        for id in ids {
            if found.iter().any(|finding| finding.id == id) {
                continue;
            }
            found.push(Finding {
                id,
                side: bench.side,
                step: change.step,
                change: change.words.clone(),
                proof,
                residual_before: if index == 0 { before.measures } else { from.measures },
                residual_after: to.measures,
                tied_with: if state.path.len() == 1 { tied.to_vec() } else { Vec::new() },
                inputs: bench.touched(own, after),
                fix: cause::find(id).map_or(String::new(), |cause| cause.fix.to_owned()),
            });
        }
    }
    found
}

/// The causes of one change of a closing state.
fn attribute(bench: &Bench, state: &State, own: &Draft, change: &Change) -> Vec<&'static str> {
    match change.tag {
        Tag::Cause(id) => vec![id],
        Tag::Exchange => {
            let before = &own.steps[change.step];
            // Later changes may have moved the step.
            let name = before.step();
            let place = |draft: &Draft| {
                let same = draft.steps.get(change.step).is_some_and(|step| step.step() == name);
                if same { Some(change.step) } else { draft.steps.iter().position(|step| step.step() == name) }
            };
            match place(&state.draft) {
                Some(position) => exchange::causes(bench, &state.draft, position, before),
                None => vec![classify::missing(before, false)],
            }
        }
    }
}

/// Everything that is worth trying on a draft.
pub fn candidates(draft: &Draft, depth: usize) -> Vec<Change> {
    let mut all = Vec::new();
    for (index, settings) in draft.steps.iter().enumerate() {
        let Some(step) = steps::find(settings.step()) else {
            continue;
        };
        for variation in step.variations(settings) {
            let changes: Vec<(String, Option<Argument>)> =
                variation.changes.into_iter().map(|(name, argument)| (name.to_owned(), argument)).collect();
            let engine = changes.iter().any(|(name, _)| name == "engine" || name == "version");
            let tag = if engine { Tag::Exchange } else { Tag::Cause(variation.cause) };
            all.push(Change::set(tag, draft, index, changes));
        }
        exchanges(draft, index, settings, &mut all);
        if settings.step() == "resize" {
            resizes(draft, index, settings, depth, &mut all);
        }
    }
    all.extend(structural::candidates(draft));
    all
}

/// Every engine that offers the step, with the other parameters as they are.
fn exchanges(draft: &Draft, index: usize, settings: &Settings, all: &mut Vec<Change>) {
    let Some(step) = steps::find(settings.step()) else {
        return;
    };
    let offers =
        step.params().iter().find_map(|param| if let Kind::Engine(offers) = param.kind { Some(offers) } else { None });
    let Some(offers) = offers else {
        return;
    };
    let present = settings.get("engine").and_then(Argument::as_text);
    for engine in engines::ALL.iter().filter(|engine| offers(**engine)) {
        let id = engine.meta().id;
        let engine_change = ("engine".to_owned(), Some(Argument::Text(id.to_owned())));
        if Some(id) == present {
            for version in engine.versions() {
                let change = vec![("version".to_owned(), Some(Argument::Text((*version).to_owned())))];
                all.push(Change::set(Tag::Exchange, draft, index, change));
            }
            continue;
        }
        all.push(Change::set(Tag::Exchange, draft, index, vec![engine_change.clone(), ("version".to_owned(), None)]));
        // The other library's defaults, where parameters of this one mean nothing to it.
        let known: Vec<&str> = step.params().iter().map(|param| param.name).collect();
        let options: Vec<&str> = settings
            .iter()
            .map(|(name, _)| name)
            .filter(|name| known.contains(name) && optional(settings.step(), name))
            .collect();
        if !options.is_empty() {
            let mut changes = vec![engine_change];
            changes.extend(options.into_iter().map(|name| (name.to_owned(), None)));
            all.push(Change::set(Tag::Exchange, draft, index, changes));
        }
    }
}

/// Parameters that only tune an engine.
fn optional(step: &str, name: &str) -> bool {
    match classify::sort(step) {
        Sort::Time => !matches!(name, "engine" | "zone" | "fields" | "to" | "unit" | "on" | "into"),
        Sort::Decode => matches!(name, "dct" | "chroma" | "exif" | "version"),
        Sort::Geometry => matches!(
            name,
            "antialias"
                | "align_corners"
                | "coordinates"
                | "nearest_rounding"
                | "cubic_a"
                | "version"
                | "reducing_gap"
                | "rounding"
        ),
        _ => name == "version",
    }
}

/// Every engine with every filter, and what else it offers.
fn resizes(draft: &Draft, index: usize, settings: &Settings, depth: usize, all: &mut Vec<Change>) {
    let present = settings.get("engine").and_then(Argument::as_text);
    for engine in engines::ALL {
        let Some(kernel) = engine.resize() else {
            continue;
        };
        let offer = kernel.offer();
        let id = engine.meta().id;
        for filter in offer.filters {
            let mut variants: Vec<Vec<(&str, Argument)>> = vec![Vec::new()];
            if matches!(offer.antialias, engines::capability::Antialias::Choice(_)) {
                variants.push(vec![("antialias", Argument::Boolean(true))]);
                variants.push(vec![("antialias", Argument::Boolean(false))]);
            }
            if offer.align_corners {
                variants.push(vec![("align_corners", Argument::Boolean(true))]);
            }
            // Rarer options are left to the variations of the step once other changes were made.
            let coordinates = if depth == 0 { offer.coordinates } else { &[] };
            variants.extend(
                coordinates.iter().skip(1).map(|name| vec![("coordinates", Argument::Text((*name).to_owned()))]),
            );
            for variant in variants {
                let mut changes: Vec<(String, Option<Argument>)> =
                    ["antialias", "align_corners", "coordinates", "nearest_rounding", "cubic_a", "version"]
                        .iter()
                        .filter(|name| settings.get(name).is_some() && variant.iter().all(|(own, _)| own != *name))
                        .map(|name| ((*name).to_owned(), None))
                        .collect();
                if Some(id) != present {
                    changes.push(("engine".to_owned(), Some(Argument::Text(id.to_owned()))));
                }
                changes.push(("filter".to_owned(), Some(Argument::Text(filter.filter.name().to_owned()))));
                changes.extend(variant.into_iter().map(|(name, argument)| (name.to_owned(), Some(argument))));
                all.push(Change::set(Tag::Exchange, draft, index, changes));
            }
        }
    }
}
