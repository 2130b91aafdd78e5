//! The report for people: short when all is well; on failure what was run, which inputs, where the sides part, by how
//! much, why, and what to do next. 80 columns, readable without colour.

use super::layout::{count, thousands, wrap};
use super::{Report, ReportStyle, causes, differences};
use crate::check::{CaseOutcome, Divergence, Explanation, InputOutcome, Outcome, SideOutcome};
use crate::compare::Verdict;
use crate::meta::Meta;
use std::io::{self, Write};

/// Inputs that are shown one by one.
const SHOWN: usize = 5;
/// Where the details of a case begin.
const INDENT: &str = "      ";
/// Width of a line.
const WIDTH: usize = 80;

/// The report.
pub struct Text;

impl Report for Text {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "text",
            summary: "for people: what differs, where the sides part, by how much, and what to do next",
            manual: "The default on stdout. Cases that pass are one line in all; `-v` lists them. A case that does not \
                     pass shows the verdict in words, the first step after which the two sides differ with both \
                     definitions' lines, the inputs with their measures in natural units, the tolerance that would \
                     pass, and the command for what comes next. It needs no colour and fits 80 columns.",
            example: "",
        }
    }

    fn write(&self, outcome: &Outcome, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
        for case in &outcome.cases {
            if !case.passed || style.verbose {
                write_case(case, style, out)?;
            }
        }
        write_summary(outcome, style, out)
    }
}

fn write_summary(outcome: &Outcome, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let (failed, broken) = (outcome.failed(), outcome.could_not_run());
    let passed = outcome.cases.len() - failed - broken;
    let seconds = outcome.elapsed.as_secs_f64();
    let inputs = count(outcome.inputs(), "input");
    let palette = &style.palette;
    if failed + broken == 0 && !outcome.interrupted {
        let skews = outcome.cases.iter().filter(|case| case.verdict != Verdict::Parity).count();
        let known = if skews > 0 { format!(" ({} differ as expected)", thousands(skews)) } else { String::new() };
        let (cases, good) = (count(outcome.cases.len(), "case"), palette.good);
        let word = if skews > 0 { "passed" } else { "parity" };
        return writeln!(out, "{good}{word}{good:#}  {cases}{known}, {inputs}, {seconds:.1} s");
    }
    let mut parts = Vec::new();
    if failed > 0 {
        parts.push(format!("{0}{1} failed{0:#}", palette.bad, thousands(failed)));
    }
    if broken > 0 {
        parts.push(format!("{0}{1} could not run{0:#}", palette.bad, thousands(broken)));
    }
    parts.push(format!("{} passed", thousands(passed)));
    parts.push(inputs);
    parts.push(format!("{seconds:.1} s"));
    if outcome.interrupted {
        parts.push("interrupted".to_owned());
    }
    writeln!(out, "{}", parts.join(", "))?;
    match outcome.cases.iter().find(|case| !case.passed) {
        Some(case) if case.error.is_none() => writeln!(out, "next: {}", next_command(case)),
        Some(case) => writeln!(out, "next: mend {}, then preparity check {}", case.file.display(), case.id),
        None => Ok(()),
    }
}

/// What to do about a failed case.
fn next_command(case: &CaseOutcome) -> String {
    match case.verdict {
        Verdict::CouldNotRun => format!("mend what the errors name, then preparity check {}", case.id),
        Verdict::BothMoved => format!("preparity bless {}   (if the change is meant)", case.id),
        Verdict::TrainingMoved if case.serve.is_none() => {
            format!("preparity bless {}   (if the change is meant)", case.id)
        }
        _ => format!("preparity explain {}", case.id),
    }
}

