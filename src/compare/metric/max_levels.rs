use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct MaxLevels;

impl Metric for MaxLevels {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "max_levels",
            summary: "largest difference in grey levels of the decoded image",
            manual: "\
The largest absolute difference divided by the size of one grey level: what 1/255 of the decoded range has become
after rescale and normalize, per channel. It is known where the definition's own steps say it (a pipeline of image
steps); after a step that gives up levels, or for recorded outputs without a definition, it is not measured, and a
tolerance on it then fails if anything differs.

One level is the least that two 8-bit pictures can differ by: rounding differs by 1, kernels by tens.",
            example: "max_levels: 1",
        }
    }

    fn family(&self) -> Family {
        Family::Numbers
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.max_levels
    }
}
