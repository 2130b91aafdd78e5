//! Numbers that no list holds: the constants of a step are fitted to what the other side gave, and rounded as people
//! write them. Whether they are right is seen as for any other change: by running the definition with them.

use super::bench::Bench;
use super::classify;
use super::draft::{Change, Draft, Tag};
use super::numeric::{self, Fit, Looked};
use crate::engines;
use crate::steps::{Argument, Settings};

/// How often the fit is repeated: the models are linear, or nearly so.
const ROUNDS: usize = 5;

/// The same for rows, which cost little: a constant below a logarithm takes longer.
const ROUNDS_OF_ROWS: usize = 14;

/// More constants than these are not fitted at once.
const MOST: usize = 24;

/// How exactly a written number must meet the fitted one, in shares of its scale.
const TOLERANCES: [f64; 6] = [1e-3, 1e-4, 1e-5, 1e-6, 1e-8, 1e-12];

/// Digits that are evidence by themselves: few data do not fit a short number by chance.
const SHORT: usize = 4;

/// What about a constant the outputs are linear in.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// The number itself.
    Plain,
    /// Its inverse.
    Inverse,
    /// The inverse of its distance from the constant before it.
    Width,
}

/// One parameter that is fitted, with its value where it is left out.
struct Slot {
    name: &'static str,
    form: Form,
    absent: f64,
}

/// Parameters of a step that are fitted together.
struct Model {
    step: usize,
    slots: Vec<Slot>,
    /// Numbers of each: one, or one for each channel or field.
    items: usize,
    /// Parameters that make no sense beside them.
    cleared: &'static [&'static str],
}

/// Constants that bring a draft's outputs to the other side's.
#[derive(Default)]
pub struct Solved {
    /// Written with few digits, as people choose them.
    pub short: Vec<Change>,
    /// Written with many: almost any scaling can be said so.
    pub long: Vec<Change>,
}

/// Fits the constants of every step. `likeness` is what scaling leaves of the difference of pictures.
pub fn changes(bench: &Bench, draft: &Draft, sample: &[usize], likeness: Option<f64>) -> Solved {
    let mut solved = Solved::default();
    let Some(looked) = Looked::at(bench, draft, sample) else {
        return solved;
    };
    let models = models(draft);
    let small = |model: &Model| model.size() <= MOST;
    for model in models.iter().filter(|model| small(model)) {
        let scales = matches!(draft.steps[model.step].step(), "rescale" | "normalize");
        if bench.is_over() || (scales && likeness.is_some_and(|likeness| likeness > 0.02)) {
            continue;
        }
        if let Some(fit) = fitted(bench, draft, &looked, &[model]) {
            model.write(draft, &fit, &mut solved);
        }
    }
    // Of rows, constants of two steps at a time: each is written by itself, and leads to the other.
    if likeness.is_none() {
        for (index, first) in models.iter().enumerate() {
            for second in models[index + 1..].iter().filter(|second| second.step != first.step) {
                if first.size() + second.size() > MOST || bench.is_over() {
                    continue;
                }
                if let Some(fit) = fitted(bench, draft, &looked, &[first, second]) {
                    let (a, b) = fit.split(first.size());
                    first.write(draft, &a, &mut solved);
                    second.write(draft, &b, &mut solved);
                }
            }
        }
    }
    solved
}

/// The constants of some steps, fitted together.
fn fitted(bench: &Bench, draft: &Draft, looked: &Looked, models: &[&Model]) -> Option<Fit> {
    let start = models.iter().flat_map(|model| model.start(&model.given(&draft.steps[model.step]))).collect();
    let strides: Vec<f64> = models.iter().flat_map(|model| (0..model.size()).map(|i| model.stride(i))).collect();
    let evaluate = |theta: &[f64]| {
        let (mut changed, mut from) = (draft.clone(), 0);
        for model in models {
            let constants = model.constants(&theta[from..from + model.size()]);
            changed = changed.with(&model.change(draft, &constants));
            from += model.size();
        }
        looked.numbers(bench, &changed)
    };
    let rounds = if looked.is_of_rows() { ROUNDS_OF_ROWS } else { ROUNDS };
    numeric::fit(start, &looked.target, rounds, |i| strides[i], evaluate)
}

