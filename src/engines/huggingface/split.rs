//! Pre-tokenizers that a definition puts in place of a tokenizer file's own.

use crate::diagnostic::Diagnostic;
use crate::engines::kernel::patterns;
use crate::engines::kernel::token_pipeline::is_byte_level;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::metaspace::{Metaspace, PrependScheme};
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::pre_tokenizers::whitespace::{Whitespace, WhitespaceSplit};
use tokenizers::{NormalizerWrapper, PreTokenizerWrapper, SplitDelimiterBehavior, Tokenizer};

/// The splitter of this name or pattern; bytes are mapped to letters as far as the file's own splitter does so.
pub(super) fn splitter(
    pattern: &str,
    own: Option<&PreTokenizerWrapper>,
) -> Result<Option<PreTokenizerWrapper>, Diagnostic> {
    let byte_level = own.is_some_and(is_byte_level);
    let bare = |first: Option<PreTokenizerWrapper>| -> Option<PreTokenizerWrapper> {
        let bytes = byte_level.then(|| PreTokenizerWrapper::ByteLevel(ByteLevel::new(false, true, false)));
        match (first, bytes) {
            (Some(first), Some(bytes)) => Some(PreTokenizerWrapper::Sequence(Sequence::new(vec![first, bytes]))),
            (first, bytes) => first.or(bytes),
        }
    };
    Ok(match pattern {
        "none" => bare(None),
        "whitespace" => bare(Some(PreTokenizerWrapper::Whitespace(Whitespace {}))),
        "whitespace_split" => bare(Some(PreTokenizerWrapper::WhitespaceSplit(WhitespaceSplit))),
        other => {
            let regex = patterns::named(other).unwrap_or(other);
            let split = Split::new(SplitPattern::Regex(regex.to_owned()), SplitDelimiterBehavior::Isolated, false);
            let bad = |error: tokenizers::Error| {
                Diagnostic::error("tokenize.pattern", format!("not a regular expression: {error}"))
            };
            bare(Some(PreTokenizerWrapper::Split(split.map_err(bad)?)))
        }
    })
}

/// Puts a space before the text, or none, wherever the file's pipeline decides about it.
pub(super) fn set_prefix_space(tokenizer: &mut Tokenizer, prefix: bool) -> tokenizers::Result<()> {
    if let Some(splitter) = tokenizer.get_pre_tokenizer().cloned() {
        tokenizer.with_pre_tokenizer(Some(with_prefix(splitter, prefix)));
    }
    if let Some(normalizer) = tokenizer.get_normalizer().cloned() {
        tokenizer.with_normalizer(without_prepend(normalizer, prefix))?;
    }
    Ok(())
}

fn with_prefix(splitter: PreTokenizerWrapper, prefix: bool) -> PreTokenizerWrapper {
    match splitter {
        PreTokenizerWrapper::ByteLevel(mut byte_level) => {
            byte_level.add_prefix_space = prefix;
            PreTokenizerWrapper::ByteLevel(byte_level)
        }
        PreTokenizerWrapper::Metaspace(metaspace) => {
            let scheme = if prefix { PrependScheme::Always } else { PrependScheme::Never };
            let split = metaspace.get_split();
            PreTokenizerWrapper::Metaspace(Metaspace::new(metaspace.get_replacement(), scheme, split))
        }
        PreTokenizerWrapper::Sequence(parts) => {
            let parts = parts.into_iter().map(|part| with_prefix(part, prefix)).collect();
            PreTokenizerWrapper::Sequence(Sequence::new(parts))
        }
        other => other,
    }
}

/// Without the normalizer that puts a mark before the text, if none is wanted.
fn without_prepend(normalizer: NormalizerWrapper, prefix: bool) -> Option<NormalizerWrapper> {
    match normalizer {
        NormalizerWrapper::Prepend(_) if !prefix => None,
        NormalizerWrapper::Sequence(parts) => {
            let kept = parts.as_ref().iter().filter_map(|part| without_prepend(part.clone(), prefix)).collect();
            Some(tokenizers::normalizers::Sequence::new(kept).into())
        }
        other => Some(other),
    }
}
