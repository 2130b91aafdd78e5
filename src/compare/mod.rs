//! Measures between two values, tolerances, and the verdict of the three comparisons of one input.
//!
//! [`compare`] walks two values together and returns pure data: what differs ([`Difference`]), by how much
//! ([`Measures`]), whether the tolerances hold, and the smallest ones that would ([`Comparison::needed`]).
//!
//! Rules that users rely on:
//! - kind, shape and element type come first, and no tolerance covers them; a one-channel image equals an array of
//!   (h, w) or (h, w, 1), and a list of numbers has no element type;
//! - a missing value (a missing time too) and a NaN equal themselves and nothing else: they differ from each other;
//! - numbers compare by value: the integer 5 equals 5.0, and -0 equals 0;
//! - instants compare by instant; the zone in which they are shown is a note;
//! - the order of a record's fields is compared only where [`Context::field_order`] asks for it.

mod aggregate;
mod array;
mod code_points;
mod context;
mod difference;
mod levels;
pub mod metric;
mod numbers;
mod places;
mod sequence;
mod stage;
mod tally;
mod text;
mod token_json;
mod token_rows;
pub mod tokenizer;
mod tokens;
mod verdict;
mod walk;

#[cfg(test)]
mod tests;

pub use aggregate::Aggregate;
pub use context::{Context, Detail, Tolerances};
pub use difference::{
    ArrayDifference, Comparison, Difference, FieldDifference, ItemDifference, KeyDifference, Note, SourceSlice,
    TextDifference, TimeDifference, Token, TokenDifference, TokenRow, Worst,
};
pub use metric::{Family, Metric};
pub use sequence::{Change, ChangeKind};
pub use stage::{TokenParting, TokenStage, parting};
pub use tally::Measures;
pub use token_json::TokenDifferenceJson;
pub use verdict::Verdict;
pub use walk::compare;
