//! Normalizer, splitter, post-processor, decoder, and added tokens.

use super::{Finding, Folder};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

const PARTS: [(&str, &str, &str, &str); 4] = [
    (
        "normalizer",
        "normalizer",
        "tok.normalizer",
        "texts that the normalizers treat otherwise: case, accents, Unicode forms",
    ),
    (
        "pre_tokenizer",
        "pre_tokenizer",
        "tok.pretokenizer_regex",
        "texts that are split otherwise: digits, line ends, contractions, the first word",
    ),
    ("post_processor", "post_processor", "tok.bos_eos", "the special tokens around every text"),
    ("decoder", "decoder", "tok.normalizer", "nothing in the ids; only the way back to text"),
];

pub(super) fn between(first: &Folder, second: &Folder, out: &mut Vec<Finding>) {
    if first.tokenizer.is_empty() || second.tokenizer.is_empty() {
        return;
    }
    for (name, id, cause, effect) in PARTS {
        let canonical = |folder: &Folder| folder.part(name).map_or(Json::Null, canonical);
        let (a, b) = (canonical(first), canonical(second));
        if a != b {
            let mut details = Vec::new();
            tree(name, &a, &b, &mut details);
            details.truncate(8);
            let message = format!("the {} differs", name.replace('_', "-"));
            out.push(Finding::new(id, cause, effect, message).with(details));
        }
    }
    added(first, second, out);
}

/// Without nulls, with a sequence of one flattened: what means the same is equal.
fn canonical(value: &Json) -> Json {
    match value {
        Json::Object(entries) => {
            for list in ["normalizers", "pretokenizers", "processors", "decoders"] {
                if let Some([only]) = entries.get(list).and_then(Json::as_array).map(Vec::as_slice) {
                    return canonical(only);
                }
            }
            let mut kept: Vec<_> = entries.iter().filter(|(_, value)| !value.is_null()).collect();
            kept.sort_by_key(|(key, _)| *key);
            Json::Object(kept.into_iter().map(|(key, value)| (key.clone(), canonical(value))).collect::<Map<_, _>>())
        }
        Json::Array(items) => items.iter().map(canonical).collect(),
        other => other.clone(),
    }
}

/// Paths at which two trees part.
fn tree(path: &str, a: &Json, b: &Json, out: &mut Vec<String>) {
    match (a, b) {
        (Json::Object(left), Json::Object(right)) if left.get("type") == right.get("type") => {
            let names = left.keys().chain(right.keys().filter(|key| !left.contains_key(*key)));
            for name in names {
                let of = |map: &Map<String, Json>| map.get(name).cloned().unwrap_or_default();
                tree(&format!("{path}.{name}"), &of(left), &of(right), out);
            }
        }
        (Json::Array(left), Json::Array(right)) if left.len() == right.len() => {
            for (index, (a, b)) in left.iter().zip(right).enumerate() {
                tree(&format!("{path}[{index}]"), a, b, out);
            }
        }
        _ if a == b => {}
        _ => out.push(format!("{path}: {} and {}", brief(a), brief(b))),
    }
}

/// A value on one line, cut.
pub(super) fn brief(value: &Json) -> String {
    let text = if value.is_null() { "none".to_owned() } else { value.to_string() };
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

fn added(first: &Folder, second: &Folder, out: &mut Vec<Finding>) {
    let left: HashMap<&str, (u32, &Json)> = first.added().map(|(id, token, entry)| (token, (id, entry))).collect();
    let right: HashMap<&str, (u32, &Json)> = second.added().map(|(id, token, entry)| (token, (id, entry))).collect();
    let missing = |a: &Folder, b: &HashMap<&str, (u32, &Json)>| {
        a.added()
            .filter(|(_, token, _)| !b.contains_key(token))
            .map(|(id, token, _)| format!("{token:?} {id}"))
            .collect()
    };
    let (only_a, only_b): (Vec<String>, Vec<String>) = (missing(first, &right), missing(second, &left));
    if !only_a.is_empty() || !only_b.is_empty() {
        let message =
            format!("{} added tokens are only in the first, {} only in the second", only_a.len(), only_b.len());
        let effect = "only texts that contain these tokens";
        let details = [("first", only_a), ("second", only_b)].into_iter().filter(|(_, list)| !list.is_empty());
        let details =
            details.map(|(side, list)| format!("only in the {side}: {}", list[..list.len().min(5)].join(", ")));
        out.push(Finding::new("added_tokens", "tok.special_tokens", effect, message).with(details));
    }
    let mut flags = Vec::new();
    for (id, token, entry) in first.added() {
        let Some((other_id, other)) = right.get(token) else { continue };
        if id != *other_id {
            flags.push(format!("{token:?}: id {id} and {other_id}"));
        }
        for flag in ["lstrip", "rstrip", "single_word", "normalized", "special"] {
            let set = |entry: &Json| entry.get(flag).and_then(Json::as_bool).unwrap_or(false);
            if set(entry) != set(other) {
                flags.push(format!("{token:?}: {flag} {} and {}", set(entry), set(other)));
            }
        }
    }
    if !flags.is_empty() {
        let message = format!("added tokens differ in {} ids or flags", flags.len());
        let effect = "texts that contain these tokens, and the white space beside them";
        flags.truncate(8);
        out.push(Finding::new("added_tokens.flags", "tok.special_tokens", effect, message).with(flags));
    }
}

/// The post-processor carries ids of its own: they must be the vocabulary's.
pub(super) fn within(folder: &Folder, out: &mut Vec<Finding>) {
    let mut ids: HashMap<&str, u32> = folder.vocabulary.iter().map(|(token, id)| (token.as_str(), *id)).collect();
    ids.extend(folder.added().map(|(id, token, _)| (token, id)));
    let mut carried = Vec::new();
    if let Some(post) = folder.part("post_processor") {
        carry(post, &mut carried);
    }
    for (token, id) in carried {
        if let Some(known) = ids.get(token.as_str()).filter(|known| u64::from(**known) != id) {
            out.push(Finding::new(
                "post_processor.ids",
                "tok.special_tokens",
                "every text gets the post-processor's id",
                format!("the post-processor adds {token:?} as id {id}; its id in the vocabulary is {known}"),
            ));
        }
    }
}

fn carry(value: &Json, out: &mut Vec<(String, u64)>) {
    match value {
        Json::Object(entries) => {
            for (key, entry) in entries {
                if let ("cls" | "sep", Some([token, id])) = (key.as_str(), entry.as_array().map(Vec::as_slice)) {
                    out.extend(token.as_str().zip(id.as_u64()).map(|(token, id)| (token.to_owned(), id)));
                }
                carry(entry, out);
            }
            let list = |name: &str| entries.get(name).and_then(Json::as_array);
            if let (Some(tokens), Some(ids)) = (list("tokens"), list("ids")) {
                let pairs = tokens.iter().zip(ids);
                out.extend(pairs.filter_map(|(token, id)| Some((token.as_str()?.to_owned(), id.as_u64()?))));
            }
        }
        Json::Array(items) => items.iter().for_each(|item| carry(item, out)),
        _ => {}
    }
}
