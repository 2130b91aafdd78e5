//! Runs changed definitions and measures what remains. Equal prefixes are computed once per input, whatever the change.

use super::draft::Draft;
use super::{Problem, SideName};
use crate::compare::{Comparison, Context, Detail, Measures, Tolerances, compare};
use crate::engines::Operation;
use crate::pipeline::Pipeline;
use crate::steps;
use crate::value::{Samples, Value};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The bytes of intermediate values that are kept.
const KEPT: usize = 192 << 20;

type Operations = Arc<Vec<Box<dyn Operation>>>;

/// What remains of the difference with a changed definition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Residual {
    /// Inputs on which the changed definition could not run.
    pub failed: usize,
    /// Inputs that are not equal in every element.
    pub inexact: usize,
    /// Inputs that are not equal even as far as float rounding goes, or within the tolerances.
    pub open: usize,
    /// How far apart, to rank what does not close the gap: smaller is nearer, 0 is equal.
    pub score: f64,
    /// The largest of every measure.
    pub measures: Measures,
}

impl Residual {
    /// True if every input is equal in every element.
    pub fn is_zero(&self) -> bool {
        self.failed == 0 && self.inexact == 0
    }

    /// True if every input is equal as far as the last bits of floats go, or within the tolerances.
    pub fn is_closed(&self) -> bool {
        self.failed == 0 && self.open == 0
    }

    fn none() -> Self {
        Self { failed: 0, inexact: 0, open: 0, score: 0.0, measures: Measures::default() }
    }

    fn add(&mut self, other: &Self) {
        self.failed += other.failed;
        self.inexact += other.inexact;
        self.open += other.open;
        self.score += other.score;
        self.measures.raise(&other.measures);
    }
}

/// A place to try changes of one side against the outputs of the other.
pub struct Bench<'a> {
    problem: &'a Problem<'a>,
    /// The side that is changed.
    pub side: SideName,
    /// Indices of failing inputs, the cheapest first.
    pub failing: Vec<usize>,
    /// Indices of passing inputs.
    pub passing: Vec<usize>,
    /// Whether within-tolerance counts as closed (not where tolerances hide what is looked for).
    exact: Tolerances,
    deadline: Instant,
    bound: Mutex<HashMap<String, Option<Operations>>>,
    values: Mutex<Values>,
    tried: AtomicUsize,
    cut: AtomicBool,
}

#[derive(Default)]
struct Values {
    known: HashMap<(usize, String), Option<Arc<Value>>>,
    bytes: usize,
}

impl<'a> Bench<'a> {
    /// A bench for changing `side`.
    pub fn new(problem: &'a Problem<'a>, side: SideName, deadline: Instant) -> Self {
        let context = Context { tolerances: problem.tolerances, ..quick(problem) };
        let equal: Vec<bool> = problem.evidence.iter().map(|e| compare(&e.train, &e.serve, &context).equal).collect();
        let of = |wanted: bool| -> Vec<usize> { (0..equal.len()).filter(|index| equal[*index] == wanted).collect() };
        let mut failing = of(false);
        failing.sort_by_key(|index| size(&problem.evidence[*index].input));
        Self {
            problem,
            side,
            failing,
            passing: of(true),
            exact: Tolerances::EXACT,
            deadline,
            bound: Mutex::default(),
            values: Mutex::default(),
            tried: AtomicUsize::new(0),
            cut: AtomicBool::new(false),
        }
    }

