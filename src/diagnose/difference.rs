//! The known differences of two definitions, and definitions in which some of them are undone.

use super::classify::{self, is_size};
use super::draft::{Draft, Tag, set_words};
use crate::steps::{Argument, Settings};

/// Two aligned definitions: the one that is changed, and the one that it is changed towards.
pub struct Script {
    own: Draft,
    other: Draft,
    slots: Vec<Slot>,
    /// The differences, each of which can be undone by itself.
    pub differences: Vec<Difference>,
}

/// One difference.
pub struct Difference {
    /// What it stands for.
    pub tag: Tag,
    /// The step that it is about, in the definition that is changed.
    pub step: usize,
    /// The slot of the alignment.
    pub slot: usize,
    /// The change in the words of the definition.
    pub words: String,
    /// The names of the parameters, where it is about some.
    pub names: Vec<String>,
}

/// One place of the alignment.
enum Slot {
    /// Both have the step. The differences of its parameters are in `Difference::slot`.
    Both { own: usize, other: usize },
    /// Only the changed definition has it; the difference takes it out.
    Own { own: usize, difference: usize },
    /// Only the other has it; the difference puts it in.
    Other { other: usize, difference: usize },
    /// Where a moved step stands in the changed definition.
    From { own: usize, difference: usize },
    /// Where a moved step stands in the other; `from` is its slot there.
    To { own: usize, other: usize, difference: usize },
    /// The runtime's zone.
    Zone { difference: usize },
    /// The runtime's time zone data.
    Tzdata { difference: usize },
}

/// Engines whose zone is that of a session or virtual machine.
const SESSIONS: [&str; 5] = ["spark", "duckdb", "postgres", "java-legacy", "java-time"];

impl Script {
    /// Aligns two definitions.
    pub fn new(own: &Draft, other: &Draft) -> Self {
        let mut script = Self { own: own.clone(), other: other.clone(), slots: Vec::new(), differences: Vec::new() };
        let pairs = align(&own.steps, &other.steps);
        script.lay(&pairs);
        script.runtime();
        script
    }

    /// The changed definition with the chosen differences undone.
    pub fn build(&self, undone: &[bool]) -> Draft {
        let mut draft = Draft { steps: Vec::new(), runtime: self.own.runtime.clone() };
        for (index, slot) in self.slots.iter().enumerate() {
            match slot {
                Slot::Both { own, other } => draft.steps.push(self.mixed(index, *own, *other, undone)),
                Slot::Own { own, difference } if !undone[*difference] => draft.steps.push(self.own.steps[*own].clone()),
                Slot::Other { other, difference } if undone[*difference] => {
                    draft.steps.push(self.other.steps[*other].clone());
                }
                Slot::From { own, difference } if !undone[*difference] => {
                    let to = self.slots.iter().enumerate().find_map(|(to, slot)| match slot {
                        Slot::To { other, difference: same, .. } if same == difference => Some((to, *other)),
                        _ => None,
                    });
                    if let Some((to, other)) = to {
                        draft.steps.push(self.mixed(to, *own, other, undone));
                    }
                }
                Slot::To { own, other, difference } if undone[*difference] => {
                    draft.steps.push(self.mixed(index, *own, *other, undone));
                }
                Slot::Zone { difference } if undone[*difference] => {
                    draft.runtime.zone.clone_from(&self.other.runtime.zone);
                }
                Slot::Tzdata { difference } if undone[*difference] => {
                    draft.runtime.tzdata.clone_from(&self.other.runtime.tzdata);
                }
                _ => {}
            }
        }
        draft
    }

    /// Where the step of a difference stands in a definition that was built so, if it stands there.
    pub fn position(&self, slot: usize, undone: &[bool]) -> usize {
        let stands = |slot: &Slot| match slot {
            Slot::Both { .. } => true,
            Slot::Own { difference, .. } | Slot::From { difference, .. } => !undone[*difference],
            Slot::Other { difference, .. } | Slot::To { difference, .. } => undone[*difference],
            Slot::Zone { .. } | Slot::Tzdata { .. } => false,
        };
        self.slots[..slot].iter().filter(|slot| stands(slot)).count()
    }

