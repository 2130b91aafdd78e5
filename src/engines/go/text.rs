//! Go's text functions.

use crate::engines::capability::ALL_FORMS;
use crate::engines::capability::{
    Accents, Blank, Casefold, Collapse, DecodeText, Invalid, Lowercase, Removed, Replaced, TextRules,
};
use crate::engines::kernel::unicode::{Form, UnicodeVersion};

pub(super) const RULES: TextRules = TextRules {
    release: "Go 1.21",
    unicode: UnicodeVersion::V15,
    forms: ALL_FORMS,
    lowercase: Some(Lowercase::Simple),
    casefold: Some(Casefold::FullCherokeeSwapped),
    accents: &[("chain", CHAIN)],
    trim: &[("TrimSpace", Blank::Property)],
    collapse: &[
        ("fields", Collapse { blank: Blank::Property, least: 1 }),
        ("regex", Collapse { blank: Blank::AsciiFive, least: 1 }),
    ],
    decode: Some(DecodeText { drops_mark: false, invalid: Invalid::Replace, replaced: Replaced::Byte }),
    nul_ends: false,
};

/// `transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)`
const CHAIN: Accents =
    Accents { form: Form::Nfd, remove: Removed::NonspacingMarks, recompose: true, ascii_only: false };
