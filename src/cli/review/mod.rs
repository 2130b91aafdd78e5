//! `preparity review`: what differs from its golden, accepted or rejected, one by one.

mod answers;
mod pixels;
mod session;
mod view;

use super::{Ended, Global, Stop, Terminal, exit};
use crate::check::Suite;
use crate::definition::{InputChunk, Inputs};
use crate::diagnostic::Diagnostic;
use crate::golden::{Decision, Mode, Pending, PendingEntry, Store};
use crate::meta::nearest;
use answers::Keys;
use pixels::Pixels;
use serde_json::Value as Json;
use session::Session;
use std::collections::HashMap;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use view::View;

/// Arguments of `review`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only these: a case id, or an id that --list shows
    #[arg(value_name = "ID")]
    selection: Vec<String>,
    /// List what is pending
    #[arg(long, group = "what")]
    list: bool,
    /// Show one pending output beside its golden (repeatable)
    #[arg(long, value_name = "ID", group = "what")]
    show: Vec<String>,
    /// Make pending outputs the goldens: one, or all of a case (repeatable)
    #[arg(long, value_name = "ID")]
    accept: Vec<String>,
    /// Throw pending outputs away: one, or all of a case (repeatable)
    #[arg(long, value_name = "ID")]
    reject: Vec<String>,
    /// Take the last decision back
    #[arg(long, group = "what", conflicts_with_all = ["accept", "reject"])]
    undo: bool,
    /// Remove goldens that no case owns, and pending outputs of inputs that changed
    #[arg(long, group = "what", conflicts_with_all = ["accept", "reject"])]
    prune: bool,
    /// With --prune: do not ask
    #[arg(long, requires = "prune")]
    yes: bool,
    /// With --list or --show: as JSON
    #[arg(long)]
    json: bool,
}

/// The folder of pending outputs, beside the goldens.
pub(crate) fn folder(golden: &Path) -> PathBuf {
    golden.parent().unwrap_or(Path::new("")).join(".preparity")
}

pub(crate) fn run(arguments: &Arguments, global: &Global, terminal: &Terminal) -> Ended {
    let pending = Pending::new(folder(&global.golden));
    let store = Store::new(&global.golden, Mode::from_environment());
    if arguments.undo {
        return undo(&pending, &store, terminal);
    }
    if arguments.prune {
        return prune(arguments, global, &pending, &store, terminal);
    }
    let all = pending.list()?;
    if !arguments.accept.is_empty() || !arguments.reject.is_empty() {
        return decide(arguments, &all, &pending, &store, terminal);
    }
    let view = View { pending: &pending, store: &store, folder: folder(&global.golden) };
    let chosen = select(&all, if arguments.show.is_empty() { &arguments.selection } else { &arguments.show })?;
    if arguments.json {
        let entries = chosen.iter().map(|entry| view.json(entry, !arguments.show.is_empty()));
        let shown = Json::Array(entries.collect::<Result<_, Diagnostic>>()?);
        let mut out = terminal.out();
        writeln!(out, "{shown:#}")?;
        out.flush()?;
        return Ok(exit::PASSED);
    }
    if all.is_empty() {
        terminal.say("nothing is pending: `preparity check` puts aside what differs from its golden");
        return Ok(exit::PASSED);
    }
    if arguments.list {
        let mut out = terminal.out();
        for entry in &chosen {
            writeln!(out, "{}  {}", id(entry), view.difference(entry)?)?;
        }
        out.flush()?;
        return Ok(exit::PASSED);
    }
    if !arguments.show.is_empty() {
        let mut out = terminal.out();
        for entry in &chosen {
            writeln!(out, "{}", id(entry))?;
            view.show(entry, &terminal.palette(), Pixels::None, &mut out)?;
        }
        out.flush()?;
        return Ok(exit::PASSED);
    }
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        let error = Diagnostic::error("cli.no_terminal", "there is no terminal to review on");
        let hint = "`preparity review --list`, then --show, --accept and --reject with an id";
        return Err(error.hint(hint).into());
    }
    store.writable()?;
    let palette = terminal.palette();
    Session::new(view, global, palette, chosen).run(&mut Keys::of_terminal(), &mut terminal.out())?;
    Ok(exit::PASSED)
}

/// What `--list` calls an entry.
fn id(entry: &PendingEntry) -> String {
    format!("{}:{}", entry.case, entry.input)
}

