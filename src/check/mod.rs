//! Runs a suite of cases in parallel, bounded in memory, and returns an [`Outcome`]: pure data for the reports.

mod case;
mod causes;
mod divergence;
mod examine;
mod fold;
mod input;
mod keeper;
mod kept;
mod outcome;
pub mod preview;
mod suite;

pub use divergence::brief;
pub use examine::{Column, Examination, Examined, Shown, Step, examine};
pub use kept::{blessed, kept};
pub use outcome::{CaseOutcome, Divergence, Expected, Explanation, InputOutcome, Listed, Outcome, SideOutcome};
pub use suite::{Options, Progress, STOP, Shard, Suite};
