//! Parts of a tokenizer.json in one form: what means the same is equal.

use crate::engines::kernel::patterns;
use serde_json::{Map, Value as Json, json};

/// Without nulls and defaults, with a sequence of one flattened, and one form for what can be written in two.
pub(super) fn canonical(part: &str, value: &Json) -> Json {
    match value {
        Json::Object(entries) => object(part, entries),
        Json::Array(items) => items.iter().map(|item| canonical(part, item)).collect(),
        other => other.clone(),
    }
}

const LISTS: [&str; 4] = ["normalizers", "pretokenizers", "processors", "decoders"];

fn object(part: &str, entries: &Map<String, Json>) -> Json {
    let kind = entries.get("type").and_then(Json::as_str).unwrap_or_default();
    if kind == "Sequence" {
        return sequence(part, entries);
    }
    let mut kept: Map<String, Json> = entries
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.clone(), canonical(part, value)))
        .collect();
    match (part, kind) {
        ("pre_tokenizer", "ByteLevel") => {
            // Offsets are trimmed by the post-processor only.
            kept.remove("trim_offsets");
            default(&mut kept, "use_regex", true.into());
            default(&mut kept, "add_prefix_space", true.into());
        }
        ("pre_tokenizer", "Metaspace") => metaspace(&mut kept),
        ("post_processor", "BertProcessing") => {
            if let Some(template) = template_of_bert(&kept) {
                return canonical(part, &template);
            }
        }
        _ => {}
    }
    if let Some(Json::String(regex)) = kept.get("Regex") {
        let regex = unescaped(regex);
        kept.insert("Regex".to_owned(), regex.into());
    }
    kept.sort_keys();
    Json::Object(kept)
}

fn default(entries: &mut Map<String, Json>, name: &str, value: Json) {
    entries.entry(name).or_insert(value);
}

/// The older flag `add_prefix_space` says the same as the scheme.
fn metaspace(entries: &mut Map<String, Json>) {
    let older = entries.remove("add_prefix_space").and_then(|value| value.as_bool());
    entries.remove("str_rep");
    let scheme = if older == Some(false) { "never" } else { "always" };
    default(entries, "prepend_scheme", scheme.into());
    default(entries, "split", true.into());
    default(entries, "replacement", "\u{2581}".into());
}

fn sequence(part: &str, entries: &Map<String, Json>) -> Json {
    let items = LISTS.iter().find_map(|list| entries.get(*list)?.as_array());
    let mut flat = Vec::new();
    for item in items.into_iter().flatten() {
        match canonical(part, item) {
            Json::Array(inner) => flat.extend(inner),
            one => flat.push(one),
        }
    }
    if part == "pre_tokenizer" {
        join_gpt2(&mut flat);
    }
    if flat.len() == 1 { flat.remove(0) } else { Json::Array(flat) }
}

/// A split by GPT-2's pattern before a byte-level splitter without one is a byte-level splitter with it.
fn join_gpt2(items: &mut Vec<Json>) {
    let gpt2 = patterns::named("gpt2").unwrap_or_default();
    let older = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    let splits = |item: &Json| {
        let regex = item.get("pattern").and_then(|pattern| pattern.get("Regex")?.as_str());
        regex.is_some_and(|regex| regex == gpt2 || regex == older)
            && item.get("behavior").and_then(Json::as_str) == Some("Isolated")
            && item.get("invert").and_then(Json::as_bool) != Some(true)
    };
    let bytes = |item: &Json| {
        let is = |name: &str| item.get(name).and_then(Json::as_bool);
        item.get("type").and_then(Json::as_str) == Some("ByteLevel")
            && is("use_regex") == Some(false)
            && is("add_prefix_space") == Some(false)
    };
    if let Some(at) = items.windows(2).position(|pair| splits(&pair[0]) && bytes(&pair[1])) {
        items.remove(at);
        items[at]["use_regex"] = true.into();
    }
}

/// `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]`, written as a template.
fn template_of_bert(entries: &Map<String, Json>) -> Option<Json> {
    let token = |name: &str| {
        let pair = entries.get(name)?.as_array()?;
        Some((pair.first()?.as_str()?.to_owned(), pair.get(1)?.clone()))
    };
    let ((cls, cls_id), (sep, sep_id)) = (token("cls")?, token("sep")?);
    let special = |token: &str, kind: u8| json!({"SpecialToken": {"id": token, "type_id": kind}});
    let text = |name: &str, kind: u8| json!({"Sequence": {"id": name, "type_id": kind}});
    Some(json!({
        "type": "TemplateProcessing",
        "single": [special(&cls, 0), text("A", 0), special(&sep, 0)],
        "pair": [special(&cls, 0), text("A", 0), special(&sep, 0), text("B", 1), special(&sep, 1)],
        "special_tokens": {
            cls.clone(): {"id": cls, "ids": [cls_id], "tokens": [cls]},
            sep.clone(): {"id": sep, "ids": [sep_id], "tokens": [sep]},
        },
    }))
}

/// A regular expression without escapes that change nothing.
fn unescaped(regex: &str) -> String {
    let mut out = String::with_capacity(regex.len());
    let mut characters = regex.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\\' {
            match characters.next() {
                Some(next @ ('\'' | '"' | '/' | ' ' | '`' | '%' | '@' | '!' | ',' | ';' | ':' | '=' | '<' | '>')) => {
                    out.push(next);
                }
                Some(next) => out.extend(['\\', next]),
                None => out.push('\\'),
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The name of a pattern that is known.
pub(super) fn pattern_name(regex: &str) -> Option<&'static str> {
    patterns::ALL.iter().find(|(_, pattern)| *pattern == regex).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_is_equal() {
        let older = json!({"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": patterns::named("gpt2")}, "behavior": "Isolated", "invert": false},
            {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false},
        ]});
        let plain = json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false});
        assert_eq!(canonical("pre_tokenizer", &older), canonical("pre_tokenizer", &plain));
        let bert = json!({"type": "BertProcessing", "sep": ["[SEP]", 102], "cls": ["[CLS]", 101]});
        let template = json!({"type": "TemplateProcessing",
            "special_tokens": {
                "[CLS]": {"id": "[CLS]", "ids": [101], "tokens": ["[CLS]"]},
                "[SEP]": {"id": "[SEP]", "ids": [102], "tokens": ["[SEP]"]}},
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 1}}]});
        assert_eq!(canonical("post_processor", &bert), canonical("post_processor", &template));
        let one = json!({"type": "Sequence", "normalizers": [{"type": "NFC"}]});
        assert_eq!(canonical("normalizer", &one), json!({"type": "NFC"}));
        assert_eq!(unescaped(r"\'s|\/| ?\p{L}+"), r"'s|/| ?\p{L}+");
    }

    #[test]
    fn a_prefix_space_keeps_two_splitters_apart() {
        let split = json!({"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": patterns::named("gpt2")}, "behavior": "Isolated", "invert": false},
            {"type": "ByteLevel", "add_prefix_space": true, "use_regex": false},
        ]});
        let plain = json!({"type": "ByteLevel", "add_prefix_space": true});
        assert_ne!(canonical("pre_tokenizer", &split), canonical("pre_tokenizer", &plain));
    }
}
