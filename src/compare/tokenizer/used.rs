//! Which texts use the tokens that a finding about a vocabulary is about.

use super::TokenizerFiles;
use super::observed::Answers;
use std::collections::HashMap;

/// Texts that use a token which the other vocabulary lacks.
pub(super) fn lacking(first: &TokenizerFiles, second: &TokenizerFiles, a: &Answers, b: &Answers) -> usize {
    let (of_first, of_second) = (texts(first), texts(second));
    let lacks = |answer: &Option<Vec<i64>>, texts: &HashMap<i64, &str>, other: &TokenizerFiles| {
        let known = |id: &i64| texts.get(id).is_none_or(|token| other.id(token).is_some());
        answer.iter().flatten().any(|id| !known(id))
    };
    let uses = |(one, other)| lacks(one, &of_first, second) || lacks(other, &of_second, first);
    a.iter().zip(b).filter(|pair| uses(*pair)).count()
}

/// Texts that use a token which has another id in the other vocabulary.
pub(super) fn moved(first: &TokenizerFiles, second: &TokenizerFiles, a: &Answers) -> usize {
    let texts = texts(first);
    let is_moved = |id: &i64| {
        let other = texts.get(id).and_then(|token| second.vocabulary.id(token));
        other.is_some_and(|other| i64::from(other) != *id)
    };
    a.iter().filter(|answer| answer.iter().flatten().any(is_moved)).count()
}

fn texts(files: &TokenizerFiles) -> HashMap<i64, &str> {
    let added = files.added().map(|(id, token, _)| (i64::from(id), token));
    files.vocabulary.iter().map(|(token, id)| (i64::from(id), token)).chain(added).collect()
}
