//! The metrics: the keys of `compare:` in case files. One file each.

use super::Measures;
use crate::meta::Meta;

mod bias;
mod differing;
mod edits;
mod max_abs;
mod max_levels;
mod max_seconds;
mod max_ulps;
mod mean_abs;
mod mean_levels;
mod p99;

/// What a metric measures; a tolerance covers only differences of its family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Numbers, images, arrays.
    Numbers,
    /// Instants and local date-times.
    Times,
    /// Tokens and texts.
    Sequences,
    /// Any of them.
    Any,
}

/// One metric: a registry entry.
pub trait Metric: Sync {
    /// Id, summary, manual page, example.
    fn meta(&self) -> &'static Meta;

    /// What it measures.
    fn family(&self) -> Family;

    /// The measured size, not negative; `None` where it means nothing for the compared values.
    fn measured(&self, measures: &Measures) -> Option<f64>;
}

/// All metrics.
pub static ALL: &[&dyn Metric] = &[
    &max_abs::MaxAbs,
    &mean_abs::MeanAbs,
    &differing::Differing,
    &p99::P99,
    &bias::Bias,
    &max_ulps::MaxUlps,
    &max_levels::MaxLevels,
    &mean_levels::MeanLevels,
    &max_seconds::MaxSeconds,
    &edits::Edits,
];

/// The metric with this id.
pub fn find(id: &str) -> Option<&'static dyn Metric> {
    ALL.iter().copied().find(|metric| metric.meta().id == id)
}
