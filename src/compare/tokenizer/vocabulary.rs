//! Tokens and their ids.

use super::{Finding, Folder};
use std::collections::{HashMap, HashSet};

/// So many examples are named.
const NAMED: usize = 5;

pub(super) fn between(first: &Folder, second: &Folder, out: &mut Vec<Finding>) {
    let (a, b) = (&first.vocabulary, &second.vocabulary);
    if a == b {
        return;
    }
    let right: HashMap<&str, u32> = b.iter().map(|(token, id)| (token.as_str(), *id)).collect();
    let left: HashMap<&str, u32> = a.iter().map(|(token, id)| (token.as_str(), *id)).collect();
    let removed: Vec<&str> = a.iter().map(|(token, _)| token.as_str()).filter(|t| !right.contains_key(t)).collect();
    let added: Vec<&str> = b.iter().map(|(token, _)| token.as_str()).filter(|t| !left.contains_key(t)).collect();
    let mut moved: Vec<(&str, u32, u32)> = a
        .iter()
        .filter_map(|(token, id)| Some((token.as_str(), *id, *right.get(token.as_str())?)))
        .filter(|(_, from, to)| from != to)
        .collect();
    moved.sort_by_key(|(_, from, _)| *from);
    let shared = left.len() - removed.len();
    let all = left.len() + added.len();
    if !removed.is_empty() || !added.is_empty() {
        let message = format!("{} tokens are only in the first, {} only in the second", removed.len(), added.len());
        let mut finding = Finding::new(
            "vocabulary.tokens",
            "tok.vocab_or_merges",
            "texts that use these tokens get other ids, and other splits",
            message,
        )
        .with([format!("shared: {shared} of {all} ({:.1} %)", 100.0 * shared as f64 / all.max(1) as f64)]);
        let named = |list: &[&str]| list.iter().take(NAMED).map(|t| format!("{t:?}")).collect::<Vec<_>>().join(", ");
        finding = finding.with((!removed.is_empty()).then(|| format!("only in the first: {}", named(&removed))));
        finding = finding.with((!added.is_empty()).then(|| format!("only in the second: {}", named(&added))));
        if shared * 2 < all {
            finding.details.push("less than half is shared: these are vocabularies of different models".to_owned());
        }
        out.push(finding);
    }
    if !moved.is_empty() {
        out.push(renumbered(&moved, shared));
    }
}

fn renumbered(moved: &[(&str, u32, u32)], shared: usize) -> Finding {
    let shift = i64::from(moved[0].2) - i64::from(moved[0].1);
    let shifted = moved.iter().all(|(_, from, to)| i64::from(*to) - i64::from(*from) == shift);
    let from: HashSet<u32> = moved.iter().map(|(_, from, _)| *from).collect();
    let permuted = moved.iter().all(|(_, _, to)| from.contains(to));
    let how = match (shifted, permuted) {
        (true, _) => format!("{} of {shared} tokens are shifted by {shift:+}, from id {} on", moved.len(), moved[0].1),
        (_, true) => format!("{} tokens exchange their ids among themselves", moved.len()),
        _ => format!("{} of {shared} tokens have other ids", moved.len()),
    };
    let named = moved.iter().take(NAMED).map(|(token, from, to)| format!("{token:?}: {from} -> {to}"));
    Finding::new(
        "vocabulary.renumbered",
        "tok.vocab_or_merges",
        "every text that uses these tokens gets other ids; the splits stay",
        how,
    )
    .with(named)
}

pub(super) fn within(folder: &Folder, out: &mut Vec<Finding>) {
    let mut holder: HashMap<u32, &str> = HashMap::with_capacity(folder.vocabulary.len());
    let mut doubled = Vec::new();
    for (token, id) in &folder.vocabulary {
        if let Some(other) = holder.insert(*id, token)
            && other != token
        {
            doubled.push(format!("{id}: {other:?} and {token:?}"));
        }
    }
    if !doubled.is_empty() {
        let message = format!("{} ids stand for two tokens", doubled.len());
        let effect = "what these ids mean is undecided";
        doubled.truncate(NAMED);
        out.push(Finding::new("vocabulary.doubled_ids", "tok.vocab_or_merges", effect, message).with(doubled));
    }
    let ids: HashMap<&str, u32> = folder.vocabulary.iter().map(|(token, id)| (token.as_str(), *id)).collect();
    for (id, token, _) in folder.added() {
        match ids.get(token) {
            Some(known) if *known != id => out.push(Finding::new(
                "added_tokens.id",
                "tok.special_tokens",
                "the library takes the model's id, other readers the list's",
                format!("the added token {token:?} has id {id}, and {known} in the model's vocabulary"),
            )),
            _ => {}
        }
    }
    let size = folder.model_config.as_ref().and_then(|config| config.get("vocab_size")?.as_u64());
    let highest = folder.vocabulary.iter().map(|(_, id)| *id).chain(folder.added().map(|(id, ..)| id)).max();
    if let (Some(size), Some(highest)) = (size, highest)
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
