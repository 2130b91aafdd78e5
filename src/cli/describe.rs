//! `preparity describe`: the manual page of any registry entry.

use super::list::Kind;
use super::{Ended, Terminal, exit};
use crate::diagnostic::Diagnostic;
use crate::engines::capability::{FilterOffer, ResizeOffer};
use crate::engines::{self, Engine};
use crate::meta::{Meta, nearest};
use crate::report::{reflow, wrap};
use crate::steps::{self, COMMON, Kind as ParamKind, Param};
use clap::ValueEnum;
use std::io::{self, Write};

/// Arguments of `describe`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The id of a step, an engine, a cause, a metric or a format
    id: String,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Ended {
    let all =
        || Kind::value_variants().iter().flat_map(|kind| kind.entries().into_iter().map(move |(_, m)| (*kind, m)));
    let found: Vec<(Kind, &Meta)> = all().filter(|(_, meta)| meta.id == arguments.id).collect();
    if found.is_empty() {
        let error = Diagnostic::error("cli.unknown_id", format!("there is nothing named \"{}\"", arguments.id));
        let error = match nearest(&arguments.id, all().map(|(_, meta)| meta.id)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("`preparity list steps`, `engines`, `causes`, `metrics` and `formats` show all names"),
        };
        return Err(error.into());
    }
    let mut out = terminal.out();
    for (number, (kind, meta)) in found.into_iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        page(&mut out, kind, meta)?;
    }
    out.flush()?;
    Ok(exit::PASSED)
}

fn page(out: &mut impl Write, kind: Kind, meta: &Meta) -> io::Result<()> {
    let head = format!("{}   {}", meta.id, meta.summary);
    if head.chars().count() <= 80 {
        writeln!(out, "{head}\n")?;
    } else {
        writeln!(out, "{}\n  {}\n", meta.id, wrap(meta.summary, 78).replace('\n', "\n  "))?;
    }
    writeln!(out, "{}", reflow(meta.manual, 80))?;
    if let Some(step) = steps::find(meta.id).filter(|_| kind == Kind::Steps) {
        if !meta.manual.contains("\nParameters\n") {
            writeln!(out, "\nParameters")?;
        }
        for param in step.params().iter().chain(COMMON) {
            let text = format!("{} ({}): {}", param.name, takes(param), param.summary);
            writeln!(out, "  {}", wrap(&text, 76).replace('\n', "\n      "))?;
        }
    }
    if let Some(engine) = engines::find(meta.id).filter(|_| kind == Kind::Engines) {
        engine_page(out, engine)?;
    }
    if !meta.example.is_empty() {
        writeln!(out, "\nExample\n  {}", meta.example.trim_end().replace('\n', "\n  "))?;
    }
    Ok(())
}

/// What the registry knows of an engine beside its manual.
fn engine_page(out: &mut impl Write, engine: &dyn Engine) -> io::Result<()> {
    if !engine.versions().is_empty() {
        writeln!(out, "\nVersions that behave differently\n  {}", engine.versions().join(", "))?;
        writeln!(out, "  {}", wrap(&eras(engine), 76).replace('\n', "\n  "))?;
    }
    if let Some(kernel) = engine.resize() {
        filters(out, kernel.offer())?;
    }
    let evidence = engines::evidence::page(engine.meta().id);
    if !evidence.is_empty() {
        writeln!(out, "\nEvidence: recorded answers of the real library, and how many are equal in every bit")?;
        for line in evidence {
            writeln!(out, "  {}", wrap(&line, 76).replace('\n', "\n      "))?;
        }
    }
    let able: Vec<&str> = steps::all()
        .filter(|step| step.params().iter().any(|p| matches!(p.kind, ParamKind::Engine(offers) if offers(engine))))
        .map(|step| step.meta().id)
        .collect();
    writeln!(out, "\nSteps\n  {}", wrap(&able.join(", "), 76).replace('\n', "\n  "))
}

/// The filters of `resize`, each with the library's own spellings.
fn filters(out: &mut impl Write, offer: &ResizeOffer) -> io::Result<()> {
    writeln!(out, "\nFilters of resize, and the library's own spellings of them")?;
    for FilterOffer { filter, own } in offer.filters {
        let default = if offer.default_filter == Some(*filter) { " (default)" } else { "" };
        let own = if own.is_empty() { String::new() } else { format!(": {}", own.join(", ")) };
        let line = format!("{}{default}{own}", filter.name());
        writeln!(out, "  {}", wrap(&line, 76).replace('\n', "\n      "))?;
    }
    Ok(())
}

/// How a version is understood that is not one of those that behave differently.
fn eras(engine: &dyn Engine) -> String {
    let (versions, oldest) = (engine.versions(), engine.oldest_version());
    let [first, .., last] = versions else { return format!("Older than {oldest} is refused: it was not measured.") };
    let early = if *first == oldest { String::new() } else { format!("{oldest} to {first} are one; ") };
    format!(
        "{early}a version between two behaves like the older of them, one newer than {last} is taken for {last}, one older \
         than {oldest} is refused: it was not measured."
    )
}

/// What a parameter takes, in words.
fn takes(param: &Param) -> String {
    match param.kind {
        ParamKind::Number => "number".to_owned(),
        ParamKind::Integer => "whole number".to_owned(),
        ParamKind::Positive => "whole number from 1".to_owned(),
        ParamKind::Boolean => "true or false".to_owned(),
        ParamKind::Text => "text".to_owned(),
        ParamKind::Choice(choices) => choices.join(" | "),
        ParamKind::Numbers => "number or list of numbers".to_owned(),
        ParamKind::Texts => "text or list of texts".to_owned(),
        ParamKind::Engine(offers) => {
            let able: Vec<&str> = engines::ALL.iter().filter(|e| offers(**e)).map(|e| e.meta().id).collect();
            able.join(" | ")
        }
        ParamKind::Filter => "filter".to_owned(),
        ParamKind::Path => "path".to_owned(),
        ParamKind::Any => "any".to_owned(),
    }
}
