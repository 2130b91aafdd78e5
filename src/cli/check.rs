//! `preparity check`: run cases and report.

use super::{Ended, Global, Stop, Terminal, exit};
use crate::check::{CaseOutcome, Options, Outcome, Progress, Suite};
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
    /// Seconds to spend on the causes of one case
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
    let files = arguments.report.iter().map(|text| report_file(text)).collect::<Result<Vec<_>, _>>()?;
    if !(arguments.budget.is_finite() && arguments.budget >= 0.0) {
        return Err(Diagnostic::error("cli.budget", "--budget takes a number of seconds from 0").into());
    }
    let suite = Suite::find(&global.cases, &arguments.selection, &arguments.tag)?;
    let options = Options {
        golden: global.golden.clone(),
        jobs: arguments.jobs,
        fail_fast: arguments.fail_fast,
        diagnose: !arguments.no_diagnose,
        budget: std::time::Duration::from_secs_f64(arguments.budget),
        max_pixels: global.max_pixels,
        orphans: arguments.orphans != Orphans::Ignore,
        pending: (Mode::from_environment() == Mode::Writable).then(|| super::review::folder(&global.golden)),
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
    for (report, path) in files {
        write_file(report, &path, &outcome)?;
    }
    for orphan in &outcome.orphans {
        let message = format!("no case owns the golden {}", orphan.display());
        terminal
            .complain(&Diagnostic::warning("golden.orphan", message).hint("delete it, or give its case back its name"));
    }
    let moved = outcome.cases.iter().filter(|case| moved(case)).count();
    if moved > 0 && options.pending.is_some() {
        terminal.say(&format!("training outputs of {} differ from goldens: preparity review", count(moved, "case")));
    }
    Ok(code(&outcome, arguments.orphans))
}

/// True if a training output differs from its golden.
fn moved(case: &CaseOutcome) -> bool {
    case.inputs.iter().any(|input| input.train_golden.as_ref().is_some_and(|comparison| !comparison.equal))
}

/// `1 case`, `2 cases`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn code(outcome: &Outcome, orphans: Orphans) -> u8 {
    if outcome.interrupted {
        exit::INTERRUPTED
    } else if outcome.could_not_run() > 0 {
        exit::COULD_NOT_RUN
    } else if outcome.failed() > 0 || (orphans == Orphans::Reject && !outcome.orphans.is_empty()) {
        exit::FAILED
    } else {
        exit::PASSED
    }
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

fn report_file(text: &str) -> Result<(&'static dyn Report, PathBuf), Diagnostic> {
    let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        let message = format!("--report takes FORMAT=FILE, found \"{text}\"");
        return Err(Diagnostic::error("cli.report", message).hint("--report json=report.json"));
    };
    Ok((find_report(format)?, PathBuf::from(path)))
}

/// Writes a report beside its place and then moves it there, so that nobody reads half of one.
fn write_file(report: &dyn Report, path: &std::path::Path, outcome: &Outcome) -> Result<(), Stop> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        let mut buffer = Vec::new();
        report.write(outcome, &ReportStyle::default(), &mut buffer)?;
        file.write_all(&buffer)?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map(drop).map_err(|error| {
        Diagnostic::error("cli.report", format!("cannot write the report {}: {error}", path.display())).into()
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
