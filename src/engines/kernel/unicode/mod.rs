//! Unicode as of a stated version: general categories, normalization forms, lowercase, full case folding.
//!
//! The tables are the newest; a character that a version does not know yet behaves there as an unassigned code point
//! does: it has no category, no decomposition, no case, and it stops reordering and composition.

mod folds;
mod forms;
mod tables;

pub use forms::{Form, casefold, casefold_swapping_cherokee, lowercase, lowercase_simple, normalize};
pub use tables::{Category, UnicodeVersion, category, is_assigned};
