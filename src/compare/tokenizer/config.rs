//! `tokenizer_config.json`: what transformers makes of a folder.

use super::canonical::canonical;
use super::words::brief;
use super::{Finding, TokenizerFiles};
use crate::engines::kernel::patterns;
use serde_json::Value as Json;

/// Fields that change ids: their causes, and what they change.
const FIELDS: [(&str, &str, &str); 11] = [
    ("tokenizer_class", "tok.pretokenizer_regex", "transformers 5 rebuilds the pipeline from the class's name"),
    ("add_bos_token", "tok.bos_eos", "the first token of every text, in transformers 4"),
    ("add_eos_token", "tok.bos_eos", "the last token of every text, in transformers 4"),
    ("add_prefix_space", "tok.prefix_space", "the first word of nearly every text"),
    ("legacy", "tok.prefix_space", "what follows special tokens, and texts that begin with spaces"),
    ("do_lower_case", "tok.normalizer", "texts with capitals"),
    ("strip_accents", "tok.normalizer", "texts with accents"),
    ("tokenize_chinese_chars", "tok.normalizer", "texts with Chinese characters"),
    ("split_special_tokens", "tok.special_tokens", "texts that contain special tokens"),
    ("padding_side", "tok.padding", "which end of shorter texts is filled up"),
    ("truncation_side", "tok.truncation", "which end of longer texts is cut"),
];

/// What holds where a field is left out; null where it depends on the class.
fn unless_given(name: &str) -> Json {
    match name {
        "split_special_tokens" => false.into(),
        "padding_side" | "truncation_side" => "right".into(),
        _ => Json::Null,
    }
}

pub(super) fn between(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    let (Some(a), Some(b)) = (first.config(), second.config()) else { return };
    for (name, cause, effect) in FIELDS {
        let of =
            |config: &Json| config.get(name).cloned().filter(|v| !v.is_null()).unwrap_or_else(|| unless_given(name));
        let (left, right) = (of(a), of(b));
        if left != right {
            let (left, right) = (brief(&left), brief(&right));
            let message = format!("tokenizer_config.json {name}: {left} in the first, {right} in the second");
            out.push(Finding::new("config.field", cause, effect, message));
        }
    }
    let name = "clean_up_tokenization_spaces";
    if a.get(name) != b.get(name) {
        let shown = |config: &Json| brief(config.get(name).unwrap_or(&Json::Null));
        let message = format!("tokenizer_config.json {name}: {} in the first, {} in the second", shown(a), shown(b));
        let effect = "nothing in the ids; only the way back to text";
        out.push(Finding::new("config.field", "tok.normalizer", effect, message).without_ids());
    }
}

pub(super) fn within(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    let Some(config) = files.config() else { return };
    bert(files, config, out);
    bos(files, config, out);
    class(files, config, out);
    added(files, out);
}

/// What BERT's configuration says twice.
fn bert(files: &TokenizerFiles, config: &Json, out: &mut Vec<Finding>) {
    let Some(normalizer) = files.part("normalizer").and_then(bert_normalizer) else { return };
    let pairs = [
        ("do_lower_case", "lowercase", "upper case letters"),
        ("strip_accents", "strip_accents", "accents"),
        ("tokenize_chinese_chars", "handle_chinese_chars", "Chinese characters"),
    ];
    for (name, own, what) in pairs {
        let (there, here) = (config.get(name).and_then(Json::as_bool), normalizer.get(own).and_then(Json::as_bool));
        // Accents that are left open follow the case.
        let here = here.or_else(|| (own == "strip_accents").then(|| normalizer.get("lowercase")?.as_bool()).flatten());
        if let (Some(there), Some(here)) = (there, here)
            && there != here
        {
            let message = format!("{name} is {there} in tokenizer_config.json, and {own} is {here} in tokenizer.json");
            let effect = "which of them holds depends on the library and its release";
            let finding = Finding::new("config.contradiction", "tok.normalizer", effect, message);
            out.push(finding.with([format!("it decides about {what}")]));
        }
    }
}

