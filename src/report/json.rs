//! The report for programs: format `preparity-report/1`.

use super::{Report, ReportStyle};
use crate::check::{CaseOutcome, Divergence, Expected, InputOutcome, Outcome, SideOutcome};
use crate::compare::{Comparison, TokenDifferenceJson};
use crate::diagnose::{Attempt, Diagnosis, Finding};
use crate::meta::Meta;
use indexmap::IndexMap;
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde_json::Value as Json_;
use std::io::{self, Write};

/// The report.
pub struct Json;

impl Report for Json {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "json",
            summary: "for programs: every case and input with its measures; format preparity-report/1",
            manual: "One JSON object: `summary`, then `cases` with verdict, causes and inputs. `inputs` lists every \
                     input of a case that has at most 1,000 of them, and else those that are not in parity (at most \
                     10,000, worst first); `inputs_listed` says which, and `input_counts` always counts all of them by \
                     verdict. Steps are counted from 0. Numbers that JSON cannot hold are {\"number\": \"NaN\"}.",
            example: "",
        }
    }

    fn write(&self, outcome: &Outcome, _style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &Document::of(outcome))?;
        writeln!(out)
    }
}

/// The JSON Schema of this report, derived from the types that write it.
pub fn schema() -> Json_ {
    let mut schema = schema_for!(Document).to_value();
    schema["title"] = "preparity-report/1".into();
    schema
}

#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    /// Always `preparity-report/1`.
    format: &'static str,
    /// The version of preparity that wrote it.
    version: &'static str,
    summary: Summary,
    cases: Vec<Case<'a>>,
    /// Files below the golden folder that no case owns.
    orphans: Vec<String>,
    /// What is to be seen to before long.
    warnings: Vec<Problem>,
}

#[derive(Serialize, JsonSchema)]
struct Summary {
    cases: usize,
    passed: usize,
    failed: usize,
    could_not_run: usize,
    inputs: usize,
    /// Wall time.
    seconds: f64,
    interrupted: bool,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Case<'a> {
    id: &'a str,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    passed: bool,
    /// The worst input's verdict.
    verdict: &'static str,
    expected: Expectation<'a>,
    /// `none_needed`, `explained`, `accepted` or `unexplained`.
    explanation: &'static str,
    #[schemars(with = "Vec<CauseShape>")]
    causes: &'a [Finding],
    /// What the search for causes did, where something differs and it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<Search<'a>>,
    train: SideLines<'a>,
    serve: Option<SideLines<'a>>,
    inputs: Vec<Input<'a>>,
    /// How many inputs there are of each verdict.
    input_counts: IndexMap<&'static str, usize>,
    /// `all`, `differing` or `worst`.
    inputs_listed: &'static str,
    /// Wall time of this case.
    seconds: f64,
    notes: &'a [String],
    /// Why the whole case could not run.
    error: Option<Problem>,
}

/// The shape in which a cause is written, for the schema.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct CauseShape {
    id: String,
    /// `train` or `serve`: the side that the change was applied to.
    side: String,
    /// Index of the changed step, from 0.
    step: usize,
    change: String,
    /// `exact`, `benign`, `partial` or `consistent`.
    proof: String,
    residual_before: Json_,
    residual_after: Json_,
    tied_with: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Search<'a> {
    /// How many changes were tried.
    tried: usize,
    seconds: f64,
    /// True if time ran out before every change was tried.
    cut_short: bool,
    /// Differences between the definitions that have no effect on these inputs.
    without_effect: &'a [String],
    /// Remarks beside the causes.
    remarks: Vec<Remark<'a>>,
    /// The attempts that come nearest, where nothing closes the gap.
    #[schemars(with = "Vec<Json_>")]
    best: &'a [Attempt],
}

#[derive(Serialize, JsonSchema)]
struct Remark<'a> {
    id: &'static str,
    text: &'a str,
}

impl<'a> Search<'a> {
    fn of(diagnosis: &'a Diagnosis) -> Self {
        Self {
            tried: diagnosis.tried,
            seconds: diagnosis.elapsed.as_secs_f64(),
            cut_short: diagnosis.cut_short,
            without_effect: &diagnosis.without_effect,
            remarks: diagnosis.remarks.iter().map(|(id, text)| Remark { id, text }).collect(),
            best: &diagnosis.best,
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Expectation<'a> {
    verdict: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    causes: Option<&'a [String]>,
}

#[derive(Serialize, JsonSchema)]
struct SideLines<'a> {
    /// `steps`, `recorded` or `command`.
    kind: &'static str,
    lines: &'a [String],
    /// Parameters that were left to a library's default.
    defaults: Vec<StepDefault<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct StepDefault<'a> {
    step: usize,
    text: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Input<'a> {
    id: &'a str,
    verdict: &'static str,
    first_divergence: Option<FirstDivergence<'a>>,
    #[schemars(with = "Option<ComparisonShape>")]
    train_serve: Option<&'a Comparison>,
    #[schemars(with = "Option<ComparisonShape>")]
    train_golden: Option<&'a Comparison>,
    #[schemars(with = "Option<ComparisonShape>")]
    serve_golden: Option<&'a Comparison>,
    notes: &'a [String],
    error: Option<Problem>,
}

#[derive(Serialize, JsonSchema)]
struct FirstDivergence<'a> {
    /// Index of the training side's step, from 0; null where only serving has such a step.
    train_step: Option<usize>,
    /// Index of the serving side's step, from 0; null where only training has such a step.
    serve_step: Option<usize>,
    step: &'a str,
    /// Within a tokenizer, the stage at which the two part.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    before: &'a str,
    train_after: &'a str,
    serve_after: &'a str,
    #[schemars(with = "ComparisonShape")]
    comparison: &'a Comparison,
}

