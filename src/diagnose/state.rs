//! A definition that was reached by some changes, and what of them it can do without.

use super::bench::Bench;
use super::cause;
use super::draft::{Change, Draft, Edit, Tag};
use super::residual::Residual;

/// A draft that was reached by some changes.
#[derive(Clone)]
pub struct State {
    /// The definition with all of them.
    pub draft: Draft,
    /// The drafts before each change, with the changes.
    pub path: Vec<(Draft, Change)>,
    /// What remains of the difference, on what it was measured on.
    pub residual: Residual,
}

/// The state without those of its changes that it can do without.
pub fn slim(bench: &Bench, state: State, whole: Residual) -> (State, Residual) {
    let (mut state, mut whole) = (state, whole);
    let mut index = 0;
    while state.path.len() > 1 && index < state.path.len() {
        let shorter = replayed(&state, index).map(|(draft, path)| {
            let residual = bench.residual(&draft, &bench.failing);
            (State { draft, path, residual }, residual)
        });
        let fits = |state: &State, r: &Residual| {
            r.is_closed() && (r.is_zero() || !whole.is_zero()) && bench.keeps_passing(&state.draft)
        };
        match shorter.filter(|(state, residual)| fits(state, residual)) {
            Some(shorter) => (state, whole) = shorter,
            None => index += 1,
        }
    }
    (state, whole)
}

/// The changes of a state but one, applied anew; `None` where they no longer fit, or a later one carries it along: a step
/// that stands in the place of another has that one's values.
fn replayed(state: &State, left_out: usize) -> Option<(Draft, Vec<(Draft, Change)>)> {
    let step = state.path[left_out].1.step;
    let carries = |edit: &Edit| matches!(edit, Edit::Replace(at, _) if *at == step);
    if state.path[left_out + 1..].iter().any(|(_, change)| change.edits.iter().any(carries)) {
        return None;
    }
    let mut draft = state.path[0].0.clone();
    let mut path = Vec::new();
    for (index, (own, change)) in state.path.iter().enumerate() {
        if index == left_out {
            continue;
        }
        let step = |draft: &Draft| draft.steps.get(change.step).map(|step| step.step().to_owned());
        if draft.steps.len() != own.steps.len() || step(&draft) != step(own) {
            return None;
        }
        let next = draft.with(change);
        path.push((std::mem::replace(&mut draft, next), change.clone()));
    }
    Some((draft, path))
}

/// Fewer changes, fewer edits, the commoner cause.
pub fn plainness(state: &State) -> (usize, usize, std::cmp::Reverse<u32>) {
    let edits = state.path.iter().map(|(_, change)| change.size()).sum();
    let seen = state.path.iter().map(|(_, change)| match change.tag {
        Tag::Cause(id) => cause::find(id).map_or(0, |cause| cause.seen),
        Tag::Exchange => 1000,
    });
    (state.path.len(), edits, std::cmp::Reverse(seen.min().unwrap_or(0)))
}

/// All changes in the words of the definition.
pub fn words(state: &State) -> String {
    let parts: Vec<&str> = state.path.iter().map(|(_, change)| change.words.as_str()).collect();
    parts.join("; ")
}
