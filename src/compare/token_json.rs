//! Token differences as the JSON report writes them.

use super::difference::{Difference, Token, TokenDifference, TokenRow};
use schemars::JsonSchema;
use serde::Serialize;

/// How two token sequences differ, with the tokens side by side.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenDifferenceJson<'a> {
    /// The field or item that holds the tokens; null where the value itself is tokens.
    field: Option<String>,
    /// `normalized text`, `pre-tokens`, `ids`, `special tokens`, `truncation` or `padding`: where the two part; null if
    /// that cannot be told.
    stage: Option<&'static str>,
    /// What both have at that stage, the first value's and the second's.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_stage: Option<[&'a str; 2]>,
    /// The first position at which the ids differ; null where ids are equal and another key differs.
    position: Option<usize>,
    /// The source text around the first change.
    source: Option<SourceJson<'a>>,
    /// The first value's tokens and the second's, side by side from one before the first change on.
    rows: Vec<RowJson<'a>>,
    /// Code points in the changed text that cannot be seen: `U+00A0 NO-BREAK SPACE`.
    unseen: &'a [String],
    /// Lengths of the two sequences.
    lengths: [usize; 2],
    /// Tokens only in the second value.
    inserted: usize,
    /// Tokens only in the first value.
    deleted: usize,
    /// Tokens that were replaced by others.
    replaced: usize,
    /// Other keys that differ though both values have them.
    keys: Vec<KeyJson<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SourceJson<'a> {
    /// Where the difference begins, in bytes of the source.
    byte: usize,
    /// The text just before it, escaped.
    before: &'a str,
    /// The text of the difference, escaped.
    text: &'a str,
    /// The text just after it, escaped.
    after: &'a str,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RowJson<'a> {
    same: bool,
    /// How many more rows like this one follow it and are left out, as padding has them.
    #[serde(skip_serializing_if = "is_zero", default)]
    repeats: usize,
    a: Vec<TokenJson<'a>>,
    b: Vec<TokenJson<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TokenJson<'a> {
    index: usize,
    id: i64,
    /// The vocabulary's text, escaped.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// Start and end in bytes of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<[usize; 2]>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct KeyJson<'a> {
    key: &'static str,
    /// The first position that differs.
    position: usize,
    a: &'a str,
    b: &'a str,
}

impl<'a> TokenDifferenceJson<'a> {
    /// Every token difference within a difference: the value itself, fields of a record, items of a list.
    pub fn all(difference: &'a Difference) -> Vec<Self> {
        let mut found = Vec::new();
        collect(difference, None, &mut found);
        found
    }

    fn of(field: Option<String>, difference: &'a TokenDifference) -> Self {
        let TokenDifference { parting, rows, source, keys, lengths, .. } = difference;
        Self {
            field,
            stage: parting.as_ref().map(|parting| parting.stage.name()),
            at_stage: parting.as_ref().map(|parting| [parting.a.as_str(), parting.b.as_str()]),
            position: difference.position,
            source: source.as_ref().map(|source| SourceJson {
                byte: source.byte,
                before: &source.before,
                text: &source.text,
                after: &source.after,
            }),
            rows: rows.iter().map(RowJson::of).collect(),
            unseen: &difference.unseen,
            lengths: [lengths.0, lengths.1],
            inserted: difference.inserted,
            deleted: difference.deleted,
            replaced: difference.replaced,
            keys: keys
                .iter()
                .map(|key| KeyJson { key: key.key, position: key.position, a: &key.a, b: &key.b })
                .collect(),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl<'a> RowJson<'a> {
    fn of(row: &'a TokenRow) -> Self {
        Self { same: row.same, repeats: row.repeats, a: tokens(&row.a), b: tokens(&row.b) }
    }
}

fn tokens(list: &[Token]) -> Vec<TokenJson<'_>> {
    list.iter().map(TokenJson::of).collect()
}

impl<'a> TokenJson<'a> {
    fn of(token: &'a Token) -> Self {
        let offset = token.offset.as_ref().map(|range| [range.start, range.end]);
        Self { index: token.index, id: token.id, text: token.text.as_deref(), offset }
    }
}

fn collect<'a>(difference: &'a Difference, field: Option<String>, out: &mut Vec<TokenDifferenceJson<'a>>) {
    let within = |name: &str| Some(field.as_ref().map_or_else(|| name.to_owned(), |outer| format!("{outer}.{name}")));
    match difference {
        Difference::Tokens(tokens) => out.push(TokenDifferenceJson::of(field, tokens)),
        Difference::Fields(fields) => {
            for (name, difference, _) in &fields.fields {
                collect(difference, within(name), out);
            }
        }
        Difference::Items(items) => {
            for (index, difference) in &items.items {
                collect(difference, within(&index.to_string()), out);
            }
        }
        _ => {}
    }
}
