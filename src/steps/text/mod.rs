//! Steps on text.

use super::Step;

mod casefold;
mod chat_template;
mod collapse_whitespace;
mod decode_text;
mod lowercase;
mod replace;
mod strip_accents;
mod tokenize;
mod trim;
mod unicode;

/// All of them, in the order in which pipelines use them.
pub static ALL: &[&dyn Step] = &[
    &decode_text::DecodeText,
    &unicode::Unicode,
    &lowercase::Lowercase,
    &casefold::Casefold,
    &strip_accents::StripAccents,
    &trim::Trim,
    &collapse_whitespace::CollapseWhitespace,
    &replace::Replace,
    &chat_template::ChatTemplate,
    &tokenize::Tokenize,
];
