use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct MeanLevels;

impl Metric for MeanLevels {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "mean_levels",
            summary: "mean difference in grey levels of the decoded image",
            manual: "\
The mean absolute difference divided by the size of one grey level, per channel; see max_levels for what a level is
and when it is known. Equal elements count as zero.

Differences above one level in the mean are another kernel or another geometry, not rounding.",
            example: "mean_levels: 0.25",
        }
    }

    fn family(&self) -> Family {
        Family::Numbers
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.mean_levels
    }
}
