//! Runs the same inputs through training-side and serving-side preprocessing, diffs the outputs with each other and with
//! golden files, and proves the cause of every difference.
//!
//! Imports go one way: `cli → report → check → diagnose → {definition, compare, golden} → side → pipeline → steps →
//! engines → value → {meta, diagnostic}`. Every kind of thing (engine, step, cause, metric, format) is a registry: a folder
//! whose `mod.rs` lists its files.

pub mod check;
pub mod cli;
pub mod compare;
pub mod definition;
pub mod diagnose;
pub mod diagnostic;
pub mod engines;
pub mod golden;
pub mod meta;
pub mod pipeline;
pub mod report;
pub mod side;
pub mod steps;
pub mod value;
