//! What the engines' claims rest on: counts of recorded answers of the real libraries.
//!
//! `index.tsv` is written by the test that compares every recorded answer again, and checked by it: no figure here is
//! written by hand.

use std::sync::LazyLock;

/// Recorded answers of one library version in one mode, and how many of them the engine gives in every bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The engine's id.
    pub engine: String,
    /// What is done: a step, or `target size`.
    pub step: String,
    /// The library and its version: `Pillow 13.0.0`.
    pub library: String,
    /// Filter and options; empty where they were not told apart.
    pub mode: String,
    /// Answers that are equal in every bit.
    pub exact: usize,
    /// All answers.
    pub all: usize,
    /// The largest difference of those that are not equal.
    pub worst: f64,
    /// What the engine promises, in the same unit; 0 for a promise of equality.
    pub bound: f64,
}

impl Evidence {
    /// A line of the index: fields with tabs between them.
    pub fn line(&self) -> String {
        let Self { engine, step, library, mode, exact, all, worst, bound } = self;
        format!("{engine}\t{step}\t{library}\t{mode}\t{exact}\t{all}\t{worst:e}\t{bound:e}")
    }

    fn parse(line: &str) -> Option<Self> {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[engine, step, library, mode, exact, all, worst, bound] = fields.as_slice() else { return None };
        Some(Self {
            engine: engine.to_owned(),
            step: step.to_owned(),
            library: library.to_owned(),
            mode: mode.to_owned(),
            exact: exact.parse().ok()?,
            all: all.parse().ok()?,
            worst: worst.parse().ok()?,
            bound: bound.parse().ok()?,
        })
    }

    /// True where the engine promises equality.
    pub fn is_exact(&self) -> bool {
        self.bound == 0.0
    }
}

static ALL: LazyLock<Vec<Evidence>> =
    LazyLock::new(|| include_str!("index.tsv").lines().filter_map(Evidence::parse).collect());

/// What is recorded for an engine, in the order of the index.
pub fn of(engine: &str) -> impl Iterator<Item = &'static Evidence> {
    ALL.iter().filter(move |evidence| evidence.engine == engine)
}

/// `exact 731 of 731; bounded 39`: all that is recorded for an engine in a few words; `None` where nothing is.
pub fn summary(engine: &str) -> Option<String> {
    let (mut exact, mut promised, mut bounded) = (0, 0, 0);
    for evidence in of(engine) {
        if evidence.is_exact() {
            exact += evidence.exact;
            promised += evidence.all;
        } else {
            bounded += evidence.all;
        }
    }
    match (promised, bounded) {
        (0, 0) => None,
        (_, 0) => Some(format!("exact {exact} of {promised} recorded answers")),
        (0, _) => Some(format!("within its bounds on {bounded} recorded answers")),
        _ => Some(format!("exact {exact} of {promised} recorded answers, within its bounds on {bounded} more")),
    }
}

/// The evidence of an engine in lines: by step and library version, and every mode that is bounded.
pub fn page(engine: &str) -> Vec<String> {
    let mut groups: Vec<(&str, &str)> = Vec::new();
    for evidence in of(engine) {
        let group = (evidence.step.as_str(), evidence.library.as_str());
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups.into_iter().flat_map(|(step, library)| group_lines(engine, step, library)).collect()
}

/// Modes that are listed by name.
const MOST_MODES: usize = 40;

fn group_lines(engine: &str, step: &str, library: &str) -> Vec<String> {
    let members: Vec<&Evidence> = of(engine).filter(|e| e.step == step && e.library == library).collect();
    let mut lines = Vec::new();
    let promised = members.iter().filter(|evidence| evidence.is_exact());
    let (exact, all) = promised.fold((0, 0), |(exact, all), e| (exact + e.exact, all + e.all));
    if all > 0 {
        let mut modes: Vec<&str> = members.iter().filter(|e| e.is_exact()).map(|e| e.mode.as_str()).collect();
        modes.retain(|mode| !mode.is_empty());
        let modes = match modes.len() {
            0 => String::new(),
            1..=MOST_MODES => format!(": {}", modes.join(", ")),
            count => format!(" in {count} modes"),
        };
        lines.push(format!("{step}, {library}: exact on {exact} of {all}{modes}"));
    }
    let bounded: Vec<&Evidence> = members.into_iter().filter(|e| !e.is_exact()).collect();
    let mut bounds: Vec<f64> = Vec::new();
    for evidence in &bounded {
        if !bounds.contains(&evidence.bound) {
            bounds.push(evidence.bound);
        }
    }
    lines.extend(bounds.into_iter().map(|bound| bounded_line(&bounded, bound)));
    lines
}

/// All modes with one bound.
fn bounded_line(members: &[&Evidence], bound: f64) -> String {
    let members: Vec<&&Evidence> = members.iter().filter(|evidence| evidence.bound == bound).collect();
    let Evidence { step, library, .. } = members[0];
    let (exact, all) = members.iter().fold((0, 0), |(exact, all), e| (exact + e.exact, all + e.all));
    let worst = members.iter().map(|evidence| evidence.worst).fold(0.0, f64::max);
    let modes: Vec<&str> = members.iter().map(|evidence| evidence.mode.as_str()).collect();
    let away = if worst > 0.0 { format!(", at most {} away on the others", short(worst)) } else { String::new() };
    format!(
        "{step}, {library}: promised within {}, exact on {exact} of {all}{away}: {}",
        short(bound),
        modes.join(", ")
    )
}

/// Two digits of a small number, all of a larger one.
fn short(number: f64) -> String {
    if number >= 0.1 { format!("{number}") } else { format!("{number:.1e}") }
}
