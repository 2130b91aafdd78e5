//! `preparity bless`: one side's outputs become goldens, after showing what changes.

use super::{Ended, Global, Stop, Terminal, exit};
use crate::check::{self, Suite};
use crate::compare::{self, Context};
use crate::definition::{Case, InputChunk, Inputs, SideDefinition};
use crate::diagnostic::Diagnostic;
use crate::golden::{Goldens, Kept, Mode, Scope, Store, Writer};
use crate::side::Side;
use clap::ValueEnum;
use rayon::prelude::*;
use std::io::{BufRead, IsTerminal, Write};

/// Arguments of `bless`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Case files, folders of cases, or case ids; all cases if none is given
    #[arg(value_name = "PATH|ID")]
    selection: Vec<String>,
    /// The side whose outputs are recorded
    #[arg(long, value_name = "SIDE", default_value = "train")]
    from: From,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// The side whose outputs are recorded.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
enum From {
    /// The training side
    Train,
    /// The serving side
    Serve,
}

/// What blessing a case would do.
#[derive(Default)]
struct Change {
    new: usize,
    changed: Vec<String>,
    same: usize,
    /// Goldens whose inputs are gone.
    removed: usize,
}

pub(crate) fn run(arguments: &Arguments, global: &Global, terminal: &Terminal) -> Ended {
    let suite = Suite::find(&global.cases, &arguments.selection, &[])?;
    let errors = suite.errors();
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let store = Store::new(&global.golden, Mode::from_environment());
    store.writable()?;
    let mut plans = Vec::new();
    for case in suite.cases() {
        if let Some(plan) = Plan::new(case, &store, arguments.from, global.max_pixels)? {
            plan.show(terminal)?;
            plans.push(plan);
        }
    }
    if plans.is_empty() {
        terminal.say("nothing to bless: every golden is as it was");
        return Ok(exit::PASSED);
    }
    if !arguments.yes && !confirmed(terminal)? {
        terminal.say("nothing was written");
        return Ok(exit::FAILED);
    }
    for plan in plans {
        terminal.say(&format!("blessed {}", plan.write()?));
    }
    Ok(exit::PASSED)
}

/// Asks on the terminal; without one the answer is no.
fn confirmed(terminal: &Terminal) -> Result<bool, Stop> {
    if !std::io::stdin().is_terminal() {
        let error = Diagnostic::error("cli.no_terminal", "there is no terminal to ask on");
        return Err(error.hint("`preparity bless --yes` writes without asking").into());
    }
    terminal.ask("write these goldens? [y/N] ");
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// The goldens of one case, ready to be put in place: new files wait beside the old ones, and vanish if nobody wants them.
struct Plan {
    case: String,
    change: Change,
    writer: Writer,
}

impl Plan {
    /// Runs the side on all inputs; `None` where nothing would change.
    fn new(case: &Case, store: &Store, from: From, max_pixels: u64) -> Result<Option<Self>, Diagnostic> {
        let (written, side) = chosen_side(case, from, max_pixels)?;
        let blessed = check::blessed(if from == From::Train { "train" } else { "serve" }, written);
        let old = store.open(&case.id)?;
        let mut writer = store.begin(&case.id, blessed.clone(), Scope::Whole)?;
        let mut change = Change::default();
        let mut inputs = Inputs::open(&case.inputs)?;
        loop {
            let batch: Vec<InputChunk> = inputs.by_ref().take(32).collect();
            if batch.is_empty() {
                break;
            }
            let answer = |chunk: InputChunk| -> Result<Vec<Kept>, Diagnostic> {
                chunk.load().map(|input| check::kept(&side, &input.map_err(|error| *error.error)?, &blessed)).collect()
            };
            for values in batch.into_par_iter().map(answer).collect::<Result<Vec<_>, _>>()? {
                for value in values {
                    change.add(&old, &value)?;
                    writer.put(&value)?;
                }
            }
        }
        let before = old.own_files().count() + old.shared_files().map(|(_, lines)| lines).sum::<usize>();
        change.removed = before.saturating_sub(change.same + change.changed.len());
        let needed = change.new > 0
            || !change.changed.is_empty()
            || change.removed > 0
            || old.blessed().definition != blessed.definition;
        Ok(needed.then(|| Self { case: case.id.clone(), change, writer }))
    }

    fn show(&self, terminal: &Terminal) -> Result<(), Stop> {
        let mut out = terminal.out();
        let Change { new, changed, same, removed } = &self.change;
        let gone = if *removed > 0 { format!(", {removed} removed") } else { String::new() };
        writeln!(out, "{}: {new} new, {} changed, {same} as before{gone}", self.case, changed.len())?;
        for line in changed.iter().take(10) {
            writeln!(out, "  {line}")?;
        }
        if changed.len() > 10 {
            writeln!(out, "  ... and {} more", changed.len() - 10)?;
        }
        Ok(out.flush()?)
    }

    fn write(self) -> Result<String, Diagnostic> {
        self.writer.finish().map(|()| self.case)
    }
}

impl Change {
    fn add(&mut self, old: &Goldens, value: &Kept) -> Result<(), Diagnostic> {
        match old.value(&value.input)? {
            None => self.new += 1,
            Some(before) => {
                let comparison = compare::compare(&before, &value.value, &Context::default());
                match comparison.difference {
                    None => self.same += 1,
                    Some(difference) => {
                        self.changed.push(format!("{}: {difference} (before against now)", value.input));
                    }
                }
            }
        }
        Ok(())
    }
}

fn chosen_side(case: &Case, from: From, max_pixels: u64) -> Result<(&SideDefinition, Side), Diagnostic> {
    let written = match (from, &case.serve) {
        (From::Train, _) => &case.train,
        (From::Serve, Some(serve)) => serve,
        (From::Serve, None) => {
            return Err(Diagnostic::error("cli.no_serve", format!("case {} has no serving side", case.id)));
        }
    };
    let mut definition = written.clone();
    definition.runtime.max_pixels = Some(max_pixels);
    Ok((written, definition.open()?))
}
