//! Where texts are cut and filled up: four files may say so, and may disagree.

use super::{Finding, Folder, pipeline};
use serde_json::Value as Json;

/// Larger lengths mean that none is set.
const UNSET: f64 = 1e15;

/// The lengths that the files of one folder state.
fn lengths(folder: &Folder) -> Vec<(&'static str, u64)> {
    let number = |value: Option<&Json>| value.and_then(Json::as_f64).filter(|n| *n < UNSET).map(|n| n as u64);
    let truncation = folder.part("truncation").and_then(|part| part.get("max_length"));
    let padding = folder.part("padding").and_then(|part| part.get("strategy")?.get("Fixed"));
    let own = |file: &'static str, value: Option<u64>| value.map(|value| (file, value));
    [
        own("tokenizer.json truncation.max_length", number(truncation)),
        own("tokenizer.json padding to a fixed length", number(padding)),
        own(
            "sentence_bert_config.json max_seq_length",
            number(folder.sentence_bert.as_ref().and_then(|c| c.get("max_seq_length"))),
        ),
        own(
            "tokenizer_config.json model_max_length",
            number(folder.config.as_ref().and_then(|c| c.get("model_max_length"))),
        ),
        own("tokenizer_config.json max_length", number(folder.config.as_ref().and_then(|c| c.get("max_length")))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn within(folder: &Folder, out: &mut Vec<Finding>) {
    let stated = lengths(folder);
    let mut values: Vec<u64> = stated.iter().map(|(_, value)| *value).collect();
    values.sort_unstable();
    values.dedup();
    if values.len() > 1 {
        let values: Vec<String> = values.iter().map(u64::to_string).collect();
        let message = format!("the folder states {} different lengths: {}", values.len(), values.join(", "));
        let effect = "longer texts are cut at different places, depending on which library loads the folder";
        let details = stated.iter().map(|(file, value)| format!("{value}: {file}"));
        out.push(Finding::new("limits.contradiction", "tok.truncation", effect, message).with(details));
    }
    let config =
        |name: &str| folder.config.as_ref().and_then(|config| config.get(name)?.as_str().map(str::to_lowercase));
    for (part, key, cause) in
        [("truncation", "truncation_side", "tok.truncation"), ("padding", "padding_side", "tok.padding")]
    {
        let direction = folder.part(part).and_then(|part| part.get("direction")?.as_str().map(str::to_lowercase));
        if let (Some(own), Some(other)) = (direction, config(key))
            && own != other
        {
            let message = format!("{part} is {own} in tokenizer.json and {other} in tokenizer_config.json");
            let effect = "which end is cut or filled up depends on the library";
            out.push(Finding::new("limits.side", cause, effect, message));
        }
    }
}

pub(super) fn between(first: &Folder, second: &Folder, out: &mut Vec<Finding>) {
    for (part, cause, effect) in [
        ("truncation", "tok.truncation", "texts of more tokens than the smaller limit"),
        ("padding", "tok.padding", "the length of every text, and its attention mask"),
    ] {
        let of = |folder: &Folder| folder.part(part).cloned().unwrap_or_default();
        let (a, b) = (of(first), of(second));
        if a != b && !first.tokenizer.is_empty() && !second.tokenizer.is_empty() {
            let message =
                format!("{part}: {} in the first, {} in the second", pipeline::brief(&a), pipeline::brief(&b));
            out.push(Finding::new("limits", cause, effect, message));
        }
    }
    let (a, b) = (lengths(first), lengths(second));
    for (file, value) in a.iter().filter(|(file, _)| !file.starts_with("tokenizer.json")) {
        if let Some((_, other)) = b.iter().find(|(known, _)| known == file).filter(|(_, other)| other != value) {
            let effect = "texts of more tokens than the smaller limit";
            let message = format!("{file}: {value} in the first, {other} in the second");
            out.push(Finding::new("limits.length", "tok.truncation", effect, message));
        }
    }
}
