//! Python.

mod text;

use super::Engine;
use super::capability::TextRules;
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
}
