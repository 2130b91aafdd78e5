//! YAML in, resolved and validated definitions out, with a place for every error.
//!
//! [`yaml`] gives the tree as typed, with places; [`fields`] reads maps of known keys; [`Case`] and [`SideDefinition`]
//! are what comes out: includes followed, paths absolute to the working folder, types checked. Steps are bound later, by
//! [`SideDefinition::open`], so that loading a suite reads nothing but its case files.

mod case;
mod fields;
mod files;
mod input_reader;
mod inputs;
pub mod schema;
mod side;
mod suite;
mod yaml;

pub use case::{Accept, Case, Expectation, Located, Tolerance};
pub use files::{Dependency, absolute};
pub use input_reader::{InputChunk, InputError, Inputs};
pub use inputs::{InputKind, InputSource};
pub use side::{Answer, SideDefinition, load_side};
pub use suite::{CaseFile, find_cases, select};
