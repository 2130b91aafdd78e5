//! Token differences of a JSON report read back: the rows, the text around the first change, the stage.

use crate::compare::{KeyDifference, SourceSlice, Token, TokenDifference, TokenParting, TokenRow, TokenStage};
use serde_json::Value as Json;

/// Every token difference of a comparison, with the field or item that holds it; `None` for the value itself.
pub fn all(json: &Json) -> Vec<(Option<String>, TokenDifference)> {
    list(json).map(|found| (found["field"].as_str().map(str::to_owned), difference(found))).collect()
}

/// The stage of a tokenizer at which two values part, with what both have there.
pub fn parting(stage: &Json, at_stage: &Json) -> Option<TokenParting> {
    let stage = stage.as_str().and_then(TokenStage::find)?;
    Some(TokenParting { stage, a: text(&at_stage[0]), b: text(&at_stage[1]) })
}

fn difference(json: &Json) -> TokenDifference {
    let position = json["position"].as_u64().map(|position| position as usize);
    let rows: Vec<TokenRow> = list(&json["rows"]).map(row).collect();
    let from = |side: fn(&TokenRow) -> &Vec<Token>| -> Vec<Token> {
        let after = |token: &&Token| position.is_some_and(|position| token.index >= position);
        rows.iter().flat_map(side).filter(after).cloned().collect()
    };
    TokenDifference {
        parting: parting(&json["stage"], &json["at_stage"]),
        unseen: list(&json["unseen"]).map(text).collect(),
        position,
        a: from(|row| &row.a),
        b: from(|row| &row.b),
        source: json["source"].is_object().then(|| source(&json["source"])),
        // A report has the rows that were made of them, not the changes.
        changes: Vec::new(),
        inserted: number(&json["inserted"]),
        deleted: number(&json["deleted"]),
        replaced: number(&json["replaced"]),
        lengths: (number(&json["lengths"][0]), number(&json["lengths"][1])),
        keys: list(&json["keys"]).filter_map(key).collect(),
        rows,
    }
}

fn row(json: &Json) -> TokenRow {
    TokenRow {
        same: json["same"] == true,
        repeats: number(&json["repeats"]),
        a: list(&json["a"]).map(token).collect(),
        b: list(&json["b"]).map(token).collect(),
    }
}

fn token(json: &Json) -> Token {
    Token {
        index: number(&json["index"]),
        id: json["id"].as_i64().unwrap_or_default(),
        text: json["text"].as_str().map(str::to_owned),
        offset: json["offset"].as_array().map(|_| number(&json["offset"][0])..number(&json["offset"][1])),
    }
}

fn source(json: &Json) -> SourceSlice {
    SourceSlice {
        byte: number(&json["byte"]),
        before: text(&json["before"]),
        text: text(&json["text"]),
        after: text(&json["after"]),
    }
}

/// A key of a newer version is left out.
fn key(json: &Json) -> Option<KeyDifference> {
    let known = ["tokens", "offsets", "type_ids", "attention_mask", "special_mask"];
    let key = known.into_iter().find(|known| json["key"] == *known)?;
    Some(KeyDifference { key, position: number(&json["position"]), a: text(&json["a"]), b: text(&json["b"]) })
}

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

fn number(json: &Json) -> usize {
    json.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
}
