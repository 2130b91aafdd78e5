use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct MaxSeconds;

impl Metric for MaxSeconds {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "max_seconds",
            summary: "largest difference of two times, in seconds",
            manual: "\
The largest distance of two instants, or of two local date-times, in seconds. An instant against a local date-time is
a difference of kind that no tolerance covers; null against a time as well.

3600 is the sign of a DST rule, a multiple of 900 of a zone, anything else of local mean time or lost
resolution. Tolerances other than 0 are rarely right: lost resolution is better stated as a step on both
sides.",
            example: "max_seconds: 0.001",
        }
    }

    fn family(&self) -> Family {
        Family::Times
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.max_seconds
    }
}
