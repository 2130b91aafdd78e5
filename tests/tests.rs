//! Integration tests, one binary.
#![allow(missing_docs, reason = "tests")]

mod definition;
mod side;
mod time_engines;
