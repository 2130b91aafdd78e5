//! One side is outputs: its counterpart's definition is changed until it reproduces them, best first.

use super::bench::{Bench, Residual};
use super::classify::Sort;
use super::draft::{Change, Draft, Tag};
use super::report::Tie;
use super::{Attempt, Finding, Proof, cause, classify, exchange, observed, solve, structural};
use crate::engines;
use crate::steps::{self, Argument, Kind, Settings, clock_variations};
use std::collections::HashSet;

/// Single changes that are combined in pairs.
const POOL: usize = 16;

/// The most changes that are combined.
const DEPTH: usize = 4;

/// Single changes of times, tokens or rows that are followed before any pair.
const FOLLOWED: usize = 10;

/// States from which everything is tried anew, after single changes and their pairs.
const EXPANDED: usize = 10;

/// Times that a search begins, each with one more input in the sample.
const RESTARTS: usize = 4;

/// Closing states that are proven on all inputs.
const PROVEN: usize = 16;

/// A draft that was reached by some changes.
#[derive(Clone)]
struct State {
    draft: Draft,
    /// The drafts before each change, with the changes.
    path: Vec<(Draft, Change)>,
    residual: Residual,
}

/// What a search found: the causes, or the attempts that come nearest.
#[derive(Default)]
pub struct Outcome {
    /// Empty if nothing closes the gap.
    pub causes: Vec<Finding>,
    /// The nearest attempts, best first.
    pub best: Vec<Attempt>,
    /// The definition that closes the gap.
    pub closing: Option<Draft>,
    /// Other changes that close it as well.
    pub ties: Vec<Tie>,
}

/// Changes a definition until it reproduces the other side's outputs. What closes the gap on a sample and not on all
/// inputs is no answer: the search then begins again, with an input in the sample that says so. Outputs without any
/// content are reached in too many ways for one of them to be a proof.
pub fn search(bench: &Bench, base: &Draft) -> Outcome {
    if bench.target_is_blank() {
        return Outcome::default();
    }
    let mut sample = bench.sample();
    let mut restarts = RESTARTS;
    loop {
        let mut search = Search::new(bench, base, sample.clone());
        let found = search.run(base);
        restarts -= 1;
        match (found, search.counterexample) {
            (Some(found), _) => return found,
            (None, Some(input)) if restarts > 0 => sample.insert(0, input),
            _ => return search.near(),
        }
    }
}

struct Search<'a, 'p> {
    bench: &'a Bench<'p>,
    sample: Vec<usize>,
    /// What remains without any change, on the sample and on its first input alone.
    start: Residual,
    alone: Residual,
    before: Residual,
    seen: HashSet<String>,
    /// The nearest states so far.
    best: Vec<State>,
    /// An input outside the sample on which something fails that closes the gap on the sample.
    counterexample: Option<usize>,
    /// What closes the gap.
    found: Option<Outcome>,
    /// States that close it on the sample by constants of many digits.
    long: Vec<State>,
}

impl<'a, 'p> Search<'a, 'p> {
    fn new(bench: &'a Bench<'p>, base: &Draft, sample: Vec<usize>) -> Self {
        let start = bench.residuals(std::slice::from_ref(base), &sample)[0].unwrap_or_else(|| bench.before(Some(base)));
        let before = bench.residual(base, &bench.failing);
        let seen = HashSet::from([identity(base)]);
        let alone = bench.residuals(std::slice::from_ref(base), &sample[..1])[0].unwrap_or(start);
        Self {
            bench,
            sample,
            start,
            alone,
            before,
            seen,
            best: Vec::new(),
            counterexample: None,
            found: None,
            long: Vec::new(),
        }
    }

