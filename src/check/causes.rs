//! Causes of a case's differences: gathers the evidence within bounded memory, asks the search, and weighs what was
//! accepted or expected against what it found.

use super::input::Sides;
use super::outcome::{CaseOutcome, Explanation};
use super::suite::Options;
use crate::compare::{Measures, Tolerances, Verdict, metric};
use crate::definition::{Accept, Case, InputChunk, Inputs, SideDefinition};
use crate::diagnose::{self, Budget, Evidence, Finding, Known, Problem, SideName};
use crate::diagnostic::Diagnostic;
use crate::golden::Goldens;
use crate::side::Input;
use crate::value::Value;
use chrono::{DateTime, Days, NaiveDate};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Bytes of inputs and outputs that are kept for the search.
const EVIDENCE_BYTES: usize = 12 << 20;
/// Failing inputs that are kept.
const FAILING: usize = 2_000;
/// Passing inputs that are kept: a cause must not break them.
const PASSING: usize = 200;
/// Times the budget that a case is given whose causes are known: a slow machine must not lose what a fast one finds, and
/// the search ends with the finding.
const PATIENCE: u32 = 5;
/// The part of the budget that the search may use: the nearest attempts are measured after it.
const SEARCHED: f64 = 0.9;
/// An acceptance is announced so long before it runs out.
const WARN_DAYS: u64 = 30;

/// Looks for the causes of a case's differences and writes them into its outcome.
pub fn explain(
    case: &Case,
    sides: &Sides<'_>,
    tolerances: &Tolerances,
    goldens: &Goldens,
    deadline: Instant,
    outcome: &mut CaseOutcome,
) {
    let serve = compared_with(case, outcome.verdict);
    let evidence = gather(case, sides, serve.is_some(), goldens, outcome);
    if !evidence.iter().any(|(failing, _)| *failing) {
        return;
    }
    let kept = evidence.iter().filter(|(failing, _)| *failing).count();
    let failing = outcome.total() - outcome.counts.get(&Verdict::Parity).copied().unwrap_or(0);
    let evidence: Vec<Evidence> = evidence.into_iter().map(|(_, evidence)| evidence).collect();
    let problem = Problem {
        train: known(Some(&case.train)),
        serve: known(serve),
        evidence: &evidence,
        tolerances,
        field_order: sides.field_order,
        moved: match outcome.verdict {
            _ if serve.is_none() => Some(SideName::Train),
            Verdict::ServingMoved => Some(SideName::Serve),
            Verdict::TrainingMoved => Some(SideName::Train),
            _ => None,
        },
        budget: Budget(deadline.saturating_duration_since(Instant::now())),
    };
    let diagnosis = diagnose::diagnose(&problem);
    if diagnosis.is_explained() {
        outcome.explanation = Explanation::Explained;
        if kept < failing {
            outcome.notes.push(format!("the causes were proven on {kept} of the {failing} inputs that differ"));
        }
    }
    if accepted(case, &diagnosis.causes, outcome) {
        outcome.explanation = Explanation::Accepted;
    }
    outcome.diagnosis = Some(diagnosis);
}

/// When the search of a case must end that was begun then. The budget is for the case as a whole: its run counts, but never
/// takes more than half of it away. A part is kept back for what follows the search.
pub fn deadline(case: &Case, options: &Options, started: Instant) -> Instant {
    let patience = if expects_causes(case) { PATIENCE } else { 1 };
    let budget = options.budget.mul_f64(SEARCHED) * patience;
    let left = budget.saturating_sub(started.elapsed());
    Instant::now() + left.max(budget / 2)
}

fn expects_causes(case: &Case) -> bool {
    case.expect.causes.as_ref().is_some_and(|causes| !causes.is_empty()) || !case.accept.is_empty()
}

/// True if the case's verdict and causes are those expected, or every difference was accepted.
pub fn passes(outcome: &CaseOutcome, expected: Verdict) -> bool {
    if outcome.explanation == Explanation::Accepted && expected == Verdict::Parity {
        return true;
    }
    let causes_fit = match (&outcome.expected.causes, &outcome.diagnosis) {
        (Some(expected), Some(diagnosis)) => {
            let found: HashSet<&str> = diagnosis.causes.iter().map(|cause| cause.id).collect();
            found == expected.iter().map(String::as_str).collect()
        }
        _ => true,
    };
    outcome.verdict.meets(expected) && causes_fit
}

/// The serving side, or `None` where training is compared with the golden: because there is no serving side, or because it
/// agrees with training and both have left the golden.
fn compared_with(case: &Case, verdict: Verdict) -> Option<&SideDefinition> {
    case.serve.as_ref().filter(|_| verdict != Verdict::BothMoved)
}

