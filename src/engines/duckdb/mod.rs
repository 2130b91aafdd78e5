//! `DuckDB`.

mod reader;
mod table;
mod text;
mod time;

use super::Engine;
use super::capability::{TableRules, TextRules, TimeRules};
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
        Times\n\
        `TIMESTAMPTZ` with the ICU extension: a skipped wall time takes the offset before the change, a repeated one is the \
        second of the two. A text without offset is read in the session's zone (`runtime.zone`). Weekdays count from Sunday \
        0.\n\n\
        Compared with DuckDB 2.0.0 (wall times, date_trunc, date_diff, intervals): all equal but for a few wall \
        times before 1970, where its zone data is older.\n\n\
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

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&time::RULES)
    }
}
