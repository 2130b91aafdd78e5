//! Merges, scores, and the model's switches.

use super::words::{brief, count, number, only};
use super::{Finding, Kind, Part, TokenizerFiles};
use crate::compare::text::escape_text;
use crate::engines::kernel::fast_hash::FastHash;
use serde_json::Value as Json;
use std::collections::HashMap;

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

pub(super) fn between(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    merges(first, second, out);
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

/// How many of the pairs of each list are not in the other.
fn only_in(first: &[u64], second: &[u64]) -> (usize, usize) {
    if second.len() > first.len() {
        let (of_second, of_first) = only_in(second, first);
        return (of_first, of_second);
    }
    let mut known: HashMap<u64, u32, FastHash> = HashMap::with_capacity_and_hasher(second.len(), FastHash::default());
    for pair in second {
        *known.entry(*pair).or_default() += 1;
    }
    let (mut of_first, mut of_second) = (first.len(), second.len());
    for pair in first {
        if let Some(times) = known.get_mut(pair) {
            of_first -= 1;
            // Counted once, however often the first has it.
            of_second -= std::mem::take(times) as usize;
        }
    }
    (of_first, of_second)
}

fn merges(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    let (a, b) = (first.merges.hashes(), second.merges.hashes());
    if a.is_empty() || b.is_empty() || a == b {
        return;
    }
    let rank = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    // Ranks that hold the same pair are done with.
    let others = |list: &[u64], other: &[u64]| -> Vec<u64> {
        let differs = |(rank, pair): &(usize, &u64)| other.get(*rank) != Some(pair);
        list.iter().enumerate().skip(rank).filter(differs).map(|(_, pair)| *pair).collect()
    };
    let (lefts, rights) = (others(a, b), others(b, a));
    let (only_a, only_b) = only_in(&lefts, &rights);
    let message = if only_a + only_b == 0 && a.len() == b.len() {
        let (all, moved) = (number(a.len()), number(lefts.len()));
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
    let dangling = files.merges.foreign();
    if dangling.len() > 0 {
        let message = format!("{} with parts that are no tokens", count(dangling.len(), "merge"));
        let effect = "the library refuses the file, or never uses them";
        let named = dangling.take(5).filter_map(|rank| files.merges.get(rank, &files.vocabulary));
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
