use super::Change;
use super::stage::TokenParting;
use super::tally::{Json, Measures};
use super::token_json::TokenDifferenceJson;
use crate::value::{Dtype, Rejected, Time};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::fmt;
use std::ops::Range;

/// What comparing two values found. `a` is the first value (training, or a side), `b` the second (serving, or the golden).
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Equal within the tolerances.
    pub equal: bool,
    /// Equal in every element, whatever the tolerances.
    pub exact: bool,
    /// How far apart.
    pub measures: Measures,
    /// The smallest tolerance of each metric that would pass; empty where the values are exactly equal, `None` where no
    /// tolerance helps (another kind, shape or element type, a missing field, a rejection).
    pub needed: Option<Vec<(&'static str, f64)>>,
    /// What differs, the gravest reason; `None` where the values are exactly equal.
    pub difference: Option<Difference>,
    /// What was noticed and does not count as a difference.
    pub notes: Vec<Note>,
}

impl Comparison {
    /// True if no tolerance could make the two equal.
    pub fn is_structural(&self) -> bool {
        self.needed.is_none()
    }
}

impl Difference {
    /// Notes the stage at which two tokenizers part in the token differences of this difference.
    pub fn note_parting(&mut self, parting: &TokenParting) {
        match self {
            Self::Tokens(tokens) => tokens.parting = Some(parting.clone()),
            Self::Fields(fields) => {
                fields.fields.iter_mut().for_each(|(_, difference, _)| difference.note_parting(parting));
            }
            _ => {}
        }
    }
}

impl Serialize for Comparison {
    /// The shape of the JSON report: `equal`, the measures, `needed`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Needed<'a>(&'a [(&'static str, f64)]);
        impl Serialize for Needed<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(self.0.len()))?;
                for (metric, limit) in self.0 {
                    map.serialize_entry(metric, &Json(Some(*limit)))?;
                }
                map.end()
            }
        }
        #[derive(Serialize)]
        struct Shape<'a> {
            equal: bool,
            exact: bool,
            #[serde(flatten)]
            measures: &'a Measures,
            needed: Option<Needed<'a>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            difference: Option<String>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            tokens: Vec<TokenDifferenceJson<'a>>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            notes: Vec<String>,
        }
        Shape {
            equal: self.equal,
            exact: self.exact,
            measures: &self.measures,
            needed: self.needed.as_deref().map(Needed),
            difference: self.difference.as_ref().map(ToString::to_string),
            tokens: self.difference.as_ref().map(TokenDifferenceJson::all).unwrap_or_default(),
            notes: self.notes.iter().map(ToString::to_string).collect(),
        }
        .serialize(serializer)
    }
}

/// What differs between two values.
#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// Values of different kinds, each described in words.
    Kind {
        /// The first value.
        a: String,
        /// The second value.
        b: String,
    },
    /// Arrays of different shapes.
    Shape {
        /// The first shape.
        a: Vec<usize>,
        /// The second shape.
        b: Vec<usize>,
    },
    /// Arrays of one shape and different element types; the values were measured all the same.
    Dtype {
        /// The first element type.
        a: Dtype,
        /// The second element type.
        b: Dtype,
        /// How the values differ, if they do.
        values: Option<ArrayDifference>,
    },
    /// Arrays whose values differ.
    Array(ArrayDifference),
    /// Two numbers.
    Number {
        /// The first number.
        a: String,
        /// The second number.
        b: String,
    },
    /// Two booleans.
    Boolean {
        /// The first; the second is its opposite.
        a: bool,
    },
    /// Bytes.
    Bytes {
        /// Offset of the first byte that differs.
        offset: usize,
        /// Length of the first value.
        a: usize,
        /// Length of the second value.
        b: usize,
    },
    /// Two texts.
    Text(TextDifference),
    /// Two token sequences. Boxed: by far the largest variant.
    Tokens(Box<TokenDifference>),
    /// Two times.
    Time(TimeDifference),
    /// Two records, field by field.
    Fields(FieldDifference),
    /// Two lists, item by item.
    Items(ItemDifference),
    /// A difference that was read back from a report: its words, and the tokens of its fields or items.
    Told {
        /// The difference in words.
        words: String,
        /// Token differences within it, by the name of the field or the number of the item.
        tokens: Vec<(String, TokenDifference)>,
    },
    /// One side's library rejects the input.
    Rejected {
        /// The rejection, if the first side rejects.
        a: Option<Rejected>,
        /// The rejection, if the second side rejects.
        b: Option<Rejected>,
        /// The other side's value in words.
        other: String,
    },
}

/// Where and how far two arrays differ.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayDifference {
    /// The shape of the first value.
    pub shape: Vec<usize>,
    /// How many elements differ.
    pub differing: u64,
    /// The first element that differs, as an index.
    pub first: Vec<usize>,
    /// The element that differs most.
    pub worst: Worst,
}

