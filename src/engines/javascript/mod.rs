//! JavaScript.

mod reader;
mod text;
mod time;

use super::Engine;
use super::capability::{TextRules, TimeRules};
use crate::meta::Meta;

/// The engine.
pub struct JavaScript;

static META: Meta = Meta {
    id: "javascript",
    summary: "JavaScript: String, TextDecoder, Date",
    manual: "What it is\n\
        JavaScript as Node and browsers run it: String.prototype, TextDecoder, and Date.\n\n\
        Versions\n\
        The tables are those of Node 20.20, which has Unicode 17.0; older builds have older ones (`unicode_version`).\n\n\
        Times\n\
        Date of V8: a skipped wall time takes the offset before the change, a repeated one is the first of the two. A text \
        without offset is read in the host's zone (`runtime.zone`, or `zone`). Milliseconds are kept, further digits cut. What \
        is no time is an Invalid Date, here a missing value. January is month 0, weekdays count from Sunday 0, and setDate and \
        setMonth carry over.\n\n\
        Compared with node 20.20.2, ICU 78.2 (wall times, setHours, setDate, setMonth): all equal.\n\n\
        References\n\
        https://tc39.es/ecma262/#sec-string.prototype.normalize",
    example: "",
};

impl Engine for JavaScript {
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
