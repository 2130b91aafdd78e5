//! Go.

mod text;

use super::Engine;
use super::capability::TextRules;
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
}
