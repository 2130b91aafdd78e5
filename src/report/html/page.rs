//! What the page's template is given: everything in words, in order, with names for links.

use super::evidence;
use super::pictures::{Album, LIMIT};
use crate::check::{CaseOutcome, Explanation, InputOutcome, Outcome};
use crate::compare::Verdict;
use crate::diagnose::{Diagnosis, Finding, Proof, cause};
use crate::report::differences::{self, residual};
use crate::report::layout::{count, thousands};
use crate::report::text::{headline, step_words};
use serde_json::{Value as Json, json};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::BTreeSet;

/// Inputs that are listed of one case.
const INPUTS: usize = 20;
/// Failed cases that are open from the start.
const OPEN: usize = 3;

/// The whole page.
pub fn context(outcome: &Outcome) -> Json {
    let (failed, broken) = (outcome.failed(), outcome.could_not_run());
    let passed = outcome.cases.len() - failed - broken;
    let album = Album::of(outcome);
    let mut cases: Vec<&CaseOutcome> = outcome.cases.iter().collect();
    cases.sort_by_key(|case| rank(case));
    let causes: BTreeSet<&str> = outcome.cases.iter().flat_map(findings).map(|finding| finding.id).collect();
    let mut names = Names::default();
    // A page of thousands of cases shows less of each.
    let listed = (4_000 / cases.len().max(1)).clamp(2, INPUTS);
    let shown: Vec<Json> = cases
        .iter()
        .enumerate()
        .map(|(index, found)| case(found, (index < OPEN, listed), &album, &mut names))
        .collect();
    let words = summary(outcome, passed);
    json!({
        "title": format!("{} · preparity", heading(outcome)),
        "heading": heading(outcome),
        "version": env!("CARGO_PKG_VERSION"),
        "summary": {"words": words},
        "tiles": tiles(failed, broken, passed),
        "causes": causes,
        "remarks": remarks(outcome),
        "cases": shown,
        "limit": format!("{} MB", LIMIT >> 20),
        "footer": album.statement(),
    })
}

/// Failed cases first, then those that could not run.
fn rank(case: &CaseOutcome) -> u8 {
    match status(case) {
        "failed" => 0,
        "broken" => 1,
        _ => 2,
    }
}

fn status(case: &CaseOutcome) -> &'static str {
    match (case.passed, case.verdict) {
        (true, _) => "passed",
        (false, Verdict::CouldNotRun) => "broken",
        (false, _) => "failed",
    }
}

fn heading(outcome: &Outcome) -> String {
    match (outcome.failed(), outcome.could_not_run()) {
        (0, 0) if outcome.interrupted => "Interrupted".to_owned(),
        (0, 0) => "Training and serving agree as expected".to_owned(),
        (0, broken) => format!("{} could not run", count(broken, "case")),
        (failed, _) => format!("{} of {} failed", thousands(failed), count(outcome.cases.len(), "case")),
    }
}

fn summary(outcome: &Outcome, passed: usize) -> String {
    let mut parts = vec![
        count(outcome.cases.len(), "case"),
        count(outcome.inputs(), "input"),
        format!("{} passed", thousands(passed)),
        format!("{:.1} s", outcome.elapsed.as_secs_f64()),
    ];
    if outcome.interrupted {
        parts.push("interrupted".to_owned());
    }
    parts.join(" · ")
}

fn tiles(failed: usize, broken: usize, passed: usize) -> Json {
    let total = (failed + broken + passed).max(1) as f64;
    let mut from = 0.0;
    let mut tile = |status: &str, number: usize, words: &str| {
        let length = number as f64 / total * 100.0;
        let made = json!({"status": status, "count": thousands(number), "words": words,
                          "from": format!("{from:.3}"), "length": (number > 0).then(|| format!("{length:.3}"))});
        from += length;
        made
    };
    let mut tiles = vec![tile("failed", failed, "failed")];
    if broken > 0 {
        tiles.push(tile("broken", broken, "could not run"));
    }
    tiles.push(tile("passed", passed, "passed"));
    Json::Array(tiles)
}

fn remarks(outcome: &Outcome) -> Vec<String> {
    let warnings = outcome.warnings.iter().map(|warning| warning.message.clone());
    let orphans = outcome.orphans.iter().map(|path| format!("no case owns the golden {}", path.display()));
    let mut remarks: Vec<String> = warnings.chain(orphans).collect();
    if remarks.len() > 20 {
        let more = remarks.len() - 20;
        remarks.truncate(20);
        remarks.push(format!("and {} more", thousands(more)));
    }
    remarks
}

