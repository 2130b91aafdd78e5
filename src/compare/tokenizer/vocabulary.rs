//! Tokens and their ids.

use super::table::{NOWHERE, Vocabulary};
use super::words::{count, number, only};
use super::{Finding, Part, TokenizerFiles};
use crate::compare::text::escape_text;
use std::collections::HashMap;

/// So many examples are named.
const NAMED: usize = 5;

fn quoted(token: &str) -> String {
    format!("\"{}\"", escape_text(token))
}

fn named(vocabulary: &Vocabulary, numbers: &[usize]) -> String {
    let shown: Vec<String> = numbers.iter().take(NAMED).map(|number| quoted(vocabulary.entry(*number).0)).collect();
    shown.join(", ")
}

/// A token with another id: the number of its entry, and both ids.
type Moved = (usize, u32, u32);

pub(super) fn between(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    let (a, b) = (&first.vocabulary, &second.vocabulary);
    if a.is_same(b) {
        return;
    }
    // The second's tokens as entries of the first's vocabulary.
    let entries = a.entries_of(b);
    // The other way round; of a token that the second has twice, the later counts.
    let mut back = vec![NOWHERE; a.len()];
    for (number, entry) in entries.iter().enumerate().filter(|(_, entry)| **entry != NOWHERE) {
        back[*entry as usize] = number as u32;
    }
    let (mut removed, mut moved): (Vec<usize>, Vec<Moved>) = (Vec::new(), Vec::new());
    for (number, (token, id)) in a.iter().enumerate() {
        let other = (back[number] != NOWHERE).then_some(back[number] as usize);
        let other = other.or_else(|| if a.has_twins() { b.find(token) } else { None });
        match other.map(|other| b.entry(other).1) {
            None => removed.push(number),
            Some(other) if other != id => moved.push((number, id, other)),
            Some(_) => {}
        }
    }
    let added: Vec<usize> = (0..b.len()).filter(|number| entries[*number] == NOWHERE).collect();
    let shared = a.len() - removed.len();
    if !removed.is_empty() || !added.is_empty() {
        out.push(exchanged(first, second, &removed, &added));
    }
    if !moved.is_empty() {
        moved.sort_unstable_by_key(|(_, from, _)| *from);
        out.push(renumbered(a, &moved, shared, removed.is_empty() && added.is_empty()));
    }
}

fn exchanged(first: &TokenizerFiles, second: &TokenizerFiles, removed: &[usize], added: &[usize]) -> Finding {
    let (a, b) = (&first.vocabulary, &second.vocabulary);
    let shared = a.len() - removed.len();
    let all = a.len() + added.len();
    let message = only(removed.len(), added.len(), "token");
    let effect = "texts that use these tokens get other ids, and other splits";
    let share = 100.0 * shared as f64 / all.max(1) as f64;
    // What rounds to all of them is not all of them.
    let share = if share < 99.9 { format!(" ({share:.1} %)") } else { String::new() };
    let mut finding = Finding::new("vocabulary.tokens", "tok.vocab_or_merges", effect, message)
        .part(Part::Lacking)
        .with([format!("shared: {} of {}{share}", number(shared), number(all))])
        .with((!removed.is_empty()).then(|| format!("only in the first: {}", named(a, removed))))
        .with((!added.is_empty()).then(|| format!("only in the second: {}", named(b, added))));
    if shared * 2 < all {
        finding.details.push("less than half is shared: these are vocabularies of different models".to_owned());
    }
    finding
}

fn renumbered(vocabulary: &Vocabulary, moved: &[Moved], shared: usize, alone: bool) -> Finding {
    let by = |entry: &Moved| i64::from(entry.2) - i64::from(entry.1);
    let shift = by(&moved[0]);
    let how = match (moved.iter().all(|entry| by(entry) == shift), is_exchange(moved)) {
        (true, _) => {
            let (moved_count, shared) = (number(moved.len()), number(shared));
            format!("{moved_count} of {shared} tokens are shifted by {shift:+}, from id {} on", moved[0].1)
        }
        (_, true) => format!("{} exchange their ids among themselves", count(moved.len(), "token")),
        _ => format!("{} of {} tokens have other ids", number(moved.len()), number(shared)),
    };
    let shown = |entry: &Moved| format!("{}: {} -> {}", quoted(vocabulary.entry(entry.0).0), entry.1, entry.2);
    let more = (moved.len() > NAMED).then(|| format!("... and {} more", number(moved.len() - NAMED)));
    let effect = "every text that uses these tokens gets other ids; the splits stay";
    Finding::new("vocabulary.renumbered", "tok.vocab_or_merges", effect, how)
        .part(if alone { Part::Ids } else { Part::Moved })
        .with(moved.iter().take(NAMED).map(shown))
        .with(more)
}

