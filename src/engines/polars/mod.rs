//! polars.

mod reader;
mod table;
mod time;

use super::Engine;
use super::capability::{TableRules, TimeRules};
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
        Times\n\
        A skipped wall time raises unless `non_existent: null`; a repeated one raises, or `ambiguous` takes the `earliest`, the \
        `latest` or `null`. The zone data is that inside chrono-tz, so that from 2100 on there is no daylight saving time. \
        Weekdays count from Monday 1.\n\n\
        Compared with polars 2.1.0 (wall times, truncate, offset_by, total_days): all equal but for midnights \
        that a change of the clock skips, where truncate sometimes raises.\n\n\
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

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&time::RULES)
    }
}
