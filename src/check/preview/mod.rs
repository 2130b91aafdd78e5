//! What a report may show of an input beside its measures: small pictures, tokens with their text, times with the clock
//! changes around them, fields. Kept only for the worst inputs, only when a report asks for it, and within a bound.

mod arrays;
mod moments;
mod pictures;
mod texts;

pub use arrays::{Histogram, NumberRow, Numbers};
pub use moments::{ClockChange, Moment, Moments};
pub use pictures::{DifferenceMap, Picture, Pictures, pictures};
pub use texts::{Chunk, FieldRow, Piece, TokenRows};

use super::divergence::brief;
use super::input::Sides;
use super::outcome::{CaseOutcome, InputOutcome};
use crate::compare::Verdict;
use crate::definition::{Case, InputChunk, Inputs};
use crate::golden::Goldens;
use crate::side::Input;
use crate::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of previews that a whole run keeps, over all cases.
pub const RUN_BYTES: usize = 64 << 20;
/// Most inputs of one case that are shown.
const INPUTS: usize = 4;
/// Longest side of a kept picture, and the shortest that is still worth looking at.
const EDGES: (usize, usize) = (256, 48);
/// Bytes that a pixel costs: two pictures in colour and their difference.
const PIXEL_BYTES: usize = 7;

/// One input's values as a report shows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The input itself, in words: a text, a record, `bytes, 52,301 long`.
    pub input: String,
    /// The name of the first of the two values that are shown: `training` or `serving`.
    pub first: &'static str,
    /// The name of the second: `serving` or `golden`.
    pub second: &'static str,
    /// The two values.
    pub shown: Shown,
    /// Times at which the two part, at the step where they do.
    pub moments: Option<Moments>,
}

/// Two values in the form that suits their kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// Images, and arrays that look like one.
    Pictures(Box<Pictures>),
    /// Other arrays.
    Numbers(Numbers),
    /// Token sequences.
    Tokens(TokenRows),
    /// Texts in pieces.
    Text(Vec<Piece>),
    /// Records, field by field.
    Fields(Vec<FieldRow>),
    /// Everything else, in words.
    Words(String, String),
}

/// How many inputs of a case are shown and how large their pictures are, for a share of the run's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    inputs: usize,
    edge: usize,
}

impl Room {
    fn of(share: usize) -> Self {
        let fits = |edge: usize| share / (edge * edge * PIXEL_BYTES);
        let mut edge = EDGES.0;
        while edge > EDGES.1 && fits(edge) == 0 {
            edge = edge * 3 / 4;
        }
        Self { inputs: fits(edge).clamp(1, INPUTS), edge: edge.max(EDGES.1) }
    }
}

/// Adds previews to the worst inputs of a case. `share` is the memory for this case, in bytes.
pub fn add(case: &Case, sides: &Sides<'_>, goldens: &Goldens, share: usize, outcome: &mut CaseOutcome) {
    let room = Room::of(share);
    let mut worst: Vec<&InputOutcome> =
        outcome.inputs.iter().filter(|input| input.error.is_none() && input.verdict != Verdict::Parity).collect();
    worst.sort_by(|a, b| super::fold::worst_first(a, b));
    let wanted: HashMap<usize, &InputOutcome> =
        worst.into_iter().take(room.inputs).map(|input| (input.position, input)).collect();
    let Some(last) = wanted.keys().max().copied() else { return };
    // The inputs could be listed before; if they cannot be now, there is nothing to show.
    let Ok(inputs) = Inputs::open(&case.inputs) else { return };
    let made: HashMap<usize, Preview> = inputs
        .flat_map(InputChunk::load)
        .enumerate()
        .take(last + 1)
        .filter_map(|(position, input)| {
            let outcome = wanted.get(&position)?;
            Some((position, preview(case, sides, goldens, &input.ok()?, outcome, room.edge)?))
        })
        .collect();
    for input in &mut outcome.inputs {
        input.preview = made.get(&input.position).cloned().map(Box::new);
    }
}

fn preview(
    case: &Case,
    sides: &Sides<'_>,
    goldens: &Goldens,
    input: &Input,
    outcome: &InputOutcome,
    edge: usize,
) -> Option<Preview> {
    let (train, serve) = sides.answers(input);
    let (train, serve) = (train.ok()?, serve.and_then(Result::ok));
    let golden = goldens.value(&input.id).ok().flatten().map(Arc::new);
    let differs = |comparison: &Option<crate::compare::Comparison>| comparison.as_ref().is_some_and(|c| !c.equal);
    let (a, b, first, second) = match (serve, &golden) {
        (Some(serve), _) if differs(&outcome.train_serve) => (train, serve, "training", "serving"),
        (_, Some(golden)) if differs(&outcome.train_golden) => (train, Arc::clone(golden), "training", "golden"),
        (Some(serve), Some(golden)) => (serve, Arc::clone(golden), "serving", "golden"),
        _ => return None,
    };
    let third = golden.as_ref().filter(|_| second != "golden");
    let shown = show(&a, &b, third.map(Arc::as_ref), sides.level_size, edge);
    let moments = moments::between(case, input, &a, &b, outcome);
    Some(Preview { input: texts::cut(&brief(&input.value), 400), first, second, shown, moments })
}

/// Two values in the form that suits their kind.
fn show(a: &Value, b: &Value, golden: Option<&Value>, level_size: Option<&[f64]>, edge: usize) -> Shown {
    match (a, b) {
        (Value::Tokens(a), Value::Tokens(b)) => return Shown::Tokens(texts::tokens(a, b)),
        (Value::Text(a), Value::Text(b)) => return Shown::Text(texts::pieces(a, b)),
        (Value::Record(a), Value::Record(b)) => {
            let golden = if let Some(Value::Record(golden)) = golden { Some(golden) } else { None };
            return Shown::Fields(texts::fields(a, b, golden));
        }
        _ => {}
    }
    if let Some(pictures) = pictures::pictures(a, b, level_size, edge) {
        return Shown::Pictures(Box::new(pictures));
    }
    match arrays::numbers(a, b, level_size) {
        Some(numbers) => Shown::Numbers(numbers),
        None => Shown::Words(texts::cut(&texts::words(a), 600), texts::cut(&texts::words(b), 600)),
    }
}

#[cfg(test)]
mod tests {
    use super::Room;

    #[test]
    fn room_shrinks_with_the_share_and_never_vanishes() {
        assert_eq!(Room::of(64 << 20), Room { inputs: 4, edge: 256 });
        let (few, many) = (Room::of(1 << 20), Room::of(100_000));
        assert!(few.inputs == 2 && few.edge == 256 && many.inputs == 1 && many.edge < 128, "{few:?} {many:?}");
        assert_eq!(Room::of(0), Room { inputs: 1, edge: 48 });
    }
}