    /// Every place in order: the own step, the other's, and the differences that are about it.
    pub fn places(&self) -> Vec<(Option<usize>, Option<usize>, Vec<usize>)> {
        let of = |slot: usize| -> Vec<usize> {
            let here = self.differences.iter().enumerate().filter(|(_, difference)| difference.slot == slot);
            here.map(|(index, _)| index).collect()
        };
        let place = |(index, slot): (usize, &Slot)| match *slot {
            Slot::Both { own, other } => (Some(own), Some(other), of(index)),
            Slot::Own { own, .. } => (Some(own), None, of(index)),
            Slot::Other { other, .. } => (None, Some(other), of(index)),
            Slot::From { own, difference } => (Some(own), None, vec![difference]),
            Slot::To { other, .. } => (None, Some(other), of(index)),
            Slot::Zone { difference } | Slot::Tzdata { difference } => (None, None, vec![difference]),
        };
        self.slots.iter().enumerate().map(place).collect()
    }

    /// The own step with the chosen parameters of the other.
    fn mixed(&self, slot: usize, own: usize, other: usize, undone: &[bool]) -> Settings {
        let (before, after) = (&self.own.steps[own], &self.other.steps[other]);
        let here = || self.differences.iter().enumerate().filter(move |(_, difference)| difference.slot == slot);
        if here().filter(|(_, d)| !d.names.is_empty()).all(|(index, _)| undone[index]) {
            // Everything is taken over, paths and the order of the parameters included.
            return after.clone();
        }
        let mut mixed = before.clone();
        for (_, difference) in here().filter(|(index, _)| undone[*index]) {
            for name in &difference.names {
                match after.get(name) {
                    Some(argument) => mixed.set(name, argument.clone()),
                    None => mixed.remove(name),
                }
            }
        }
        mixed
    }

    fn lay(&mut self, pairs: &[(Option<usize>, Option<usize>)]) {
        // A step that is left over on both sides has moved.
        let lone_own: Vec<usize> = pairs.iter().filter(|p| p.1.is_none()).filter_map(|p| p.0).collect();
        let lone_other: Vec<usize> = pairs.iter().filter(|p| p.0.is_none()).filter_map(|p| p.1).collect();
        let mut moved: Vec<(usize, usize, usize)> = Vec::new();
        for &own in &lone_own {
            let name = self.own.steps[own].step();
            let free = |other: &&usize| moved.iter().all(|(_, taken, _)| taken != *other);
            let other = lone_other.iter().filter(free).find(|other| self.other.steps[**other].step() == name).copied();
            if let Some(other) = other {
                let neighbour = pairs.iter().find_map(|pair| match pair {
                    (Some(a), Some(_)) if (*a > own) != (pair.1 > Some(other)) => Some(self.own.steps[*a].step()),
                    _ => None,
                });
                let tag = Tag::Cause(classify::swapped(name, neighbour.unwrap_or(name)));
                let words = format!("{name} moved, before or after {}", neighbour.unwrap_or("the others"));
                self.differences.push(Difference { tag, step: own, slot: 0, words, names: Vec::new() });
                moved.push((own, other, self.differences.len() - 1));
            }
        }
        let mut position = 0;
        for &pair in pairs {
            match pair {
                (Some(own), Some(other)) => {
                    self.slots.push(Slot::Both { own, other });
                    self.parameters(own, other);
                }
                (Some(own), None) => match moved.iter().find(|(from, ..)| *from == own) {
                    Some(&(_, _, difference)) => self.slots.push(Slot::From { own, difference }),
                    None => self.lone(own, true, position),
                },
                (None, Some(other)) => match moved.iter().find(|(_, to, _)| *to == other) {
                    Some(&(own, _, difference)) => {
                        self.differences[difference].slot = self.slots.len();
                        self.slots.push(Slot::To { own, other, difference });
                        self.parameters(own, other);
                    }
                    None => self.lone(other, false, position),
                },
                (None, None) => {}
            }
            position = pair.0.map_or(position, |own| own + 1);
        }
    }

    /// A step that only one of the two has.
    fn lone(&mut self, index: usize, own: bool, position: usize) {
        let (steps, others) =
            if own { (&self.own.steps, &self.other.steps) } else { (&self.other.steps, &self.own.steps) };
        let settings = &steps[index];
        let cause = super::structural::lone_cause(steps, index, Some(others));
        let words = if own { format!("without {settings}") } else { format!("{settings} added") };
        let (difference, slot) = (self.differences.len(), self.slots.len());
        self.slots.push(if own {
            Slot::Own { own: index, difference }
        } else {
            Slot::Other { other: index, difference }
        });
        let step = if own { index } else { position };
        self.differences.push(Difference { tag: Tag::Cause(cause), step, slot, words, names: Vec::new() });
    }

