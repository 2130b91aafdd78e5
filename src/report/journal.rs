//! The journal: when each finding was first and last seen, with its cause, and when it went away. A line of JSON each.

use crate::check::{CaseOutcome, Outcome};
use crate::compare::Verdict;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// One finding over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// The case.
    pub case: String,
    /// The cause's id; `None` while the difference is unexplained.
    pub cause: Option<String>,
    /// The verdict when it was last seen.
    pub verdict: String,
    /// The side and the change that prove the cause, as last seen.
    pub change: Option<String>,
    /// How surely: `exact`, `benign`, `partial`, `consistent`.
    pub proof: Option<String>,
    /// Inputs that differed when it was last seen.
    pub inputs: usize,
    /// When it was first seen, in UTC.
    pub first_seen: String,
    /// When it was last seen.
    pub last_seen: String,
    /// Runs in which it was seen.
    pub runs: usize,
    /// The first run in which it was no longer seen; `None` while it is there.
    pub gone: Option<String>,
}

/// The journal of a text with a line per finding.
///
/// # Errors
/// The number of the line that cannot be read, from 1, and why.
pub fn read_journal(text: &str) -> Result<Vec<JournalEntry>, (usize, String)> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| serde_json::from_str(line).map_err(|error| (at + 1, error.to_string()))).collect()
}

/// Writes a line per finding, oldest first.
///
/// # Errors
/// What the writer raises.
pub fn write_journal(entries: &[JournalEntry], out: &mut dyn Write) -> io::Result<()> {
    for entry in entries {
        serde_json::to_writer(&mut *out, entry)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Brings a journal up to date with a run that ended at `now`. Findings of cases that were not run, or could not be, stay
/// as they are; so does everything if the run was interrupted.
pub fn update_journal(entries: &mut Vec<JournalEntry>, outcome: &Outcome, now: &str) {
    if outcome.interrupted {
        return;
    }
    for case in outcome.cases.iter().filter(|case| case.verdict != Verdict::CouldNotRun) {
        let seen = findings(case);
        let open = |entry: &JournalEntry| entry.case == case.id && entry.gone.is_none();
        // Without a search nobody knows which of the causes are still there: all of them may be.
        let searched = case.diagnosis.is_some();
        if !searched && !seen.is_empty() && entries.iter().any(open) {
            for entry in entries.iter_mut().filter(|entry| open(entry)) {
                touch(entry, case, now);
            }
            continue;
        }
        for entry in entries.iter_mut().filter(|entry| open(entry)) {
            if !seen.iter().any(|found| found.cause == entry.cause) {
                entry.gone = Some(now.to_owned());
            }
        }
        for found in seen {
            match entries.iter_mut().find(|entry| open(entry) && entry.cause == found.cause) {
                Some(entry) => {
                    (entry.change, entry.proof) = (found.change, found.proof);
                    touch(entry, case, now);
                }
                None => entries.push(JournalEntry {
                    first_seen: now.to_owned(),
                    last_seen: now.to_owned(),
                    runs: 1,
                    ..found
                }),
            }
        }
    }
}

fn touch(entry: &mut JournalEntry, case: &CaseOutcome, now: &str) {
    entry.runs += 1;
    entry.inputs = differing(case);
    now.clone_into(&mut entry.last_seen);
    case.verdict.name().clone_into(&mut entry.verdict);
}

fn differing(case: &CaseOutcome) -> usize {
    case.total() - case.counts.get(&Verdict::Parity).copied().unwrap_or(0)
}

/// What a case shows in this run: a difference that was expected is no finding.
fn findings(case: &CaseOutcome) -> Vec<JournalEntry> {
    if case.verdict == Verdict::Parity || (case.passed && case.expected.verdict != "parity") {
        return Vec::new();
    }
    let entry = |cause: Option<String>, change: Option<String>, proof: Option<String>| JournalEntry {
        case: case.id.clone(),
        cause,
        verdict: case.verdict.name().to_owned(),
        change,
        proof,
        inputs: differing(case),
        first_seen: String::new(),
        last_seen: String::new(),
        runs: 0,
        gone: None,
    };
    let causes = case.diagnosis.iter().flat_map(|diagnosis| &diagnosis.causes);
    let mut found: Vec<JournalEntry> = Vec::new();
    for cause in causes {
        if !found.iter().any(|entry| entry.cause.as_deref() == Some(cause.id)) {
            let change = format!("{}: {}", cause.side.word(), cause.change);
            found.push(entry(Some(cause.id.to_owned()), Some(change), Some(cause.proof.name().to_owned())));
        }
    }
    if found.is_empty() {
        found.push(entry(None, None, None));
    }
    found
}