/// The element at which two arrays differ most.
#[derive(Debug, Clone, PartialEq)]
pub struct Worst {
    /// Its index, outermost axis first.
    pub index: Vec<usize>,
    /// The first value there.
    pub a: f64,
    /// The second value there.
    pub b: f64,
}

/// The first place at which two texts differ.
#[derive(Debug, Clone, PartialEq)]
pub struct TextDifference {
    /// Position in characters, from 0.
    pub position: usize,
    /// Byte offset in the first text.
    pub byte: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What stands before the difference in both, escaped.
    pub before: String,
    /// What the first text has from there on, escaped and cut; empty at its end.
    pub a: String,
    /// What the second text has from there on, escaped and cut.
    pub b: String,
    /// Lengths in characters.
    pub lengths: (usize, usize),
    /// Code points from the difference on that cannot be seen: `U+00A0 NO-BREAK SPACE`.
    pub unseen: Vec<String>,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Position in the sequence, from 0.
    pub index: usize,
    /// The id.
    pub id: i64,
    /// The vocabulary's text, if it is known; escaped.
    pub text: Option<String>,
    /// Byte range in the source text, if it is known.
    pub offset: Option<Range<usize>>,
}

/// A piece of the source text around a difference. Positions are in bytes of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSlice {
    /// Where the difference begins in the source.
    pub byte: usize,
    /// The text just before it, escaped.
    pub before: String,
    /// The text of the difference, escaped; empty where tokens stand for no text.
    pub text: String,
    /// The text just after it, escaped.
    pub after: String,
}

/// Tokens of both values that stand for the same stretch of the text, or that were aligned by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Whether both values have the same ids here.
    pub same: bool,
    /// How many more rows like this one follow it and are left out, as padding has them: the same tokens again, which
    /// stand for no text.
    pub repeats: usize,
    /// The first value's tokens; empty where only the second has some.
    pub a: Vec<Token>,
    /// The second value's tokens.
    pub b: Vec<Token>,
}

/// How two token sequences differ.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenDifference {
    /// The stage at which the two part, as far as it can be told.
    pub parting: Option<TokenParting>,
    /// Both values' tokens side by side, from one before the first change on; empty if the comparison was quick.
    pub rows: Vec<TokenRow>,
    /// Code points in the changed text and tokens that cannot be seen: `U+00A0 NO-BREAK SPACE`.
    pub unseen: Vec<String>,
    /// The first position at which the ids differ; `None` where ids are equal and another key differs.
    pub position: Option<usize>,
    /// The first value's tokens from there on, as far as the first change and a little beyond.
    pub a: Vec<Token>,
    /// The second value's tokens.
    pub b: Vec<Token>,
    /// The source text around the first change, if it is known.
    pub source: Option<SourceSlice>,
    /// All changes in order, at most 200; empty if the comparison was quick.
    pub changes: Vec<Change>,
    /// Tokens only in the second value.
    pub inserted: usize,
    /// Tokens only in the first value.
    pub deleted: usize,
    /// Tokens that were replaced by others.
    pub replaced: usize,
    /// Lengths of the two sequences.
    pub lengths: (usize, usize),
    /// Other keys that differ though both values have them.
    pub keys: Vec<KeyDifference>,
}

/// A key beside `ids` in which two token values differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDifference {
    /// `tokens`, `offsets`, `type_ids`, `attention_mask`, `special_mask`.
    pub key: &'static str,
    /// The first position that differs.
    pub position: usize,
    /// The first value there, empty beyond its end.
    pub a: String,
    /// The second value there.
    pub b: String,
}

/// Two times that differ.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeDifference {
    /// The first time.
    pub a: Time,
    /// The second time.
    pub b: Time,
    /// Second minus first, in seconds; `None` where one is an instant and the other a local date-time.
    pub seconds: Option<f64>,
}

/// How two records differ.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FieldDifference {
    /// Fields that only the first record has.
    pub missing: Vec<String>,
    /// Fields that only the second record has.
    pub extra: Vec<String>,
    /// Both orders, where order counts and differs.
    pub order: Option<(Vec<String>, Vec<String>)>,
    /// Fields with different values, in the first record's order; measures are those of the field alone.
    pub fields: Vec<(String, Difference, Measures)>,
}

/// How two lists differ.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemDifference {
    /// Lengths of the two lists.
    pub lengths: (usize, usize),
    /// Items that differ, at most 100.
    pub items: Vec<(usize, Difference)>,
}