    /// Every single change; pairs of the most promising; then everything again from the most promising state, best first.
    /// What is listed goes before what is fitted. `None` if nothing closes the gap, or something does on the sample only.
    fn run(&mut self, base: &Draft) -> Option<Outcome> {
        let root = State { draft: base.clone(), path: Vec::new(), residual: self.start };
        let mut changes = candidates(base, 0);
        changes.extend(observed::candidates(self.bench, base, &self.sample));
        let mut singles = self.expand(&root, &changes);
        if self.closed(&singles) {
            return self.found.take();
        }
        let fitted = self.fitted(&root);
        let wider = self.expand(&root, &observed::wider(self.bench, base, &self.sample));
        if self.closed(&fitted) || self.closed(&wider) {
            return self.found.take();
        }
        singles.extend(fitted);
        let pool = self.promising(singles, POOL, 3);
        let pairs = self.pairs(base, &pool);
        if self.closed(&pairs) {
            return self.found.take();
        }
        let mut open = pool;
        open.extend(self.promising(wider, 6, 3));
        for state in &open {
            let reached = self.fitted(state);
            if self.closed(&reached) {
                return self.found.take();
            }
        }
        let long = std::mem::take(&mut self.long);
        if self.closed(&long) {
            return self.found.take();
        }
        // A second change of times or rows often gains nothing by itself: the first ones are all followed.
        let follows = if self.alone.likeness.is_some() { 0 } else { FOLLOWED };
        self.sort(&mut open);
        let mut first: Vec<State> = open.drain(..follows.min(open.len())).collect();
        open.extend(self.promising(pairs, POOL, 2));
        for _ in 0..EXPANDED + first.len() {
            self.sort(&mut open);
            if (open.is_empty() && first.is_empty()) || self.bench.is_over() {
                break;
            }
            let state = if first.is_empty() { open.remove(0) } else { first.remove(0) };
            if state.path.len() < DEPTH && self.follow(&state, &mut open) {
                return self.found.take();
            }
        }
        let long = std::mem::take(&mut self.long);
        if self.closed(&long) { self.found.take() } else { None }
    }

    /// Everything again from a state; true once something closes the gap.
    fn follow(&mut self, state: &State, open: &mut Vec<State>) -> bool {
        let mut changes = observed::candidates(self.bench, &state.draft, &self.sample);
        changes.extend(candidates(&state.draft, state.path.len()));
        if self.alone.likeness.is_none() {
            changes.extend(observed::wider(self.bench, &state.draft, &self.sample));
        }
        // What leaves the pixels alone costs little, and is enough where they are right.
        let (heavy, light): (Vec<Change>, Vec<Change>) =
            changes.into_iter().partition(|change| touches_pixels(change, state));
        let fitted = self.fitted(state);
        if self.closed(&fitted) {
            return true;
        }
        open.extend(self.promising(fitted, 2, 2));
        for changes in [light, heavy] {
            let reached = self.expand(state, &changes);
            if self.closed(&reached) {
                return true;
            }
            open.extend(self.promising(reached, 4, 2));
        }
        false
    }

    /// The states that constants lead to which were fitted to the other side's outputs. Long numbers that close the gap are
    /// put aside: what is made of short ones or listed is nearer.
    fn fitted(&mut self, state: &State) -> Vec<State> {
        let found = solve::changes(self.bench, &state.draft, &self.sample, state.residual.likeness);
        let long = self.expand(state, &found.long);
        let (closing, mut near): (Vec<State>, Vec<State>) =
            long.into_iter().partition(|state| state.residual.is_closed());
        self.long.extend(closing);
        near.extend(self.expand(state, &found.short));
        near
    }

    /// The states that changes of a state lead to, without those that were reached before or cannot run.
    fn expand(&mut self, state: &State, changes: &[Change]) -> Vec<State> {
        let ways = changes.iter().map(|change| {
            let mut path = state.path.clone();
            path.push((state.draft.clone(), change.clone()));
            (state.draft.with(change), path)
        });
        self.reach(ways.collect())
    }

    fn reach(&mut self, ways: Vec<(Draft, Vec<(Draft, Change)>)>) -> Vec<State> {
        let fresh: Vec<_> = ways.into_iter().filter(|(draft, _)| self.seen.insert(identity(draft))).collect();
        let drafts: Vec<Draft> = fresh.iter().map(|(draft, _)| draft.clone()).collect();
        let residuals = self.residuals(&drafts);
        self.bench.count(drafts.len());
        let states = fresh.into_iter().zip(residuals).filter_map(|((draft, path), residual)| {
            let residual = residual.filter(|residual| residual.failed == 0)?;
            Some(State { draft, path, residual })
        });
        states.collect()
    }

    /// What remains on the sample; `None` for what does not run, or makes the first input worse.
    fn residuals(&self, drafts: &[Draft]) -> Vec<Option<Residual>> {
        if self.sample.len() != 2 {
            return self.bench.residuals(drafts, &self.sample);
        }
        let first = self.bench.residuals(drafts, &self.sample[..1]);
        let worse = |residual: &Residual| {
            let unlike = residual.likeness.zip(self.alone.likeness).is_none_or(|(now, start)| now > 0.98 * start);
            residual.failed > 0 || (residual.score > 1.0001 * self.alone.score && unlike)
        };
        let kept: Vec<usize> =
            (0..drafts.len()).filter(|index| first[*index].as_ref().is_some_and(|found| !worse(found))).collect();
        let again: Vec<Draft> = kept.iter().map(|index| drafts[*index].clone()).collect();
        let mut all = vec![None; drafts.len()];
        for (index, residual) in kept.into_iter().zip(self.bench.residuals(&again, &self.sample)) {
            all[index] = residual;
        }
        all
    }

