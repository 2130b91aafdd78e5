//! polars.

mod table;

use super::Engine;
use super::capability::TableRules;
use crate::meta::Meta;

/// The engine.
pub struct Polars;

static META: Meta = Meta {
    id: "polars",
    summary: "polars: tables in Rust and Python",
    manual: "What it is\n\
        polars: its reader of .csv, and arithmetic, statistics and categories on columns.\n\n\
        Versions\n\
        polars 2.1.\n\n\
        References\n\
        https://docs.pola.rs/api/python/stable/reference/",
    example: "",
};

impl Engine for Polars {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn table(&self) -> Option<&'static TableRules> {
        Some(&table::RULES)
    }
}
