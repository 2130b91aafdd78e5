//! Numbers and lists in words, and parts of a tokenizer.json on one line.

use super::canonical::pattern_name;
use crate::compare::text::escape_text;
use serde_json::Value as Json;

/// Longer values are cut.
const LONGEST: usize = 160;

/// `28,522`.
pub(super) fn number(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join(",")
}

/// `1 token`, `2 tokens`.
pub(super) fn count(how_many: usize, what: &str) -> String {
    format!("{} {what}{}", number(how_many), if how_many == 1 { "" } else { "s" })
}

/// `2 tokens are only in the first, 1 only in the second`; a side that has none is not named.
pub(super) fn only(first: usize, second: usize, what: &str) -> String {
    let verb = |number: usize| if number == 1 { "is" } else { "are" };
    match (first, second) {
        (0, second) => format!("{} {} only in the second", count(second, what), verb(second)),
        (first, 0) => format!("{} {} only in the first", count(first, what), verb(first)),
        (first, second) => {
            format!("{} {} only in the first, {} only in the second", count(first, what), verb(first), number(second))
        }
    }
}

/// A value on one line, cut; a known pattern by its name, a part of a pipeline by its type.
pub(super) fn brief(value: &Json) -> String {
    let text = written(value);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

fn written(value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::String(text) => match pattern_name(text) {
            Some(name) => format!("the pattern of {name}"),
            None => format!("\"{}\"", escape_text(text)),
        },
        Json::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Json::Object(entries) => {
            let kind = entries.get("type").and_then(Json::as_str);
            let others = entries.iter().filter(|(key, _)| kind.is_none() || *key != "type");
            let others: Vec<String> = others.map(|(key, value)| format!("{key}: {}", written(value))).collect();
            match (kind, others.is_empty()) {
                (Some(kind), true) => kind.to_owned(),
                (Some(kind), false) => format!("{kind} {{{}}}", others.join(", ")),
                (None, _) => format!("{{{}}}", others.join(", ")),
            }
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_of_numbers_lists_and_parts() {
        assert_eq!((number(7), number(1_000), number(28_522)), ("7".into(), "1,000".into(), "28,522".into()));
        assert_eq!(only(0, 1, "token"), "1 token is only in the second");
        assert_eq!(only(2, 1, "token"), "2 tokens are only in the first, 1 only in the second");
        assert_eq!(brief(&json!([{"type": "NFC"}, {"type": "Strip", "left": true}])), "[NFC, Strip {left: true}]");
    }
}
