//! Merges, scores, and the model's switches.

use super::table::NOWHERE;
use super::words::{brief, count, number, only};
use super::{Finding, Kind, Part, TokenizerFiles};
use crate::compare::text::escape_text;
use crate::engines::kernel::fast_hash::FastHash;
use serde_json::Value as Json;
use std::collections::HashSet;

/// Fields of a model: the cause that another value stands for, and what it changes.
const FIELDS: &[(&str, &str, &str)] = &[
    ("add_dummy_prefix", "tok.prefix_space", "the first token of nearly every text"),
    ("remove_extra_whitespaces", "tok.normalizer", "texts with spaces at the ends or several in a row"),
    ("normalizer", "tok.normalizer", "nothing by itself: it only names the map of characters"),
    ("charsmap", "tok.normalizer", "texts with characters that one map replaces and the other does not"),
    ("escape_whitespaces", "tok.normalizer", "every text with a space"),
    ("treat_whitespace_as_suffix", "tok.prefix_space", "every text with a space"),
    ("byte_fallback", "tok.vocab_or_merges", "texts with characters that are not in the vocabulary: bytes or unknown"),
    ("ignore_merges", "tok.vocab_or_merges", "words that are tokens as a whole, and that the merges do not reach"),
    ("fuse_unk", "tok.vocab_or_merges", "texts with several unknown characters in a row"),
    ("unk_token", "tok.vocab_or_merges", "texts with unknown characters or words"),
    ("unk_id", "tok.vocab_or_merges", "texts with unknown characters"),
    ("max_input_chars_per_word", "tok.vocab_or_merges", "words of more characters than the smaller limit"),
    ("dropout", "tok.vocab_or_merges", "the same text from run to run"),
    ("continuing_subword_prefix", "tok.vocab_or_merges", "every word of several tokens"),
    ("end_of_word_suffix", "tok.vocab_or_merges", "the last token of every word"),
    ("type", "tok.vocab_or_merges", "how words are cut, in nearly every text"),
];

/// `entries` are the second's tokens as entries of the first's vocabulary.
pub(super) fn between(first: &TokenizerFiles, second: &TokenizerFiles, entries: &[u32], out: &mut Vec<Finding>) {
    merges(first, second, entries, out);
    scores(first, second, out);
    kinds(first, second, out);
    let (a, b) = (&first.model, &second.model);
    if a.is_empty() || b.is_empty() {
        return;
    }
    let known = |name: &str| FIELDS.iter().find(|(field, ..)| *field == name);
    for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
        let (left, right) = (meant(a.get(name)), meant(b.get(name)));
        // What only one kind of file states cannot be compared.
        let stated = first.kind == second.kind || (a.contains_key(name) && b.contains_key(name));
        if left == right || !stated {
            continue;
        }
        let &(_, cause, effect) = known(name).unwrap_or(&("", "tok.vocab_or_merges", "depends on the text"));
        let message = format!("model.{name}: {} in the first, {} in the second", shown(&left), shown(&right));
        let part = match first.kind {
            Kind::SentencePiece => Part::ModelNormalizer,
            _ => Part::ModelField,
        };
        out.push(Finding::new("model.field", cause, effect, message).part(part).about([name.clone()]));
    }
}

/// Null, false and the empty text mean that a switch is off.
fn meant(value: Option<&Json>) -> Json {
    match value {
        None | Some(Json::Bool(false)) => Json::Null,
        Some(Json::String(text)) if text.is_empty() => Json::Null,
        Some(value) => value.clone(),
    }
}

fn shown(value: &Json) -> String {
    if value.is_null() { "off".to_owned() } else { brief(value) }
}

type Pairs = HashSet<u64, FastHash>;

/// A pair of entries as one number; what is no entry cannot be equal to another.
fn word((left, right): (u32, u32)) -> Option<u64> {
    (left != NOWHERE && right != NOWHERE).then_some(u64::from(left) << 32 | u64::from(right))
}

/// How many of the pairs are not in another list.
fn missing(pairs: &[Option<u64>], other: &[Option<u64>]) -> usize {
    let mut known = Pairs::with_capacity_and_hasher(other.len(), FastHash::default());
    known.extend(other.iter().flatten());
    pairs.iter().filter(|pair| pair.is_none_or(|pair| !known.contains(&pair))).count()
}

