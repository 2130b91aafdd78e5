use crate::diagnostic::Diagnostic;
use crate::value::{TokenStages, Value};
use std::borrow::Cow;

/// One pure transformation of a value, with all its parameters bound.
///
/// A step is bound to one or more operations in a row. Splitting lets different steps share work: reading a JPEG is one
/// operation, putting its channels in an engine's order is the next, so two engines with one decoder decode once.
pub trait Operation: Send + Sync {
    /// What the operation really does to this input: equal keys on equal inputs promise equal outputs. It names the
    /// kernel and every parameter that matters, not the engine.
    fn key(&self, input: &Value) -> Cow<'_, str>;

    /// The value after the operation. Where the real library would raise, `Ok(Value::Rejected)`.
    ///
    /// # Errors
    /// What is wrong with the case: a value of a kind that the operation does not take, an impossible parameter.
    fn apply(&self, input: Value) -> Result<Value, Diagnostic>;

    /// The text between the stages of a tokenizer, to say at which of them two sides part; `None` for anything else.
    fn stages(&self, _input: &Value) -> Option<TokenStages> {
        None
    }

    /// The same where others hold the value too: an operation that only reads it needs no copy.
    ///
    /// # Errors
    /// As [`Operation::apply`].
    fn apply_shared(&self, input: &Value) -> Result<Value, Diagnostic> {
        self.apply(input.clone())
    }

    /// How far the value after this operation is promised to be the real library's, for this input.
    fn bits(&self, _input: &Value) -> Bits {
        Bits::Exact
    }
}

/// How far an engine's answer is promised to be the real library's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bits {
    /// Equal in every bit, on every machine.
    Exact,
    /// The real library depends on the machine: no answer is further away than this, in units of the value.
    Within(f64),
    /// The same, as a share of the largest sample that goes in.
    Share {
        /// Whatever the size of the picture.
        flat: f64,
        /// More for every pixel of its width and height: along longer sides, positions are rounded more coarsely.
        by_side: f64,
    },
}
