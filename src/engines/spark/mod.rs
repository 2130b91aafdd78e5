//! Spark.

mod reader;
mod table;
mod time;

use super::Engine;
use super::capability::{TableRules, TimeRules};
use crate::meta::Meta;

/// The engine.
pub struct Spark;

static META: Meta = Meta {
    id: "spark",
    summary: "Apache Spark: SQL functions and feature transformers",
    manual: "What it is\n\
        Spark: its reader of .csv, SQL functions, and the transformers of `pyspark.ml.feature`.\n\n\
        Versions\n\
        Spark 3.5 on Java 17, without ANSI mode.\n\n\
        Times\n\
        Timestamps are instants that are read and shown in the session's zone (`runtime.zone`). A skipped wall time takes the \
        offset before the change, a repeated one is the first of the two. What is no time is null. `weekday` counts from Monday \
        0, `dayofweek` from Sunday 1.\n\n\
        Compared with Spark 3.5.5 on Java 17 (wall times): all equal. date_trunc, datediff and add_months follow \
        its documentation.\n\n\
        References\n\
        https://spark.apache.org/docs/3.5.5/ml-features.html\n\
        https://spark.apache.org/docs/3.5.5/sql-data-sources-csv.html",
    example: "",
};

impl Engine for Spark {
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
