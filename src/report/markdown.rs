//! For a pull request: summary, a table of what does not pass, folded details; under 60 KB whatever the suite's size.

use super::layout::{count, thousands};
use super::text::{headline, step_words};
use super::{Report, ReportStyle, text};
use crate::check::{CaseOutcome, Outcome};
use crate::compare::Verdict;
use crate::meta::Meta;
use std::io::{self, Write};

/// Hosting services cut comments at 65,536 characters.
const LIMIT: usize = 60_000;
/// Most bytes of one case's details.
const LONGEST: usize = 8_000;
/// Kept free for what is written after the last case.
const RESERVE: usize = 600;

/// The report.
pub struct Markdown;

impl Report for Markdown {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "markdown",
            summary: "for a pull request: summary, table, folded details; under 60 KB",
            manual: "GitHub-flavoured Markdown: one line of summary, a table of the cases that do not pass with their \
                     verdict and first diverging step, and below it the text report of each, folded. What does not fit \
                     into 60,000 bytes is left out and counted.",
            example: "",
        }
    }

    fn write(&self, outcome: &Outcome, _style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
        let mut page = summary(outcome);
        let bad: Vec<&CaseOutcome> = outcome.cases.iter().filter(|case| !case.passed).collect();
        if !bad.is_empty() {
            page.push_str("\n| case | verdict | inputs | first at |\n|---|---|---|---|\n");
            append(&mut page, bad.iter().map(|case| row(case)), LIMIT / 2, "rows");
            page.push('\n');
            append(&mut page, bad.iter().map(|case| details(case)), LIMIT - RESERVE, "details");
        }
        out.write_all(page.as_bytes())
    }
}

fn summary(outcome: &Outcome) -> String {
    let (failed, broken) = (outcome.failed(), outcome.could_not_run());
    let passed = outcome.cases.len() - failed - broken;
    let mut parts = Vec::new();
    for (number, word) in [(failed, "failed"), (broken, "could not run")] {
        if number > 0 {
            parts.push(format!("**{} {word}**", thousands(number)));
        }
    }
    parts.push(format!("{} passed", thousands(passed)));
    parts.push(count(outcome.inputs(), "input"));
    format!("### preparity: {}\n", parts.join(", "))
}

fn row(case: &CaseOutcome) -> String {
    let differing = case.total() - case.counts.get(&Verdict::Parity).copied().unwrap_or(0);
    let divergence = case.inputs.iter().find_map(|input| input.divergence.as_ref());
    let first = divergence.map_or_else(String::new, step_words);
    let cells = [
        format!("<code>{}</code>", escape(&case.id)),
        case.verdict.name().to_owned(),
        format!("{} of {}", thousands(differing), thousands(case.total())),
        first,
    ];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "&#124;").replace('\n', " ")).join(" | "))
}

fn details(case: &CaseOutcome) -> String {
    let mut lines = Vec::new();
    let written = text::write_case(case, &ReportStyle::default(), &mut lines);
    let lines = shortened(&String::from_utf8_lossy(&lines));
    let fence = "`".repeat(longest_run(&lines).max(2) + 1);
    match written {
        Ok(()) => format!(
            "<details><summary><code>{}</code>: {}</summary>\n\n{fence}text\n{}\n{fence}\n\n</details>\n",
            escape(&case.id),
            escape(&headline(case)),
            lines.trim_end()
        ),
        // Writing into memory does not fail.
        Err(_) => String::new(),
    }
}

/// A text of at most [`LONGEST`] bytes, cut at the end of a line.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let mut kept = String::new();
    for line in text.lines().take_while(|line| line.len() < LONGEST) {
        if kept.len() + line.len() > LONGEST {
            break;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept + "... and more"
}

/// Adds pieces while they fit, and says how many did not.
fn append(page: &mut String, pieces: impl Iterator<Item = String>, limit: usize, what: &str) {
    let mut left_out = 0;
    for piece in pieces {
        if left_out == 0 && page.len() + piece.len() <= limit {
            page.push_str(&piece);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        page.push_str(&format!("\n_{} more {what} left out_\n", thousands(left_out)));
    }
}

/// The longest run of backticks, which a fence must exceed.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
