//! The causes that changes which close the gap stand for, and the ties between them.

use super::bench::Bench;
use super::draft::{Change, Draft, Tag};
use super::known::merged;
use super::report::Tie;
use super::residual::Residual;
use super::search::Outcome;
use super::state::{State, words};
use super::{Finding, Proof, cause, classify, exchange};

/// The findings of the simplest closing state; the causes of the others are ties.
pub fn explain(bench: &Bench, before: &Residual, mut closing: Vec<(State, Residual)>) -> Outcome {
    let attributed = |state: &State| -> Vec<Vec<&'static str>> {
        // A step that is exchanged twice is looked at once: what stands between does not count.
        let again = |index: usize| {
            let change = &state.path[index].1;
            let earlier = |(_, other): &(Draft, Change)| other.tag == Tag::Exchange && other.step == change.step;
            change.tag == Tag::Exchange && state.path[..index].iter().any(earlier)
        };
        let one = |(index, (own, change)): (usize, &(Draft, Change))| {
            if again(index) { Vec::new() } else { attribute(bench, state, own, change) }
        };
        state.path.iter().enumerate().map(one).collect()
    };
    // The commoner cause first; an exact result before one that leaves last bits.
    let rank = |state: &State, residual: &Residual, causes: &[Vec<&'static str>]| {
        let ids: Vec<&'static str> = causes.iter().flatten().copied().collect();
        // Parts of a date are read on some clock: that it is another one is nearer than that the time was read wrongly.
        let parts = state.draft.steps.last().is_some_and(|step| step.step() == "time_features");
        let seen = |id: &str| match id {
            "time.naive_interpretation" if parts => 1,
            id => cause::find(id).map_or(0, |cause| cause.seen),
        };
        let rarest = ids.iter().map(|id| seen(id)).min().unwrap_or(0);
        let edits: usize = state.path.iter().map(|(_, change)| change.size()).sum();
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
    let (_, state, _, causes) = ranked.remove(0);
    let chosen: Vec<&'static str> = causes.iter().flatten().copied().collect();
    // Another way to write the same operations is no other explanation.
    let chains = |draft: &Draft| -> Vec<_> { bench.failing.iter().map(|input| bench.chain(draft, *input)).collect() };
    let same = |other: &State, ids: &[Vec<&'static str>]| {
        ids.iter().flatten().all(|id| chosen.contains(id)) && chains(&other.draft) == chains(&state.draft)
    };
    let ties: Vec<Tie> = ranked
        .into_iter()
        .filter(|(_, other, residual, ids)| residual.is_zero() == exact && !same(other, ids))
        .map(|(_, other, _, causes)| Tie {
            causes: merged(bench, causes.into_iter().flatten().collect()),
            change: words(&other),
            reproduction: bench.reproduction(&other.draft),
        })
        .collect();
    let mut causes = findings(bench, before, &state, causes);
    tie(&mut causes, &ties);
    Outcome { causes, best: Vec::new(), closing: Some(state.draft), ties }
}

/// Names beside each finding the causes that could stand in its place.
fn tie(found: &mut [Finding], ties: &[Tie]) {
    let chosen: Vec<&'static str> = found.iter().map(|finding| finding.id).collect();
    for tie in ties {
        let gained: Vec<&'static str> = tie.causes.iter().copied().filter(|id| !chosen.contains(id)).collect();
        let replaced = |id: &str| tie.causes.iter().all(|other| *other != id);
        let every = !chosen.iter().any(|id| replaced(id));
        for finding in found.iter_mut().filter(|finding| every || replaced(finding.id)) {
            finding.tie(&gained);
        }
    }
}

fn findings(bench: &Bench, before: &Residual, state: &State, causes: Vec<Vec<&'static str>>) -> Vec<Finding> {
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
                proof: Proof::of(&to),
                residual_before: if index == 0 { before.measures } else { from.measures },
                residual_after: to.measures,
                tied_with: Vec::new(),
                inputs: bench.touched(own, after),
                fix: cause::find(id).map_or(String::new(), |cause| cause.fix.to_owned()),
            });
        }
    }
    super::known::merge(bench, &mut found);
    // What was merged away may have been the last of them: together they still close the gap.
    if let Some(last) = found.last_mut() {
        let whole = bench.residual(&state.draft, &bench.failing);
        (last.residual_after, last.proof) = (whole.measures, Proof::of(&whole));
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
