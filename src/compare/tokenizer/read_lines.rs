//! Files of lines: `vocab.txt`, `merges.txt`, tiktoken's ranks.

use super::files::{TokenizerFiles, read_text, unreadable};
use super::table::{Merges, Vocabulary};
use crate::diagnostic::Diagnostic;
use crate::engines::kernel::base64;
use crate::engines::kernel::byte_letters;
use std::path::Path;

/// A token on each line; its number is its id.
pub(super) fn vocabulary(path: &Path, text: &str, out: &mut Vocabulary) -> Result<(), Diagnostic> {
    if text.starts_with("#version") {
        let message = format!("{} holds merges without their vocabulary", path.display());
        return Err(unreadable(message).hint("name the folder, or its vocab.json or tokenizer.json"));
    }
    for (id, line) in text.lines().enumerate() {
        out.push(line, id as u32);
    }
    if out.is_empty() {
        return Err(unreadable(format!("{} is empty", path.display())));
    }
    Ok(())
}

/// `merges.txt`, if it is there.
pub(super) fn merges(path: &Path, out: &mut Merges) -> Result<(), Diagnostic> {
    if !path.is_file() {
        return Ok(());
    }
    for (number, line) in read_text(path)?.lines().enumerate() {
        if line.is_empty() || number == 0 && line.starts_with("#version") {
            continue;
        }
        let Some((left, right)) = line.split_once(' ') else {
            return Err(unreadable(format!("{}, line {}: no pair of tokens", path.display(), number + 1)));
        };
        out.push(left, right);
    }
    Ok(())
}

fn rank(line: &str) -> Option<(Vec<u8>, u32)> {
    let (token, rank) = line.split_once(' ')?;
    Some((base64::decode(token)?, rank.trim().parse().ok()?))
}

/// Whether the first lines are base64 tokens with their ranks.
pub(super) fn is_ranks(text: &str) -> bool {
    let mut first = text.lines().filter(|line| !line.is_empty()).take(3).peekable();
    first.peek().is_some() && first.all(|line| rank(line).is_some())
}

/// Ranks; bytes are written as byte-level tokenizers write them, so that both kinds of files can be compared.
pub(super) fn ranks(path: &Path, text: &str, out: &mut TokenizerFiles) -> Result<(), Diagnostic> {
    let letters = byte_letters::letters();
    let mut token = String::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let Some((bytes, id)) = rank(line) else {
            let message = format!("{}, line {}: no base64 token and rank", path.display(), number + 1);
            return Err(unreadable(message));
        };
        token.clear();
        token.extend(bytes.iter().map(|byte| letters[usize::from(*byte)]));
        out.vocabulary.push(&token, id);
    }
    out.model.insert("type".to_owned(), "BPE".into());
    Ok(())
}
