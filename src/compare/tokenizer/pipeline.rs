//! Normalizer, splitter, post-processor, decoder, and added tokens.

use super::canonical::canonical;
use super::words::{brief, only};
use super::{Finding, Part, TokenizerFiles};
use crate::compare::text::escape_text;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

struct Stage {
    part: &'static str,
    id: &'static str,
    cause: &'static str,
    effect: &'static str,
}

const STAGES: [Stage; 4] = [
    Stage {
        part: "normalizer",
        id: "normalizer",
        cause: "tok.normalizer",
        effect: "texts that the normalizers treat otherwise: case, accents, Unicode forms, spaces",
    },
    Stage {
        part: "pre_tokenizer",
        id: "pre_tokenizer",
        cause: "tok.pretokenizer_regex",
        effect: "texts that are split otherwise: digits, line ends, contractions, the first word",
    },
    Stage {
        part: "post_processor",
        id: "post_processor",
        cause: "tok.bos_eos",
        effect: "the special tokens around every text",
    },
    Stage {
        part: "decoder",
        id: "decoder",
        cause: "tok.normalizer",
        effect: "nothing in the ids; only the way back to text",
    },
];

pub(super) fn between(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    if first.tokenizer.is_empty() || second.tokenizer.is_empty() {
        return;
    }
    for stage in &STAGES {
        let form = |files: &TokenizerFiles| files.part(stage.part).map_or(Json::Null, |v| canonical(stage.part, v));
        let (a, b) = (form(first), form(second));
        if a != b {
            out.push(differing(stage, &a, &b));
        }
    }
    added(first, second, out);
}

fn differing(stage: &Stage, a: &Json, b: &Json) -> Finding {
    let mut details = Vec::new();
    tree(stage.part, a, b, &mut details);
    let omitted = details.len().saturating_sub(8);
    details.truncate(8);
    let name = stage.part.replace('_', "-");
    let message = format!("the {name} differs");
    if stage.part == "post_processor" && without_byte_level(a) == without_byte_level(b) {
        let effect = "nothing in the ids; only offsets";
        return Finding::new("post_processor.offsets", stage.cause, effect, message).without_ids().with(details);
    }
    let space = stage.part == "pre_tokenizer" && without_prefix(a) == without_prefix(b);
    let (cause, effect) = if space {
        ("tok.prefix_space", "the first word of nearly every text, and what follows special tokens")
    } else {
        (stage.cause, stage.effect)
    };
    let finding = Finding::new(stage.id, cause, effect, message)
        .with(details)
        .with((omitted > 0).then(|| format!("... and {omitted} more")));
    if stage.part == "decoder" { finding.without_ids() } else { finding.part(Part::Field(stage.part)) }
}

/// A post-processor without the one that only trims offsets.
fn without_byte_level(value: &Json) -> Json {
    let is_byte_level = |value: &Json| value.get("type").and_then(Json::as_str) == Some("ByteLevel");
    match value {
        Json::Array(items) => {
            let mut kept: Vec<Json> = items.iter().filter(|item| !is_byte_level(item)).cloned().collect();
            if kept.len() == 1 { kept.remove(0) } else { Json::Array(kept) }
        }
        value if is_byte_level(value) => Json::Null,
        value => value.clone(),
    }
}

/// A splitter without what it says about the space before the text.
fn without_prefix(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(without_prefix).collect(),
        Json::Object(entries) => {
            let kept = entries.iter().filter(|(key, _)| !matches!(key.as_str(), "add_prefix_space" | "prepend_scheme"));
            Json::Object(kept.map(|(key, value)| (key.clone(), without_prefix(value))).collect())
        }
        value => value.clone(),
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
        // A part and a list of parts, or lists of other lengths: what only one of them has.
        (Json::Array(_), _) | (_, Json::Array(_)) => lists(path, listed(a), listed(b), out),
        _ => out.push(format!("{path}: {} and {}", brief(a), brief(b))),
    }
}

/// A list of parts; a part alone is a list of one.
fn listed(value: &Json) -> &[Json] {
    match value {
        Json::Null => &[],
        Json::Array(items) => items,
        value => std::slice::from_ref(value),
    }
}

fn lists(path: &str, a: &[Json], b: &[Json], out: &mut Vec<String>) {
    let mut only_b: Vec<&Json> = b.iter().collect();
    let mut only_a = Vec::new();
    for item in a {
        match only_b.iter().position(|other| *other == item) {
            Some(at) => drop(only_b.remove(at)),
            None => only_a.push(item),
        }
    }
    let before = out.len();
    for (side, items) in [("first", only_a), ("second", only_b)].into_iter().filter(|(_, items)| !items.is_empty()) {
        let items: Vec<String> = items.into_iter().map(brief).collect();
        out.push(format!("{path}: only in the {side}: {}", items.join(", ")));
    }
    if out.len() == before {
        out.push(format!("{path}: the same parts in another order"));
    }
}

