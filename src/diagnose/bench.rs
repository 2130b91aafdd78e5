//! Runs changed definitions and measures what remains. Equal prefixes are computed once per input, whatever the change.

use super::classify::{Sort, sort};
use super::draft::Draft;
use super::observed::extent;
use super::report::Reproduction;
use super::residual::{Residual, is_noise, score, structural, within};
use super::{Problem, SideName, glance, misfit};
use crate::compare::{Context, Detail, Tolerances, compare};
use crate::engines::{Bits, Operation};
use crate::pipeline;
use crate::steps::{self, Levels, Settings};
use crate::value::{Samples, Value};
use rayon::prelude::*;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The bytes of intermediate values that are kept.
const KEPT: usize = 192 << 20;

/// A step that is bound once, whatever the drafts that have it.
struct BoundStep {
    operations: Vec<Box<dyn Operation>>,
    levels: Levels,
    /// Its value is worth keeping: it costs more than a pass over the pixels, or is small.
    kept: bool,
}

/// A value on its way through a draft.
#[derive(Clone)]
struct Place {
    value: Arc<Value>,
    /// How far the engines so far are promised to be the real libraries, in grey levels.
    allowance: f64,
}

/// What a chain of operations does to an input. Equal chains give equal values.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chain(u64, u64);

impl Chain {
    fn of(input: usize) -> Self {
        Self(input as u64, !(input as u64))
    }

    fn then(self, key: &str) -> Self {
        let half = |before: u64, salt: u8| {
            let mut hasher = DefaultHasher::new();
            (before, salt, key).hash(&mut hasher);
            hasher.finish()
        };
        Self(half(self.0, 1), half(self.1, 2))
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
    /// The size of a grey level in the outputs of the unchanged side, to rank by.
    unit: Option<f64>,
    /// The largest of them: what is within it in every channel is not seen as apart at a glance.
    coarsest: f64,
    bound: Mutex<HashMap<String, Option<Arc<BoundStep>>>>,
    values: Mutex<Values>,
    tried: AtomicUsize,
    cut: AtomicBool,
}

#[derive(Default)]
struct Values {
    known: HashMap<Chain, Option<Place>>,
    bytes: usize,
}

impl<'a> Bench<'a> {
    /// A bench for changing `side`.
    pub fn new(problem: &'a Problem<'a>, side: SideName, own: Option<&Draft>, deadline: Instant) -> Self {
        let context = Context { tolerances: problem.tolerances, ..quick(problem) };
        let equal: Vec<bool> = problem.evidence.iter().map(|e| compare(&e.train, &e.serve, &context).equal).collect();
        let of = |wanted: bool| -> Vec<usize> { (0..equal.len()).filter(|index| equal[*index] == wanted).collect() };
        let mut failing = of(false);
        failing.sort_by_key(|index| size(&problem.evidence[*index].input));
        let mut bench = Self {
            problem,
            side,
            failing,
            passing: of(true),
            exact: Tolerances::EXACT,
            deadline,
            unit: None,
            coarsest: 0.0,
            bound: Mutex::default(),
            values: Mutex::default(),
            tried: AtomicUsize::new(0),
            cut: AtomicBool::new(false),
        };
        let sizes = own.and_then(|own| bench.level_size(own));
        bench.coarsest = sizes.iter().flatten().copied().fold(0.0, f64::max);
        bench.unit = sizes.map(|sizes| sizes.into_iter().fold(f64::MAX, f64::min));
        bench
    }

    /// Failing inputs to try changes on before all: two large ones, or many small ones.
    pub fn sample(&self) -> Vec<usize> {
        let (mut sample, mut bytes) = (Vec::new(), 0);
        for &input in &self.failing {
            if sample.len() >= 2 && (bytes > 1 << 16 || sample.len() >= 48) {
                break;
            }
            bytes += size(self.input(input)) + size(self.target(input));
            sample.push(input);
        }
        sample
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

    /// True if the other side's outputs are pictures of one colour where this side's show something.
    pub fn target_is_blank(&self) -> bool {
        self.failing.iter().all(|input| is_blank(self.target(*input)) && !is_blank(self.own(*input)))
    }

    /// True if the two sides give arrays of other heights and widths.
    pub fn is_resized(&self) -> bool {
        self.failing.iter().any(|input| extent(self.own(*input)) != extent(self.target(*input)))
    }

    /// The output that the unchanged side gave.
    pub fn own(&self, input: usize) -> &'a Arc<Value> {
        let evidence = &self.problem.evidence[input];
        if self.side == SideName::Train { &evidence.train } else { &evidence.serve }
    }

