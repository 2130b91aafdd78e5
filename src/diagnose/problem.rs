use crate::compare::Tolerances;
use crate::steps::{Runtime, Settings};
use crate::value::Value;
use serde::{Serialize, Serializer};
use std::sync::Arc;
use std::time::Duration;

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SideName {
    /// The training side.
    Train,
    /// The serving side.
    Serve,
}

impl SideName {
    /// The name in reports: `train`, `serve`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Serve => "serve",
        }
    }

    /// The name in sentences: `training`, `serving`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Train => "training",
            Self::Serve => "serving",
        }
    }

    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Train => Self::Serve,
            Self::Serve => Self::Train,
        }
    }
}

impl Serialize for SideName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What is known of a side beside its outputs.
#[derive(Debug, Clone, Copy)]
pub enum Known<'a> {
    /// Its definition, so that changed versions of it can be run.
    Definition {
        /// The steps in order.
        steps: &'a [Settings],
        /// What its host provides.
        runtime: &'a Runtime,
    },
    /// Nothing: recorded outputs, a command, or a golden in the place of a side.
    Outputs,
}

/// One input with what both sides made of it.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The input's id.
    pub id: String,
    /// The input, as it enters the first step.
    pub input: Arc<Value>,
    /// The training side's output.
    pub train: Arc<Value>,
    /// The serving side's output (or the golden's value, where training is compared with the golden alone).
    pub serve: Arc<Value>,
}

/// How long the search may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget(pub Duration);

impl Default for Budget {
    fn default() -> Self {
        Self(Duration::from_secs(2))
    }
}

/// Two sides that differ.
#[derive(Debug, Clone)]
pub struct Problem<'a> {
    /// What is known of the training side.
    pub train: Known<'a>,
    /// What is known of the serving side.
    pub serve: Known<'a>,
    /// Failing inputs, and passing ones that a cause must not break. A proof holds for these; give all where they fit
    /// into memory, and else the failing ones first.
    pub evidence: &'a [Evidence],
    /// Tolerances of the case: within them an input counts as equal.
    pub tolerances: &'a Tolerances,
    /// Whether the order of a record's fields counts.
    pub field_order: bool,
    /// The side that the golden says has moved, if it says so: changes are applied to it.
    pub moved: Option<SideName>,
    /// How long the search may take.
    pub budget: Budget,
}
