//! One side is outputs: its counterpart's definition is changed until it reproduces them, best first.

use super::attribute::explain;
use super::bench::Bench;
use super::candidates::candidates;
use super::classify::Sort;
use super::draft::{Change, Draft, Edit, Tag};
use super::report::Tie;
use super::residual::Residual;
use super::state::{State, plainness, slim, words};
use super::{Attempt, Finding, classify, observed, solve};
use crate::steps::{Argument, Settings};
use std::collections::HashSet;

/// Single changes that are combined in pairs.
const POOL: usize = 16;

/// The best of them, which are combined before anything that takes long.
const EARLY: usize = 8;

/// What is left by a change that is followed before anything else.
const STRONG: f64 = 0.85;

/// Scores of values that cannot be compared, by their kinds and shapes, are at least this.
const INCOMPARABLE: f64 = 1e4;

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
        let (form, content): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(|change| is_form(change, base));
        let mut singles = self.expand(&root, &form);
        if self.closed(&singles) {
            return self.found.take();
        }
        // Where axes or a half-precision type keep values from being compared at all, what puts them right is followed at
        // once: no other change does that by the way.
        let comparable = |state: &&State| self.start.score >= INCOMPARABLE && state.residual.score < INCOMPARABLE;
        let nearest = singles.iter().filter(comparable);
        let nearest = nearest.min_by(|a, b| a.residual.score.total_cmp(&b.residual.score)).cloned();
        let mut reached = Vec::new();
        if let Some(first) = nearest
            && self.follow(&first, &mut reached)
        {
            return self.found.take();
        }
        singles.extend(self.expand(&root, &content));
        if self.closed(&singles) {
            return self.found.take();
        }
        let fitted = self.fitted(&root);
        if self.closed(&fitted) {
            return self.found.take();
        }
        singles.extend(fitted);
        let pool = self.promising(singles, POOL, 3);
        // Of pictures, the best two together are likelier than what is left to try alone, and cost less.
        let early = if self.alone.likeness.is_some() { EARLY.min(pool.len()) } else { 0 };
        let mut pairs = self.pairs(base, &pool[..early]);
        if self.closed(&pairs) {
            return self.found.take();
        }
        // What one change gains most by is followed at once: another then shows that did not show before.
        let strong = |state: &&State| early > 0 && self.rest(state) < STRONG;
        if let Some(first) = pool.first().filter(strong).cloned()
            && self.follow(&first, &mut reached)
        {
            return self.found.take();
        }
        let wider = self.expand(&root, &observed::wider(self.bench, base, &self.sample));
        if self.closed(&wider) {
            return self.found.take();
        }
        let others = self.pairs(base, &pool);
        if self.closed(&others) {
            return self.found.take();
        }
        pairs.extend(others);
        let mut open = pool;
        open.extend(self.promising(wider, 6, 3));
        for state in &open {
            let reached = self.fitted(state);
            if self.closed(&reached) {
                return self.found.take();
            }
        }
        if self.settles() {
            return self.found.take();
        }
        // A second change of times or rows often gains nothing by itself: the first ones are all followed.
        let follows = if self.alone.likeness.is_some() { 0 } else { FOLLOWED };
        self.sort(&mut open);
        let mut first: Vec<State> = open.drain(..follows.min(open.len())).collect();
        open.extend(self.promising(pairs, POOL, 2));
        open.append(&mut reached);
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
        if self.settles() { self.found.take() } else { None }
    }

    /// What closes the gap by long numbers, if nothing that is listed does from the same state.
    fn settles(&mut self) -> bool {
        let long = std::mem::take(&mut self.long);
        let mut parents: Vec<State> = Vec::new();
        for (draft, path) in long.iter().filter_map(|state| Some((&state.path.last()?.0, &state.path))) {
            if path.len() > 1 && parents.iter().all(|known| known.draft != *draft) {
                let path = path[..path.len() - 1].to_vec();
                parents.push(State { draft: draft.clone(), path, residual: self.start });
            }
        }
        for parent in parents {
            let mut light = candidates(&parent.draft, parent.path.len());
            light.retain(|change| !touches_pixels(change, &parent));
            let reached = self.expand(&parent, &light);
            if self.closed(&reached) {
                return true;
            }
        }
        self.closed(&long)
    }

    /// Everything again from a state; true once something closes the gap.
    fn follow(&mut self, state: &State, open: &mut Vec<State>) -> bool {
        let mut changes = observed::candidates(self.bench, &state.draft, &self.sample);
        changes.extend(candidates(&state.draft, state.path.len()));
        if self.alone.likeness.is_none() {
            changes.extend(observed::wider(self.bench, &state.draft, &self.sample));
        }
        // What leaves the pixels alone costs little, and is enough where they are right. Files are read anew last.
        let (heavy, light): (Vec<Change>, Vec<Change>) =
            changes.into_iter().partition(|change| touches_pixels(change, state));
        let reads = |change: &Change| state.draft.steps.get(change.step).is_some_and(|step| step.step() == "decode");
        let (reading, heavy): (Vec<Change>, Vec<Change>) = heavy.into_iter().partition(reads);
        let fitted = self.fitted(state);
        if self.closed(&fitted) {
            return true;
        }
        open.extend(self.promising(fitted, 2, 2));
        for changes in [light, heavy, reading] {
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
            long.into_iter().partition(|state| state.residual.is_closed_from(&self.start));
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
        let mut states: Vec<&State> =
            reached.iter().filter(|state| state.residual.is_closed_from(&self.start)).collect();
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
            if whole.is_closed_from(&self.before) && bench.keeps_passing(&state.draft) {
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

/// True if a change has the pixels computed anew, rather than scaled or put in another order.
fn touches_pixels(change: &Change, state: &State) -> bool {
    let costly = |step: &Settings| matches!(classify::sort(step.step()), Sort::Decode | Sort::Geometry);
    let last = state.draft.steps.iter().rposition(costly);
    last.is_some_and(|last| change.step <= last)
}

/// True if a change is about axes, or a half-precision element type, alone.
fn is_form(change: &Change, base: &Draft) -> bool {
    let is_form = |step: &Settings| match step.step() {
        "layout" | "transpose" => true,
        "cast" => matches!(step.get("dtype").and_then(Argument::as_text), Some("float16" | "bfloat16")),
        _ => false,
    };
    change.edits.iter().all(|edit| match edit {
        Edit::Insert(_, step) | Edit::Replace(_, step) => is_form(step),
        Edit::Set(index, _) | Edit::Remove(index) => base.steps.get(*index).is_some_and(is_form),
        _ => false,
    })
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

fn shown(draft: &Draft) -> Vec<String> {
    draft.steps.iter().map(ToString::to_string).collect()
}
