//! What a run found: pure data, the input of every report.

use super::preview::Preview;
use crate::compare::{Comparison, TokenParting, Verdict};
use crate::diagnose::Diagnosis;
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// A finished run over cases.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// In the order of their ids.
    pub cases: Vec<CaseOutcome>,
    /// Files below the golden folder that no case owns.
    pub orphans: Vec<PathBuf>,
    /// What is worth knowing beside the cases.
    pub warnings: Vec<Diagnostic>,
    /// Wall time.
    pub elapsed: Duration,
    /// True if the user ended the run before all cases were done.
    pub interrupted: bool,
}

impl Outcome {
    /// Cases that ran and did not pass.
    pub fn failed(&self) -> usize {
        self.cases.iter().filter(|case| !case.passed && case.verdict != Verdict::CouldNotRun).count()
    }

    /// Cases that could not run, wholly or for an input.
    pub fn could_not_run(&self) -> usize {
        self.cases.iter().filter(|case| !case.passed && case.verdict == Verdict::CouldNotRun).count()
    }

    /// Inputs over all cases.
    pub fn inputs(&self) -> usize {
        self.cases.iter().map(CaseOutcome::total).sum()
    }
}

/// One case's result.
#[derive(Debug, Clone)]
pub struct CaseOutcome {
    /// The case's id.
    pub id: String,
    /// Its file.
    pub file: PathBuf,
    /// What the case is about, in the user's words.
    pub description: Option<String>,
    /// The verdict (and the causes, if listed) are those expected.
    pub passed: bool,
    /// The worst input's verdict.
    pub verdict: Verdict,
    /// What the case expects.
    pub expected: Expected,
    /// Whether the differences have a reason.
    pub explanation: Explanation,
    /// What the search for causes found, if it was asked for and something differs.
    pub diagnosis: Option<Diagnosis>,
    /// Why the whole case could not run.
    pub error: Option<Diagnostic>,
    /// Facts about the case: stale goldens, defaults that matter.
    pub notes: Vec<String>,
    /// What is to be seen to before long, with its place in the case file.
    pub warnings: Vec<Diagnostic>,
    /// Wall time of this case.
    pub elapsed: Duration,
    /// The two sides as they were run.
    pub train: SideOutcome,
    /// `None` where only train and golden are compared.
    pub serve: Option<SideOutcome>,
    /// True if any input has a golden.
    pub has_golden: bool,
    /// Inputs by verdict, all of them.
    pub counts: BTreeMap<Verdict, usize>,
    /// The inputs that are listed, in the order of the case (worst first where not all are listed).
    pub inputs: Vec<InputOutcome>,
    /// Which inputs are listed.
    pub listed: Listed,
}

impl CaseOutcome {
    /// A case without inputs.
    pub(super) fn empty(id: String, file: PathBuf, verdict: Verdict) -> Self {
        Self {
            id,
            file,
            description: None,
            passed: false,
            verdict,
            expected: Expected { verdict: "parity".to_owned(), causes: None },
            explanation: Explanation::NoneNeeded,
            diagnosis: None,
            error: None,
            notes: Vec::new(),
            warnings: Vec::new(),
            elapsed: Duration::ZERO,
            train: SideOutcome::default(),
            serve: None,
            has_golden: false,
            counts: BTreeMap::new(),
            inputs: Vec::new(),
            listed: Listed::All,
        }
    }

    /// A case that could not be run at all.
    pub fn could_not_run(id: String, file: PathBuf, error: Diagnostic) -> Self {
        Self { error: Some(error), ..Self::empty(id, file, Verdict::CouldNotRun) }
    }

    /// How many inputs were run.
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }
}

/// One side, in the words of its definition.
#[derive(Debug, Clone, Default)]
pub struct SideOutcome {
    /// How it answers: `steps`, `recorded`, `command`.
    pub kind: &'static str,
    /// Its steps on a line each; for other kinds one line that says what it is.
    pub lines: Vec<String>,
    /// Parameters left to a library's default, by step.
    pub defaults: Vec<(usize, String)>,
}

/// What a case expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// `parity`, `skew` or another verdict.
    pub verdict: String,
    /// Exactly these causes, if they are listed.
    pub causes: Option<Vec<String>>,
}

/// Whether differences have a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Explanation {
    /// Nothing differs.
    NoneNeeded,
    /// Every difference has a proven cause.
    Explained,
    /// Every difference is a reviewed, known one.
    Accepted,
    /// At least one difference has no known cause.
    Unexplained,
}

impl Explanation {
    /// The name in the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoneNeeded => "none_needed",
            Self::Explained => "explained",
            Self::Accepted => "accepted",
            Self::Unexplained => "unexplained",
        }
    }
}

/// Which inputs of a case are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// All of them.
    All,
    /// Those that are not in parity.
    Differing,
    /// The worst of those that are not in parity.
    Worst,
}

impl Listed {
    /// The name in the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Differing => "differing",
            Self::Worst => "worst",
        }
    }
}

/// One input's result.
#[derive(Debug, Clone)]
pub struct InputOutcome {
    /// The input's id.
    pub id: String,
    /// Its position in the case, from 0.
    pub position: usize,
    /// What the comparisons say together.
    pub verdict: Verdict,
    /// Train against serve.
    pub train_serve: Option<Comparison>,
    /// Train against golden.
    pub train_golden: Option<Comparison>,
    /// Serve against golden.
    pub serve_golden: Option<Comparison>,
    /// Where the two sides part, if both were traced.
    pub divergence: Option<Divergence>,
    /// The first step whose value is no longer the one that was blessed.
    pub moved_at: Option<usize>,
    /// Why there is no comparison.
    pub error: Option<Diagnostic>,
    /// Facts about this input.
    pub notes: Vec<String>,
    /// What a report may show of its values, for the worst inputs where a report asked for it.
    pub preview: Option<Box<Preview>>,
}

/// The first step after which the two traces differ.
#[derive(Debug, Clone)]
pub struct Divergence {
    /// Index of the training side's step; `None` where only the serving side has a step here.
    pub train_step: Option<usize>,
    /// Index of the serving side's step; `None` where only the training side has a step here.
    pub serve_step: Option<usize>,
    /// The step's name.
    pub step: String,
    /// The value that both had before it, in a few words.
    pub before: String,
    /// The training side's value after it.
    pub train_after: String,
    /// The serving side's value after it.
    pub serve_after: String,
    /// How the two values after it compare.
    pub comparison: Box<Comparison>,
    /// Where within a tokenizer the two part.
    pub parting: Option<TokenParting>,
}
