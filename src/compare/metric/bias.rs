use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct Bias;

impl Metric for Bias {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "bias",
            summary: "signed mean difference: serving minus training, by size",
            manual: "\
The mean of the signed differences, second value minus first (serving minus training, or side minus golden). The
report shows it with its sign; as a tolerance it bounds the size.

Rounding differs in both directions and leaves no bias. Truncation where the other side rounds leaves about half a
level; another mean in the normalization leaves that difference exactly.",
            example: "bias: 0.01",
        }
    }

    fn family(&self) -> Family {
        Family::Numbers
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.bias.map(f64::abs)
    }
}
