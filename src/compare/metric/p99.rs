use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct P99;

impl Metric for P99 {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "p99",
            summary: "99th percentile of the absolute difference",
            manual: "\
The smallest absolute difference that at least 99 % of the elements do not exceed (nearest rank, nothing is
interpolated). It ignores the worst hundredth, such as pixels along one hard edge, and still fails when a whole
picture moves. For a value of several parts (a record of arrays) it is the largest of the parts' percentiles.",
            example: "p99: 2",
        }
    }

    fn family(&self) -> Family {
        Family::Numbers
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.p99
    }
}
