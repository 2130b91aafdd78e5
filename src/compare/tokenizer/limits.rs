//! Where texts are cut and filled up: four files may say so, and may disagree.

use super::words::brief;
use super::{Finding, Part, TokenizerFiles};
use serde_json::Value as Json;

/// Larger lengths mean that none is set.
const UNSET: f64 = 1e15;

/// The lengths that the files of one folder state.
fn lengths(files: &TokenizerFiles) -> Vec<(&'static str, u64)> {
    let number = |value: Option<&Json>| value.and_then(Json::as_f64).filter(|n| *n < UNSET).map(|n| n as u64);
    let truncation = files.part("truncation").and_then(|part| part.get("max_length"));
    let padding = files.part("padding").and_then(|part| part.get("strategy")?.get("Fixed"));
    let own = |file: &'static str, value: Option<u64>| value.map(|value| (file, value));
    let beside = |name: &str, field: &str| number(files.beside(name).and_then(|file| file.get(field)));
    [
        own("tokenizer.json truncation.max_length", number(truncation)),
        own("tokenizer.json padding to a fixed length", number(padding)),
        own("sentence_bert_config.json max_seq_length", beside("sentence_bert_config.json", "max_seq_length")),
        own("tokenizer_config.json model_max_length", beside("tokenizer_config.json", "model_max_length")),
        own("tokenizer_config.json max_length", beside("tokenizer_config.json", "max_length")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn within(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    let stated = lengths(files);
    let mut values: Vec<u64> = stated.iter().map(|(_, value)| *value).collect();
    values.sort_unstable();
    values.dedup();
    if values.len() > 1 {
        let shown: Vec<String> = values.iter().map(u64::to_string).collect();
        let message = format!("the folder states {} different lengths: {}", values.len(), shown.join(", "));
        let effect = "longer texts are cut at different places, depending on which library loads the folder";
        let details = stated.iter().map(|(file, value)| format!("{value}: {file}"));
        let finding = Finding::new("limits.contradiction", "tok.truncation", effect, message);
        out.push(finding.with(details).part(Part::Longer(values[0])));
    }
    let config = |name: &str| files.config().and_then(|config| config.get(name)?.as_str().map(str::to_lowercase));
    for (part, key, cause) in
        [("truncation", "truncation_side", "tok.truncation"), ("padding", "padding_side", "tok.padding")]
    {
        let direction = files.part(part).and_then(|part| part.get("direction")?.as_str().map(str::to_lowercase));
        if let (Some(own), Some(other)) = (direction, config(key))
            && own != other
        {
            let message = format!("{part} is {own} in tokenizer.json and {other} in tokenizer_config.json");
            let effect = "which end is cut or filled up depends on the library";
            out.push(Finding::new("limits.side", cause, effect, message));
        }
    }
    let pad =
        files.part("padding").and_then(|part| Some((part.get("pad_token")?.as_str()?, part.get("pad_id")?.as_u64()?)));
    if let Some((token, id)) = pad
        && let Some(known) = files.id(token).filter(|known| u64::from(*known) != id)
    {
        let message = format!("texts are filled up with \"{token}\" as id {id}; its id in the vocabulary is {known}");
        let effect = "every text that is filled up";
        out.push(Finding::new("limits.pad_id", "tok.padding", effect, message));
    }
}

/// What tokenizer.json says about cutting or filling up, in words.
fn words(part: &str, limits: &Json) -> String {
    let text = |name: &str| limits.get(name).and_then(Json::as_str).unwrap_or_default().to_lowercase();
    let number = |name: &str| limits.get(name).and_then(Json::as_u64).filter(|number| *number > 0);
    let side = text("direction");
    let side = if side.is_empty() { String::new() } else { format!(", on the {side}") };
    let more = |name: &str, words: &str| number(name).map_or(String::new(), |number| format!(", {words} {number}"));
    if limits.is_null() {
        return "none".to_owned();
    }
    if part == "truncation" {
        let strategy = text("strategy").replace("longestfirst", "the longer text first").replace("only", "only the ");
        let length = number("max_length").map_or_else(|| "no length".to_owned(), |n| format!("at most {n} tokens"));
        return format!("{length}{side}, {strategy}{}", more("stride", "stride"));
    }
    let length = limits.get("strategy").and_then(|strategy| strategy.get("Fixed")?.as_u64());
    let length = length.map_or_else(|| "to the longest of a batch".to_owned(), |n| format!("to {n} tokens"));
    let token = limits.get("pad_token").map_or_else(String::new, brief);
    let id = limits.get("pad_id").and_then(Json::as_u64).unwrap_or(0);
    format!("{length}{side}, with {token} (id {id}){}", more("pad_to_multiple_of", "in multiples of"))
}

pub(super) fn between(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    for (part, cause, effect) in [
        ("truncation", "tok.truncation", "texts of more tokens than the smaller limit"),
        ("padding", "tok.padding", "the length of every text, and its attention mask"),
    ] {
        let of = |files: &TokenizerFiles| files.part(part).cloned().unwrap_or_default();
        let (a, b) = (of(first), of(second));
        if a != b && !first.tokenizer.is_empty() && !second.tokenizer.is_empty() {
            let message = format!("the {part} differs");
            let sides = [("first", &a), ("second", &b)];
            let details = sides.map(|(side, limits)| format!("the {side}: {}", words(part, limits)));
            out.push(Finding::new("limits", cause, effect, message).with(details).part(Part::Field(part)));
        }
    }
    let (a, b) = (lengths(first), lengths(second));
    for (file, value) in a.iter().filter(|(file, _)| !file.starts_with("tokenizer.json")) {
        if let Some((_, other)) = b.iter().find(|(known, _)| known == file).filter(|(_, other)| other != value) {
            let effect = "texts of more tokens than the smaller limit";
            let message = format!("{file}: {value} in the first, {other} in the second");
            let finding = Finding::new("limits.length", "tok.truncation", effect, message);
            out.push(finding.part(Part::Longer(*value.min(other))));
        }
    }
}
