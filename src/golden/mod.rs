//! Trusted outputs, one per input of a case, with where they came from.
//!
//! `golden/<case id>/<input>.<ext>` holds a value, `golden/<case id>/golden.yaml` says of every input which file, made
//! from which content, after which steps, by whom. The small values of one table or text file share one `.jsonl`.
//!
//! - Files are replaced as a whole: written beside, synced, renamed; `golden.yaml` comes last. The files of one case change
//!   together: [`commit`] says how.
//! - A store opened with [`Mode::ReadOnly`] refuses to write: the caller opens it so where `CI` is set.
//! - Pending values (`.preparity/`) are stores of the same shape, so that accepting one is moving an entry.

mod atomic;
mod commit;
mod goldens;
mod index;
mod lines;
mod orphan;
mod pending;
mod store;
mod writer;

#[cfg(test)]
mod tests;

pub use atomic::write_atomically;
pub use goldens::{Freshness, Goldens};
pub use index::{Blessed, Recorded, now};
pub use orphan::Orphan;
pub use pending::{Decision, Pending, PendingEntry};
pub use store::{Mode, Store};
pub use writer::{Kept, Scope, Writer};
