//! Integration tests, one binary.
#![allow(missing_docs, reason = "tests")]

mod definition;
mod time_engines;
