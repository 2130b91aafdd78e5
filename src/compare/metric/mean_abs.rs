use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct MeanAbs;

impl Metric for MeanAbs {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "mean_abs",
            summary: "mean absolute difference of all numbers",
            manual: "\
The mean over all elements of the absolute difference, in the unit of the values. Elements that are equal count as
zero, so a large difference in a small area weighs little: give max_abs as well where single elements matter.

Two resize kernels typically differ by 1 to 4 levels in the mean; two implementations of one kernel by less than 0.2.",
            example: "mean_abs: 0.0005",
        }
    }

    fn family(&self) -> Family {
        Family::Numbers
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.mean_abs
    }
}