fn findings(case: &CaseOutcome) -> impl Iterator<Item = &Finding> {
    case.diagnosis.iter().flat_map(|diagnosis| &diagnosis.causes)
}

/// Names for links: plain, and each given once.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn give(&mut self, prefix: &str, id: &str) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
        let base = format!("{prefix}-{}", id.chars().map(plain).collect::<String>());
        let mut name = base.clone();
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{base}~{number}");
            number += 1;
        }
        name
    }
}

fn case(case: &CaseOutcome, (may_open, listed): (bool, usize), album: &Album, names: &mut Names) -> Json {
    let differing: Vec<&InputOutcome> = case.inputs.iter().filter(|input| input.verdict != Verdict::Parity).collect();
    let total = case.total() - case.counts.get(&Verdict::Parity).copied().unwrap_or(0);
    let status = status(case);
    let ids: Vec<&str> = findings(case).map(|finding| finding.id).collect();
    // Those that can be seen come first.
    let mut order: Vec<&InputOutcome> = differing.clone();
    order.sort_by_key(|input| input.preview.is_none());
    let slug = names.give("case", &case.id);
    let inputs: Vec<Json> = order
        .iter()
        .take(listed)
        .map(|input| {
            let slug = names.give("input", &format!("{}-{}", case.id, input.id));
            evidence::input(&case.id, input, album, &slug)
        })
        .collect();
    let left = total.saturating_sub(inputs.len());
    let divergence = differing.iter().find_map(|input| input.divergence.as_ref());
    let counts = (total > 0).then(|| {
        let place = divergence.map_or(String::new(), |found| format!(", first at {}", step_words(found)));
        let verb = if total == 1 { "differs" } else { "differ" };
        format!("{} of {} {verb}{place}.", thousands(total), count(case.total(), "input"))
    });
    json!({
        "id": case.id, "slug": slug, "status": status, "label": label(status), "headline": headline(case),
        "open": may_open && status != "passed",
        "file": case.file.display().to_string(), "description": case.description, "cause_ids": ids.join(" "),
        "search": searched(case, &differing), "error": case.error.as_ref().map(ToString::to_string), "counts": counts,
        "notes": case.notes, "causes": causes(case), "unexplained": unexplained(case), "also": also(case),
        "steps": steps(case), "two_sides": case.serve.is_some(),
        "divergence": divergence.map(|found| json!({
            "before": found.before,
            "after": if found.train_after == found.serve_after {
                format!("{}; {}", found.train_after, differences::measures(&found.comparison))
            } else {
                format!("training {}, serving {}", found.train_after, found.serve_after)
            },
        })),
        "inputs": inputs,
        "more": (left > 0).then(|| format!("... and {} more", count(left, "input"))),
    })
}

fn label(status: &str) -> &'static str {
    match status {
        "failed" => "failed",
        "broken" => "not run",
        _ => "passed",
    }
}

/// What the search looks in, in lower case.
fn searched(case: &CaseOutcome, differing: &[&InputOutcome]) -> String {
    let mut words = vec![case.id.clone(), case.verdict.name().to_owned(), headline(case)];
    words.extend(case.description.clone());
    words.extend(findings(case).map(|finding| finding.id.to_owned()));
    words.extend(differing.iter().take(50).map(|input| input.id.clone()));
    words.extend(case.train.lines.iter().chain(case.serve.iter().flat_map(|serve| &serve.lines)).cloned());
    words.join(" ").to_lowercase().replace(['\n', '\t'], " ")
}

