//! The record that every registry entry carries: what `list`, `describe`, the schema and the README tables derive from.

/// Identity and manual page of one registry entry (a step, an engine, a cause, a metric, a format).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// The stable name that users type, unique in its registry: `resize`, `pillow`, `image.resize.antialias`.
    pub id: &'static str,
    /// One line for `list`: a lower-case fragment without a full stop.
    pub summary: &'static str,
    /// The manual page: paragraphs of whole sentences under the headings that its registry prescribes.
    pub manual: &'static str,
    /// A short example in YAML that parses; empty where an entry is not written in case files.
    pub example: &'static str,
}

/// True for ids of lower-case words that are joined by `_`, `-` or `.`.
pub fn is_well_formed_id(id: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    id.starts_with(|c: char| c.is_ascii_lowercase()) && id.split(['_', '-', '.']).all(word)
}

/// The known name that `typed` was probably meant to be, if one is near enough.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&typed, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= (name.len().max(typed.len()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