fn bert_normalizer(value: &Json) -> Option<&Json> {
    if value.get("type").and_then(Json::as_str) == Some("BertNormalizer") {
        return Some(value);
    }
    value.get("normalizers")?.as_array()?.iter().find_map(bert_normalizer)
}

/// `add_bos_token` and `add_eos_token` against the post-processor.
fn bos(files: &TokenizerFiles, config: &Json, out: &mut Vec<Finding>) {
    if files.tokenizer.is_empty() {
        return;
    }
    let written = files.part("post_processor").map(Json::to_string).unwrap_or_default();
    for (flag, role) in [("add_bos_token", "bos_token"), ("add_eos_token", "eos_token")] {
        let token = config.get(role).and_then(|value| value.as_str().or_else(|| value.get("content")?.as_str()));
        let (Some(wanted), Some(token)) = (config.get(flag).and_then(Json::as_bool), token) else { continue };
        let quoted = Json::from(token).to_string();
        let puts = written.contains(&quoted);
        if wanted != puts {
            let does = if puts { "adds" } else { "does not add" };
            let message = format!("{flag} is {wanted}, and the post-processor of tokenizer.json {does} {quoted}");
            let effect =
                "every text: transformers 4 follows the flag, transformers 5 and the tokenizers library the file";
            out.push(Finding::new("config.bos_eos", "tok.bos_eos", effect, message));
        }
    }
}

/// Classes whose pipeline transformers 5 builds anew, whatever tokenizer.json says.
fn class(files: &TokenizerFiles, config: &Json, out: &mut Vec<Finding>) {
    let Some(class) = config.get("tokenizer_class").and_then(Json::as_str) else { return };
    let class = class.strip_suffix("Fast").unwrap_or(class);
    let splitter = files.part("pre_tokenizer").map(|value| canonical("pre_tokenizer", value));
    let rebuilt = match class {
        "GPT2Tokenizer" => {
            let own = splitter.as_ref().is_some_and(|splitter| {
                splitter.get("type").and_then(Json::as_str) == Some("ByteLevel")
                    && splitter.get("use_regex").and_then(Json::as_bool) == Some(true)
            });
            (!own && splitter.is_some()).then_some("splits by GPT-2's pattern")
        }
        "LlamaTokenizer" => {
            let prepends = files.part("normalizer").is_some_and(|value| value.to_string().contains("\"Prepend\""));
            prepends.then_some("puts its mark before the first word only where the text does not begin with a space")
        }
        _ => None,
    };
    if let Some(does) = rebuilt {
        let message = format!("tokenizer_class is {class}: transformers 5 {does}, and not as tokenizer.json says");
        let effect = "texts on which the two pipelines differ, from one release of transformers to the next";
        let cause = if class == "LlamaTokenizer" { "tok.prefix_space" } else { "tok.pretokenizer_regex" };
        let regex = splitter.as_ref().map(|s| format!("tokenizer.json: {}", brief(s)));
        let gpt2 = patterns::named("gpt2").filter(|_| class == "GPT2Tokenizer").map(|p| format!("GPT-2: {p}"));
        out.push(Finding::new("config.class", cause, effect, message).with(regex).with(gpt2));
    }
}

/// The older `added_tokens.json`.
fn added(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    let entries = files.beside("added_tokens.json").and_then(Json::as_object);
    let differing: Vec<String> = entries
        .into_iter()
        .flatten()
        .filter_map(|(token, id)| Some((token, id.as_u64()?, files.id(token))))
        .filter(|(_, id, own)| own.is_none_or(|own| u64::from(own) != *id))
        .map(|(token, id, own)| {
            let own = own.map_or("none".to_owned(), |own| own.to_string());
            format!("{token:?}: {id}, and {own} in the vocabulary")
        })
        .collect();
    if !differing.is_empty() {
        let message = format!("added_tokens.json gives {} tokens other ids", differing.len());
        let effect = "texts that contain these tokens, depending on which library loads the folder";
        let finding = Finding::new("added_tokens.contradiction", "tok.special_tokens", effect, message);
        out.push(finding.with(differing.into_iter().take(5)));
    }
}
