use super::{Family, Measures, Metric};
use crate::meta::Meta;

/// The metric.
pub struct Edits;

impl Metric for Edits {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "edits",
            summary: "share of tokens or characters inserted, deleted or replaced",
            manual: "\
The number of tokens (or characters of a text) that must be inserted, deleted or replaced to make the second sequence
of the first, divided by the length of the longer one: 0 for equal sequences, 1 for sequences that share nothing.
Replacing one token counts once.

A model reads every token, so exact equality is the rule for tokens; the metric is for corpora in which a few known
texts may differ.",
            example: "edits: 0.02",
        }
    }

    fn family(&self) -> Family {
        Family::Sequences
    }

    fn measured(&self, measures: &Measures) -> Option<f64> {
        measures.edits
    }
}
