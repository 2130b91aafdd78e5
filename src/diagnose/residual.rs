//! What remains of a difference, and when that is nothing.

use super::misfit;
use crate::compare::{Comparison, Context, Measures, compare};
use crate::value::Value;

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
    /// How much is left where scaling and channel order do not count; `None` where that means nothing.
    pub likeness: Option<f64>,
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

    /// True if a change closes what was there before it. Where little more than the last bits differed from the beginning,
    /// a change that leaves most of it has no part in it.
    pub fn is_closed_from(&self, before: &Self) -> bool {
        let (now, then) = (&self.measures, &before.measures);
        let sizes = now.mean_levels.zip(then.mean_levels).or(now.mean_abs.zip(then.mean_abs));
        let smaller = sizes.map_or(!before.is_closed(), |(now, then)| now <= 0.5 * then);
        self.is_closed() && (self.is_zero() || smaller)
    }

    /// Nothing remains.
    pub fn none() -> Self {
        Self { failed: 0, inexact: 0, open: 0, score: 0.0, likeness: None, measures: Measures::default() }
    }

    /// It could not run.
    pub fn failed() -> Self {
        Self { failed: 1, inexact: 1, open: 1, score: 1e9, ..Self::none() }
    }

    /// Adds what remains on other inputs.
    pub fn add(&mut self, other: &Self) {
        self.failed += other.failed;
        self.inexact += other.inexact;
        self.open += other.open;
        self.score += other.score;
        self.likeness = match (self.likeness, other.likeness) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        self.measures.raise(&other.measures);
    }
}

/// Apart by the last bits of floats only, in every field by itself: the measures of a row as a whole say nothing of a field
/// that has none.
pub fn is_noise(a: &Value, b: &Value, context: &Context) -> bool {
    match (a, b) {
        (Value::Record(left), Value::Record(right)) => {
            let noise = |(name, value)| right.get(name).is_some_and(|other| is_noise(value, other, context));
            let placed = !context.field_order || left.names().eq(right.names());
            left.len() == right.len() && placed && left.iter().all(noise)
        }
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(a, b)| is_noise(a, b, context))
        }
        (a, b) => {
            let found = compare(a, b, context);
            found.exact || noise(&found)
        }
    }
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

/// Within the bound that the engines state for the kernels that were used, in grey levels.
pub fn within(found: &Comparison, allowance: f64) -> bool {
    let Measures { max_levels, edits, max_seconds, .. } = found.measures;
    let zero = |measure: Option<f64>| measure.is_none_or(|size| size == 0.0);
    let near = max_levels.is_some_and(|levels| levels <= allowance * 1.0001 + 0.002);
    allowance > 0.0 && !found.is_structural() && near && zero(edits) && zero(max_seconds)
}

/// How far apart two values are that cannot be compared: far more than what can.
pub fn structural(a: &Value, b: &Value) -> f64 {
    1e6 * misfit::of(a, b).unwrap_or(1.0).max(0.05)
}

/// How far apart two values are, on a scale that only ranks: kinds and shapes weigh most, then size, then share.
pub fn score(found: &Comparison) -> f64 {
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
        // Every step nearer counts, from years to seconds.
        (None, mean, Some(seconds)) => share + 0.05 * seconds.abs().ln_1p() + 1e-4 * squashed(mean.unwrap_or(0.0)),
        (None, None, None) => share,
    }
}
