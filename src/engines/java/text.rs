//! Java's text functions.

use crate::engines::capability::ALL_FORMS;
use crate::engines::capability::{
    Accents, Blank, Collapse, DecodeText, Invalid, Lowercase, Removed, Replaced, TextRules,
};
use crate::engines::kernel::unicode::{Form, UnicodeVersion};

pub(super) const RULES: TextRules = TextRules {
    release: "Java 17",
    unicode: UnicodeVersion::V13,
    forms: ALL_FORMS,
    lowercase: Some(Lowercase::FullByJavaWords),
    casefold: None,
    accents: &[("block", BLOCK)],
    trim: &[("trim", Blank::UpToSpace), ("strip", Blank::Breaking)],
    collapse: &[("regex", Collapse { blank: Blank::AsciiSix, least: 1 })],
    decode: Some(DecodeText { drops_mark: false, invalid: Invalid::Replace, replaced: Replaced::Maximal }),
    nul_ends: false,
};

const BLOCK: Accents =
    Accents { form: Form::Nfd, remove: Removed::DiacriticalBlock, recompose: false, ascii_only: false };
