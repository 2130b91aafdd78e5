//! Two tokenizers compared without inputs: vocabularies, merges, pipelines, limits, special tokens, templates; and what
//! contradicts itself within the folder of one.
//!
//! Only JSON is read and no tokenizer is built, so that two vocabularies of 128,000 tokens take a fraction of a second.

mod config;
mod folder;
mod limits;
mod model;
mod pipeline;
mod vocabulary;

pub use folder::Folder;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The two differ.
    Between,
    /// The first contradicts itself.
    First,
    /// The second contradicts itself.
    Second,
}

impl Scope {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Between => "between",
            Self::First => "first",
            Self::Second => "second",
        }
    }
}

/// One difference or contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable id: `vocabulary.renumbered`.
    pub id: &'static str,
    /// What it is about.
    pub scope: Scope,
    /// What is found, as a fragment.
    pub message: String,
    /// Facts beside it, a line each.
    pub details: Vec<String>,
    /// What it would change in the ids.
    pub effect: &'static str,
    /// The cause that it stands for.
    pub cause: &'static str,
}

impl Finding {
    fn new(id: &'static str, cause: &'static str, effect: &'static str, message: String) -> Self {
        Self { id, scope: Scope::Between, message, details: Vec::new(), effect, cause }
    }

    fn with(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }
}

/// All findings about two tokenizers, in the order of the pipeline; contradictions within each come first.
pub fn diff(first: &Folder, second: &Folder) -> Vec<Finding> {
    let mut all = within(first, Scope::First);
    all.extend(within(second, Scope::Second));
    vocabulary::between(first, second, &mut all);
    model::between(first, second, &mut all);
    pipeline::between(first, second, &mut all);
    limits::between(first, second, &mut all);
    config::between(first, second, &mut all);
    all
}

/// What contradicts itself within one folder.
pub fn within(folder: &Folder, scope: Scope) -> Vec<Finding> {
    let mut all = Vec::new();
    vocabulary::within(folder, &mut all);
    model::within(folder, &mut all);
    pipeline::within(folder, &mut all);
    limits::within(folder, &mut all);
    config::within(folder, &mut all);
    for finding in &mut all {
        finding.scope = scope;
    }
    all
}
