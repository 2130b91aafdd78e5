//! Two definitions side by side: which steps stand across from each other, what differs, and whether it matters.

use super::SideName;
use super::difference::Script;
use serde::{Serialize, Serializer};

/// One line of two definitions side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Index of the training side's step; `None` where only serving has one here.
    pub train: Option<usize>,
    /// Index of the serving side's step; `None` where only training has one here.
    pub serve: Option<usize>,
    /// What differs; empty for equal steps. A row without steps is about the runtime.
    pub differences: Vec<Contrast>,
}

/// One difference of two steps or runtimes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contrast {
    /// The parameters that it is about; empty where a whole step is missing, moved, or the runtime differs.
    pub names: Vec<String>,
    /// The change in the words of the definition.
    pub change: String,
    /// What it does on these inputs.
    pub effect: Effect,
}

/// What a difference does on these inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is one of the changes that close the gap.
    Matters,
    /// Undone by itself it changes nothing.
    None,
    /// It has an effect of its own, and the gap closes without it.
    Tied,
    /// Not told: the search did not get so far.
    Unknown,
}

impl Effect {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Matters => "matters",
            Self::None => "none",
            Self::Tied => "tied",
            Self::Unknown => "unknown",
        }
    }
}

impl Serialize for Effect {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The rows of two aligned definitions. `side` is the one that the script changes; `effect` is told by the index of a
/// difference.
pub fn rows(script: &Script, side: SideName, effect: &dyn Fn(usize) -> Effect) -> Vec<Row> {
    let contrast = |index: usize| {
        let difference = &script.differences[index];
        Contrast { names: difference.names.clone(), change: difference.words.clone(), effect: effect(index) }
    };
    script
        .places()
        .into_iter()
        .map(|(own, other, differences)| {
            let (train, serve) = if side == SideName::Train { (own, other) } else { (other, own) };
            Row { train, serve, differences: differences.into_iter().map(contrast).collect() }
        })
        .collect()
}
