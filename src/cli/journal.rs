//! `preparity journal`: what was found when, and when it went away; and the file that `check --journal` keeps.

use super::{Ended, Global, Terminal, exit, report_files};
use crate::check::Outcome;
use crate::diagnostic::Diagnostic;
use crate::golden::{now, write_atomically};
use crate::report::{JournalEntry, read_journal, thousands, update_journal, write_journal};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `journal`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The journal, as `check --journal` keeps it
    #[arg(default_value = "journal.jsonl")]
    file: PathBuf,
    /// Only what is still there
    #[arg(long)]
    open: bool,
    /// Only this case, or the cases of this folder
    #[arg(long, value_name = "ID")]
    case: Option<String>,
    /// As a JSON array
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Ended {
    if !arguments.file.exists() {
        let message = format!("there is no journal at {}", arguments.file.display());
        return Err(Diagnostic::error("cli.journal", message).hint("`preparity check --journal` begins one").into());
    }
    let mut entries = load(&arguments.file)?;
    entries.retain(|entry| {
        let of_case = |id: &String| {
            let folder = id.trim_end_matches('/');
            entry.case == folder || entry.case.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        (!arguments.open || entry.gone.is_none()) && arguments.case.as_ref().is_none_or(of_case)
    });
    // What is still there comes first, and of that what was seen last.
    entries.sort_by(|a, b| {
        let open = |entry: &JournalEntry| entry.gone.is_some();
        open(a).cmp(&open(b)).then(b.last_seen.cmp(&a.last_seen)).then(a.case.cmp(&b.case))
    });
    let mut out = terminal.out();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &entries).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        show(&entries, terminal, &mut out)?;
    }
    out.flush()?;
    Ok(exit::PASSED)
}

fn show(entries: &[JournalEntry], terminal: &Terminal, out: &mut dyn Write) -> std::io::Result<()> {
    let palette = terminal.palette();
    for entry in entries {
        let (word, style) = if entry.gone.is_some() { ("gone", palette.good) } else { ("open", palette.bad) };
        let cause = entry.cause.as_deref().unwrap_or("unexplained");
        writeln!(out, "{style}{word}{style:#}  {}{}{:#}   {cause}", palette.strong, entry.case, palette.strong)?;
        let day = |time: &str| time.get(..10).unwrap_or(time).to_owned();
        let seen = match (day(&entry.first_seen), day(&entry.last_seen)) {
            (first, last) if first == last => format!("seen {first}"),
            (first, last) => format!("seen {first} to {last}"),
        };
        let gone = entry.gone.as_ref().map_or(String::new(), |gone| format!(", gone {}", day(gone)));
        let (runs, inputs) = (count(entry.runs, "run"), count(entry.inputs, "input"));
        writeln!(out, "      {seen}{gone}; {runs}, {inputs}, {}", entry.verdict)?;
        if let Some(change) = &entry.change {
            writeln!(out, "      {change}   {}", entry.proof.as_deref().unwrap_or_default())?;
        }
    }
    let open = entries.iter().filter(|entry| entry.gone.is_none()).count();
    writeln!(out, "{open} open, {} gone", entries.len() - open)
}

fn count(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", thousands(number), if number == 1 { "" } else { "s" })
}

fn load(path: &Path) -> Result<Vec<JournalEntry>, Diagnostic> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Diagnostic::file("cli.journal", path, &error)),
    };
    read_journal(&text).map_err(|(line, reason)| {
        let message = format!("{}:{line}: no line of a journal: {reason}", path.display());
        Diagnostic::error("cli.journal", message).hint("restore the file from version control, or move it away")
    })
}

/// The journal of a run: read before it, so that trouble is told at once.
pub(crate) struct Journal {
    path: PathBuf,
    entries: Vec<JournalEntry>,
}

impl Journal {
    /// Reads what there is.
    ///
    /// # Errors
    /// A file that is no journal; a path below the goldens.
    pub(crate) fn open(path: &Path, global: &Global) -> Result<Self, Diagnostic> {
        report_files::refuse_below(path, &global.golden)?;
        Ok(Self { path: path.to_owned(), entries: load(path)? })
    }

    /// Adds what a run found, and writes the file as a whole.
    pub(crate) fn update(mut self, outcome: &Outcome) -> Result<(), Diagnostic> {
        update_journal(&mut self.entries, outcome, &now());
        let mut text = Vec::new();
        // Writing into memory does not fail.
        let _ = write_journal(&self.entries, &mut text);
        write_atomically(&self.path, &text)
    }
}
