//! Everything about one case: definitions side by side, causes, values step by step. For people and for programs.

mod json;
mod sides;
mod text;
mod values;

pub use json::write as write_json;
pub use text::write as write_text;

use crate::compare::Comparison;

/// An input that tells tied causes apart, ready to be shown.
#[derive(Debug, Clone)]
pub struct Separating {
    /// Its name among the built-in hard inputs.
    pub name: String,
    /// What it is.
    pub summary: String,
    /// Where it was written, if it was.
    pub file: Option<String>,
    /// The change that each candidate stands for, with the causes: the reported one first.
    pub candidates: Vec<(Vec<&'static str>, String)>,
    /// How far the reported candidate's output is from each other one's, in the order of `candidates` without the first.
    pub apart: Vec<Comparison>,
}
