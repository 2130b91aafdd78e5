/// Conventions of a language's text functions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextRules {}
