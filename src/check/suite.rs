//! Finds cases and runs them, in parallel and in a stable order.

use super::case::{self, Run};
use super::outcome::{CaseOutcome, Outcome};
use super::preview::RUN_BYTES;
use crate::compare::Verdict;
use crate::definition::{self, Case};
use crate::diagnostic::Diagnostic;
use crate::golden::{Mode, Store};
use crate::value::digest::sha256;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How a suite is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The golden folder.
    pub golden: PathBuf,
    /// Worker threads; `None` is one per core.
    pub jobs: Option<usize>,
    /// Stop after the first case that does not pass.
    pub fail_fast: bool,
    /// Look for causes.
    pub diagnose: bool,
    /// Time for the causes of one case.
    pub budget: Duration,
    /// Images of more pixels are refused.
    pub max_pixels: u64,
    /// Look for goldens that no case owns.
    pub orphans: bool,
    /// The folder for training outputs that differ from their goldens; `None` keeps none.
    pub pending: Option<PathBuf>,
    /// Keep what a report may show of the worst inputs' values.
    pub previews: bool,
}

impl Options {
    /// What `check` does without options.
    pub fn new(golden: PathBuf, max_pixels: u64) -> Self {
        Self {
            golden,
            jobs: None,
            fail_fast: false,
            diagnose: true,
            budget: Duration::from_secs(2),
            max_pixels,
            orphans: true,
            pending: None,
            previews: false,
        }
    }
}

/// Told how far a run is. Called from worker threads.
pub trait Progress: Sync {
    /// How many cases there are.
    fn cases(&self, total: usize);
    /// How many inputs are done, over all cases.
    fn inputs(&self, done: usize);
    /// One more case is done.
    fn case_done(&self);
}

/// The cases of a run. A case file that cannot be read is kept with its error: the others still run.
pub struct Suite {
    cases: Vec<Loaded>,
    /// Every case id below the cases folder, chosen or not.
    all_ids: Vec<String>,
}

struct Loaded {
    id: String,
    file: PathBuf,
    case: Result<Case, Diagnostic>,
}

/// Set by the signal handler; read between inputs.
pub static STOP: AtomicBool = AtomicBool::new(false);

impl Suite {
    /// Cases below a folder, by paths, folders or ids and by tags; all of them if nothing is selected.
    ///
    /// # Errors
    /// A folder that cannot be read; a selection that matches nothing.
    pub fn find(cases: &Path, selection: &[String], tags: &[String]) -> Result<Self, Diagnostic> {
        let all = definition::find_cases(cases)?;
        let all_ids = all.iter().map(|found| found.id.clone()).collect();
        let chosen = definition::select(all, cases, selection)?;
        let load = |found: definition::CaseFile| Loaded {
            case: Case::load(&found.path, &found.id),
            id: found.id,
            file: found.path,
        };
        let mut cases: Vec<Loaded> = chosen.into_iter().map(load).collect();
        if !tags.is_empty() {
            let tagged = |case: &Case| case.tags.iter().any(|tag| tags.contains(tag));
            cases.retain(|loaded| loaded.case.as_ref().map_or(true, tagged));
        }
        Ok(Self { cases, all_ids })
    }

    /// Leaves only the cases of which this is true; those that could not be read stay, so that they are told.
    pub fn retain(&mut self, wanted: &dyn Fn(&Case) -> bool) {
        self.cases.retain(|loaded| loaded.case.as_ref().map_or(true, wanted));
    }

    /// Leaves only one part of the cases, that in which the hash of their id falls: stable, whatever other cases there are.
    pub fn shard(&mut self, shard: Shard) {
        self.cases.retain(|loaded| shard.has(&loaded.id));
    }

    /// How many cases there are.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// True without cases.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// A suite of one case.
    pub fn of_case(case: Case) -> Self {
        let all_ids = vec![case.id.clone()];
        Self { cases: vec![Loaded { id: case.id.clone(), file: case.file.clone(), case: Ok(case) }], all_ids }
    }