/// Entries by id, or all of a case; everything if nothing was asked for.
fn select(all: &[PendingEntry], asked: &[String]) -> Result<Vec<PendingEntry>, Diagnostic> {
    if asked.is_empty() {
        return Ok(all.to_vec());
    }
    let mut chosen: Vec<PendingEntry> = Vec::new();
    for typed in asked {
        let fits = |entry: &&PendingEntry| entry.case == *typed || id(entry) == *typed;
        let found: Vec<PendingEntry> = all.iter().filter(fits).cloned().collect();
        if found.is_empty() {
            let names: Vec<String> = all.iter().flat_map(|entry| [entry.case.clone(), id(entry)]).collect();
            let error = Diagnostic::error("golden.not_pending", format!("nothing is pending under \"{typed}\""));
            return Err(match nearest(typed, names.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("`preparity review --list` shows what is pending"),
            });
        }
        chosen.extend(found.into_iter().filter(|entry| !chosen.contains(entry)).collect::<Vec<_>>());
    }
    Ok(chosen)
}

fn decide(arguments: &Arguments, all: &[PendingEntry], pending: &Pending, store: &Store, terminal: &Terminal) -> Ended {
    let none = Vec::new();
    let pick = |asked: &Vec<String>| if asked.is_empty() { Ok(none.clone()) } else { select(all, asked) };
    let (accepted, rejected) = (pick(&arguments.accept)?, pick(&arguments.reject)?);
    if let Some(both) = accepted.iter().find(|entry| rejected.contains(entry)) {
        let message = format!("{} is both accepted and rejected", id(both));
        return Err(Diagnostic::error("cli.review", message).into());
    }
    if !accepted.is_empty() {
        store.writable()?;
    }
    for (entries, accept, word) in [(&accepted, true, "accepted"), (&rejected, false, "rejected")] {
        for of_case in entries.chunk_by(|a, b| a.case == b.case) {
            settle(of_case, accept, pending, store)?;
            for entry in of_case {
                terminal.say(&format!("{word} {}", id(entry)));
            }
        }
    }
    Ok(exit::PASSED)
}

/// Accepts or rejects entries of one case: one decision.
fn settle(entries: &[PendingEntry], accept: bool, pending: &Pending, store: &Store) -> Result<(), Diagnostic> {
    let Some(first) = entries.first() else { return Ok(()) };
    let inputs: Vec<String> = entries.iter().map(|entry| entry.input.clone()).collect();
    if accept { pending.accept_all(store, &first.case, &inputs) } else { pending.reject_all(&first.case, &inputs) }
}

fn undo(pending: &Pending, store: &Store, terminal: &Terminal) -> Ended {
    match pending.undo(store)? {
        None => terminal.say("there is no decision to take back"),
        Some((decision, entries)) => terminal.say(&undone(decision, &entries)),
    }
    Ok(exit::PASSED)
}

/// What was taken back.
fn undone(decision: Decision, entries: &[PendingEntry]) -> String {
    let what = match entries {
        [one] => format!("{} is pending again", id(one)),
        several => {
            let case = several.first().map_or("", |entry| entry.case.as_str());
            format!("{} outputs of {case} are pending again", several.len())
        }
    };
    let was = if entries.len() == 1 { "it was" } else { "they were" };
    match decision {
        Decision::Accepted if entries.len() == 1 => format!("{what} ({was} accepted; the golden is as before)"),
        Decision::Accepted => format!("{what} ({was} accepted; the goldens are as before)"),
        Decision::Rejected => format!("{what} ({was} rejected)"),
    }
}

fn prune(arguments: &Arguments, global: &Global, pending: &Pending, store: &Store, terminal: &Terminal) -> Ended {
    store.writable()?;
    let suite = Suite::find(&global.cases, &[], &[])?;
    let errors = suite.errors();
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let mut present: HashMap<String, HashMap<String, String>> = HashMap::new();
    for case in suite.cases() {
        let inputs = Inputs::open(&case.inputs)?.flat_map(InputChunk::load).filter_map(Result::ok);
        present.insert(case.id.clone(), inputs.map(|input| (input.id.clone(), input.sha256())).collect());
    }
    let owns = |case: &str, input: Option<&str>| {
        present.get(case).is_some_and(|inputs| input.is_none_or(|input| inputs.contains_key(input)))
    };
    let orphans = store.orphans(&owns)?;
    let mut out = terminal.out();
    for orphan in &orphans {
        writeln!(out, "no case owns {}", orphan.path.display())?;
    }
    out.flush()?;
    if !orphans.is_empty() && (arguments.yes || confirmed(terminal)?) {
        store.prune(&orphans)?;
        terminal.say(&format!("removed {}", orphans.len()));
    }
    let current = |entry: &PendingEntry| present.get(&entry.case)?.get(&entry.input).cloned();
    for entry in pending.prune(&current)? {
        terminal.say(&format!("{} is no longer pending: its input has changed or is gone", id(&entry)));
    }
    Ok(exit::PASSED)
}

fn confirmed(terminal: &Terminal) -> Result<bool, Stop> {
    if !std::io::stdin().is_terminal() {
        let error = Diagnostic::error("cli.no_terminal", "there is no terminal to ask on");
        return Err(error.hint("`preparity review --prune --yes` removes without asking").into());
    }
    terminal.ask("remove these files? [y/N] ");
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