    /// The output that a changed definition must reproduce.
    pub fn target(&self, input: usize) -> &'a Arc<Value> {
        let evidence = &self.problem.evidence[input];
        if self.side == SideName::Train { &evidence.serve } else { &evidence.train }
    }

    /// The input's value.
    pub fn input(&self, input: usize) -> &'a Arc<Value> {
        &self.problem.evidence[input].input
    }

    /// The output that the unchanged side gave.
    pub fn own(&self, input: usize) -> &'a Arc<Value> {
        let evidence = &self.problem.evidence[input];
        if self.side == SideName::Train { &evidence.train } else { &evidence.serve }
    }

    /// How many changes were tried.
    pub fn tried(&self) -> usize {
        self.tried.load(Ordering::Relaxed)
    }

    /// True once the budget ran out before something was tried.
    pub fn was_cut(&self) -> bool {
        self.cut.load(Ordering::Relaxed)
    }

    /// True if there is no time left.
    pub fn is_over(&self) -> bool {
        let over = Instant::now() >= self.deadline;
        if over {
            self.cut.store(true, Ordering::Relaxed);
        }
        over
    }

    /// What remains on these inputs.
    pub fn residual(&self, draft: &Draft, inputs: &[usize]) -> Residual {
        let sizes = self.level_size(draft);
        let mut total = Residual::none();
        for &input in inputs {
            let one = match self.run(draft, input) {
                Some(output) => self.measure(&output, input, sizes.as_deref()),
                None => Residual { failed: 1, inexact: 1, open: 1, score: 1e9, measures: Measures::default() },
            };
            total.add(&one);
        }
        total
    }

    /// What remains of many drafts, in their order; `None` where time ran out.
    pub fn residuals(&self, drafts: &[Draft], inputs: &[usize]) -> Vec<Option<Residual>> {
        let one = |draft: &Draft| {
            if self.is_over() {
                return None;
            }
            self.tried.fetch_add(1, Ordering::Relaxed);
            Some(self.residual(draft, inputs))
        };
        drafts.par_iter().map(one).collect()
    }

    /// What remains where nothing is changed, from the outputs as they were given.
    pub fn before(&self, draft: Option<&Draft>) -> Residual {
        let sizes = draft.and_then(|draft| self.level_size(draft));
        let mut total = Residual::none();
        for &input in &self.failing {
            total.add(&self.measure(self.own(input), input, sizes.as_deref()));
        }
        total
    }

    /// True if the changed definition leaves every passing input equal.
    pub fn keeps_passing(&self, draft: &Draft) -> bool {
        let context = Context { tolerances: self.problem.tolerances, ..quick(self.problem) };
        self.passing.par_iter().all(|&input| {
            self.run(draft, input).is_some_and(|output| {
                let found = compare(&output, self.target(input), &context);
                found.equal || noise(&found)
            })
        })
    }

    /// How many failing inputs a change has an effect on.
    pub fn touched(&self, before: &Draft, after: &Draft) -> usize {
        let context = quick(self.problem);
        let differs = |input: &&usize| match (self.run(before, **input), self.run(after, **input)) {
            (Some(a), Some(b)) => !compare(&a, &b, &context).exact,
            (a, b) => a.is_some() != b.is_some(),
        };
        self.failing.iter().filter(differs).count()
    }

    /// The value before step `step` of a draft.
    pub fn value_before(&self, draft: &Draft, step: usize, input: usize) -> Option<Arc<Value>> {
        let head = Draft { steps: draft.steps[..step].to_vec(), runtime: draft.runtime.clone() };
        self.run(&head, input)
    }

    /// The output of a draft; `None` where it cannot be bound or run.
    pub fn run(&self, draft: &Draft, input: usize) -> Option<Arc<Value>> {
        let mut value = Arc::clone(self.input(input));
        let mut key = format!("{:?}", draft.runtime);
        for settings in &draft.steps {
            let own = format!("{:?}\u{1}{settings}", settings.source().map(|source| source.path.clone()));
            let bound_key = format!("{:?}\u{2}{own}", draft.runtime);
            key.push('\u{3}');
            key.push_str(&own);
            let slot = (input, key.clone());
            if let Some(known) = self.values().known.get(&slot) {
                value = Arc::clone(known.as_ref()?);
                continue;
            }
            let result = self.operations(&bound_key, settings, draft).and_then(|operations| step(&operations, value));
            self.keep(slot, result.clone());
            value = result?;
        }
        Some(value)
    }

    fn operations(&self, key: &str, settings: &steps::Settings, draft: &Draft) -> Option<Operations> {
        if let Some(known) = self.bound.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
            return known.clone();
        }
        let bound = steps::bind(settings, &draft.runtime).ok().map(|bound| Arc::new(bound.operations));
        self.bound.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), bound.clone());
        bound
    }

    fn values(&self) -> std::sync::MutexGuard<'_, Values> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, slot: (usize, String), value: Option<Arc<Value>>) {
        let bytes = slot.1.len() + value.as_ref().map_or(0, |value| size(value));
        let mut values = self.values();
        if values.bytes + bytes > KEPT {
            *values = Values::default();
        }
        values.bytes += bytes;
        values.known.insert(slot, value);
    }

    fn measure(&self, output: &Value, input: usize, level_size: Option<&[f64]>) -> Residual {
        let context = Context { tolerances: &self.exact, level_size, ..quick(self.problem) };
        let found = compare(output, self.target(input), &context);
        let open = !(found.exact || noise(&found));
        Residual {
            failed: 0,
            inexact: usize::from(!found.exact),
            open: usize::from(open),
            score: if open { score(&found) } else { 0.0 },
            measures: found.measures,
        }
    }

    /// Whether an output is equal to the target within the tolerances of the case.
    pub fn within_tolerances(&self, draft: &Draft) -> bool {
        if self.problem.tolerances.is_exact() {
            return false;
        }
        let sizes = self.level_size(draft);
        let context =
            Context { tolerances: self.problem.tolerances, level_size: sizes.as_deref(), ..quick(self.problem) };
        self.failing.iter().all(|&input| {
            self.run(draft, input).is_some_and(|output| compare(&output, self.target(input), &context).equal)
        })
    }

    /// The size of a grey level in the outputs of a draft.
    #[allow(clippy::unused_self, reason = "a question to the bench, as its siblings are")]
    pub fn level_size(&self, draft: &Draft) -> Option<Vec<f64>> {
        Pipeline::bind(&draft.steps, &draft.runtime).ok()?.level_size()
    }
}