    /// The cases that could be read.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter_map(|loaded| loaded.case.as_ref().ok())
    }

    /// What is wrong with the case files that could not be read.
    pub fn errors(&self) -> Vec<Diagnostic> {
        self.cases.iter().filter_map(|loaded| loaded.case.as_ref().err().cloned()).collect()
    }

    /// Files below the golden folder that no case owns.
    fn orphans(&self, store: &Store) -> Result<Vec<PathBuf>, Diagnostic> {
        let owns = |case: &str, _input: Option<&str>| self.all_ids.iter().any(|id| id == case);
        Ok(store.orphans(&owns)?.into_iter().map(|orphan| orphan.path).collect())
    }

    /// Runs all cases.
    ///
    /// # Errors
    /// A golden folder that cannot be read; threads that cannot be started.
    pub fn run(&self, options: &Options, progress: &dyn Progress) -> Result<Outcome, Diagnostic> {
        let started = Instant::now();
        let store = Store::new(&options.golden, Mode::ReadOnly);
        progress.cases(self.cases.len());
        let threads = rayon::ThreadPoolBuilder::new().num_threads(options.jobs.unwrap_or(0)).build();
        let threads =
            threads.map_err(|error| Diagnostic::error("check.threads", format!("cannot start threads: {error}")))?;
        let done = AtomicUsize::new(0);
        let failed = AtomicBool::new(false);
        let previews = options.previews.then(|| RUN_BYTES / self.cases.len().max(1));
        let run_one = |loaded: &Loaded| -> Option<CaseOutcome> {
            if STOP.load(Ordering::Relaxed) || (options.fail_fast && failed.load(Ordering::Relaxed)) {
                return None;
            }
            let begun = Instant::now();
            let run = Run { options, progress, done: &done, stop: &STOP, previews };
            let mut outcome = loaded.run(&store, &run);
            outcome.elapsed = begun.elapsed();
            failed.fetch_or(!outcome.passed, Ordering::Relaxed);
            progress.case_done();
            Some(outcome)
        };
        let cases: Vec<CaseOutcome> =
            threads.install(|| self.cases.par_iter().with_max_len(1).filter_map(run_one).collect());
        let interrupted = STOP.load(Ordering::Relaxed);
        let orphans = if options.orphans { self.orphans(&store)? } else { Vec::new() };
        let warnings = cases.iter().flat_map(|case| case.warnings.iter().cloned()).collect();
        Ok(Outcome { cases, orphans, warnings, elapsed: started.elapsed(), interrupted })
    }
}

/// One of several equal parts of a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub index: u32,
    /// How many parts there are.
    pub total: u32,
}

impl Shard {
    /// A part as it is typed: `2/5`.
    pub fn parse(text: &str) -> Option<Self> {
        let (index, total) = text.split_once('/')?;
        let (index, total) = (index.parse().ok()?, total.parse().ok()?);
        (1..=total).contains(&index).then_some(Self { index, total })
    }

    /// True if the case with this id belongs to this part.
    pub fn has(self, id: &str) -> bool {
        let hash = sha256(id.as_bytes());
        let number = u64::from_str_radix(hash.get(..15).unwrap_or_default(), 16).unwrap_or(0);
        number % u64::from(self.total) == u64::from(self.index - 1)
    }
}

impl Loaded {
    fn run(&self, store: &Store, run: &Run<'_>) -> CaseOutcome {
        let broken = |error: &Diagnostic| {
            let mut outcome = CaseOutcome::could_not_run(self.id.clone(), self.file.clone(), error.clone());
            outcome.verdict = Verdict::CouldNotRun;
            outcome
        };
        match &self.case {
            Ok(case) => match store.open(&case.id) {
                Ok(goldens) => case::run(case, &goldens, run),
                Err(error) => broken(&error),
            },
            Err(error) => broken(error),
        }
    }
}
