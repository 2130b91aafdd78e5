//! Arguments, terminal, exit codes; one file a subcommand. The only room that prints.

mod bless;
mod changed;
mod check;
mod completions;
mod describe;
mod diff;
mod diff_tokenizer;
mod exit;
mod explain;
mod gate;
mod init;
mod journal;
mod list;
mod merge;
mod report_files;
mod review;
mod run;
mod schema;
mod terminal;

use crate::diagnostic::Diagnostic;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use terminal::Terminal;

/// Runs the same inputs through training-side and serving-side preprocessing, diffs the outputs with each other and with
/// golden files, and names the cause of every difference.
#[derive(Parser)]
#[command(name = "preparity", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 every case passed, 1 at least one case failed, 2 something could not run.";

/// Options of every subcommand.
#[derive(Args, Clone)]
pub(crate) struct Global {
    /// Folder of the case files
    #[arg(long, global = true, value_name = "DIR", default_value = "cases")]
    cases: PathBuf,
    /// Folder of the golden files
    #[arg(long, global = true, value_name = "DIR", default_value = "golden")]
    golden: PathBuf,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Say less: results only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more: every case, every default
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Refuse images of more pixels than this
    #[arg(long, global = true, value_name = "N", default_value_t = 178_000_000)]
    max_pixels: u64,
}

/// When to use colour.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Subcommand)]
enum Command {
    /// Run cases: both sides, each other, goldens
    Check(check::Arguments),
    /// Record outputs as goldens, after showing what changes
    Bless(bless::Arguments),
    /// Step through outputs that differ from their goldens: accept, reject, skip
    Review(review::Arguments),
    /// Make one report of the JSON reports of several shards
    Merge(merge::Arguments),
    /// Show what was found when, and when it went away
    Journal(journal::Arguments),
    /// Explain one case: definitions side by side, causes with proof, values step by step
    Explain(explain::Arguments),
    /// Compare two definition files on inputs, without a case file
    Diff(diff::Arguments),
    /// Compare two tokenizers by their files: what would change, and on which inputs it shows
    DiffTokenizer(diff_tokenizer::Arguments),
    /// Run one definition and print its output
    Run(run::Arguments),
    /// List what there is: steps, engines, causes, metrics, formats
    List(list::Arguments),
    /// Show the manual page of a step, an engine, a cause, a metric or a format
    Describe(describe::Arguments),
    /// Write a starter: cases that pass, one that fails on purpose, snippets for CI
    Init(init::Arguments),
    /// Print the JSON Schema of case files, for editors
    Schema(schema::Arguments),
    /// Print a completion script for a shell
    Completions(completions::Arguments),
}

/// Reads the arguments, runs the subcommand and gives its exit code.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::COULD_NOT_RUN } else { exit::PASSED });
        }
    };
    let terminal = Terminal::new(&arguments.global);
    let result = match &arguments.command {
        Command::Check(own) => check::run(own, &arguments.global, &terminal),
        Command::Bless(own) => bless::run(own, &arguments.global, &terminal),
        Command::Review(own) => review::run(own, &arguments.global, &terminal),
        Command::Merge(own) => merge::run(own, &arguments.global, &terminal),
        Command::Journal(own) => journal::run(own, &terminal),
        Command::Explain(own) => explain::run(own, &arguments.global, &terminal),
        Command::Diff(own) => diff::run(own, &arguments.global, &terminal),
        Command::DiffTokenizer(own) => diff_tokenizer::run(own, &terminal),
        Command::Run(own) => run::run(own, &arguments.global, &terminal),
        Command::Init(own) => init::run(own, &terminal),
        Command::List(own) => list::run(own, &terminal),
        Command::Describe(own) => describe::run(own, &terminal),
        Command::Schema(own) => schema::run(own, &terminal),
        Command::Completions(own) => completions::run(own, &terminal),
    };
    ExitCode::from(match result {
        Ok(code) => code,
        Err(Stop::Diagnostics(diagnostics)) => {
            for diagnostic in &diagnostics {
                terminal.complain(diagnostic);
            }
            exit::COULD_NOT_RUN
        }
        // The reader went away, as `head` does: nothing is wrong.
        Err(Stop::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => exit::PASSED,
        Err(Stop::Output(error)) => {
            terminal.complain(&Diagnostic::error("cli.output", format!("cannot write the output: {error}")));
            exit::COULD_NOT_RUN
        }
    })
}

/// Why a subcommand ended early.
pub(crate) enum Stop {
    /// What is wrong.
    Diagnostics(Vec<Diagnostic>),
    /// The output could not be written.
    Output(std::io::Error),
}

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Diagnostics(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Stop {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Diagnostics(diagnostics)
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

/// An exit code, or why there is none.
pub(crate) type Ended = Result<u8, Stop>;

/// The id of a case that is written nowhere. Paths that lead elsewhere would be none: their last part stands for them.
pub(crate) fn against(first: &Path, second: &Path) -> String {
    let named = |path: &Path| {
        let below = path.components().all(|part| matches!(part, Component::Normal(_)));
        let name = path.file_name().filter(|_| !below).map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_else(|| path.display().to_string())
    };
    format!("{} against {}", named(first), named(second))
}
