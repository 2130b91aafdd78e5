//! scikit-learn.

mod table;
mod text;

use super::Engine;
use super::capability::{TableRules, TextRules};
use crate::meta::Meta;

/// The engine.
pub struct Sklearn;

static META: Meta = Meta {
    id: "sklearn",
    summary: "scikit-learn: text preprocessing, scalers and encoders",
    manual: "What it is\n\
        scikit-learn's preprocessing: the text functions of CountVectorizer, scalers, imputers and encoders.\n\n\
        Versions\n\
        scikit-learn 1.9 on Python 3.11, whose text functions and Unicode 14.0 it uses.\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/preprocessing.html\n\
        https://scikit-learn.org/stable/modules/feature_extraction.html",
    example: "",
};

impl Engine for Sklearn {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn text(&self) -> Option<&'static TextRules> {
        Some(&text::RULES)
    }

    fn table(&self) -> Option<&'static TableRules> {
        Some(&table::RULES)
    }
}