fn models(draft: &Draft) -> Vec<Model> {
    let slot = |name, form, absent| Slot { name, form, absent };
    let mut all = Vec::new();
    for (step, settings) in draft.steps.iter().enumerate() {
        let has = |name: &str| settings.get(name).is_some();
        let mut add = |slots: Vec<Slot>, cleared: &'static [&'static str]| {
            let given = slots.iter().map(|slot| slot.name).chain(["on"]).filter_map(|name| settings.get(name));
            let length = |argument: &Argument| if let Argument::List(items) = argument { items.len() } else { 1 };
            all.push(Model { step, items: given.map(length).max().unwrap_or(1), slots, cleared });
        };
        match settings.step() {
            "rescale" => {
                let factor: fn() -> Slot = if has("multiply") {
                    || Slot { name: "multiply", form: Form::Plain, absent: 1.0 }
                } else {
                    || Slot { name: "divide", form: Form::Inverse, absent: 1.0 }
                };
                add(vec![factor()], &[]);
                add(vec![factor(), slot("offset", Form::Plain, 0.0)], &[]);
            }
            "normalize" if !has("mode") && has("mean") => {
                let spread = if has("scale") { ("scale", Form::Plain) } else { ("std", Form::Inverse) };
                add(vec![slot("mean", Form::Plain, 0.0), slot(spread.0, spread.1, 1.0)], &[]);
            }
            "standardize" => {
                let constants = vec![slot("mean", Form::Plain, 0.0), slot("std", Form::Inverse, 1.0)];
                add(constants, &["fit", "ddof"]);
            }
            "robust_scale" => {
                let constants = vec![slot("center", Form::Plain, 0.0), slot("scale", Form::Inverse, 1.0)];
                add(constants, &["fit", "method", "quantiles", "unit_variance"]);
            }
            "min_max" => add(vec![slot("min", Form::Plain, 0.0), slot("max", Form::Width, 1.0)], &["fit"]),
            "impute" if settings.get("value").is_none_or(|value| value.as_f64().is_some()) => {
                add(vec![slot("value", Form::Plain, 0.0)], &["fit", "strategy"]);
            }
            "letterbox" => {
                let engine = settings.get("engine").and_then(Argument::as_text).and_then(engines::find);
                let rule = engine.unwrap_or(engines::LETTERBOX).geometry().and_then(|rule| rule.letterbox);
                add(vec![slot("fill", Form::Plain, rule.map_or(0.0, |rule| rule.fill))], &[]);
            }
            "pad" | "center_crop" => add(vec![slot("fill", Form::Plain, 0.0)], &[]),
            "alpha" if has("over") => add(vec![slot("over", Form::Plain, 0.0)], &[]),
            "power" if has("lambda") => add(vec![slot("lambda", Form::Plain, 1.0)], &[]),
            _ => {}
        }
    }
    all
}

impl Model {
    /// How many constants it has.
    fn size(&self) -> usize {
        self.items * self.slots.len()
    }

    /// Written forms of constants that fit, the shortest first.
    fn write(&self, draft: &Draft, fit: &Fit, solved: &mut Solved) {
        let settings = &draft.steps[self.step];
        let given = self.given(settings);
        let exact = self.constants(&fit.theta);
        if exact.iter().any(|number| !number.is_finite()) || self.is_plain(settings, &exact) {
            return;
        }
        let rounded = |tolerance: f64| -> Vec<f64> {
            let within = |i: usize| tolerance * self.scale(&exact, i);
            (0..exact.len()).map(|i| numeric::shortest(exact[i], given[i], within(i))).collect()
        };
        let mut forms: Vec<Vec<f64>> = TOLERANCES.iter().map(|tolerance| rounded(*tolerance)).collect();
        if self.slots.iter().all(|slot| matches!(slot.name, "fill" | "over")) {
            // Levels of pixels: any number between two of them gives the same.
            forms.extend(
                [f64::floor, f64::round].map(|whole: fn(f64) -> f64| exact.iter().copied().map(whole).collect()),
            );
        }
        for written in forms {
            let changed: Vec<usize> = (0..written.len()).filter(|i| written[*i] != given[*i]).collect();
            let long = changed.iter().any(|i| numeric::digits(written[*i]) > SHORT + 1);
            // A number for each free constant proves nothing: then only a short one is told from chance.
            let thin = |i: &usize| fit.support[*i] < self.slots.len() + 1 && numeric::digits(written[*i]) > SHORT;
            if changed.is_empty() || changed.iter().any(thin) {
                continue;
            }
            let change = self.change(draft, &written);
            let list = if long { &mut solved.long } else { &mut solved.short };
            if list.iter().all(|known| known.words != change.words) {
                list.push(change);
            }
        }
    }

    /// Constants that do nothing, or nothing but scale: the step is then missing, or the range another.
    fn is_plain(&self, settings: &Settings, exact: &[f64]) -> bool {
        // Outputs of few bits tell constants to two or three digits only.
        let slack = if settings.step() == "normalize" { 2e-3 } else { 1e-4 };
        let near = |a: f64, b: f64| (a - b).abs() <= slack * b.abs().max(1e-9);
        let (centers, spreads) = exact.split_at(self.items);
        let even = |to: f64| spreads.iter().all(|spread| near(*spread, to));
        let centered = || centers.iter().zip(spreads).all(|(center, spread)| center.abs() <= slack * spread.abs());
        match settings.step() {
            "normalize" => centered() && even(spreads[0]),
            "standardize" | "robust_scale" => centered() && even(1.0),
            // From -1 to 1 with the same ends, or not scaled at all.
            "min_max" => {
                let given = self.given(settings);
                let (low, high) = given.split_at(self.items);
                let middle = |i: usize| near(centers[i], f64::midpoint(low[i], high[i])) && near(spreads[i], high[i]);
                (centered() && even(1.0)) || (0..self.items).all(middle)
            }
            // Divided twice by the same, or not at all.
            "rescale" => {
                let divide = settings.get("divide").and_then(Argument::as_f64);
                let twice = |divide: f64| self.slots[0].name == "divide" && near(exact[0], divide * divide);
                let shifted = exact[1..].iter().any(|offset| offset.abs() > slack);
                divide.is_some_and(twice) || (near(exact[0], 1.0) && !shifted)
            }
            _ => false,
        }
    }

