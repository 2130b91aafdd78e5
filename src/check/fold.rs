//! Outcomes of inputs folded in order, with bounded memory.

use super::input::STALE;
use super::outcome::{CaseOutcome, Expected, Explanation, InputOutcome, Listed};
use crate::compare::{Note, Verdict};
use crate::definition::Case;
use crate::diagnostic::Diagnostic;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Cases with at most so many inputs list all of them.
const LIST_ALL: usize = 1_000;
/// Most inputs that are listed of a case.
const LIST_WORST: usize = 10_000;
/// Stale goldens that are named.
const STALE_NAMED: usize = 3;

/// Outcomes of inputs, folded in order with bounded memory.
pub struct Fold {
    counts: BTreeMap<Verdict, usize>,
    /// The inputs that are listed, in order until the worst are chosen.
    pub listed: Vec<InputOutcome>,
    all: bool,
    dropped: bool,
    traced: usize,
    has_golden: bool,
    has_serve: bool,
    /// Inputs that both sides reject, and the first such pair of errors in words.
    rejected: (usize, String),
    /// The first inputs that changed since their goldens were written, and how many there are.
    stale: (Vec<String>, usize),
}

impl Fold {
    /// No inputs yet.
    pub fn new(has_serve: bool) -> Self {
        let (counts, listed) = (BTreeMap::new(), Vec::new());
        let (rejected, stale) = ((0, String::new()), (Vec::new(), 0));
        Self { counts, listed, all: true, dropped: false, traced: 0, has_golden: false, has_serve, rejected, stale }
    }

    /// A fold for inputs that come after these, to be merged with this one.
    pub fn next(&self) -> Self {
        Self { all: self.all, ..Self::new(self.has_serve) }
    }

    /// How many inputs there were.
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }

    /// How many of the inputs that are listed have their diverging step.
    pub fn traced(&self) -> usize {
        self.traced
    }

    /// Adds the next input, and gives its position. All that differ are listed: call it for a stretch that fits the memory.
    pub fn add(&mut self, mut outcome: InputOutcome) -> usize {
        let position = self.total();
        outcome.position = position;
        *self.counts.entry(outcome.verdict).or_default() += 1;
        self.has_golden |= outcome.train_golden.is_some();
        if let Some(Note::BothRejected(train, serve)) = both_rejected(&outcome) {
            self.rejected.0 += 1;
            if self.rejected.1.is_empty() {
                self.rejected.1 = if train == serve { train.clone() } else { format!("{train}; {serve}") };
            }
        }
        if outcome.notes.iter().any(|note| note == STALE) {
            self.stale.1 += 1;
            if self.stale.0.len() < STALE_NAMED {
                self.stale.0.push(outcome.id.clone());
            }
        }
        self.list_all_up_to(position + 1);
        if self.all || outcome.verdict != Verdict::Parity {
            self.listed.push(outcome);
        }
        position
    }

    /// Adds the inputs that come next.
    pub fn merge(&mut self, next: Self) {
        let before = self.total();
        self.list_all_up_to(before + next.total());
        for (verdict, count) in next.counts {
            *self.counts.entry(verdict).or_default() += count;
        }
        self.has_golden |= next.has_golden;
        self.rejected.0 += next.rejected.0;
        if self.rejected.1.is_empty() {
            self.rejected.1 = next.rejected.1;
        }
        self.stale.1 += next.stale.1;
        self.stale.0.extend(next.stale.0);
        self.stale.0.truncate(STALE_NAMED);
        for mut outcome in next.listed {
            if self.all || outcome.verdict != Verdict::Parity {
                self.traced += usize::from(outcome.divergence.is_some());
                outcome.position += before;
                self.listed.push(outcome);
            }
        }
        if self.listed.len() >= 2 * LIST_WORST {
            self.keep_worst();
        }
    }

    /// Leaves only what differs once there are too many inputs to list all.
    fn list_all_up_to(&mut self, total: usize) {
        if self.all && total > LIST_ALL {
            self.all = false;
            self.listed.retain(|input| input.verdict != Verdict::Parity);
        }
    }

    fn keep_worst(&mut self) {
        self.listed.sort_by(worst_first);
        self.listed.truncate(LIST_WORST);
        self.dropped = true;
    }

    /// The outcome of the case, without what the search for causes finds.
    pub fn finish(mut self, case: &Case) -> CaseOutcome {
        if !self.all && (self.dropped || self.listed.len() > LIST_WORST) {
            self.keep_worst();
        } else if !self.all {
            self.listed.sort_by(worst_first);
        }
        let verdict = self.counts.keys().next_back().copied().unwrap_or(Verdict::Parity);
        let mut outcome = CaseOutcome::empty(case.id.clone(), case.file.clone(), verdict);
        outcome.description.clone_from(&case.description);
        let causes = case.expect.causes.as_ref();
        outcome.expected = Expected {
            verdict: case.expect.verdict.as_ref().map_or_else(|| "parity".to_owned(), |name| name.value.clone()),
            causes: causes.map(|causes| causes.iter().map(|cause| cause.value.clone()).collect()),
        };
        outcome.explanation = match verdict {
            Verdict::Parity | Verdict::CouldNotRun => Explanation::NoneNeeded,
            _ => Explanation::Unexplained,
        };
        outcome.listed = match (self.all, self.dropped) {
            (true, _) => Listed::All,
            (false, false) => Listed::Differing,
            (false, true) => Listed::Worst,
        };
        outcome.has_golden = self.has_golden;
        outcome.warnings.extend(stale(case, &self.stale));
        outcome.counts = self.counts;
        outcome.inputs = self.listed;
        if !self.has_serve && !self.has_golden && verdict == Verdict::Parity {
            outcome.notes.push("there is nothing to compare with: no serving side, and no golden yet".to_owned());
        }
        if let (count @ 1.., errors) = &self.rejected {
            let total = outcome.total();
            outcome
                .notes
                .push(format!("both sides reject {count} of {total} inputs ({errors}): nothing is compared there"));
        }
        outcome
    }
}

/// That both sides reject an input, where they do.
fn both_rejected(outcome: &InputOutcome) -> Option<&Note> {
    let notes = &outcome.train_serve.as_ref()?.notes;
    notes.iter().find(|note| matches!(note, Note::BothRejected(..)))
}

/// A warning about goldens whose inputs are no longer those that they were made from.
fn stale(case: &Case, (first, count): &(Vec<String>, usize)) -> Option<Diagnostic> {
    let more = if *count > first.len() { format!(" and {} more", count - first.len()) } else { String::new() };
    let verb = if *count == 1 { "has changed since its golden was" } else { "have changed since their goldens were" };
    let message = format!("{}: {}{more} {verb} written", case.id, first.join(", "));
    let warning = Diagnostic::warning("golden.stale", message);
    (*count > 0).then(|| warning.hint(format!("`preparity bless {}` if the change is meant", case.id)))
}

/// Graver verdicts first, then larger differences, then the order of the case.
pub fn worst_first(a: &InputOutcome, b: &InputOutcome) -> Ordering {
    let size = |outcome: &InputOutcome| {
        let comparisons = [&outcome.train_serve, &outcome.train_golden, &outcome.serve_golden];
        let measures = comparisons.into_iter().flatten().map(|comparison| {
            let measures = &comparison.measures;
            measures.max_abs.or(measures.max_seconds).or(measures.edits).unwrap_or(f64::INFINITY)
        });
        measures.fold(0.0, f64::max)
    };
    b.verdict.cmp(&a.verdict).then(size(b).total_cmp(&size(a))).then(a.position.cmp(&b.position))
}