/// Whether the ids before and after are the same ids.
fn is_exchange(moved: &[Moved]) -> bool {
    let sum = |id: fn(&Moved) -> u32| moved.iter().map(|entry| u64::from(id(entry))).sum::<u64>();
    let sorted = |id: fn(&Moved) -> u32| {
        let mut ids: Vec<u32> = moved.iter().map(id).collect();
        ids.sort_unstable();
        ids
    };
    // Sums that differ spare the sorting.
    sum(|entry| entry.1) == sum(|entry| entry.2) && sorted(|entry| entry.1) == sorted(|entry| entry.2)
}

pub(super) fn within(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    ids_of(files, out);
    for (id, token, _) in files.added() {
        match files.vocabulary.id(token) {
            Some(known) if known != id => out.push(Finding::new(
                "added_tokens.id",
                "tok.special_tokens",
                "the library takes the model's id, other readers the list's",
                format!("the added token {} has id {id}, and {known} in the model's vocabulary", quoted(token)),
            )),
            _ => {}
        }
    }
    others(files, out);
    let config = files.beside("config.json");
    let of_text = config.and_then(|config| config.get("text_config")?.get("vocab_size")?.as_u64());
    let size = config.and_then(|config| config.get("vocab_size")?.as_u64()).or(of_text);
    let highest = || files.vocabulary.iter().map(|(_, id)| id).chain(files.added().map(|(id, ..)| id)).max();
    if let Some((size, highest)) = size.and_then(|size| Some((size, highest()?)))
        && u64::from(highest) >= size
    {
        out.push(Finding::new(
            "vocabulary.embedding",
            "tok.vocab_or_merges",
            "the model fails on these ids, or reads beyond its table",
            format!("the highest id is {highest}, and config.json states a vocab_size of {size}"),
        ));
    }
}

/// Ids that stand for two tokens, and ids that stand for none.
fn ids_of(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    let highest = files.vocabulary.iter().map(|(_, id)| id).max().unwrap_or(0) as usize;
    // Ids far beyond the number of tokens would make a table without end.
    let dense = highest < 4 * files.vocabulary.len() + 65_536;
    let mut holder: Vec<u32> = vec![0; if dense { highest + 1 } else { 0 }];
    let mut sparse: HashMap<u32, u32> = HashMap::new();
    let mut doubled = Vec::new();
    for (number, (token, id)) in files.vocabulary.iter().enumerate() {
        let entry = number as u32 + 1;
        let other = if dense {
            std::mem::replace(&mut holder[id as usize], entry)
        } else {
            sparse.insert(id, entry).unwrap_or(0)
        };
        if other != 0 && files.vocabulary.entry(other as usize - 1).0 != token {
            let other = files.vocabulary.entry(other as usize - 1).0;
            doubled.push(format!("{id}: {} and {}", quoted(other), quoted(token)));
        }
    }
    if !doubled.is_empty() {
        let message = format!("{} ids stand for two tokens", doubled.len());
        let effect = "what these ids mean is undecided";
        doubled.truncate(NAMED);
        out.push(Finding::new("vocabulary.doubled_ids", "tok.vocab_or_merges", effect, message).with(doubled));
    }
}

/// Vocabularies of one folder that are not the same.
fn others(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    for (name, other) in &files.others {
        // An added token may stand in one of the files only.
        let missing = other.iter().filter(|(token, _)| files.id(token).is_none()).count();
        let differing: Vec<(&str, u32, u32)> = other
            .iter()
            .filter_map(|(token, id)| Some((token, files.id(token)?, id)))
            .filter(|(_, own, id)| own != id)
            .collect();
        if missing == 0 && differing.is_empty() {
            continue;
        }
        let parts = [
            (missing > 0).then(|| format!("{} only in {name}", count(missing, "token"))),
            (!differing.is_empty()).then(|| format!("{} with other ids", count(differing.len(), "token"))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let message = format!("tokenizer.json and {name} are of different vocabularies: {}", parts.join(", "));
        let effect = "fast and slow tokenizers of the folder give different ids";
        let shown = differing.iter().take(NAMED);
        let shown = shown.map(|(token, own, id)| format!("{}: {own} in tokenizer.json, {id} in {name}", quoted(token)));
        out.push(Finding::new("vocabulary.contradiction", "tok.vocab_or_merges", effect, message).with(shown));
    }
}
