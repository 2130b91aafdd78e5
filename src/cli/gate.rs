//! What makes a run fail, and which cases belong to it.

use super::exit;
use crate::check::{CaseOutcome, Explanation, Outcome};
use crate::compare::Verdict;
use clap::ValueEnum;

/// Which cases that do not pass make the run fail. A case that could not run always does.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailOn {
    /// Every case that does not pass
    Any,
    /// Only cases in which training and serving differ though they should not; stale goldens are told, no more
    Skew,
    /// Only differences without a proven cause
    Unexplained,
}

impl FailOn {
    /// True if this case makes the run fail.
    fn counts(self, case: &CaseOutcome) -> bool {
        let differs = case.verdict != Verdict::Parity;
        match self {
            _ if case.passed || case.verdict == Verdict::CouldNotRun => false,
            Self::Any => true,
            Self::Skew => {
                let apart = |input: &crate::check::InputOutcome| input.train_serve.as_ref().is_some_and(|c| !c.equal);
                differs && case.inputs.iter().any(apart)
            }
            Self::Unexplained => differs && case.explanation == Explanation::Unexplained,
        }
    }
}

/// The exit code of a run.
pub(crate) fn code(outcome: &Outcome, fail_on: FailOn, reject_orphans: bool) -> u8 {
    let fails = outcome.cases.iter().any(|case| fail_on.counts(case));
    if outcome.interrupted {
        exit::INTERRUPTED
    } else if outcome.could_not_run() > 0 {
        exit::COULD_NOT_RUN
    } else if fails || (reject_orphans && !outcome.orphans.is_empty()) {
        exit::FAILED
    } else {
        exit::PASSED
    }
}

/// What to say where cases failed that do not count.
pub(crate) fn spared(outcome: &Outcome, fail_on: FailOn) -> Option<String> {
    let spared = outcome.failed() - outcome.cases.iter().filter(|case| fail_on.counts(case)).count();
    let name = fail_on.to_possible_value()?.get_name().to_owned();
    (spared > 0).then(|| format!("{spared} of the failed cases do not count under --fail-on {name}"))
}