/// One case with all that is known of it.
///
/// # Errors
/// What the writer raises.
pub fn write_case(case: &CaseOutcome, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let palette = &style.palette;
    let (label, paint) = match (case.passed, case.verdict) {
        (true, _) => ("ok  ", palette.good),
        (false, Verdict::CouldNotRun) => ("????", palette.bad),
        (false, _) => ("FAIL", palette.bad),
    };
    let strong = palette.strong;
    let head = format!("{label}  {}   {}", case.id, headline(case));
    if head.chars().count() <= WIDTH {
        writeln!(out, "{paint}{label}{paint:#}  {strong}{}{strong:#}   {}", case.id, headline(case))?;
    } else {
        writeln!(out, "{paint}{label}{paint:#}  {strong}{}{strong:#}", case.id)?;
        indented(out, &headline(case), 0)?;
    }
    if let Some(error) = &case.error {
        writeln!(out, "\n{}\n", indent_lines(&error.to_string(), INDENT))?;
        return Ok(());
    }
    if case.passed && case.verdict == Verdict::Parity {
        return case.notes.iter().try_for_each(|note| indented(out, &format!("note: {note}"), 0));
    }
    write_details(case, style, out)
}

/// How many inputs differ, and how many could not run.
fn tally(case: &CaseOutcome, number: usize) -> String {
    let total = count(case.total(), "input");
    let broken = case.counts.get(&Verdict::CouldNotRun).copied().unwrap_or(0);
    let differing = number - broken;
    let verb = if differing == 1 { "differs" } else { "differ" };
    match (differing, broken) {
        (_, 0) => format!("{} of {total} {verb}", thousands(number)),
        (0, _) => format!("{} of {total} could not run", thousands(broken)),
        _ => format!("{} of {total} {verb}, {} could not run", thousands(differing), thousands(broken)),
    }
}

fn write_details(case: &CaseOutcome, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let differing: Vec<&InputOutcome> = case.inputs.iter().filter(|input| input.verdict != Verdict::Parity).collect();
    let divergence = differing.iter().find_map(|input| input.divergence.as_ref());
    let number = case.total() - case.counts.get(&Verdict::Parity).copied().unwrap_or(0);
    if number > 0 {
        let place = divergence.map_or(String::new(), |d| format!(", first at {}", step_words(d)));
        indented(out, &format!("{}{place}", tally(case, number)), 0)?;
    }
    for note in &case.notes {
        indented(out, &format!("note: {note}"), 0)?;
    }
    if let Some(step) = differing.iter().find_map(|input| input.moved_at)
        && let Some(line) = case.train.lines.get(step)
    {
        indented(out, &format!("training left what was blessed at step {}: {line}", step + 1), 0)?;
    }
    if let Some(divergence) = divergence {
        writeln!(out)?;
        write_steps(case, divergence, out)?;
    } else if let (Some(serve), true) = (&case.serve, number > 0) {
        writeln!(out)?;
        write_sides(&case.train, serve, out)?;
    }
    if !differing.is_empty() {
        writeln!(out)?;
    }
    for input in differing.iter().take(SHOWN) {
        differences::write_input(input, style, out)?;
    }
    if number > SHOWN {
        writeln!(out, "{INDENT}... and {} more", thousands(number - SHOWN.min(differing.len())))?;
    }
    causes::write_causes(case, out)?;
    writeln!(out)
}

/// `step 2 (resize)`; both numbers where they differ.
pub fn step_words(divergence: &Divergence) -> String {
    let stage = divergence.parting.as_ref().map_or(String::new(), |parting| format!(", {}", parting.stage.name()));
    let name = format!("{}{stage}", divergence.step);
    match (divergence.train_step, divergence.serve_step) {
        (Some(train), Some(serve)) if train == serve => format!("step {} ({name})", train + 1),
        (Some(train), Some(serve)) => format!("step {} of training, {} of serving ({name})", train + 1, serve + 1),
        (Some(train), None) => format!("step {} of training ({name}), which serving lacks", train + 1),
        (None, Some(serve)) => format!("step {} of serving ({name}), which training lacks", serve + 1),
        (None, None) => name,
    }
}

