//! Python's text functions.

use crate::engines::capability::ALL_FORMS;
use crate::engines::capability::{
    Accents, Blank, Casefold, Collapse, DecodeText, Invalid, Lowercase, Removed, Replaced, TextRules,
};
use crate::engines::kernel::unicode::{Form, UnicodeVersion};

pub(super) const RULES: TextRules = TextRules {
    release: "Python 3.11",
    unicode: UnicodeVersion::V14,
    forms: ALL_FORMS,
    lowercase: Some(Lowercase::Full),
    casefold: Some(Casefold::Full),
    accents: &[("nfd_mn", without_mn(Form::Nfd)), ("nfkd_mn", without_mn(Form::Nfkd))],
    trim: &[("strip", Blank::PropertyAndSeparators)],
    collapse: &[("split", Collapse { blank: Blank::PropertyAndSeparators, least: 1 })],
    decode: Some(DecodeText { drops_mark: false, invalid: Invalid::Reject, replaced: Replaced::Maximal }),
    nul_ends: false,
};

const fn without_mn(form: Form) -> Accents {
    Accents { form, remove: Removed::NonspacingMarks, recompose: false, ascii_only: false }
}