    /// Counts changes that were tried.
    pub fn count(&self, changes: usize) {
        self.tried.fetch_add(changes, Ordering::Relaxed);
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

    /// What remains on these inputs, with all measures.
    pub fn residual(&self, draft: &Draft, inputs: &[usize]) -> Residual {
        let sizes = self.level_size(draft);
        let one = |&input: &usize| match self.place(draft, input) {
            Some(place) => self.measure(&place, input, sizes.as_deref()),
            None => Residual::failed(),
        };
        let parts: Vec<Residual> = inputs.par_iter().map(one).collect();
        let mut total = Residual::none();
        for part in &parts {
            total.add(part);
        }
        total
    }

    /// What remains on all failing inputs, in the grey levels of another draft.
    pub fn rest(&self, draft: &Draft, like: &Draft) -> Residual {
        let sizes = self.level_size(like);
        let mut total = Residual::none();
        for &input in &self.failing {
            let one = |place: Place| self.measure(&place, input, sizes.as_deref());
            total.add(&self.place(draft, input).map_or_else(Residual::failed, one));
        }
        total
    }

    /// What remains on these inputs, seen at a glance where that tells that the gap stays open.
    fn glanced(&self, draft: &Draft, inputs: &[usize]) -> Residual {
        let mut sizes = None;
        let mut total = Residual::none();
        for &input in inputs {
            let Some(place) = self.place(draft, input) else {
                total.add(&Residual::failed());
                // A definition that cannot run closes nothing: the other inputs need not be looked at.
                break;
            };
            let slack = self.unit.map_or(1e-6, |_| self.coarsest * (0.002 + place.allowance));
            let seen = glance::at(&place.value, self.target(input), slack);
            let rough = seen.filter(|seen| seen.share > 0.0 || !seen.alike).map(|seen| {
                let apart = seen.mean / self.unit.unwrap_or(1.0) + 1e-3 * seen.share;
                let score = if seen.alike { apart } else { structural(&place.value, self.target(input)) };
                Residual { inexact: 1, open: 1, score, likeness: seen.likeness, ..Residual::none() }
            });
            let one = rough.unwrap_or_else(|| {
                let sizes = sizes.get_or_insert_with(|| self.level_size(draft));
                let mut whole = self.measure(&place, input, sizes.as_deref());
                whole.likeness = seen.and_then(|seen| seen.likeness);
                whole
            });
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
            Some(self.glanced(draft, inputs))
        };
        drafts.par_iter().map(one).collect()
    }

    /// What remains where nothing is changed, from the outputs as they were given.
    pub fn before(&self, draft: Option<&Draft>) -> Residual {
        let sizes = draft.and_then(|draft| self.level_size(draft));
        let mut total = Residual::none();
        for &input in &self.failing {
            let place = Place { value: Arc::clone(self.own(input)), allowance: 0.0 };
            total.add(&self.measure(&place, input, sizes.as_deref()));
        }
        total
    }

    /// True if the changed definition leaves every passing input equal.
    pub fn keeps_passing(&self, draft: &Draft) -> bool {
        let context = Context { tolerances: self.problem.tolerances, ..quick(self.problem) };
        self.passing.par_iter().all(|&input| {
            self.run(draft, input).is_some_and(|output| {
                let found = compare(&output, self.target(input), &context);
                found.equal || is_noise(&output, self.target(input), &context)
            })
        })
    }

    /// An input that is not among the known ones, on which a draft does not reproduce the other side.
    pub fn counterexample(&self, draft: &Draft, known: &[usize]) -> Option<usize> {
        // Within tolerances a passing input need not be reproduced.
        let passing = if self.problem.tolerances.is_exact() { &self.passing[..] } else { &[] };
        let mut others = self.failing.iter().chain(passing).filter(|input| !known.contains(input));
        others.find(|input| !self.residual(draft, &[**input]).is_closed()).copied()
    }

    /// A draft in the words of the report.
    pub fn reproduction(&self, draft: &Draft) -> Reproduction {
        Reproduction { changed: self.side, steps: draft.steps.clone(), runtime: draft.runtime.clone() }
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
        self.place(draft, input).map(|place| place.value)
    }

    /// What a draft does to an input: drafts with one chain give one output.
    pub fn chain(&self, draft: &Draft, input: usize) -> Option<Chain> {
        self.follow(draft, input).map(|(_, chain)| chain)
    }

    fn place(&self, draft: &Draft, input: usize) -> Option<Place> {
        self.follow(draft, input).map(|(place, _)| place)
    }

    fn follow(&self, draft: &Draft, input: usize) -> Option<(Place, Chain)> {
        let steps = self.steps(draft)?;
        let mut place = Place { value: Arc::clone(self.input(input)), allowance: 0.0 };
        let mut chain = Chain::of(input);
        let mut levels = Some(vec![1.0]);
        for step in &steps {
            for operation in &step.operations {
                if matches!(*place.value, Value::Rejected(_)) {
                    return Some((place, chain));
                }
                chain = chain.then(&operation.key(&place.value));
                if let Some(known) = self.values().known.get(&chain) {
                    place = known.clone()?;
                    continue;
                }
                let allowed = match (operation.bits(&place.value), &levels) {
                    (Bits::Within(bound), Some(sizes)) => bound / sizes.iter().copied().fold(f64::MAX, f64::min),
                    _ => 0.0,
                };
                let allowance = place.allowance + allowed;
                let made = pipeline::apply(operation.as_ref(), place.value).ok();
                let made = made.map(|value| Place { value, allowance });
                if step.kept {
                    self.keep(chain, made.clone());
                }
                place = made?;
            }
            levels = levels.and_then(|sizes| step.levels.after(&sizes));
        }
        Some((place, chain))
    }

    /// The steps of a draft, each bound once.
    fn steps(&self, draft: &Draft) -> Option<Vec<Arc<BoundStep>>> {
        draft.steps.iter().map(|settings| self.bound(settings, draft)).collect()
    }

    fn bound(&self, settings: &Settings, draft: &Draft) -> Option<Arc<BoundStep>> {
        let place = settings.source().map(|source| &source.path);
        let key = format!("{:?}\u{2}{place:?}\u{1}{settings}", draft.runtime);
        if let Some(known) = self.bound.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let kept = !matches!(sort(settings.step()), Sort::Normalize | Sort::Layout);
        let bound = steps::bind(settings, &draft.runtime).ok();
        let bound = bound.map(|bound| Arc::new(BoundStep { operations: bound.operations, levels: bound.levels, kept }));
        self.bound.lock().unwrap_or_else(PoisonError::into_inner).insert(key, bound.clone());
        bound
    }

    fn values(&self) -> std::sync::MutexGuard<'_, Values> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, chain: Chain, place: Option<Place>) {
        let bytes = 64 + place.as_ref().map_or(0, |place| size(&place.value));
        let mut values = self.values();
        if values.bytes + bytes > KEPT {
            *values = Values::default();
        }
        values.bytes += bytes;
        values.known.insert(chain, place);
    }

