//! The explanation for people.

use super::{Separating, sides, values};
use crate::check::{Examination, Explanation};
use crate::compare::Verdict;
use crate::report::differences::measures;
use crate::report::layout::{count, thousands, wrap};
use crate::report::text::headline;
use crate::report::{ReportStyle, causes};
use std::io::{self, Write};

const WIDTH: usize = 80;

/// Writes the explanation of a case.
///
/// # Errors
/// What the writer raises.
pub fn write(
    found: &Examination,
    separating: Option<&Separating>,
    style: &ReportStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let case = &found.outcome;
    let strong = style.palette.strong;
    writeln!(out, "{strong}{}{strong:#}", case.id)?;
    plain(out, &headline(case))?;
    plain(out, &case.file.display().to_string())?;
    if let Some(description) = &case.description {
        plain(out, description)?;
    }
    for note in &case.notes {
        plain(out, &format!("note: {note}"))?;
    }
    if let Some(error) = &case.error {
        return writeln!(out, "\n{error}");
    }
    let differing = case.total() - case.counts.get(&Verdict::Parity).copied().unwrap_or(0);
    let verb = if differing == 1 { "differs" } else { "differ" };
    plain(out, &format!("{} of {} {verb}", thousands(differing), count(case.total(), "input")))?;
    heading(out, style, "Definitions")?;
    sides::write(found, style, out)?;
    if case.diagnosis.as_ref().is_some_and(|found| !found.causes.is_empty() || found.tried > 0) {
        heading(out, style, "Causes")?;
        causes::write_causes(case, out)?;
        tried(found, separating, out)?;
    }
    if let Some(separating) = separating {
        separate(separating, style, out)?;
    }
    heading(out, style, "Values")?;
    values::write(found, style, out)?;
    next(found, separating, out)
}

fn heading(out: &mut dyn Write, style: &ReportStyle, text: &str) -> io::Result<()> {
    let strong = style.palette.strong;
    writeln!(out, "\n{strong}{text}{strong:#}")
}

fn plain(out: &mut dyn Write, text: &str) -> io::Result<()> {
    wrap(text, WIDTH - 2).lines().try_for_each(|line| writeln!(out, "  {line}"))
}

/// What was tried, and which other changes fit.
fn tried(found: &Examination, separating: Option<&Separating>, out: &mut dyn Write) -> io::Result<()> {
    let Some(diagnosis) = &found.outcome.diagnosis else { return Ok(()) };
    let seconds = diagnosis.elapsed.as_secs_f64();
    if diagnosis.is_explained() && !found.rows.is_empty() {
        let changes = count(diagnosis.tried.max(found.rows.iter().map(|row| row.differences.len()).sum()), "change");
        writeln!(out, "\n      tried    {changes} in {seconds:.1} s")?;
    }
    // A tie of the same causes that no hard input tells apart is another way to write the same.
    let told = |change: &str| separating.is_some_and(|found| found.candidates.iter().skip(1).any(|c| c.1 == change));
    let other = |causes: &[&'static str]| causes.iter().any(|id| diagnosis.causes.iter().all(|cause| cause.id != *id));
    for tie in diagnosis.ties.iter().filter(|tie| told(&tie.change) || other(&tie.causes)) {
        let text = format!("{} ({})", tie.change, tie.causes.join(", "));
        for (index, line) in wrap(&text, WIDTH - 15).lines().enumerate() {
            writeln!(out, "      {:7}  {line}", if index == 0 { "as well" } else { "" })?;
        }
    }
    if !diagnosis.is_explained() {
        for attempt in diagnosis.best.iter().skip(3) {
            causes::write_attempt(attempt, out)?;
        }
    }
    Ok(())
}

fn separate(separating: &Separating, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    heading(out, style, "An input that tells them apart")?;
    plain(out, &format!("{}: {}", separating.name, separating.summary))?;
    let mut candidates = separating.candidates.iter();
    if let Some((causes, change)) = candidates.next() {
        plain(out, &format!("with {} ({change}),", causes.join(", ")))?;
    }
    for ((causes, change), comparison) in candidates.zip(&separating.apart) {
        plain(out, &format!("against {} ({change}): {}", causes.join(", "), measures(comparison)))?;
    }
    match &separating.file {
        Some(file) => plain(out, &format!("written to {file}")),
        None => Ok(()),
    }
}

/// The last line: what to do now.
fn next(found: &Examination, separating: Option<&Separating>, out: &mut dyn Write) -> io::Result<()> {
    let case = &found.outcome;
    let observed = case.serve.as_ref().is_some_and(|serve| serve.kind == "recorded") && case.id.contains(" against ");
    let tied = case.diagnosis.as_ref().is_some_and(|diagnosis| !diagnosis.ties.is_empty());
    writeln!(out)?;
    let file = separating.and_then(|found| found.file.as_deref()).filter(|_| tied);
    match case.explanation {
        _ if file.is_some() => {
            writeln!(out, "next: run the observed side on {}, and explain its answer", file.unwrap_or_default())
        }
        _ if separating.is_some_and(|found| found.file.is_none()) && tied => {
            writeln!(out, "next: the same command with --separate DIR   (writes that input to a file)")
        }
        Explanation::Explained if observed => {
            writeln!(out, "next: the same command with --save-case NAME   (keeps the bug from coming back)")
        }
        Explanation::Explained | Explanation::Accepted => {
            let id = case.diagnosis.iter().flat_map(|diagnosis| &diagnosis.causes).map(|cause| cause.id).next();
            writeln!(out, "next: preparity describe {}", id.unwrap_or_default())
        }
        Explanation::Unexplained => {
            writeln!(out, "next: the same command with --trace DIR   (the value after every step)")
        }
        Explanation::NoneNeeded if case.verdict == Verdict::Parity => writeln!(out, "next: nothing; all is well"),
        Explanation::NoneNeeded => writeln!(out, "next: preparity check {}", case.id),
    }
}