const FLAGS: [&str; 5] = ["lstrip", "rstrip", "single_word", "normalized", "special"];

/// A flag of an added token; what is left out is off.
fn flag(entry: &Json, name: &str) -> bool {
    entry.get(name).and_then(Json::as_bool).unwrap_or(false)
}

fn added(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    let by_text = |files: &TokenizerFiles| -> HashMap<String, (u32, Json)> {
        files.added().map(|(id, token, entry)| (token.to_owned(), (id, entry.clone()))).collect()
    };
    let (left, right) = (by_text(first), by_text(second));
    let missing = |files: &TokenizerFiles, other: &HashMap<String, (u32, Json)>| -> Vec<(String, u32)> {
        let lacking = files.added().filter(|(_, token, _)| !other.contains_key(*token));
        lacking.map(|(id, token, _)| (token.to_owned(), id)).collect()
    };
    let (only_a, only_b) = (missing(first, &right), missing(second, &left));
    if !only_a.is_empty() || !only_b.is_empty() {
        let message = only(only_a.len(), only_b.len(), "added token");
        let effect = "only texts that contain these tokens";
        let named = |list: &[(String, u32)]| -> String {
            let shown: Vec<String> =
                list.iter().take(5).map(|(token, id)| format!("\"{}\" {id}", escape_text(token))).collect();
            shown.join(", ")
        };
        let details = [("first", &only_a), ("second", &only_b)].into_iter().filter(|(_, list)| !list.is_empty());
        let details = details.map(|(side, list)| format!("only in the {side}: {}", named(list)));
        let tokens = only_a.iter().chain(&only_b).map(|(token, _)| token.clone());
        out.push(
            Finding::new("added_tokens", "tok.special_tokens", effect, message)
                .with(details)
                .part(Part::Field("added_tokens"))
                .about(tokens),
        );
    }
    let mut flags = Vec::new();
    for (id, token, entry) in first.added() {
        let Some((other_id, other)) = right.get(token) else { continue };
        if id != *other_id {
            flags.push(format!("\"{}\": id {id} and {other_id}", escape_text(token)));
        }
        for name in FLAGS {
            if flag(entry, name) != flag(other, name) {
                let (a, b) = (flag(entry, name), flag(other, name));
                flags.push(format!("\"{}\": {name} {a} and {b}", escape_text(token)));
            }
        }
    }
    if !flags.is_empty() {
        let message = format!("added tokens differ in {} ids or flags", flags.len());
        let effect = "texts that contain these tokens, and the white space beside them";
        flags.truncate(8);
        let finding = Finding::new("added_tokens.flags", "tok.special_tokens", effect, message);
        out.push(finding.with(flags).part(Part::Field("added_tokens")));
    }
}

/// The post-processor carries ids of its own: they must be the vocabulary's.
pub(super) fn within(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    let mut carried = Vec::new();
    if let Some(post) = files.part("post_processor") {
        carry(post, &mut carried);
    }
    for (token, id) in carried {
        if let Some(known) = files.id(&token).filter(|known| u64::from(*known) != id) {
            let token = escape_text(&token);
            let finding = Finding::new(
                "post_processor.ids",
                "tok.special_tokens",
                "every text gets the post-processor's id",
                format!("the post-processor adds \"{token}\" as id {id}; its id in the vocabulary is {known}"),
            );
            if out.iter().all(|other| other.message != finding.message) {
                out.push(finding);
            }
        }
    }
    // The configuration of transformers lists added tokens again.
    let decoder = files.config().and_then(|config| config.get("added_tokens_decoder")?.as_object());
    let own: HashMap<&str, (u32, &Json)> = files.added().map(|(id, token, entry)| (token, (id, entry))).collect();
    let mut details = Vec::new();
    for (id, entry) in decoder.into_iter().flatten() {
        let (Ok(id), Some(text)) = (id.parse::<u32>(), entry.get("content").and_then(Json::as_str)) else { continue };
        let own = own.get(text);
        if let Some((own, _)) = own.filter(|(own, _)| *own != id) {
            details.push(format!("\"{}\": id {own} in tokenizer.json, {id}", escape_text(text)));
        }
        let differing = FLAGS.iter().filter(|name| own.is_some_and(|(_, own)| flag(own, name) != flag(entry, name)));
        let there = |name: &&&str| format!("\"{}\": {name} {}", escape_text(text), flag(entry, name));
        details.extend(differing.map(|name| there(&name)));
    }
    if !details.is_empty() {
        let message = format!("tokenizer_config.json gives {} ids or flags of added tokens otherwise", details.len());
        let effect = "texts that contain these tokens, depending on which library loads the folder";
        details.truncate(8);
        out.push(Finding::new("added_tokens.contradiction", "tok.special_tokens", effect, message).with(details));
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
