//! Integration tests, one binary.

mod time_engines;
