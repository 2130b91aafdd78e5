//! Merges, scores, and the model's switches.

use super::{Finding, Folder, pipeline};
use serde_json::Value as Json;
use std::collections::HashSet;

pub(super) fn between(first: &Folder, second: &Folder, out: &mut Vec<Finding>) {
    merges(first, second, out);
    scores(first, second, out);
    let (a, b) = (&first.model, &second.model);
    let names: Vec<&String> = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))).collect();
    for name in names {
        let (left, right) = (meant(a.get(name)), meant(b.get(name)));
        if left != right && !a.is_empty() && !b.is_empty() {
            let message = format!("model.{name}: {} in the first, {} in the second", shown(&left), shown(&right));
            let effect = "depends on the text: unknown characters, long words, or every split";
            out.push(Finding::new("model.field", "tok.vocab_or_merges", effect, message));
        }
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
    if value.is_null() { "off".to_owned() } else { pipeline::brief(value) }
}

fn merges(first: &Folder, second: &Folder, out: &mut Vec<Finding>) {
    let (a, b) = (&first.merges, &second.merges);
    if a == b || first.model.get("type") != second.model.get("type") {
        return;
    }
    let rank = a.iter().zip(b).position(|(left, right)| left != right).unwrap_or(a.len().min(b.len()));
    let (left, right): (HashSet<&String>, HashSet<&String>) = (a.iter().collect(), b.iter().collect());
    let (only_a, only_b) = (left.difference(&right).count(), right.difference(&left).count());
    let message = if only_a + only_b == 0 {
        format!("the same {} merges, in another order from rank {rank} on", a.len())
    } else {
        format!("{} and {} merges; {only_a} only in the first, {only_b} only in the second", a.len(), b.len())
    };
    let at = |list: &[String]| list.get(rank).map_or("none".to_owned(), |merge| format!("{merge:?}"));
    let effect = "only words that need these merges split otherwise: often none of many texts";
    out.push(Finding::new("merges", "tok.vocab_or_merges", effect, message).with([format!(
        "first difference at rank {rank}: {} and {}",
        at(a),
        at(b)
    )]));
}

fn scores(first: &Folder, second: &Folder, out: &mut Vec<Finding>) {
    let pairs = first.scores.iter().zip(&second.scores);
    let largest = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    if largest > 0.0 && first.vocabulary == second.vocabulary {
        let message = format!("scores of pieces differ by up to {largest}");
        let effect = "the best path through a text can be another";
        out.push(Finding::new("model.scores", "tok.vocab_or_merges", effect, message));
    }
}

pub(super) fn within(folder: &Folder, out: &mut Vec<Finding>) {
    let tokens: HashSet<&str> = folder.vocabulary.iter().map(|(token, _)| token.as_str()).collect();
    let dangling: Vec<&String> = folder
        .merges
        .iter()
        .filter(|merge| merge.split_once(' ').is_some_and(|(a, b)| !(tokens.contains(a) && tokens.contains(b))))
        .collect();
    if !dangling.is_empty() {
        let message = format!("{} merges have parts that are no tokens", dangling.len());
        let effect = "the library refuses the file, or never uses them";
        let named = dangling.iter().take(5).map(|merge| format!("{merge:?}"));
        out.push(Finding::new("merges.dangling", "tok.vocab_or_merges", effect, message).with(named));
    }
    if folder.model.get("dropout").and_then(Json::as_f64).is_some_and(|dropout| dropout > 0.0) {
        let effect = "the same text gives other tokens from run to run";
        let message = "dropout is on".to_owned();
        out.push(Finding::new("model.dropout", "tok.vocab_or_merges", effect, message));
    }
    if folder.tokenizer.get("version").and_then(Json::as_str).is_some_and(|version| version != "1.0") {
        let effect = "releases of tokenizers before 1.0 refuse the file";
        let message = "the file is of the format of tokenizers 1.0 and later".to_owned();
        out.push(Finding::new("file.version", "tok.vocab_or_merges", effect, message));
    }
}
