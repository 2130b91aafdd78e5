//! Steps on text.

use super::Step;

/// All of them, in the order in which pipelines use them.
pub static ALL: &[&dyn Step] = &[];
