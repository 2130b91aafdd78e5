//! One case looked at closely: its outcome, and the value after every step of both sides on a few of its inputs.

use super::case::open;
use super::divergence::brief;
use super::outcome::CaseOutcome;
use super::suite::{Options, Progress, Suite};
use crate::compare::{self, Comparison, Context, Verdict};
use crate::definition::{Case, InputChunk, Inputs};
use crate::diagnose::{self, Effect, Known, Reproduction, Row, SideName};
use crate::diagnostic::Diagnostic;
use crate::meta::nearest;
use crate::pipeline::{Pipeline, Trace};
use crate::side::{Input, Side};
use crate::value::{Samples, Value};
use std::sync::Arc;

/// Inputs that are looked at where none is named.
const SHOWN: usize = 3;

/// All that is known of one case.
pub struct Examination {
    /// What a run of the case found.
    pub outcome: CaseOutcome,
    /// Both definitions side by side; what reproduces a side stands in for outputs that have no definition.
    pub rows: Vec<Row>,
    /// The steps of both columns: those of the side, or of what reproduces it.
    pub columns: [Column; 2],
    /// The inputs that were looked at.
    pub inputs: Vec<Examined>,
}

/// One side in the comparison of definitions.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// The steps as YAML, in order: the name, and the parameters with their values.
    pub steps: Vec<(String, Vec<(String, String)>)>,
    /// True where the side is outputs, and the steps are those that reproduce them.
    pub reproduced: bool,
}

/// One input with the values after every step.
pub struct Examined {
    /// Its id.
    pub id: String,
    /// What goes in, in a few words.
    pub before: String,
    /// One for each row that is about steps.
    pub steps: Vec<Step>,
    /// How the outputs of the two sides compare (training and golden where there is no serving side).
    pub output: Option<Comparison>,
    /// The input and every value, for `--trace`: side, step number and name, value.
    pub traces: Vec<(SideName, usize, String, Arc<Value>)>,
}

/// What both sides made of an input at one row.
pub struct Step {
    /// The step's name.
    pub name: String,
    /// What the training side made.
    pub train: Option<Shown>,
    /// What the serving side made.
    pub serve: Option<Shown>,
    /// How the two values compare, where both sides have one.
    pub comparison: Option<Comparison>,
}

/// A value after a step, in words.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Index of the step in its side.
    pub step: usize,
    /// The value in a few words.
    pub value: String,
    /// Mean and range, where it is numbers.
    pub numbers: String,
}

struct Quiet;

impl Progress for Quiet {
    fn cases(&self, _total: usize) {}
    fn inputs(&self, _done: usize) {}
    fn case_done(&self) {}
}

/// Runs a case and looks at inputs of it: the wanted one, or the first that differ.
///
/// # Errors
/// A golden folder that cannot be read, an input that the case does not have, a side that cannot be bound.
pub fn examine(case: &Case, options: &Options, wanted: Option<&str>) -> Result<Examination, Diagnostic> {
    let mut found = Suite::of_case(case.clone()).run(options, &Quiet)?;
    let outcome = found.cases.pop().ok_or_else(|| Diagnostic::error("check.no_case", "the case did not run"))?;
    if outcome.error.is_some() {
        return Ok(Examination { outcome, rows: Vec::new(), columns: Default::default(), inputs: Vec::new() });
    }
    let inputs = chosen(case, &outcome, wanted)?;
    let train = open(&case.train, options)?;
    let serve = case.serve.as_ref().map(|serve| open(serve, options)).transpose()?;
    let stand_in = outcome.diagnosis.as_ref().and_then(|diagnosis| diagnosis.reproduction.as_ref());
    let ends =
        [End::new(Some(&train), stand_in, SideName::Train)?, End::new(serve.as_ref(), stand_in, SideName::Serve)?];
    let rows = rows(case, &outcome, &ends);
    let level_size = ends.iter().find_map(|end| end.pipeline()?.level_size());
    let columns = [ends[0].column(), ends[1].column()];
    let look = |input: &Input| examined(input, &rows, &ends, [Some(&train), serve.as_ref()], level_size.as_deref());
    let inputs = inputs.iter().map(look).collect();
    Ok(Examination { outcome, rows, columns, inputs })
}

