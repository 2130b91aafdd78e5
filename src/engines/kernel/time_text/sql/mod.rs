//! How `PostgreSQL` takes a time apart: a text becomes fields by their looks, and the fields become a date and a time.
//!
//! Source of the rules: the manual's appendix on date/time support and answers of `PostgreSQL` 15.

mod decode;
mod fields;
mod template;

pub use decode::read;
pub use template::compile as template;