fn merges(first: &TokenizerFiles, second: &TokenizerFiles, entries: &[u32], out: &mut Vec<Finding>) {
    let (a, b) = (&first.merges, &second.merges);
    if a.is_empty() || b.is_empty() {
        return;
    }
    // Both as pairs of entries of the first vocabulary. Ranks that hold the same pair are done with.
    let entry = |number: u32| entries.get(number as usize).copied().unwrap_or(NOWHERE);
    let left = |rank: usize| a.parts().get(rank).and_then(|pair| word(*pair));
    let right = |rank: usize| b.parts().get(rank).and_then(|(l, r)| word((entry(*l), entry(*r))));
    let texts = |rank: usize| a.get(rank, &first.vocabulary) == b.get(rank, &second.vocabulary);
    let same = |rank: usize| left(rank).map_or_else(|| texts(rank), |pair| right(rank) == Some(pair));
    let other_ranks: Vec<usize> = (0..a.len().max(b.len())).filter(|rank| !same(*rank)).collect();
    let Some(rank) = other_ranks.first().copied() else { return };
    let of = |length: usize| other_ranks.iter().copied().filter(move |rank| *rank < length);
    let lefts: Vec<Option<u64>> = of(a.len()).map(left).collect();
    let rights: Vec<Option<u64>> = of(b.len()).map(right).collect();
    let (only_a, only_b) = rayon::join(|| missing(&lefts, &rights), || missing(&rights, &lefts));
    let message = if only_a + only_b == 0 && a.len() == b.len() {
        let moved = other_ranks.len();
        let (all, moved) = (number(a.len()), number(moved));
        format!("the same {all} merges, {moved} of them at other ranks, from rank {rank} on")
    } else {
        format!("{} and {} merges; {}", number(a.len()), number(b.len()), only(only_a, only_b, "merge"))
    };
    let at = |files: &TokenizerFiles| match files.merges.get(rank, &files.vocabulary) {
        Some((left, right)) => format!("\"{}\" + \"{}\"", escape_text(left), escape_text(right)),
        None => "none".to_owned(),
    };
    let effect = "only words that need these merges split otherwise: often none of many texts";
    let part = if first.vocabulary.is_same(&second.vocabulary) { Part::ModelField } else { Part::Nothing };
    out.push(
        Finding::new("merges", "tok.vocab_or_merges", effect, message)
            .part(part)
            .about(["merges".to_owned()])
            .with([format!("first difference at rank {rank}: {} and {}", at(first), at(second))]),
    );
}

fn scores(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    let score = |files: &TokenizerFiles, token: &str| files.scores.get(files.vocabulary.find(token)?).copied();
    let mut largest: (f64, &str) = (0.0, "");
    let mut number = 0;
    for ((token, _), a) in first.vocabulary.iter().zip(&first.scores) {
        let Some(b) = score(second, token) else { continue };
        // A tokenizer.json keeps scores in double precision, a .model in single.
        let apart = if (*a as f32) == (b as f32) { 0.0 } else { (a - b).abs() };
        number += usize::from(apart > 0.0);
        if apart > largest.0 {
            largest = (apart, token);
        }
    }
    if number > 0 {
        let message = format!("scores of {number} pieces differ, by up to {}", largest.0);
        let effect = "the best path through a text can be another";
        let most = format!("most at \"{}\"", escape_text(largest.1));
        let finding = Finding::new("model.scores", "tok.vocab_or_merges", effect, message).with([most]);
        out.push(finding.part(Part::Model));
    }
}

/// Pieces of `SentencePiece` models that stand for something else.
fn kinds(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    if first.piece_kinds.is_empty() || second.piece_kinds.is_empty() {
        return;
    }
    let differing: Vec<String> = first
        .vocabulary
        .iter()
        .zip(&first.piece_kinds)
        .filter_map(|((token, _), kind)| Some((token, kind, second.piece_kinds.get(second.vocabulary.find(token)?)?)))
        .filter(|(_, a, b)| a != b)
        .map(|(token, a, b)| format!("\"{}\": {a} and {b}", escape_text(token)))
        .collect();
    if !differing.is_empty() {
        let message = format!("{} pieces are of another kind", differing.len());
        let effect =
            "texts that contain these pieces: a user-defined symbol is always one token, a control symbol never";
        let finding = Finding::new("model.piece_kinds", "tok.special_tokens", effect, message).part(Part::Model);
        out.push(finding.with(differing.into_iter().take(5)));
    }
}

pub(super) fn within(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    let dangling: Vec<usize> = if files.merges.is_empty() {
        Vec::new()
    } else {
        let bad = |(_, (left, right)): &(usize, &(u32, u32))| *left == NOWHERE || *right == NOWHERE;
        files.merges.parts().iter().enumerate().filter(bad).map(|(rank, _)| rank).collect()
    };
    if !dangling.is_empty() {
        let message = format!("{} with parts that are no tokens", count(dangling.len(), "merge"));
        let effect = "the library refuses the file, or never uses them";
        let named = dangling.iter().take(5).filter_map(|rank| files.merges.get(*rank, &files.vocabulary));
        let named = named.map(|(left, right)| format!("\"{}\" + \"{}\"", escape_text(left), escape_text(right)));
        out.push(Finding::new("merges.dangling", "tok.vocab_or_merges", effect, message).with(named));
    }
    if files.model.get("dropout").and_then(Json::as_f64).is_some_and(|dropout| dropout > 0.0) {
        let effect = "the same text gives other tokens from run to run";
        let message = "dropout is on".to_owned();
        out.push(Finding::new("model.dropout", "tok.vocab_or_merges", effect, message));
    }
    if files.tokenizer.get("version").and_then(Json::as_str).is_some_and(|version| version != "1.0") {
        let effect = "releases of tokenizers before 1.0 refuse the file";
        let message = "the file is of the format of tokenizers 1.0 and later".to_owned();
        out.push(Finding::new("file.version", "tok.vocab_or_merges", effect, message));
    }
}