    /// Promising single changes, two at a time.
    fn pairs(&mut self, base: &Draft, pool: &[State]) -> Vec<State> {
        let mut ways = Vec::new();
        for (index, first) in pool.iter().enumerate() {
            for second in &pool[index + 1..] {
                let (a, b) = (&first.path[0].1, &second.path[0].1);
                // Edits name steps by their place: those that move places come last, and only one of them.
                let (a, b) = if a.keeps_places() { (a, b) } else { (b, a) };
                if a.keeps_places() && !a.overlaps(b) {
                    let middle = base.with(a);
                    let path = vec![(base.clone(), a.clone()), (middle.clone(), b.clone())];
                    ways.push((middle.with(b), path));
                }
            }
        }
        self.reach(ways)
    }

    /// What is left of the start, with or without scaling and channel order: 1 is nothing gained.
    fn rest(&self, state: &State) -> f64 {
        let ratio = |now: f64, start: f64| if start > 0.0 { now / start } else { 1.0 };
        let score = ratio(state.residual.score, self.start.score);
        let likeness = match (state.residual.likeness, self.start.likeness) {
            (Some(now), Some(start)) if start > 0.005 => ratio(now, start),
            _ => 1.0,
        };
        score.min(likeness)
    }

    fn sort(&self, states: &mut [State]) {
        let rank = |state: &State| self.rest(state) * 1.1f64.powi(state.path.len() as i32);
        states.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
    }

    /// The most promising states, no more than `same` for each step and cause, so that one kind of change does not fill
    /// the list. Those that come nearest are remembered.
    fn promising(&mut self, mut states: Vec<State>, count: usize, same: usize) -> Vec<State> {
        states.retain(|state| self.rest(state) < 0.999);
        self.sort(&mut states);
        let key = |state: &State| state.path.last().map(|(_, change)| (change.step, change.tag));
        let mut kept: Vec<State> = Vec::new();
        for state in states {
            if kept.len() < count && kept.iter().filter(|other| key(other) == key(&state)).count() < same {
                kept.push(state);
            }
        }
        self.best.extend(kept.iter().filter(|state| state.residual.score < self.start.score * 0.999).cloned());
        self.best.sort_by(|a, b| a.residual.score.total_cmp(&b.residual.score));
        self.best.truncate(24);
        kept
    }

    /// True if a state closes the gap on every input and breaks none (it is then found), or on the sample alone (the
    /// counterexample is then kept).
    fn closed(&mut self, reached: &[State]) -> bool {
        let bench = self.bench;
        let mut states: Vec<&State> = reached.iter().filter(|state| state.residual.is_closed()).collect();
        states.sort_by_key(|state| plainness(state));
        let mut chains = HashSet::new();
        // Changes that make the same of the first input are one way to close the gap: the plainest stands for them.
        states.retain(|state| {
            let tag = state.path.last().map(|(_, change)| change.tag);
            self.sample.first().is_none_or(|input| chains.insert((tag, bench.chain(&state.draft, *input))))
        });
        let mut proven: Vec<(State, Residual)> = Vec::new();
        let mut failing = None;
        for state in states.into_iter().take(PROVEN) {
            let whole = bench.residual(&state.draft, &bench.failing);
            if whole.is_closed() && bench.keeps_passing(&state.draft) {
                proven.push(slim(bench, state.clone(), whole));
            } else if failing.is_none() {
                failing = bench.counterexample(&state.draft, &self.sample);
            }
        }
        if !proven.is_empty() {
            self.found = Some(explain(bench, &self.before, proven));
            return true;
        }
        self.counterexample = failing;
        failing.is_some()
    }

    /// Nothing closes the gap exactly: within the tolerances of the case the nearest may still explain it.
    fn near(self) -> Outcome {
        let bench = self.bench;
        let mut fitting: Vec<(State, Residual)> = Vec::new();
        for state in &self.best {
            if bench.within_tolerances(&state.draft) && bench.keeps_passing(&state.draft) {
                fitting.push((state.clone(), bench.residual(&state.draft, &bench.failing)));
            }
        }
        if let Some(nearest) = self.clear_winner(fitting) {
            return explain(bench, &self.before, vec![nearest]);
        }
        let mut best: Vec<Attempt> = Vec::new();
        for state in &self.best {
            let change = words(state);
            if best.len() < 5 && best.iter().all(|attempt| attempt.change != change) {
                let id = state.path.last().map_or("", |(_, change)| first_cause(change.tag));
                // Where constants were changed a grey level is another: all are measured in the unchanged one.
                let like = state.path.first().map_or(&state.draft, |(first, _)| first);
                best.push(Attempt { id, change, residual: bench.rest(&state.draft, like).measures });
            }
        }
        Outcome { best, ..Outcome::default() }
    }