/// The wanted input, or the first few that differ, or else the first of all.
fn chosen(case: &Case, outcome: &CaseOutcome, wanted: Option<&str>) -> Result<Vec<Input>, Diagnostic> {
    let differing: Vec<&str> =
        outcome.inputs.iter().filter(|i| i.verdict != Verdict::Parity).map(|i| i.id.as_str()).take(SHOWN).collect();
    let (mut found, mut first, mut ids) = (Vec::new(), None, Vec::new());
    for input in Inputs::open(&case.inputs)?.flat_map(InputChunk::load).flatten() {
        let fits = wanted.map_or(differing.contains(&input.id.as_str()), |wanted| wanted == input.id);
        if ids.len() < 1_000 {
            ids.push(input.id.clone());
        }
        match fits {
            true => found.push(input),
            false if first.is_none() => first = Some(input),
            false => {}
        }
        if found.len() == wanted.map_or(differing.len().max(1), |_| 1) {
            break;
        }
    }
    match wanted.filter(|_| found.is_empty()) {
        None if found.is_empty() => Ok(first.into_iter().collect()),
        None => Ok(found),
        Some(wanted) => {
            let message = format!("the case {} has no input \"{wanted}\"", case.id);
            let error = Diagnostic::error("check.unknown_input", message);
            Err(match nearest(wanted, ids.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.note(format!("its inputs: {}", ids[..ids.len().min(6)].join(", "))),
            })
        }
    }
}

/// What runs for a side: its own pipeline, or the one that reproduces its outputs.
enum End<'a> {
    Own(&'a Pipeline),
    StandIn(Pipeline),
    Nothing,
}

impl<'a> End<'a> {
    fn new(side: Option<&'a Side>, found: Option<&Reproduction>, name: SideName) -> Result<Self, Diagnostic> {
        if let Some(pipeline) = side.and_then(Side::pipeline) {
            return Ok(Self::Own(pipeline));
        }
        Ok(match found.filter(|found| found.changed != name && side.is_some()) {
            Some(found) => Self::StandIn(Pipeline::bind(&found.steps, &found.runtime)?),
            None => Self::Nothing,
        })
    }

    fn pipeline(&self) -> Option<&Pipeline> {
        match self {
            Self::Own(pipeline) => Some(pipeline),
            Self::StandIn(pipeline) => Some(pipeline),
            Self::Nothing => None,
        }
    }

    fn column(&self) -> Column {
        let steps = self.pipeline().map_or(&[][..], |pipeline| &pipeline.steps[..]);
        let shown = |step: &crate::pipeline::PipelineStep| {
            let parameters =
                step.settings.iter().map(|(name, setting)| (name.to_owned(), setting.argument.to_string()));
            (step.settings.step().to_owned(), parameters.collect())
        };
        Column { steps: steps.iter().map(shown).collect(), reproduced: matches!(self, Self::StandIn(_)) }
    }
}