/// Both definitions' lines of the step where they part, with the values before and after it.
fn write_steps(case: &CaseOutcome, divergence: &Divergence, out: &mut dyn Write) -> io::Result<()> {
    let line = |side: Option<&SideOutcome>, step: Option<usize>| match (side, step) {
        (Some(side), Some(step)) => side.lines.get(step).cloned().unwrap_or_default(),
        _ => "(no such step)".to_owned(),
    };
    let sides = [
        ("training", Some(&case.train), divergence.train_step),
        ("serving", case.serve.as_ref(), divergence.serve_step),
    ];
    for (name, side, step) in sides {
        labelled(out, name, &line(side, step))?;
        let defaults: Vec<&str> = side
            .into_iter()
            .flat_map(|side| &side.defaults)
            .filter(|(at, _)| Some(*at) == step)
            .map(|(_, words)| words.as_str())
            .collect();
        if !defaults.is_empty() {
            labelled(out, "", &format!("({})", defaults.join("; ")))?;
        }
    }
    labelled(out, "before", &format!("{} on both sides", divergence.before))?;
    if divergence.train_after == divergence.serve_after {
        let measured = differences::measures(&divergence.comparison);
        labelled(out, "after", &format!("{}; {measured}", divergence.train_after))
    } else {
        labelled(out, "after", &format!("training {}, serving {}", divergence.train_after, divergence.serve_after))
    }
}

/// The two sides where no step can be named: one of them is outputs or a program.
fn write_sides(train: &SideOutcome, serve: &SideOutcome, out: &mut dyn Write) -> io::Result<()> {
    let words = |side: &SideOutcome| match side.kind {
        "steps" => format!("{} in process", count(side.lines.len(), "step")),
        _ => side.lines.join(" "),
    };
    labelled(out, "training", &words(train))?;
    labelled(out, "serving", &words(serve))
}

/// A line with a label in a column of its own; what is too long goes on below it.
fn labelled(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    let wrapped = wrap(text, WIDTH - 19);
    for (index, line) in wrapped.lines().enumerate() {
        writeln!(out, "        {:9}  {line}", if index == 0 { label } else { "" })?;
    }
    Ok(())
}

/// Wrapped text below the head of a case.
fn indented(out: &mut dyn Write, text: &str, deeper: usize) -> io::Result<()> {
    for line in wrap(text, WIDTH - INDENT.len() - deeper).lines() {
        writeln!(out, "{INDENT}{:deeper$}{line}", "")?;
    }
    Ok(())
}

fn indent_lines(text: &str, indent: &str) -> String {
    text.lines().map(|line| format!("{indent}{line}")).collect::<Vec<_>>().join("\n")
}

/// The verdict in words, and what was expected instead.
pub fn headline(case: &CaseOutcome) -> String {
    let words = match case.verdict {
        Verdict::Parity if case.serve.is_some() => "the two sides agree",
        Verdict::Parity => "training equals the golden",
        Verdict::Skew => "the two sides differ; there is no golden",
        Verdict::ServingMoved => "the serving side moved; training still equals the golden",
        Verdict::TrainingMoved if case.serve.is_some() => "the training side moved; serving still equals the golden",
        Verdict::TrainingMoved => "training no longer equals the golden",
        Verdict::BothMoved => "both sides agree, and neither equals the golden",
        Verdict::Diverged => "training, serving and the golden all differ",
        Verdict::CouldNotRun => "could not run",
    };
    let mut text = words.to_owned();
    let searched = case.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.tried > 0);
    if case.explanation == Explanation::Unexplained && !case.passed && searched {
        text.push_str("; UNEXPLAINED");
    }
    if case.passed && case.verdict != Verdict::Parity {
        text.push_str(", as expected");
    } else if !case.passed && case.expected.verdict != "parity" {
        text.push_str(&format!("; expected was {}", case.expected.verdict));
        if let Some(causes) = &case.expected.causes {
            text.push_str(&format!(
                " with {}",
                if causes.is_empty() { "no cause".to_owned() } else { causes.join(", ") }
            ));
        }
    }
    text
}
