//! Causes in words: what was proven, by which change, what is to be done, and what was tried where nothing explains it.

use super::differences::residual;
use super::layout::{thousands, wrap};
use crate::check::{CaseOutcome, Explanation};
use crate::compare::Verdict;
use crate::diagnose::{Attempt, Diagnosis, Finding, Proof, cause};
use std::io::{self, Write};

/// Width of a line.
const WIDTH: usize = 80;

/// The causes of a case that differs.
pub fn write_causes(case: &CaseOutcome, out: &mut dyn Write) -> io::Result<()> {
    let Some(diagnosis) = &case.diagnosis else { return Ok(()) };
    if diagnosis.causes.is_empty() {
        return if case.verdict == Verdict::CouldNotRun || diagnosis.tried == 0 {
            Ok(())
        } else {
            write_unexplained(case, diagnosis, out)
        };
    }
    let failing = case.total() - case.counts.get(&Verdict::Parity).copied().unwrap_or(0);
    writeln!(out)?;
    for finding in &diagnosis.causes {
        labelled(out, "cause", &format!("{}   {}", finding.id, proof(finding, failing)))?;
        let gives = if with_golden(case) { ", which gives the golden" } else { "" };
        let place = format!("{} side, step {}", finding.side.word(), finding.step + 1);
        labelled(out, "", &format!("{place}: {}{gives}", finding.change))?;
        if let Some(cause) = cause::find(finding.id) {
            labelled(out, "", &format!("{}.", cause.meta.summary))?;
        }
        for line in finding.fix.lines().filter(|line| !line.trim().is_empty()) {
            labelled(out, "fix", line)?;
        }
        if !finding.tied_with.is_empty() {
            let tied = finding.tied_with.join(", ");
            let command = format!("{} --separate DIR", explain_command(case));
            labelled(
                out,
                "tie",
                &format!("these inputs fit {tied} as well; {command} gives one that tells them apart"),
            )?;
        }
    }
    if case.explanation == Explanation::Accepted {
        labelled(out, "note", "accepted: a reviewed, known difference")?;
    }
    for line in &diagnosis.without_effect {
        labelled(out, "also", &format!("{line}, without effect on these inputs"))?;
    }
    for (id, text) in &diagnosis.remarks {
        labelled(out, "remark", &format!("{id}: {text}"))?;
    }
    Ok(())
}

/// True if training was compared with the golden alone: there is no serving side, or both sides left the golden.
fn with_golden(case: &CaseOutcome) -> bool {
    case.serve.is_none() || case.verdict == Verdict::BothMoved
}

/// How surely, with the residual before and after.
fn proof(finding: &Finding, failing: usize) -> String {
    let (before, after) = (residual(&finding.residual_before), residual(&finding.residual_after));
    let inputs = match (finding.inputs, failing) {
        (1, 1) => "on the input that differs".to_owned(),
        (some, all) if some == all => format!("on all {} inputs that differ", thousands(all)),
        (some, all) => format!("on {} of {} inputs that differ", thousands(some), thousands(all)),
    };
    match finding.proof {
        // Nothing remains, and the other changes leave nothing either.
        Proof::Exact | Proof::Benign if !finding.tied_with.is_empty() => {
            format!("fits, as others do: residual {before} -> {after} {inputs}")
        }
        Proof::Exact => format!("proven: residual {before} -> {after} {inputs}"),
        Proof::Benign => format!("proven within rounding: residual {before} -> {after} {inputs}"),
        Proof::Partial => format!("part of it: residual {before} -> {after} {inputs}"),
        Proof::Consistent => format!("consistent with the outputs {inputs}; nothing could be run again"),
    }
}

/// An attempt that leaves something, with what it leaves.
pub(super) fn write_attempt(attempt: &Attempt, out: &mut dyn Write) -> io::Result<()> {
    for (index, line) in wrap(&attempt.change, WIDTH - 22).lines().enumerate() {
        let left = if index == 0 { residual(&attempt.residual) } else { String::new() };
        writeln!(out, "        {left:12}  {line}")?;
    }
    Ok(())
}

/// The command that explains a case; two files that were compared without a case have no id.
fn explain_command(case: &CaseOutcome) -> String {
    if case.id.contains(' ') {
        "preparity explain --observed FILE DEFINITION --input I".to_owned()
    } else {
        format!("preparity explain {}", case.id)
    }
}

fn write_unexplained(case: &CaseOutcome, diagnosis: &Diagnosis, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    let seconds = diagnosis.elapsed.as_secs_f64();
    let cut = if diagnosis.cut_short { ", when the time was up" } else { "" };
    let head = format!("unexplained: tried {} changes in {seconds:.1} s{cut}", thousands(diagnosis.tried));
    writeln!(out, "      {head}{}", if diagnosis.best.is_empty() { "" } else { "; the best leave" })?;
    for attempt in diagnosis.best.iter().take(3) {
        write_attempt(attempt, out)?;
    }
    writeln!(out, "      no known cause covers this. What may help:")?;
    if diagnosis.cut_short {
        writeln!(out, "        preparity check {} --budget 20", case.id)?;
    }
    writeln!(out, "        {} --trace DIR", explain_command(case))?;
    writeln!(out, "          the value after every step")?;
    writeln!(out, "        a recorded value of the other side from an earlier step, as a case")
}

fn labelled(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    for (index, line) in wrap(text, WIDTH - 15).lines().enumerate() {
        writeln!(out, "      {:7}  {line}", if index == 0 { label } else { "" })?;
    }
    Ok(())
}
