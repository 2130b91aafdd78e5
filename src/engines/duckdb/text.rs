//! `DuckDB`'s text functions.

use crate::engines::capability::{Accents, Blank, Collapse, Lowercase, Removed, TextRules};
use crate::engines::kernel::unicode::{Form, UnicodeVersion};

pub(super) const RULES: TextRules = TextRules {
    release: "DuckDB 2.0",
    unicode: UnicodeVersion::V15_1,
    forms: &[("nfc", Form::Nfc)],
    lowercase: Some(Lowercase::Simple),
    casefold: None,
    accents: &[("strip_accents", MARKS)],
    trim: &[("trim", Blank::SpaceSeparators)],
    collapse: &[("regexp_replace", Collapse { blank: Blank::AsciiFive, least: 1 })],
    decode: None,
    nul_ends: true,
};

const MARKS: Accents = Accents { form: Form::Nfd, remove: Removed::Marks, recompose: true, ascii_only: false };
