use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct MaxAbs;

impl Metric for MaxAbs {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "max_abs",
            summary: "largest absolute difference of two numbers",
            manual: "\
The largest absolute difference between two elements at the same place, in the unit of the values: 0 to 255 for a
decoded image, about -2 to 2 for a normalized one. A NaN or an infinity that stands on one side only counts as an
infinite difference.

This is the metric for promises about every element: one wrong pixel fails it. For the same promise in a unit that
does not depend on the normalization, see max_levels.",
            example: "max_abs: 0.001",
        }
    }

    fn family(&self) -> Family {
        Family::Numbers
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.max_abs
    }
}