    /// Within tolerances is no proof by itself: the gap must be nearly gone, and what else fits must be far behind.
    fn clear_winner(&self, mut fitting: Vec<(State, Residual)>) -> Option<(State, Residual)> {
        let score = |entry: &(State, Residual)| entry.1.score;
        fitting.sort_by(|a, b| score(a).total_cmp(&score(b)));
        let first = fitting.first()?;
        let causes = |state: &State| -> Vec<Tag> { state.path.iter().map(|(_, change)| change.tag).collect() };
        let rival = fitting.iter().skip(1).find(|entry| causes(&entry.0) != causes(&first.0));
        let clear = rival.is_none_or(|rival| score(rival) > 3.0 * score(first));
        (clear && score(first) < 0.1 * self.before.score).then(|| first.clone())
    }
}

/// The state without those of its changes that it can do without.
fn slim(bench: &Bench, state: State, whole: Residual) -> (State, Residual) {
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

/// The changes of a state but one, applied anew; `None` where they no longer fit.
fn replayed(state: &State, left_out: usize) -> Option<(Draft, Vec<(Draft, Change)>)> {
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
fn plainness(state: &State) -> (usize, usize, std::cmp::Reverse<u32>) {
    let edits = state.path.iter().map(|(_, change)| change.size()).sum();
    let seen = state.path.iter().map(|(_, change)| match change.tag {
        Tag::Cause(id) => cause::find(id).map_or(0, |cause| cause.seen),
        Tag::Exchange => 1000,
    });
    (state.path.len(), edits, std::cmp::Reverse(seen.min().unwrap_or(0)))
}

/// True if a change has the pixels computed anew, rather than scaled or put in another order.
fn touches_pixels(change: &Change, state: &State) -> bool {
    let costly = |step: &Settings| matches!(classify::sort(step.step()), Sort::Decode | Sort::Geometry);
    let last = state.draft.steps.iter().rposition(costly);
    last.is_some_and(|last| change.step <= last)
}

fn identity(draft: &Draft) -> String {
    format!("{:?} {:?}", shown(draft), draft.runtime)
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
fn explain(bench: &Bench, before: &Residual, mut closing: Vec<(State, Residual)>) -> Outcome {
    let attributed = |state: &State| -> Vec<Vec<&'static str>> {
        state.path.iter().map(|(own, change)| attribute(bench, state, own, change)).collect()
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
            causes: causes.into_iter().flatten().collect(),
            change: words(&other),
            reproduction: bench.reproduction(&other.draft),
        })
        .collect();
    let mut tied: Vec<&'static str> =
        ties.iter().flat_map(|tie| &tie.causes).copied().filter(|id| !chosen.contains(id)).collect();
    tied.sort_unstable();
    tied.dedup();
    let causes = findings(bench, before, &state, causes, &tied);
    Outcome { causes, best: Vec::new(), closing: Some(state.draft), ties }
}

fn findings(
    bench: &Bench,
    before: &Residual,
    state: &State,
    causes: Vec<Vec<&'static str>>,
    tied: &[&'static str],
) -> Vec<Finding> {
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
                tied_with: if state.path.len() == 1 { tied.to_vec() } else { Vec::new() },
                inputs: bench.touched(own, after),
                fix: cause::find(id).map_or(String::new(), |cause| cause.fix.to_owned()),
            });
        }
    }
    super::known::merge(&mut found);
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
            let exchanged = changes.iter().any(|(name, _)| classify::is_exchange(settings.step(), name));
            let tag = if exchanged { Tag::Exchange } else { Tag::Cause(variation.cause) };
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
        if settings.step() == "parse_time" {
            with_options(draft, index, settings, &engine_change, all);
        }
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

/// Another library that reads times, with each of its own options.
fn with_options(
    draft: &Draft,
    index: usize,
    settings: &Settings,
    engine: &(String, Option<Argument>),
    all: &mut Vec<Change>,
) {
    let own: Vec<String> =
        settings.iter().map(|(name, _)| name).filter(|name| optional("parse_time", name)).map(str::to_owned).collect();
    let mut other = settings.clone();
    for name in &own {
        other.remove(name);
    }
    if let Some(argument) = &engine.1 {
        other.set("engine", argument.clone());
    }
    for variation in clock_variations::options(&other) {
        let mut changes = vec![engine.clone()];
        changes.extend(own.iter().map(|name| (name.clone(), None)));
        for (name, value) in variation.changes {
            changes.retain(|(known, _)| known != name);
            changes.push((name.to_owned(), value));
        }
        all.push(Change::set(Tag::Exchange, draft, index, changes));
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