fn known(side: Option<&SideDefinition>) -> Known<'_> {
    match side.and_then(|side| Some((side.steps()?, &side.runtime))) {
        Some((steps, runtime)) => Known::Definition { steps, runtime },
        None => Known::Outputs,
    }
}

/// Failing and passing inputs with both outputs, in the order of the case, until the memory for them is full.
fn gather(
    case: &Case,
    sides: &Sides<'_>,
    serves: bool,
    goldens: &Goldens,
    outcome: &CaseOutcome,
) -> Vec<(bool, Evidence)> {
    let failing: HashSet<usize> = outcome
        .inputs
        .iter()
        .filter(|input| input.error.is_none() && input.verdict != Verdict::Parity)
        .map(|input| input.position)
        .take(FAILING)
        .collect();
    let Some(last) = failing.iter().max().copied() else { return Vec::new() };
    // The inputs could be listed before; if they cannot be now, there is nothing to explain.
    let Ok(inputs) = Inputs::open(&case.inputs) else { return Vec::new() };
    let (mut found, mut bytes, mut passing) = (Vec::new(), 0, 0);
    for (position, input) in inputs.flat_map(InputChunk::load).enumerate().take(last + 1) {
        if bytes > EVIDENCE_BYTES {
            break;
        }
        let fails = failing.contains(&position);
        let Ok(input) = input else { continue };
        if !fails && (passing >= PASSING || bytes > EVIDENCE_BYTES / 4) {
            continue;
        }
        let Some(evidence) = evidence(sides, serves, goldens, &input) else { continue };
        bytes += size(&evidence.input) + size(&evidence.train) + size(&evidence.serve);
        passing += usize::from(!fails);
        found.push((fails, evidence));
    }
    found
}

/// Both outputs for one input; the golden stands in for a serving side that is not compared.
fn evidence(sides: &Sides<'_>, serves: bool, goldens: &Goldens, input: &Input) -> Option<Evidence> {
    let (train, serve) = sides.answers(input);
    let serve = match serve.filter(|_| serves) {
        Some(serve) => serve.ok()?,
        None => Arc::new(goldens.value(&input.id).ok()??),
    };
    Some(Evidence { id: input.id.clone(), input: Arc::clone(&input.value), train: train.ok()?, serve })
}

/// Bytes that a value holds, roughly.
fn size(value: &Value) -> usize {
    match value {
        Value::Bytes(bytes) => bytes.len(),
        Value::Text(text) => text.len(),
        Value::Image(image) => image.samples.len() * 4,
        Value::Tensor(tensor) => tensor.elements.len() * 8,
        Value::Tokens(tokens) => tokens.ids.len() * 64,
        Value::Record(record) => record.iter().map(|(name, value)| 64 + name.len() + size(value)).sum(),
        Value::List(values) => values.iter().map(|value| 32 + size(value)).sum(),
        _ => 32,
    }
}

/// True if every cause was accepted within its limits by an entry that still holds.
fn accepted(case: &Case, causes: &[Finding], outcome: &mut CaseOutcome) -> bool {
    let today = today();
    let mut all = !causes.is_empty();
    for cause in causes {
        let Some(accept) = case.accept.iter().find(|accept| accept.cause.value == cause.id) else {
            all = false;
            continue;
        };
        all &= holds(case, accept, today, outcome) && within(accept, &cause.residual_before);
    }
    all
}

fn today() -> NaiveDate {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
    DateTime::from_timestamp(seconds as i64, 0).unwrap_or_default().date_naive()
}

fn holds(case: &Case, accept: &Accept, today: NaiveDate, outcome: &mut CaseOutcome) -> bool {
    let (Some(until), cause) = (accept.until, &accept.cause.value) else { return true };
    if until < today {
        outcome.notes.push(format!("the acceptance of {cause} ran out on {until} ({})", accept.reason));
        return false;
    }
    if until <= today + Days::new(WARN_DAYS) {
        let message = format!("the acceptance of {cause} runs out on {until} ({})", accept.reason);
        outcome.notes.push(message.clone());
        let warning = Diagnostic::warning("check.accept_ends", message).at(&case.source, accept.span, "");
        outcome.warnings.push(warning.hint("remove the difference, or review it again and move `until`"));
    }
    true
}

fn within(accept: &Accept, measures: &Measures) -> bool {
    accept.limits.iter().all(|limit| {
        let measured = metric::find(&limit.metric).and_then(|metric| metric.measured(measures));
        measured.is_some_and(|measured| measured <= limit.limit)
    })
}
