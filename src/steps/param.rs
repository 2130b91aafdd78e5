use crate::engines::Engine;

/// One parameter of a step: what parsing, `describe` and the JSON Schema know of it.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// The key in YAML.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// One line for manuals: what it means, in which unit, and its default.
    pub summary: &'static str,
}

/// What a parameter takes. Every parameter also takes `{field: name}` where it may vary by row.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any number.
    Number,
    /// A whole number.
    Integer,
    /// A whole number from 1.
    Positive,
    /// True or false.
    Boolean,
    /// Any text.
    Text,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A number, or a list of numbers (one per channel or column).
    Numbers,
    /// A text, or a list of texts.
    Texts,
    /// The id of an engine for which this holds.
    Engine(fn(&dyn Engine) -> bool),
    /// A resize filter, canonical or in an engine's own spelling, or as its library's number.
    Filter,
    /// A path, relative to the file that names it.
    Path,
    /// Anything; the step checks it.
    Any,
}

/// Parameters that every step takes.
pub const COMMON: &[Param] = &[
    Param { name: "on", kind: Kind::Texts, summary: "the record's field or fields that the step works on" },
    Param { name: "into", kind: Kind::Text, summary: "the field that takes the result; default: the field itself" },
];