    /// The constants as they are, one after the other.
    fn given(&self, settings: &Settings) -> Vec<f64> {
        let of = |slot: &Slot| -> Vec<f64> {
            let listed = match settings.get(slot.name) {
                Some(Argument::List(items)) => items.iter().filter_map(Argument::as_f64).collect(),
                Some(single) => single.as_f64().into_iter().collect(),
                None => Vec::new(),
            };
            let at = |i: usize| listed.get(i).or(listed.first()).copied().unwrap_or(slot.absent);
            (0..self.items).map(at).collect()
        };
        self.slots.iter().flat_map(of).collect()
    }

    fn start(&self, given: &[f64]) -> Vec<f64> {
        let one = |i: usize| match self.form(i) {
            Form::Plain => given[i],
            Form::Inverse => 1.0 / given[i],
            Form::Width => 1.0 / (given[i] - given[i - self.items]),
        };
        (0..given.len()).map(|i| Some(one(i)).filter(|v| v.is_finite()).unwrap_or(1.0)).collect()
    }

    fn constants(&self, theta: &[f64]) -> Vec<f64> {
        let one = |i: usize| match self.form(i) {
            Form::Plain => theta[i],
            Form::Inverse => 1.0 / theta[i],
            Form::Width => theta[i - self.items] + 1.0 / theta[i],
        };
        (0..theta.len()).map(one).collect()
    }

    fn form(&self, index: usize) -> Form {
        self.slots[index / self.items].form
    }

    /// How far a constant that is zero is moved to see what it does.
    fn stride(&self, index: usize) -> f64 {
        let name = self.slots[index / self.items].name;
        if matches!(name, "fill" | "over") { 16.0 } else { 1.0 }
    }

    /// What an error of a constant is measured by: a mean by its spread, anything else by itself.
    fn scale(&self, constants: &[f64], index: usize) -> f64 {
        let spread = match self.form(index) {
            Form::Plain if self.slots.len() == 2 => match self.slots[1].form {
                Form::Inverse => constants.get(index + self.items).copied(),
                Form::Width => constants.get(index + self.items).map(|max| max - constants[index]),
                Form::Plain => None,
            },
            Form::Width => Some(constants[index] - constants[index - self.items]),
            _ => None,
        };
        spread.unwrap_or(constants[index]).abs().max(1e-9)
    }

    fn change(&self, draft: &Draft, constants: &[f64]) -> Change {
        let settings = &draft.steps[self.step];
        let listed = |name: &str| matches!(settings.get(name), Some(Argument::List(_)));
        let mut changes: Vec<(String, Option<Argument>)> = Vec::new();
        for (slot, numbers) in self.slots.iter().zip(constants.chunks(self.items)) {
            let single = numbers.iter().all(|number| *number == numbers[0]) && !listed(slot.name);
            let argument = match numbers {
                [number, ..] if single => numeric::argument(*number),
                numbers => Argument::List(numbers.iter().map(|number| numeric::argument(*number)).collect()),
            };
            let untouched = settings.get(slot.name).is_none() && numbers.iter().all(|number| *number == slot.absent);
            if !untouched && !same(settings.get(slot.name), &argument) {
                changes.push((slot.name.to_owned(), Some(argument)));
            }
        }
        changes.extend(self.cleared.iter().map(|name| ((*name).to_owned(), None)));
        let name = changes.first().map_or_else(String::new, |(name, _)| name.clone());
        let plain = Change::set(Tag::Cause(""), draft, self.step, changes);
        let cause = match settings.step() {
            "standardize" | "min_max" | "robust_scale" => Tag::Cause("tab.scaler.refit"),
            _ => classify::parameter(&name, settings, &draft.with(&plain).steps[self.step]),
        };
        Change { tag: cause, ..plain }
    }
}

/// Equal as numbers: 1 and 1.0 are one.
fn same(a: Option<&Argument>, b: &Argument) -> bool {
    match (a, b) {
        (Some(Argument::List(a)), Argument::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.as_f64() == b.as_f64())
        }
        (Some(a), b) => a.as_f64().is_some() && a.as_f64() == b.as_f64(),
        (None, _) => false,
    }
}
