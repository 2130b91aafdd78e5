//! `DuckDB`.

mod table;
mod text;

use super::Engine;
use super::capability::{TableRules, TextRules};
use crate::meta::Meta;

/// The engine.
pub struct DuckDb;

static META: Meta = Meta {
    id: "duckdb",
    summary: "DuckDB, the in-process SQL database",
    manual: "What it is\n\
        DuckDB's SQL functions.\n\n\
        Versions\n\
        The text functions are those of DuckDB 2.0, which has Unicode 15.\n\n\
        References\n\
        https://duckdb.org/docs/stable/sql/functions/text",
    example: "",
};

impl Engine for DuckDb {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn text(&self) -> Option<&'static TextRules> {
        Some(&text::RULES)
    }

    fn table(&self) -> Option<&'static TableRules> {
        Some(&table::RULES)
    }
}
