use super::residual::Residual;
use super::{Row, SideName};
use crate::compare::Measures;
use crate::steps::{Runtime, Settings};
use serde::{Serialize, Serializer};
use std::time::Duration;

/// How surely a cause is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The changed definition reproduces the other side in every element.
    Exact,
    /// What remains is within the bound that is stated for the kernels involved.
    Benign,
    /// The change lowers the residual; another cause explains the rest.
    Partial,
    /// The outputs fit the cause, and it is not proven: nothing could be run again, or other causes fit as well (a tie).
    Consistent,
}

impl Proof {
    /// How surely a change is a cause, by what remains after it and the changes before it.
    pub(super) fn of(residual: &Residual) -> Self {
        if residual.is_zero() {
            Self::Exact
        } else if residual.is_closed() {
            Self::Benign
        } else {
            Self::Partial
        }
    }

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Benign => "benign",
            Self::Partial => "partial",
            Self::Consistent => "consistent",
        }
    }
}

impl Serialize for Proof {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// One cause that was found. Serialized as an entry of `causes` in the JSON report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The cause's id in the registry.
    pub id: &'static str,
    /// The side that the change was applied to.
    pub side: SideName,
    /// Index of the changed step in that side's definition.
    pub step: usize,
    /// The change in the words of the definition: `resize.engine: opencv -> pillow`.
    pub change: String,
    /// How surely.
    pub proof: Proof,
    /// The largest of every measure over the failing inputs, before the change.
    pub residual_before: Measures,
    /// And after it, together with the changes of the findings before it in the list.
    pub residual_after: Measures,
    /// Ids of other causes whose changes explain these inputs equally well.
    pub tied_with: Vec<&'static str>,
    /// How many of the failing inputs it has an effect on.
    pub inputs: usize,
    /// The fix in the words of the libraries involved.
    pub fix: String,
}

impl Finding {
    /// Notes other causes that explain these inputs equally well.
    pub(super) fn tie(&mut self, others: &[&'static str]) {
        self.tied_with.extend(others);
        self.tied_with.sort_unstable();
        self.tied_with.dedup();
    }
}

/// A change that was tried and does not close the gap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attempt {
    /// The cause that the change stands for.
    pub id: &'static str,
    /// The change in the words of the definition.
    pub change: String,
    /// What remains with it.
    pub residual: Measures,
}

/// A definition that reproduces what a side gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Reproduction {
    /// The side whose definition was changed.
    pub changed: SideName,
    /// The changed steps.
    pub steps: Vec<Settings>,
    /// What the host provides.
    pub runtime: Runtime,
}

/// Another way to close the gap, as good as the one that is reported as the cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// The causes that its changes stand for.
    pub causes: Vec<&'static str>,
    /// The changes in the words of the definition.
    pub change: String,
    /// The definition with them.
    pub reproduction: Reproduction,
}

/// What the search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diagnosis {
    /// The causes; together they close the gap. Empty if nothing does.
    pub causes: Vec<Finding>,
    /// Differences between the two definitions that have no effect on these inputs, in words.
    pub without_effect: Vec<String>,
    /// Both definitions side by side. Where one side is outputs only, what reproduces it stands in its place.
    pub rows: Vec<Row>,
    /// The changed definition that reproduces the other side, where the causes were proven by running it.
    pub reproduction: Option<Reproduction>,
    /// Other changes that explain these inputs equally well.
    pub ties: Vec<Tie>,
    /// Remarks beside the causes, by id: `env.library_version`, `image.resize.default_implicit`, with words.
    pub remarks: Vec<(&'static str, String)>,
    /// How many changes were tried.
    pub tried: usize,
    /// How long that took.
    pub elapsed: Duration,
    /// True if the budget ran out before every change was tried.
    pub cut_short: bool,
    /// The attempts that come nearest, best first; filled where nothing closes the gap.
    pub best: Vec<Attempt>,
}

impl Diagnosis {
    /// True if the causes close the gap.
    pub fn is_explained(&self) -> bool {
        !self.causes.is_empty()
    }
}
