//! The explanation for programs: format `preparity-explain/1`.

use super::Separating;
use crate::check::{Column, Examination, Examined, Shown, Step};
use crate::compare::Comparison;
use crate::diagnose::{Diagnosis, Row, Tie};
use crate::report::json::Case;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: &'static str,
    /// As in `preparity-report/1`.
    case: Case<'a>,
    definitions: Definitions<'a>,
    ties: Vec<TieShape<'a>>,
    separating: Option<SeparatingShape<'a>>,
    inputs: Vec<InputShape<'a>>,
}

#[derive(Serialize)]
struct Definitions<'a> {
    train: Steps<'a>,
    serve: Steps<'a>,
    rows: &'a [Row],
}

#[derive(Serialize)]
struct Steps<'a> {
    /// True where the side is outputs, and the steps are those that reproduce them.
    reproduced: bool,
    steps: Vec<StepText<'a>>,
}

#[derive(Serialize)]
struct StepText<'a> {
    step: &'a str,
    parameters: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct TieShape<'a> {
    causes: &'a [&'static str],
    change: &'a str,
}

#[derive(Serialize)]
struct SeparatingShape<'a> {
    name: &'a str,
    summary: &'a str,
    file: Option<&'a str>,
    candidates: Vec<TieShape<'a>>,
    apart: &'a [Comparison],
}

#[derive(Serialize)]
struct InputShape<'a> {
    id: &'a str,
    input: &'a str,
    steps: Vec<StepShape<'a>>,
    output: Option<&'a Comparison>,
}

#[derive(Serialize)]
struct StepShape<'a> {
    step: &'a str,
    train_step: Option<usize>,
    serve_step: Option<usize>,
    train: Option<String>,
    serve: Option<String>,
    comparison: Option<&'a Comparison>,
}

/// Writes the explanation as one JSON object. Steps are counted from 0.
///
/// # Errors
/// What the writer raises.
pub fn write(found: &Examination, separating: Option<&Separating>, out: &mut dyn Write) -> io::Result<()> {
    let [train, serve] = &found.columns;
    let document = Document {
        format: "preparity-explain/1",
        version: env!("CARGO_PKG_VERSION"),
        case: Case::of(&found.outcome),
        definitions: Definitions { train: steps(train), serve: steps(serve), rows: &found.rows },
        ties: found.outcome.diagnosis.as_ref().map_or_else(Vec::new, ties),
        separating: separating.map(shape),
        inputs: found.inputs.iter().map(input).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn steps(column: &Column) -> Steps<'_> {
    let text = |value: &String| serde_json::Value::String(value.clone());
    let steps = column.steps.iter().map(|(step, parameters)| StepText {
        step,
        parameters: parameters.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
    });
    let steps = steps.collect();
    Steps { reproduced: column.reproduced, steps }
}

fn ties(diagnosis: &Diagnosis) -> Vec<TieShape<'_>> {
    let shape = |tie| {
        let Tie { causes, change, .. }: &Tie = tie;
        TieShape { causes, change }
    };
    diagnosis.ties.iter().map(shape).collect()
}

fn shape(found: &Separating) -> SeparatingShape<'_> {
    SeparatingShape {
        name: &found.name,
        summary: &found.summary,
        file: found.file.as_deref(),
        candidates: found.candidates.iter().map(|(causes, change)| TieShape { causes, change }).collect(),
        apart: &found.apart,
    }
}

fn input(input: &Examined) -> InputShape<'_> {
    InputShape {
        id: &input.id,
        input: &input.before,
        steps: input.steps.iter().map(step).collect(),
        output: input.output.as_ref(),
    }
}

fn step(step: &Step) -> StepShape<'_> {
    let words = |shown: &Shown| match shown.numbers.as_str() {
        "" => shown.value.clone(),
        numbers => format!("{}, {numbers}", shown.value),
    };
    StepShape {
        step: &step.name,
        train_step: step.train.as_ref().map(|shown| shown.step),
        serve_step: step.serve.as_ref().map(|shown| shown.step),
        train: step.train.as_ref().map(words),
        serve: step.serve.as_ref().map(words),
        comparison: step.comparison.as_ref(),
    }
}
