//! Training outputs that differ from their goldens, put aside for `review`.

use super::InputOutcome;
use super::kept::{blessed, kept};
use crate::compare::Verdict;
use crate::definition::Case;
use crate::diagnostic::Diagnostic;
use crate::golden::{Blessed, Kept, Pending};
use crate::side::{Input, Side};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Most values of one case that are put aside: nobody reviews more, and a moved table of a million rows stays a small
/// matter.
const MOST: usize = 1_000;

/// Puts values of one case aside. Goldens are never touched.
pub struct Keeper<'a> {
    case: &'a Case,
    expected: Verdict,
    pending: Pending,
    blessed: Blessed,
    waiting: Mutex<Vec<Kept>>,
    seen: AtomicUsize,
    trouble: Mutex<Option<Diagnostic>>,
}

impl<'a> Keeper<'a> {
    /// Begins anew for a case: what was put aside by an earlier run is forgotten.
    pub fn new(folder: &Path, case: &'a Case, expected: Verdict) -> Self {
        let pending = Pending::new(folder);
        let trouble = Mutex::new(pending.clear(&case.id).err());
        let blessed = blessed("train", &case.train);
        Self { case, expected, pending, blessed, waiting: Mutex::default(), seen: AtomicUsize::new(0), trouble }
    }

    /// Takes the training side's output for an input if it differs from the golden and the case does not expect that.
    /// Called from worker threads.
    pub fn look(&self, train: &Side, input: &Input, outcome: &InputOutcome) {
        let differs = outcome.train_golden.as_ref().is_some_and(|comparison| !comparison.equal);
        if !differs || self.expected.training_left_golden() || self.seen.fetch_add(1, Ordering::Relaxed) >= MOST {
            return;
        }
        if let Ok(kept) = kept(train, input, &self.blessed) {
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
        }
    }

    /// Writes what was taken since the last time.
    pub fn flush(&self) {
        let mut values = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        values.sort_by(|a, b| a.input.cmp(&b.input));
        if let Err(error) = self.pending.keep(&self.case.id, &values) {
            self.trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }

    /// What the user should know.
    pub fn finish(self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(error) = self.trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
            notes.push(format!("nothing was put aside for review: {}", error.message));
        }
        let seen = self.seen.into_inner();
        if seen > MOST {
            notes.push(format!("{MOST} of {seen} outputs that differ from their goldens were put aside for review"));
        }
        notes
    }
}