/// What was noticed and does not count as a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Channels are called differently; the values decide.
    ChannelOrder(&'static str, &'static str),
    /// Axes are called differently; the values decide.
    Layout(&'static str, &'static str),
    /// Both libraries reject the input, with these errors.
    BothRejected(String, String),
    /// Equal instants are shown in different zones or offsets.
    Zone(String, String),
    /// The fields stand in another order, which does not count here.
    FieldOrder,
    /// A tolerance was given on a metric that means nothing for these values.
    NotMeasured(&'static str),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChannelOrder(a, b) => {
                write!(f, "the channels are called {a} and {b}; only their values are compared")
            }
            Self::Layout(a, b) => write!(f, "the axes are called {a} and {b}; only their values are compared"),
            Self::BothRejected(a, b) if a == b => write!(f, "both sides reject this input ({a})"),
            Self::BothRejected(a, b) => write!(f, "both sides reject this input ({a}; {b})"),
            Self::Zone(a, b) => write!(f, "one instant, shown in {a} and in {b}"),
            Self::FieldOrder => f.write_str("the fields stand in another order, which is not compared"),
            Self::NotMeasured(metric) => write!(f, "{metric} cannot be measured on these values"),
        }
    }
}

/// A shape as Python writes it.
fn shape_text(shape: &[usize]) -> String {
    let axes: Vec<String> = shape.iter().map(ToString::to_string).collect();
    if axes.len() == 1 { format!("({},)", axes[0]) } else { format!("({})", axes.join(", ")) }
}

/// Two numbers with no more digits than it takes to tell them apart, and seven at least.
fn told_apart(a: f64, b: f64) -> (f64, f64) {
    let rounded = |value: f64, digits: usize| format!("{value:.*e}", digits - 1).parse().unwrap_or(value);
    let pairs = [7, 10, 13].map(|digits| (rounded(a, digits), rounded(b, digits)));
    pairs.into_iter().find(|(a, b)| a != b).unwrap_or((a, b))
}

/// One line: `shape (3, 224, 224) against (3, 225, 224)`. The first value stands first.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind { a, b } | Self::Number { a, b } => write!(f, "{a} against {b}"),
            Self::Shape { a, b } => write!(f, "shape {} against {}", shape_text(a), shape_text(b)),
            Self::Dtype { a, b, .. } => write!(f, "element type {} against {}", a.name(), b.name()),
            Self::Array(ArrayDifference { worst, differing, .. }) => {
                let (a, b) = told_apart(worst.a, worst.b);
                write!(f, "{differing} elements differ, most at {}: {a} against {b}", shape_text(&worst.index))
            }
            Self::Boolean { a } => write!(f, "{a} against {}", !a),
            Self::Bytes { offset, a, b } => write!(f, "bytes differ from offset {offset} on ({a} and {b} bytes)"),
            Self::Text(text) => {
                let TextDifference { position, a, b, .. } = text;
                write!(f, "texts differ at character {position}: \"{a}\" against \"{b}\"")
            }
            Self::Tokens(tokens) => tokens.fmt(f),
            Self::Time(TimeDifference { a, b, seconds: Some(seconds) }) => write!(f, "{a} against {b}: {seconds} s"),
            Self::Time(TimeDifference { a, b, seconds: None }) => write!(f, "{} {a} against {} {b}", sort(a), sort(b)),
            Self::Fields(fields) => fields.fmt(f),
            Self::Told { words, .. } => f.write_str(words),
            Self::Items(ItemDifference { lengths: (a, b), .. }) if a != b => write!(f, "{a} items against {b}"),
            Self::Items(ItemDifference { items, .. }) => match items.first() {
                Some((index, first)) => write!(f, "item {index}: {first}"),
                None => f.write_str("items differ"),
            },
            Self::Rejected { a: Some(rejected), other, .. } => {
                write!(f, "rejected ({}) against {other}", rejected.error)
            }
            Self::Rejected { b: Some(rejected), other, .. } => {
                write!(f, "{other} against rejected ({})", rejected.error)
            }
            Self::Rejected { other, .. } => f.write_str(other),
        }
    }
}

fn sort(time: &Time) -> &'static str {
    if matches!(time, Time::Instant(_)) { "instant" } else { "local time" }
}

impl fmt::Display for TokenDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.position {
            let show = |tokens: &[Token]| match tokens.first() {
                Some(Token { id, text: Some(text), .. }) => format!("\"{text}\" {id}"),
                Some(Token { id, .. }) => id.to_string(),
                None => "the end".to_owned(),
            };
            return write!(f, "tokens differ at position {position}: {} against {}", show(&self.a), show(&self.b));
        }
        match self.keys.first() {
            Some(KeyDifference { key, position, a, b }) => {
                write!(f, "{key} differ at position {position}: {a} against {b}")
            }
            None => f.write_str("tokens differ"),
        }
    }
}

impl fmt::Display for FieldDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if !self.missing.is_empty() {
            parts.push(format!("only the first has {}", self.missing.join(", ")));
        }
        if !self.extra.is_empty() {
            parts.push(format!("only the second has {}", self.extra.join(", ")));
        }
        if self.order.is_some() {
            parts.push("the fields stand in another order".to_owned());
        }
        if let Some((name, first, _)) = self.fields.first() {
            parts.push(format!("{name}: {first}"));
        }
        if self.fields.len() > 1 {
            parts.push(format!("{} more fields differ", self.fields.len() - 1));
        }
        f.write_str(&parts.join("; "))
    }
}
