//! JavaScript.

mod text;

use super::Engine;
use super::capability::TextRules;
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
}