fn rows(case: &Case, outcome: &CaseOutcome, ends: &[End<'_>; 2]) -> Vec<Row> {
    let told = outcome.diagnosis.as_ref().map_or(&[][..], |diagnosis| &diagnosis.rows[..]);
    if !told.is_empty() {
        return told.to_vec();
    }
    let known = |side: Option<&crate::definition::SideDefinition>| match side {
        Some(side) => side.steps().map(|steps| (steps.to_vec(), side.runtime.clone())),
        None => None,
    };
    if let (Some(train), Some(serve)) = (known(Some(&case.train)), known(case.serve.as_ref())) {
        let effect = if outcome.verdict == Verdict::Parity { Effect::None } else { Effect::Unknown };
        let train = Known::Definition { steps: &train.0, runtime: &train.1 };
        let serve = Known::Definition { steps: &serve.0, runtime: &serve.1 };
        return diagnose::side_by_side(&train, &serve, effect);
    }
    let count = |end: &End<'_>| end.pipeline().map_or(0, |pipeline| pipeline.steps.len());
    let lone = |train: Option<usize>, serve: Option<usize>| Row { train, serve, differences: Vec::new() };
    let train = (0..count(&ends[0])).map(|index| lone(Some(index), None));
    train.chain((0..count(&ends[1])).map(|index| lone(None, Some(index)))).collect()
}

fn examined(
    input: &Input,
    rows: &[Row],
    ends: &[End<'_>; 2],
    sides: [Option<&Side>; 2],
    level_size: Option<&[f64]>,
) -> Examined {
    let run = |end: &End<'_>| end.pipeline().map(|pipeline| pipeline.trace(0, Arc::clone(&input.value)));
    let traces = [run(&ends[0]), run(&ends[1])];
    let value = |side: usize, step: Option<usize>| -> Option<(usize, Arc<Value>)> {
        let step = step?;
        Some((step, Arc::clone(traces[side].as_ref()?.values.get(step)?)))
    };
    let name = |row: &Row| {
        let of = |side: usize, step: Option<usize>| {
            ends[side].pipeline().zip(step).map(|(pipeline, step)| pipeline.steps[step].settings.step().to_owned())
        };
        of(0, row.train).or_else(|| of(1, row.serve)).unwrap_or_default()
    };
    let steps = rows.iter().filter(|row| row.train.is_some() || row.serve.is_some()).map(|row| {
        let (train, serve) = (value(0, row.train), value(1, row.serve));
        let sizes = |side: usize, step: usize| {
            let pipeline = ends[side].pipeline()?;
            crate::pipeline::level_size_of(&pipeline.steps[..=step])
        };
        let comparison = train.as_ref().zip(serve.as_ref()).map(|(train, serve)| {
            let sizes = sizes(0, train.0);
            let context = Context { level_size: sizes.as_deref(), ..Context::default() };
            compare::compare(&train.1, &serve.1, &context)
        });
        let words = |found: Option<(usize, Arc<Value>)>| {
            found.map(|(step, value)| {
                let (value, numbers) = in_words(&value);
                Shown { step, value, numbers }
            })
        };
        Step { name: name(row), train: words(train), serve: words(serve), comparison }
    });
    let steps = steps.collect();
    let answer = |side: usize| sides[side].and_then(|side| side.answer(input).ok());
    let context = Context { level_size, ..Context::default() };
    // Where both sides have steps, the last of them has the outputs.
    let ran = ends.iter().all(|end| matches!(end, End::Own(_)));
    let output =
        answer(0).zip(answer(1)).filter(|_| !ran).map(|(train, serve)| compare::compare(&train, &serve, &context));
    let [train, serve] = traces;
    let mut kept = traced(SideName::Train, &ends[0], train);
    kept.extend(traced(SideName::Serve, &ends[1], serve));
    // Outputs without steps are kept as they are.
    if matches!(ends[1], End::Nothing)
        && let Some(serve) = answer(1)
    {
        kept.push((SideName::Serve, 1, "output".to_owned(), serve));
    }
    Examined { id: input.id.clone(), before: brief(&input.value), steps, output, traces: kept }
}

fn traced(side: SideName, end: &End<'_>, trace: Option<Trace>) -> Vec<(SideName, usize, String, Arc<Value>)> {
    let names = end.pipeline().map_or(&[][..], |pipeline| &pipeline.steps[..]);
    let values = trace.map(|trace| trace.values).unwrap_or_default();
    let entry = |(index, (value, step)): (usize, (Arc<Value>, &crate::pipeline::PipelineStep))| {
        (side, index + 1, step.settings.step().to_owned(), value)
    };
    values.into_iter().zip(names).enumerate().map(entry).collect()
}

/// A value in a few words, and its mean and range where it is numbers.
fn in_words(value: &Value) -> (String, String) {
    let numbers: Vec<f64> = match value {
        Value::Image(image) => match &image.samples {
            Samples::U8(data) => data.iter().map(|v| f64::from(*v)).collect(),
            Samples::U16(data) => data.iter().map(|v| f64::from(*v)).collect(),
            Samples::F32(data) => data.iter().map(|v| f64::from(*v)).collect(),
        },
        Value::Tensor(tensor) => tensor.elements.to_f64(),
        _ => return (brief(value), String::new()),
    };
    if numbers.is_empty() {
        return (brief(value), String::new());
    }
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    let (low, high) = numbers.iter().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
    (brief(value), format!("mean {}, {} to {}", short(mean), short(low), short(high)))
}

/// Four decimals, without trailing zeros.
fn short(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
