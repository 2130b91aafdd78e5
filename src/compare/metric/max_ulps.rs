use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct MaxUlps;

impl Metric for MaxUlps {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "max_ulps",
            summary: "largest difference in units in the last place, floats only",
            manual: "\
How many representable numbers of the element type lie between two elements, at most (ULPs). It means something only
where both sides have the same floating-point type; for whole numbers and mixed types it is not measured, and a
tolerance on it then fails if anything differs.

A few ULPs are the trace of another order of operations: x * (1/255) for x / 255, or (x - mean) / std in one fused
step. Near zero ULPs are tiny, so a difference of opposite signs counts millions of them.",
            example: "max_ulps: 4",
        }
    }

    fn family(&self) -> Family {
        Family::Numbers
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.max_ulps
    }
}