/// The shape in which a comparison is written, for the schema.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct ComparisonShape {
    equal: bool,
    /// Equal in every element, whatever the tolerances.
    exact: bool,
    max_abs: Option<Json_>,
    mean_abs: Option<Json_>,
    differing: Option<Json_>,
    /// The smallest tolerance of each metric that would pass; null where none does.
    needed: Option<IndexMap<String, Json_>>,
    /// The difference in words; not there where the values are equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<String>,
    /// Tokens side by side, where tokens differ.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    tokens: Vec<TokenDifferenceJson<'static>>,
}

#[derive(Serialize, JsonSchema)]
struct Problem {
    id: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl<'a> Document<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let (failed, could_not_run) = (outcome.failed(), outcome.could_not_run());
        Self {
            format: "preparity-report/1",
            version: env!("CARGO_PKG_VERSION"),
            summary: Summary {
                cases: outcome.cases.len(),
                passed: outcome.cases.len() - failed - could_not_run,
                failed,
                could_not_run,
                inputs: outcome.inputs(),
                seconds: outcome.elapsed.as_secs_f64(),
                interrupted: outcome.interrupted,
            },
            cases: outcome.cases.iter().map(Case::of).collect(),
            orphans: outcome.orphans.iter().map(|path| path.display().to_string()).collect(),
            warnings: outcome.warnings.iter().map(Problem::of).collect(),
        }
    }
}

impl<'a> Case<'a> {
    pub(super) fn of(case: &'a CaseOutcome) -> Self {
        let Expected { verdict, causes } = &case.expected;
        Self {
            id: &case.id,
            file: case.file.display().to_string(),
            description: case.description.as_deref(),
            passed: case.passed,
            verdict: case.verdict.name(),
            expected: Expectation { verdict, causes: causes.as_deref() },
            explanation: case.explanation.name(),
            causes: case.diagnosis.as_ref().map_or(&[], |diagnosis| &diagnosis.causes),
            search: case.diagnosis.as_ref().map(Search::of),
            train: SideLines::of(&case.train),
            serve: case.serve.as_ref().map(SideLines::of),
            inputs: case.inputs.iter().map(Input::of).collect(),
            input_counts: case.counts.iter().map(|(verdict, count)| (verdict.name(), *count)).collect(),
            inputs_listed: case.listed.name(),
            seconds: case.elapsed.as_secs_f64(),
            notes: &case.notes,
            error: case.error.as_ref().map(Problem::of),
        }
    }
}

impl<'a> SideLines<'a> {
    fn of(side: &'a SideOutcome) -> Self {
        let defaults = side.defaults.iter().map(|(step, text)| StepDefault { step: *step, text }).collect();
        Self { kind: side.kind, lines: &side.lines, defaults }
    }
}

impl<'a> Input<'a> {
    fn of(input: &'a InputOutcome) -> Self {
        Self {
            id: &input.id,
            verdict: input.verdict.name(),
            first_divergence: input.divergence.as_ref().map(FirstDivergence::of),
            train_serve: input.train_serve.as_ref(),
            train_golden: input.train_golden.as_ref(),
            serve_golden: input.serve_golden.as_ref(),
            notes: &input.notes,
            error: input.error.as_ref().map(Problem::of),
        }
    }
}

impl<'a> FirstDivergence<'a> {
    fn of(divergence: &'a Divergence) -> Self {
        let Divergence { train_step, serve_step, step, before, train_after, serve_after, comparison, parting } =
            divergence;
        let stage = parting.as_ref().map(|parting| parting.stage.name());
        let (train_step, serve_step) = (*train_step, *serve_step);
        Self { train_step, serve_step, step, stage, before, train_after, serve_after, comparison }
    }
}

impl Problem {
    fn of(error: &crate::diagnostic::Diagnostic) -> Self {
        let place = error.place.as_deref();
        Self {
            id: error.id,
            message: error.message.clone(),
            file: place.map(|place| place.source.path.display().to_string()),
            line: place.map(|place| place.span.line),
            column: place.map(|place| place.span.column),
            notes: error.notes.clone(),
            hint: error.hint.clone(),
        }
    }
}
