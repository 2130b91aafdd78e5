//! Java.

mod text;

use super::Engine;
use super::capability::TextRules;
use crate::meta::Meta;

/// The engine.
pub struct Java;

static META: Meta = Meta {
    id: "java",
    summary: "Java: String, Normalizer",
    manual: "What it is\n\
        The Java standard library: String, java.text.Normalizer, java.util.regex.\n\n\
        Versions\n\
        The tables are those of Java 17, which has Unicode 13.0; Java 21 has 15.0 (`unicode_version`).\n\n\
        References\n\
        https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/String.html",
    example: "",
};

impl Engine for Java {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn text(&self) -> Option<&'static TextRules> {
        Some(&text::RULES)
    }
}
