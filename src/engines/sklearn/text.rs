//! scikit-learn's text functions.

use crate::engines::capability::{Accents, Blank, Collapse, Lowercase, Removed, TextRules};
use crate::engines::kernel::unicode::{Form, UnicodeVersion};

pub(super) const RULES: TextRules = TextRules {
    release: "scikit-learn 1.9 on Python 3.11",
    unicode: UnicodeVersion::V14,
    lowercase: Some(Lowercase::Full),
    accents: &[("unicode", accents(Removed::Combining, false)), ("ascii", accents(Removed::Nothing, true))],
    collapse: &[("char_ngrams", Collapse { blank: Blank::PropertyAndSeparators, least: 2 })],
    ..TextRules::NONE
};

const fn accents(remove: Removed, ascii_only: bool) -> Accents {
    Accents { form: Form::Nfkd, remove, recompose: false, ascii_only }
}