fn causes(case: &CaseOutcome) -> Vec<Json> {
    let of = |finding: &Finding| {
        let summary = cause::find(finding.id).map(|cause| format!("{}.", capital(cause.meta.summary)));
        let fix: Vec<&str> = finding.fix.lines().filter(|line| !line.trim().is_empty()).collect();
        json!({
            "id": finding.id, "proof": finding.proof.name(), "words": proof(finding), "summary": summary,
            "side": finding.side.word(), "step": finding.step + 1, "change": finding.change,
            "before": residual(&finding.residual_before), "after": residual(&finding.residual_after),
            "fix": fix, "tied": (!finding.tied_with.is_empty()).then(|| finding.tied_with.join(", ")),
        })
    };
    findings(case).map(of).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn proof(finding: &Finding) -> &'static str {
    match finding.proof {
        Proof::Exact | Proof::Benign if !finding.tied_with.is_empty() => {
            "fits, as others do: with the change nothing remains"
        }
        Proof::Exact => "proven: with the change nothing remains",
        Proof::Benign => "proven within rounding",
        Proof::Partial => "part of it: another cause explains the rest",
        Proof::Consistent => "consistent with the outputs; nothing could be run again",
    }
}

fn unexplained(case: &CaseOutcome) -> Option<Json> {
    let searched = |diagnosis: &&Diagnosis| diagnosis.causes.is_empty() && diagnosis.tried > 0;
    let diagnosis =
        case.diagnosis.as_ref().filter(searched).filter(|_| case.explanation == Explanation::Unexplained)?;
    let cut = if diagnosis.cut_short { ", when the time was up" } else { "" };
    let words = format!(
        "{} tried in {:.1} s{cut}; no known cause covers this.",
        count(diagnosis.tried, "change"),
        diagnosis.elapsed.as_secs_f64()
    );
    let best: Vec<Json> = diagnosis
        .best
        .iter()
        .take(5)
        .map(|attempt| json!({"residual": residual(&attempt.residual), "change": attempt.change}))
        .collect();
    Some(json!({"words": words, "best": best}))
}

fn also(case: &CaseOutcome) -> Vec<String> {
    let Some(diagnosis) = &case.diagnosis else { return Vec::new() };
    let without = diagnosis.without_effect.iter().map(|line| format!("also: {line}, without effect on these inputs"));
    let remarks = diagnosis.remarks.iter().map(|(id, text)| format!("remark {id}: {text}"));
    let accepted =
        (case.explanation == Explanation::Accepted).then(|| "accepted: a reviewed, known difference".to_owned());
    accepted.into_iter().chain(without).chain(remarks).collect()
}

/// Both sides' steps beside each other, paired by name.
fn steps(case: &CaseOutcome) -> Vec<Json> {
    let empty = Vec::new();
    let train = &case.train.lines;
    let serve = case.serve.as_ref().map_or(&empty, |side| &side.lines);
    let name = |line: &String| line.split([':', ' ']).next().unwrap_or_default().to_owned();
    let names = |lines: &Vec<String>| lines.iter().map(name).collect::<Vec<_>>();
    let divergence = case.inputs.iter().find_map(|input| input.divergence.as_ref());
    let defaults = |side: Option<&crate::check::SideOutcome>, step: Option<usize>| {
        let of_step = side.into_iter().flat_map(|side| &side.defaults).filter(|(at, _)| Some(*at) == step);
        let words: Vec<&str> = of_step.map(|(_, words)| words.as_str()).collect();
        (!words.is_empty()).then(|| words.join("; "))
    };
    let row = |left: Option<usize>, right: Option<usize>| {
        let number = match (left, right) {
            (Some(a), Some(b)) if a != b => format!("{}, {}", a + 1, b + 1),
            (a, b) => a.or(b).map_or(String::new(), |at| (at + 1).to_string()),
        };
        let (a, b) = (left.map(|at| &train[at]), right.map(|at| &serve[at]));
        let parts = divergence.is_some_and(|d| {
            (d.train_step.is_some() || d.serve_step.is_some())
                && (d.train_step.is_none() || d.train_step == left)
                && (d.serve_step.is_none() || d.serve_step == right)
        });
        json!({"number": number, "train": a, "serve": b, "differs": case.serve.is_some() && a != b, "parts": parts,
               "train_default": defaults(Some(&case.train), left),
               "serve_default": defaults(case.serve.as_ref(), right)})
    };
    if case.serve.is_none() {
        return (0..train.len()).map(|at| row(Some(at), None)).collect();
    }
    let mut rows = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &names(train), &names(serve)) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            rows.extend((0..len).map(|at| row(Some(old_index + at), Some(new_index + at))));
        } else {
            // What stands in the place of something else stands beside it.
            let (mut left, mut right) = (op.old_range(), op.new_range());
            while !(left.is_empty() && right.is_empty()) {
                rows.push(row(left.next(), right.next()));
            }
        }
    }
    rows
}
