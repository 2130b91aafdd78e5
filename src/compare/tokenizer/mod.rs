//! Two tokenizers compared without inputs: vocabularies, merges, pipelines, limits, special tokens, templates; and what
//! contradicts itself within the folder of one.
//!
//! Files are read and no tokenizer is built, so that two vocabularies of 128,000 tokens take a fraction of a second. Where
//! inputs are given, [`observe`] then builds what it needs and counts on how many of them each finding shows.

mod canonical;
mod chat;
mod config;
mod files;
mod fingerprint;
mod limits;
mod model;
mod observed;
mod pipeline;
mod read_json;
mod read_lines;
mod read_model;
mod roles;
mod table;
mod used;
mod vocabulary;
mod words;

pub use files::{Kind, TokenizerFiles};
pub use fingerprint::{fingerprint, known};
pub use observed::{Observed, observe};
pub use table::{Merges, Vocabulary};

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The two differ.
    Between,
    /// The first contradicts itself.
    First,
    /// The second contradicts itself.
    Second,
    /// Both contradict themselves in the same way.
    Both,
}

impl Scope {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Between => "between",
            Self::First => "first",
            Self::Second => "second",
            Self::Both => "both",
        }
    }
}

/// What is exchanged to see on which inputs a finding shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing that could be exchanged.
    Nothing,
    /// A field of tokenizer.json.
    Field(&'static str),
    /// A field of the model in tokenizer.json.
    ModelField,
    /// The whole model.
    Model,
    /// Ids of a vocabulary, whose tokens stay.
    Ids,
    /// Texts that use tokens which only one vocabulary has differ.
    Lacking,
    /// Texts that use tokens with other ids differ.
    Moved,
    /// What the normalizer of a `SentencePiece` model notes.
    ModelNormalizer,
    /// Texts of more tokens than this differ.
    Longer(u64),
    /// Texts that contain one of the finding's tokens differ.
    Contains,
    /// The chat template.
    Template,
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
    /// Whether ids can change at all; else only offsets, or the way back to text.
    pub changes_ids: bool,
    /// The cause that it stands for.
    pub cause: &'static str,
    /// On how many of the inputs it shows, where inputs were given and that can be tried.
    pub shows: Option<usize>,
    part: Part,
    /// Names of fields or tokens that it is about.
    about: Vec<String>,
}

impl Finding {
    fn new(id: &'static str, cause: &'static str, effect: &'static str, message: String) -> Self {
        Self {
            id,
            scope: Scope::Between,
            message,
            details: Vec::new(),
            effect,
            changes_ids: true,
            cause,
            shows: None,
            part: Part::Nothing,
            about: Vec::new(),
        }
    }

    fn with(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }

    fn part(mut self, part: Part) -> Self {
        self.part = part;
        self
    }

    fn about(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.about.extend(names);
        self
    }

    fn without_ids(mut self) -> Self {
        self.changes_ids = false;
        self
    }
}

/// All findings about two tokenizers, in the order of the pipeline; contradictions within each come first.
pub fn diff(first: &TokenizerFiles, second: &TokenizerFiles) -> Vec<Finding> {
    let each = || rayon::join(|| within(first, Scope::First), || within(second, Scope::Second));
    let ((mut all, others), between) = rayon::join(each, || between(first, second));
    for finding in others {
        let same = |other: &&mut Finding| other.id == finding.id && other.message == finding.message;
        match all.iter_mut().find(same) {
            Some(known) => known.scope = Scope::Both,
            None => all.push(finding),
        }
    }
    all.extend(between);
    all
}

fn between(first: &TokenizerFiles, second: &TokenizerFiles) -> Vec<Finding> {
    let (mut all, mut of_model) = (Vec::new(), Vec::new());
    rayon::join(|| vocabulary::between(first, second, &mut all), || model::between(first, second, &mut of_model));
    all.extend(of_model);
    pipeline::between(first, second, &mut all);
    limits::between(first, second, &mut all);
    config::between(first, second, &mut all);
    roles::between(first, second, &mut all);
    chat::between(first, second, &mut all);
    all
}

/// What contradicts itself within one folder.
pub fn within(files: &TokenizerFiles, scope: Scope) -> Vec<Finding> {
    let mut all = Vec::new();
    vocabulary::within(files, &mut all);
    model::within(files, &mut all);
    pipeline::within(files, &mut all);
    limits::within(files, &mut all);
    config::within(files, &mut all);
    roles::within(files, &mut all);
    chat::within(files, &mut all);
    for finding in &mut all {
        finding.scope = scope;
    }
    all
}

/// What cannot be compared between files of these kinds.
pub fn not_compared(first: &TokenizerFiles, second: &TokenizerFiles) -> Option<String> {
    if first.kind == second.kind {
        return None;
    }
    let (a, b) = (first.kind.name(), second.kind.name());
    Some(format!("{a} against {b}: normalizer, splitter and special tokens are not compared; give inputs to try them"))
}