    /// The parameters in which two steps of one name differ.
    fn parameters(&mut self, own: usize, other: usize) {
        let slot = self.slots.len() - 1;
        let (before, after) = (&self.own.steps[own], &self.other.steps[other]);
        let mut names: Vec<&str> = before.iter().map(|(name, _)| name).collect();
        names.extend(after.iter().map(|(name, _)| name).filter(|name| before.get(name).is_none()));
        names.retain(|name| !same(before.get(name), after.get(name)));
        let mut groups: Vec<Vec<String>> = Vec::new();
        let kind = |name: &str| match name {
            name if is_size(before.step(), name) => 1,
            "engine" | "version" => 2,
            name if classify::is_tokenizer(before.step(), name) => 2,
            _ => 0,
        };
        for name in names {
            match groups.iter_mut().find(|group| kind(name) > 0 && kind(&group[0]) == kind(name)) {
                Some(group) => group.push(name.to_owned()),
                None => groups.push(vec![name.to_owned()]),
            }
        }
        for names in groups {
            let changes: Vec<(String, Option<Argument>)> =
                names.iter().map(|name| (name.clone(), after.get(name).cloned())).collect();
            let words = set_words(before, &changes);
            let tag = classify::parameter(&names[0], before, after);
            self.differences.push(Difference { tag, step: own, slot, words, names });
        }
    }

    fn runtime(&mut self) {
        let (own, other) = (&self.own.runtime, &self.other.runtime);
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "(default)".to_owned());
        let first = self.own.steps.iter().position(|step| classify::sort(step.step()) == classify::Sort::Time);
        let step = first.unwrap_or(0);
        if own.zone != other.zone {
            let tag = Tag::Cause(host_zone(&self.own.steps));
            let words = format!("runtime.zone: {} -> {}", shown(&own.zone), shown(&other.zone));
            let (difference, slot) = (self.differences.len(), self.slots.len());
            self.differences.push(Difference { tag, step, slot, words, names: Vec::new() });
            self.slots.push(Slot::Zone { difference });
        }
        if own.tzdata != other.tzdata {
            let tag = Tag::Cause("time.tzdata_version");
            let words = format!("runtime.tzdata: {} -> {}", shown(&own.tzdata), shown(&other.tzdata));
            let (difference, slot) = (self.differences.len(), self.slots.len());
            self.differences.push(Difference { tag, step, slot, words, names: Vec::new() });
            self.slots.push(Slot::Tzdata { difference });
        }
    }
}

/// What another zone of the host stands for: that of a session, for engines that have one.
pub fn host_zone(steps: &[Settings]) -> &'static str {
    let session =
        |step: &Settings| step.get("engine").and_then(Argument::as_text).is_some_and(|e| SESSIONS.contains(&e));
    if steps.iter().any(session) { "time.session_tz" } else { "time.naive_interpretation" }
}

/// Equal as arguments: 1 and 1.0 are one number.
fn same(a: Option<&Argument>, b: Option<&Argument>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b || matches!((a.as_f64(), b.as_f64()), (Some(a), Some(b)) if a == b),
        (None, None) => true,
        _ => false,
    }
}

/// Pairs of steps of one name in order, with as few steps left over and as few parameters changed as can be.
fn align(own: &[Settings], other: &[Settings]) -> Vec<(Option<usize>, Option<usize>)> {
    let cost = |a: &Settings, b: &Settings| -> Option<usize> {
        (a.step() == b.step()).then(|| {
            let names = a.iter().map(|(name, _)| name).chain(b.iter().map(|(name, _)| name));
            let apart = names.filter(|name| !same(a.get(name), b.get(name))).count();
            apart.min(19)
        })
    };
    const GAP: usize = 10;
    let mut table = vec![vec![0usize; other.len() + 1]; own.len() + 1];
    for i in (0..=own.len()).rev() {
        for j in (0..=other.len()).rev() {
            let mut best = if i == own.len() && j == other.len() { 0 } else { usize::MAX };
            if i < own.len() {
                best = best.min(table[i + 1][j] + GAP);
            }
            if j < other.len() {
                best = best.min(table[i][j + 1] + GAP);
            }
            if i < own.len()
                && j < other.len()
                && let Some(cost) = cost(&own[i], &other[j])
            {
                best = best.min(table[i + 1][j + 1] + cost);
            }
            table[i][j] = best;
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < own.len() || j < other.len() {
        let paired = (i < own.len() && j < other.len()).then(|| cost(&own[i], &other[j])).flatten();
        if paired.is_some_and(|cost| table[i][j] == table[i + 1][j + 1] + cost) {
            pairs.push((Some(i), Some(j)));
            (i, j) = (i + 1, j + 1);
        } else if i < own.len() && table[i][j] == table[i + 1][j] + GAP {
            pairs.push((Some(i), None));
            i += 1;
        } else {
            pairs.push((None, Some(j)));
            j += 1;
        }
    }
    pairs
}
