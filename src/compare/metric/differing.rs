use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct Differing;

impl Metric for Differing {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "differing",
            summary: "share of elements that differ at all, 0 to 1",
            manual: "\
The share of elements that are not equal, however small the difference: 0.01 means that one element in a hundred may
differ by any amount. For tokens and texts it is the share of the longer one that was inserted, deleted or replaced;
for a record its numbers, texts and times count as one element each.

On its own it bounds no size; combine it with max_abs.",
            example: "differing: 0.01",
        }
    }

    fn family(&self) -> Family {
        Family::Any
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.differing
    }
}