fn quick<'a>(problem: &'a Problem<'a>) -> Context<'a> {
    Context {
        tolerances: problem.tolerances,
        level_size: None,
        field_order: problem.field_order,
        detail: Detail::Quick,
    }
}

/// Operations on a value; a rejected value passes through.
fn step(operations: &[Box<dyn Operation>], mut value: Arc<Value>) -> Option<Arc<Value>> {
    for operation in operations {
        if matches!(*value, Value::Rejected(_)) {
            break;
        }
        value = Arc::new(operation.apply(Arc::unwrap_or_clone(value)).ok()?);
    }
    Some(value)
}

/// The last bits of floats: another order of the same arithmetic.
fn noise(found: &Comparison) -> bool {
    if found.is_structural() {
        return false;
    }
    let Measures { max_abs, max_ulps, max_levels, edits, max_seconds, .. } = found.measures;
    let zero = |measure: Option<f64>| measure.is_none_or(|size| size == 0.0);
    let numbers = max_ulps.is_some_and(|ulps| ulps <= 4.0)
        || (max_ulps.is_some() && max_levels.is_some_and(|levels| levels <= 0.002))
        || (max_ulps.is_some() && max_abs.is_some_and(|distance| distance <= 5e-7));
    numbers && zero(edits) && zero(max_seconds)
}

/// How far apart two values are, on a scale that only ranks: kinds and shapes weigh most, then size, then share.
fn score(found: &Comparison) -> f64 {
    let Measures { mean_abs, differing, mean_levels, max_seconds, edits, .. } = found.measures;
    let share = differing.unwrap_or(1.0);
    if found.is_structural() {
        // A missing field or a rejection among many weighs as its share does.
        return 1e6 * share + share;
    }
    if let Some(edits) = edits {
        return edits.max(1e-9) + 1e-3 * share;
    }
    let squashed = |size: f64| size / (1.0 + size);
    match (mean_levels, mean_abs, max_seconds) {
        (Some(levels), ..) => levels + 1e-3 * share,
        (None, Some(mean), None) if mean.is_finite() => mean + 1e-6 * share,
        (None, Some(_), None) => 1e5 * share,
        (None, mean, Some(seconds)) => share + 1e-3 * squashed(seconds) + 1e-4 * squashed(mean.unwrap_or(0.0)),
        (None, None, None) => share,
    }
}

/// Roughly how many bytes a value takes.
fn size(value: &Value) -> usize {
    let samples = |samples: &Samples| match samples {
        Samples::U8(data) => data.len(),
        Samples::U16(data) => data.len() * 2,
        Samples::F32(data) => data.len() * 4,
    };
    match value {
        Value::Bytes(bytes) => bytes.len(),
        Value::Text(text) => text.len(),
        Value::Image(image) => samples(&image.samples),
        Value::Tensor(tensor) => tensor.elements.len() * 4,
        Value::Tokens(tokens) => tokens.ids.len() * 64,
        Value::Record(record) => record.iter().map(|(name, value)| name.len() + size(value)).sum(),
        Value::List(values) => values.iter().map(size).sum(),
        _ => 32,
    }
}