    fn measure(&self, place: &Place, input: usize, level_size: Option<&[f64]>) -> Residual {
        let context = Context { tolerances: &self.exact, level_size, ..quick(self.problem) };
        let found = compare(&place.value, self.target(input), &context);
        let target = self.target(input);
        let open = !(found.exact || is_noise(&place.value, target, &context) || within(&found, place.allowance));
        Residual {
            failed: 0,
            inexact: usize::from(!found.exact),
            open: usize::from(open),
            score: match open {
                true if found.is_structural() && misfit::of(&place.value, self.target(input)).is_some() => {
                    structural(&place.value, self.target(input))
                }
                true => score(&found),
                false => 0.0,
            },
            likeness: None,
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
    pub fn level_size(&self, draft: &Draft) -> Option<Vec<f64>> {
        self.steps(draft)?.iter().try_fold(vec![1.0], |sizes, step| step.levels.after(&sizes))
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

/// True for an array of one value throughout.
fn is_blank(value: &Value) -> bool {
    fn same<T: PartialEq>(data: &[T]) -> bool {
        data.len() >= 16 && data.windows(2).all(|pair| pair[0] == pair[1])
    }
    match value {
        Value::Image(image) => match &image.samples {
            Samples::U8(data) => same(data),
            Samples::U16(data) => same(data),
            Samples::F32(data) => same(data),
        },
        Value::Tensor(tensor) => same(&tensor.elements.to_f64()),
        _ => false,
    }
}
