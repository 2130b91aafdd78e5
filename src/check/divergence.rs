//! Where two traces part: the first step after which the values differ.

use super::outcome::Divergence;
use crate::compare::{self, Context, TokenParting};
use crate::pipeline::{Pipeline, Trace};
use crate::value::{TokenStages, Tokens, Value};
use std::sync::Arc;

/// One side's steps with what they made of an input.
pub struct Traced<'a> {
    /// The steps.
    pub pipeline: &'a Pipeline,
    /// The value after every step.
    pub trace: &'a Trace,
}

impl Traced<'_> {
    fn names(&self) -> Vec<&str> {
        let done = self.trace.values.len();
        self.pipeline.steps.iter().take(done).map(|step| step.settings.step()).collect()
    }

    /// What lies between the stages of a step that is a tokenizer.
    fn stages(&self, step: usize, input: &Arc<Value>) -> Option<TokenStages> {
        let operations = &self.pipeline.steps[step].operations;
        operations.first()?.stages(self.before(step, input))
    }

    /// The value that goes into a step.
    fn before<'v>(&'v self, step: usize, input: &'v Arc<Value>) -> &'v Arc<Value> {
        if step == 0 { input } else { &self.trace.values[step - 1] }
    }
}

/// The first step after which the two sides differ, in the order of the steps that both have; `None` if no step's value
/// differs (the outputs then do not differ either, or one side failed).
pub fn first(train: &Traced<'_>, serve: &Traced<'_>, input: &Arc<Value>) -> Option<Divergence> {
    let mut next = (0, 0);
    for (at_train, at_serve) in pairs(&train.names(), &serve.names()) {
        let entered = differs(train.before(at_train, input), serve.before(at_serve, input));
        if entered && next != (at_train, at_serve) {
            // The values part before this common step: a step that only one side has made the difference.
            return Some(lone(train, serve, input, next, (at_train, at_serve)));
        }
        if differs(&train.trace.values[at_train], &serve.trace.values[at_serve]) {
            return Some(divergence(train, serve, input, Some(at_train), Some(at_serve)));
        }
        next = (at_train + 1, at_serve + 1);
    }
    let end = (train.trace.values.len(), serve.trace.values.len());
    let last = |side: &Traced<'_>, end: usize| Arc::clone(side.before(end, input));
    (next != end && differs(&last(train, end.0), &last(serve, end.1))).then(|| lone(train, serve, input, next, end))
}

/// A divergence at the first step that the other side lacks, between two positions at which the sides meet.
fn lone(
    train: &Traced<'_>,
    serve: &Traced<'_>,
    input: &Arc<Value>,
    from: (usize, usize),
    to: (usize, usize),
) -> Divergence {
    let at_train = (from.0 < to.0).then_some(from.0);
    let at_serve = (from.1 < to.1).then_some(from.1);
    divergence(train, serve, input, at_train, at_serve)
}

fn divergence(
    train: &Traced<'_>,
    serve: &Traced<'_>,
    input: &Arc<Value>,
    train_step: Option<usize>,
    serve_step: Option<usize>,
) -> Divergence {
    let after = |side: &Traced<'_>, step: Option<usize>, other: &Traced<'_>, other_step: Option<usize>| match step {
        Some(step) => Arc::clone(&side.trace.values[step]),
        // This side has no such step: it still holds the value that went into the other side's.
        None => Arc::clone(other.before(other_step.unwrap_or(0), input)),
    };
    let train_after = after(train, train_step, serve, serve_step);
    let serve_after = after(serve, serve_step, train, train_step);
    let (named, index) = match (train_step, serve_step) {
        (Some(index), _) => (train, index),
        (None, index) => (serve, index.unwrap_or(0)),
    };
    let mut comparison = compare::compare(&train_after, &serve_after, &Context::default());
    let stages = |side: &Traced<'_>, step: Option<usize>| side.stages(step?, input);
    let stages = stages(train, train_step).zip(stages(serve, serve_step));
    let parting = parting(stages.as_ref(), &train_after, &serve_after);
    if let (Some(parting), Some(difference)) = (&parting, &mut comparison.difference) {
        difference.note_parting(parting);
    }
    Divergence {
        train_step,
        serve_step,
        step: named.pipeline.steps[index].settings.step().to_owned(),
        before: brief(named.before(index, input)),
        train_after: brief(&train_after),
        serve_after: brief(&serve_after),
        comparison: Box::new(comparison),
        parting,
    }
}

/// The stage of a tokenizer at which two values part that are tokens, or hold some in a field.
fn parting(stages: Option<&(TokenStages, TokenStages)>, a: &Value, b: &Value) -> Option<TokenParting> {
    let (a, b) = differing_tokens(a, b)?;
    compare::parting(stages.map(|(a, b)| (a, b)), a, b)
}

fn differing_tokens<'a>(a: &'a Value, b: &'a Value) -> Option<(&'a Tokens, &'a Tokens)> {
    match (a, b) {
        (Value::Tokens(a), Value::Tokens(b)) => (a != b).then_some((a, b)),
        (Value::Record(a), Value::Record(b)) => {
            a.iter().find_map(|(name, value)| differing_tokens(value, b.get(name)?))
        }
        _ => None,
    }
}

fn differs(a: &Arc<Value>, b: &Arc<Value>) -> bool {
    !Arc::ptr_eq(a, b) && !compare::compare(a, b, &Context::default()).equal
}

/// Positions of steps that both sides have, in order: a longest common subsequence of the names. Steps that stand at the
/// same position win over a longer detour because equal names are matched from the front.
fn pairs(train: &[&str], serve: &[&str]) -> Vec<(usize, usize)> {
    let (rows, columns) = (train.len(), serve.len());
    let mut longest = vec![vec![0usize; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            longest[i][j] =
                if train[i] == serve[j] { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < rows && j < columns {
        if train[i] == serve[j] {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

/// Longest text that is quoted for a value.
const QUOTED: usize = 60;

/// A value in a few words: itself where it is short, else its kind and shape.
pub fn brief(value: &Value) -> String {
    let quote = |text: &str| {
        let mut shown: String = text.chars().take(QUOTED).flat_map(char::escape_debug).collect();
        if text.chars().count() > QUOTED {
            shown.push('…');
        }
        format!("\"{shown}\"")
    };
    match value {
        Value::Text(text) => quote(text),
        Value::Number(number) => number.to_string(),
        Value::Boolean(value) => value.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Record(record) => {
            let fields: Vec<String> = record.iter().map(|(name, value)| format!("{name}: {}", brief(value))).collect();
            let text = format!("{{{}}}", fields.join(", "));
            if text.chars().count() > 2 * QUOTED { value.describe() } else { text }
        }
        other => other.describe(),
    }
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn common_steps_are_paired_in_order() {
        assert_eq!(pairs(&["decode", "resize", "rescale"], &["decode", "rescale"]), [(0, 0), (2, 1)]);
        assert_eq!(pairs(&["a", "a", "b"], &["a", "b"]), [(0, 0), (2, 1)]);
        assert!(pairs(&[], &["a"]).is_empty());
    }
}
