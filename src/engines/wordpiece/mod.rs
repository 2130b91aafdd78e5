//! BERT's `WordPiece`: a `vocab.txt`, as the fast and the slow `BertTokenizer` read it.

mod slow;
mod tokenize;

use super::Engine;
use super::capability::Tokenize;
use crate::meta::Meta;

/// The engine.
pub struct WordPiece;

static META: Meta = Meta {
    id: "wordpiece",
    summary: "BERT's WordPiece from a vocab.txt, as the fast or the slow BertTokenizer",
    manual: "What it is\n\
        BertTokenizer of transformers on a vocab.txt: text is cleaned, Chinese characters are set apart, letters are made \
        lower-case and lose their accents, punctuation is split off, and each word is cut into the longest pieces of the \
        vocabulary from the left.\n\n\
        Fast and slow\n\
        `implementation: fast` (the default) is BertTokenizerFast, on the tokenizers library. `slow` is the Python class: it \
        composes text (NFC) before all else, drops every unassigned and private-use character, and classifies by Python's \
        Unicode tables (14.0, Python 3.11), where the fast one has older tables of its own. They differ on nearly 3,000 \
        of 31,000 hard texts, and on none of plain English.\n\n\
        Versions\n\
        The slow class of transformers 4.57 lowers letter by letter; the one of 5.23 (BertTokenizerLegacy) lowers word by \
        word, so that a sigma at the end of a word becomes the final sigma.\n\n\
        References\n\
        https://huggingface.co/docs/transformers/model_doc/bert\n\
        https://github.com/google-research/bert",
    example: "",
};

impl Engine for WordPiece {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn versions(&self) -> &'static [&'static str] {
        &["4.57", "5.23"]
    }

    fn tokenize(&self) -> Option<&'static dyn Tokenize> {
        Some(&tokenize::WpTokenize)
    }
}
