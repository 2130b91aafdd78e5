//! A definition that is being changed, and the changes.

use crate::steps::{Argument, Runtime, Settings};

/// Steps and runtime of one side, to be changed and run.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The steps in order.
    pub steps: Vec<Settings>,
    /// What the host provides.
    pub runtime: Runtime,
}

/// What a change stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// A known cause.
    Cause(&'static str),
    /// An exchanged engine or version: its causes are the conventions in which the two differ.
    Exchange,
}

/// One edit of a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Parameters of a step set to other values (`None`: left out).
    Set(usize, Vec<(String, Option<Argument>)>),
    /// A step in the place of another.
    Replace(usize, Box<Settings>),
    /// A step taken out.
    Remove(usize),
    /// A step put in before this position.
    Insert(usize, Box<Settings>),
    /// A step moved to another position (of the shortened list).
    Move(usize, usize),
    /// The host's zone.
    Zone(Option<String>),
    /// The time zone data.
    Tzdata(Option<String>),
}

/// A change to a draft that is tried as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What it stands for.
    pub tag: Tag,
    /// The step that it is about, as an index into the draft before the change.
    pub step: usize,
    /// The edits, applied in order.
    pub edits: Vec<Edit>,
    /// The change in the words of the definition.
    pub words: String,
}

impl Change {
    /// True if every step keeps its place.
    pub fn keeps_places(&self) -> bool {
        self.edits.iter().all(|edit| !matches!(edit, Edit::Remove(_) | Edit::Insert(..) | Edit::Move(..)))
    }

    /// True if two changes are about the same parameters of a step, or both about a step as a whole.
    pub fn overlaps(&self, other: &Self) -> bool {
        let meets = |a: &Edit, b: &Edit| match (a, b) {
            (Edit::Set(i, a), Edit::Set(j, b)) => i == j && a.iter().any(|(name, _)| b.iter().any(|(n, _)| n == name)),
            (Edit::Set(i, _) | Edit::Replace(i, _), Edit::Remove(j) | Edit::Replace(j, _))
            | (Edit::Replace(i, _), Edit::Set(j, _)) => i == j,
            (Edit::Zone(_), Edit::Zone(_)) | (Edit::Tzdata(_), Edit::Tzdata(_)) => true,
            _ => false,
        };
        self.edits.iter().any(|a| other.edits.iter().any(|b| meets(a, b)))
    }

    /// How many parameters, steps and settings of the runtime it changes.
    pub fn size(&self) -> usize {
        let one = |edit: &Edit| match edit {
            Edit::Set(_, changes) => changes.len(),
            Edit::Insert(_, new) => 1 + new.iter().count(),
            _ => 1,
        };
        self.edits.iter().map(one).sum()
    }

    /// Parameters of one step.
    pub fn set(tag: Tag, draft: &Draft, step: usize, mut changes: Vec<(String, Option<Argument>)>) -> Self {
        changes.retain(|(name, new)| draft.steps[step].get(name) != new.as_ref());
        let words = set_words(&draft.steps[step], &changes);
        Self { tag, step, edits: vec![Edit::Set(step, changes)], words }
    }

    /// A step in the place of another.
    pub fn replace(tag: Tag, draft: &Draft, step: usize, new: Settings) -> Self {
        let words = format!("{} -> {new}", draft.steps[step]);
        Self { tag, step, edits: vec![Edit::Replace(step, Box::new(new))], words }
    }

    /// A step taken out.
    pub fn remove(tag: Tag, draft: &Draft, step: usize) -> Self {
        Self { tag, step, edits: vec![Edit::Remove(step)], words: format!("without {}", draft.steps[step]) }
    }

    /// A step put in.
    pub fn insert(tag: Tag, draft: &Draft, at: usize, new: Settings) -> Self {
        let place = match at.checked_sub(1).and_then(|before| draft.steps.get(before)) {
            Some(before) => format!("after {}", before.step()),
            None => "at the start".to_owned(),
        };
        let words = format!("{new} added {place}");
        Self { tag, step: at, edits: vec![Edit::Insert(at, Box::new(new))], words }
    }

    /// A step moved.
    pub fn moved(tag: Tag, draft: &Draft, from: usize, to: usize) -> Self {
        let neighbour = draft.steps.get(to);
        let side = if to > from { "after" } else { "before" };
        let words =
            format!("{} moved {side} {}", draft.steps[from].step(), neighbour.map_or("the end", Settings::step));
        Self { tag, step: from.min(to), edits: vec![Edit::Move(from, to)], words }
    }
}

/// `resize.engine: opencv -> pillow, filter: INTER_LINEAR -> bilinear`.
pub fn set_words(settings: &Settings, changes: &[(String, Option<Argument>)]) -> String {
    let shown = |argument: Option<&Argument>| argument.map_or("(left out)".to_owned(), ToString::to_string);
    let parts: Vec<String> = changes
        .iter()
        .filter(|(name, new)| settings.get(name) != new.as_ref())
        .map(|(name, new)| format!("{name}: {} -> {}", shown(settings.get(name)), shown(new.as_ref())))
        .collect();
    format!("{}.{}", settings.step(), parts.join(", "))
}

impl Draft {
    /// The draft with a change.
    #[must_use]
    pub fn with(&self, change: &Change) -> Self {
        let mut draft = self.clone();
        for edit in &change.edits {
            draft.apply(edit);
        }
        draft
    }

    fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Set(step, changes) => {
                for (name, argument) in changes {
                    match argument {
                        Some(argument) => self.steps[*step].set(name, argument.clone()),
                        None => self.steps[*step].remove(name),
                    }
                }
            }
            Edit::Replace(step, new) => self.steps[*step] = (**new).clone(),
            Edit::Remove(step) => drop(self.steps.remove(*step)),
            Edit::Insert(at, new) => self.steps.insert((*at).min(self.steps.len()), (**new).clone()),
            Edit::Move(from, to) => {
                let step = self.steps.remove(*from);
                self.steps.insert((*to).min(self.steps.len()), step);
            }
            Edit::Zone(zone) => self.runtime.zone.clone_from(zone),
            Edit::Tzdata(tzdata) => self.runtime.tzdata.clone_from(tzdata),
        }
    }
}
