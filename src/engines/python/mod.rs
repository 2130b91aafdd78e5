//! Python.

mod text;
mod time;

use super::Engine;
use super::capability::{TextRules, TimeRules};
use crate::meta::Meta;

/// The engine.
pub struct Python;

static META: Meta = Meta {
    id: "python",
    summary: "the Python language: str, unicodedata, re, datetime",
    manual: "What it is\n\
        Python itself: its text functions and unicodedata, and its date-time functions.\n\n\
        Versions\n\
        The text functions are those of Python 3.11, which has Unicode 14.0; `unicode_version` gives those of another: 3.12 has \
        15.0, 3.13 15.1, 3.14 16.0.\n\n\
        Times\n\
        `datetime` of CPython 3.11. `fromisoformat` (the reader for `auto`) takes any one character between date and time, \
        the basic forms, week dates, and any number of fraction digits, which it cuts to microseconds; `format` takes \
        strptime codes. A text without offset stays naive, and `timestamp()` of a naive value takes the host's zone. A zone \
        is attached as zoneinfo does: a skipped wall time takes the offset before the change, a repeated one is the first \
        (`fold: 1`: after it, and the second). Two times in one zone are subtracted and compared by their wall clocks.\n\n\
        Compared with CPython 3.11: wall times of a host's zone all equal.\n\n\
        References\n\
        https://docs.python.org/3/library/stdtypes.html#string-methods\n\
        https://docs.python.org/3/library/unicodedata.html",
    example: "",
};

impl Engine for Python {
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
