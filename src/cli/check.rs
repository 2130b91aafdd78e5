//! `preparity check`: run cases and report.

use super::changed::Changed;
use super::gate::{self, FailOn};
use super::journal::Journal;
use super::report_files::{self, ReportFile};
use super::{Ended, Global, Terminal};
use crate::check::{CaseOutcome, Options, Outcome, Progress, Shard, Suite};
use crate::compare::Verdict;
use crate::diagnostic::Diagnostic;
use crate::golden::Mode;
use crate::meta::nearest;
use crate::report::{self, Report, ReportStyle};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `check`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Case files, folders of cases, or case ids; all cases if none is given
    #[arg(value_name = "PATH|ID")]
    selection: Vec<String>,
    /// Only cases with this tag (repeatable: any of them)
    #[arg(long, value_name = "T")]
    tag: Vec<String>,
    /// Worker threads; default: one per core
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
    /// Stop after the first case that does not pass
    #[arg(long)]
    fail_fast: bool,
    /// Do not look for causes
    #[arg(long)]
    no_diagnose: bool,
    /// Seconds to spend on one case with its causes; a case that expects some is given more
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0)]
    budget: f64,
    /// The format on stdout
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: String,
    /// Write another report beside it (repeatable)
    #[arg(long, value_name = "FORMAT=FILE")]
    report: Vec<String>,
    /// What to do about goldens that no case owns
    #[arg(long, value_name = "WHAT", default_value = "warn")]
    orphans: Orphans,
    /// Only cases of which something changed since this git revision: file, inputs, definitions, goldens, recorded outputs
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
    /// Only part i of n, by the hash of the case's id: stable, whatever other cases there are
    #[arg(long, value_name = "i/n", value_parser = parse_shard)]
    shard: Option<Shard>,
    /// What makes the exit code 1; a case that could not run always makes it 2
    #[arg(long, value_name = "WHAT", default_value = "any")]
    fail_on: FailOn,
    /// Note in a file when each finding was first and last seen, and when it went away; default: journal.jsonl
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "journal.jsonl")]
    journal: Option<PathBuf>,
}

/// What to do about goldens that no case owns.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Orphans {
    /// Tell
    Warn,
    /// Fail: exit code 1
    Reject,
    /// Say nothing
    Ignore,
}

pub(crate) fn run(arguments: &Arguments, global: &Global, terminal: &Terminal) -> Ended {
    let format = find_report(&arguments.format)?;
    if !(arguments.budget.is_finite() && arguments.budget >= 0.0) {
        return Err(Diagnostic::error("cli.budget", "--budget takes a number of seconds from 0").into());
    }
    let suite = arguments.suite(global, terminal)?;
    let files = report_files::open(&arguments.report, &global.golden)?;
    let journal = arguments.journal.as_ref().map(|path| Journal::open(path, global)).transpose()?;
    let options = Options {
        golden: global.golden.clone(),
        jobs: arguments.jobs,
        fail_fast: arguments.fail_fast,
        diagnose: !arguments.no_diagnose,
        budget: std::time::Duration::from_secs_f64(arguments.budget),
        max_pixels: global.max_pixels,
        orphans: arguments.orphans != Orphans::Ignore,
        pending: (Mode::from_environment() == Mode::Writable).then(|| super::review::folder(&global.golden)),
        previews: format.needs_previews() || files.iter().any(ReportFile::needs_previews),
    };
    super::terminal::end_on_interrupt();
    let outcome = suite.run(&options, &bar(terminal))?;
    for warning in &outcome.warnings {
        terminal.complain(warning);
    }
    let style = ReportStyle { palette: terminal.palette(), verbose: terminal.verbose, quiet: !terminal.talk };
    let mut out = terminal.out();
    format.write(&outcome, &style, &mut out)?;
    out.flush()?;
    files.into_iter().try_for_each(|file| file.write(&outcome))?;
    journal.map(|journal| journal.update(&outcome)).transpose()?;
    tell(&outcome, options.pending.is_some(), terminal);
    if let Some(words) = gate::spared(&outcome, arguments.fail_on) {
        terminal.say(&words);
    }
    Ok(gate::code(&outcome, arguments.fail_on, arguments.orphans == Orphans::Reject))
}

impl Arguments {
    /// The cases that were asked for: by name, by tag, by what changed, by shard.
    fn suite(&self, global: &Global, terminal: &Terminal) -> Result<Suite, Diagnostic> {
        let mut suite = Suite::find(&global.cases, &self.selection, &self.tag)?;
        if let Some(revision) = &self.changed_since {
            let changed = Changed::since(revision, &global.cases)?;
            let before = suite.len();
            suite.retain(&|case| changed.touches(case, &global.golden));
            terminal.say(&format!("{} of {before} cases changed since {revision}", suite.len()));
        }
        if let Some(shard) = self.shard {
            suite.shard(shard);
        }
        Ok(suite)
    }
}

fn parse_shard(text: &str) -> Result<Shard, String> {
    Shard::parse(text).ok_or_else(|| "wanted i/n with i from 1 to n, as in 2/5".to_owned())
}

/// Orphans that are named one by one.
const ORPHANS: usize = 10;

/// What is worth knowing beside the report.
fn tell(outcome: &Outcome, pending: bool, terminal: &Terminal) {
    for orphan in outcome.orphans.iter().take(ORPHANS) {
        let message = format!("no case owns the golden {}", orphan.display());
        let warning = Diagnostic::warning("golden.orphan", message);
        terminal.complain(&warning.hint("`preparity review --prune` removes it, or give its case back its name"));
    }
    if outcome.orphans.len() > ORPHANS {
        terminal.say(&format!("... and {} more goldens that no case owns", outcome.orphans.len() - ORPHANS));
    }
    let meant = |case: &CaseOutcome| Verdict::find(&case.expected.verdict).is_some_and(Verdict::training_left_golden);
    let moved = outcome.cases.iter().filter(|case| moved(case) && !meant(case)).count();
    if moved > 0 && pending {
        terminal.say(&format!("training outputs of {} differ from goldens: preparity review", count(moved, "case")));
    }
}

/// True if a training output differs from its golden.
fn moved(case: &CaseOutcome) -> bool {
    case.inputs.iter().any(|input| input.train_golden.as_ref().is_some_and(|comparison| !comparison.equal))
}

/// `1 case`, `2 cases`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

pub(crate) fn find_report(id: &str) -> Result<&'static dyn Report, Diagnostic> {
    report::find(id).ok_or_else(|| {
        let known: Vec<&str> = report::ALL.iter().map(|report| report.meta().id).collect();
        let error = Diagnostic::error("cli.format", format!("unknown report format \"{id}\""))
            .note(format!("known: {}", known.join(", ")));
        match nearest(id, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        }
    })
}

/// No progress bar at all.
pub(crate) struct Silent;

impl Progress for Silent {
    fn cases(&self, _total: usize) {}
    fn inputs(&self, _done: usize) {}
    fn case_done(&self) {}
}

/// A progress bar on a terminal; nothing elsewhere.
struct Bar(ProgressBar);

fn bar(terminal: &Terminal) -> Bar {
    let target = if terminal.draws_progress() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(None, target);
    let style = ProgressStyle::with_template("{spinner} {pos} of {len} cases, {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    Bar(bar)
}

impl Progress for Bar {
    fn cases(&self, total: usize) {
        self.0.set_length(total as u64);
    }

    fn inputs(&self, done: usize) {
        self.0.set_message(format!("{} inputs", report::thousands(done)));
        self.0.tick();
    }

    fn case_done(&self) {
        self.0.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
