//! The stage of a tokenizer at which two sides part.

use super::text::escape_text;
use crate::value::{TokenStages, Tokens};

/// A stage of a tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenStage {
    /// The text as the normalizer leaves it.
    Normalized,
    /// The pieces that the splitter makes.
    PreTokens,
    /// What the model makes of the pieces: other tokens, or other ids for the same.
    Ids,
    /// What is put around the text, or is taken for a special token in it.
    SpecialTokens,
    /// Where the text is cut.
    Truncation,
    /// How it is filled up.
    Padding,
}

impl TokenStage {
    /// All stages in their order.
    pub const ALL: [Self; 6] =
        [Self::Normalized, Self::PreTokens, Self::Ids, Self::SpecialTokens, Self::Truncation, Self::Padding];

    /// The stage of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normalized => "normalized text",
            Self::PreTokens => "pre-tokens",
            Self::Ids => "ids",
            Self::SpecialTokens => "special tokens",
            Self::Truncation => "truncation",
            Self::Padding => "padding",
        }
    }
}

/// Where two sides part, with what each has there, escaped and cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenParting {
    /// The first stage after which they differ.
    pub stage: TokenStage,
    /// What the first side has.
    pub a: String,
    /// What the second side has.
    pub b: String,
}

impl TokenParting {
    fn new(stage: TokenStage, a: String, b: String) -> Self {
        Self { stage, a, b }
    }
}

/// Pieces that are shown of each side.
const SHOWN: usize = 5;
/// Characters that are shown of a text.
const AROUND: usize = 32;

/// The stage at which two sides part, by what lies between the stages of both, else by the tokens alone.
pub fn parting(stages: Option<(&TokenStages, &TokenStages)>, a: &Tokens, b: &Tokens) -> Option<TokenParting> {
    let Some((left, right)) = stages else { return after_model(a, b) };
    let found = before_model(left, right);
    if found.is_some() {
        return found;
    }
    if left.ids == right.ids {
        return after_model(a, b);
    }
    let shown = |ids: &[i64]| format!("{} tokens", ids.len());
    Some(TokenParting::new(TokenStage::Ids, shown(&left.ids), shown(&right.ids)))
}

fn before_model(left: &TokenStages, right: &TokenStages) -> Option<TokenParting> {
    let alike = left.reader == right.reader;
    if let (Some(a), Some(b)) = (&left.normalized, &right.normalized) {
        let differ = if alike { a != b } else { visible(a) != visible(b) };
        if differ {
            let (a, b) = texts(a, b);
            return Some(TokenParting::new(TokenStage::Normalized, a, b));
        }
    }
    if let (Some(a), Some(b)) = (&left.pre_tokens, &right.pre_tokens)
        && spaced(a) != spaced(b)
    {
        let from = a.iter().zip(b).take_while(|(x, y)| x == y).count();
        return Some(TokenParting::new(TokenStage::PreTokens, pieces(a, from), pieces(b, from)));
    }
    None
}

/// A text without what readers show in different ways: spaces, and the mark that stands for one.
fn visible(text: &str) -> String {
    text.chars().filter(|c| *c != '\u{2581}' && !c.is_whitespace()).collect()
}

/// Pieces with one sign for a space.
fn spaced(pieces: &[String]) -> Vec<String> {
    pieces.iter().map(|piece| piece.replace('\u{2581}', " ")).collect()
}

fn pieces(list: &[String], from: usize) -> String {
    let shown: Vec<String> = list[from..].iter().take(SHOWN).map(|piece| format!("\"{}\"", cut(piece))).collect();
    let more = if list.len() > from + SHOWN { " ..." } else { "" };
    if shown.is_empty() { "(the end)".to_owned() } else { format!("{}{more}", shown.join(" ")) }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        Some((end, _)) => format!("{}...", escape_text(&text[..end])),
        None => escape_text(text),
    }
}

/// Both texts around the first difference.
fn texts(a: &str, b: &str) -> (String, String) {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let from = common.saturating_sub(AROUND / 4);
    let around = |text: &str| {
        let rest: String = text.chars().skip(from).collect();
        format!("\"{}{}\"", if from > 0 { "..." } else { "" }, cut(&rest))
    };
    (around(a), around(b))
}

/// One side's tokens, taken apart.
struct Parts {
    /// Special tokens before and after the text, or between two.
    special: Vec<i64>,
    content: Vec<i64>,
    /// The id of padding, its number, and whether it stands at the start.
    padding: Option<(i64, usize, bool)>,
}

impl Parts {
    fn of(tokens: &Tokens) -> Option<Self> {
        let (special_mask, mask) = (tokens.special_mask.as_deref()?, tokens.attention_mask.as_deref()?);
        let mut parts = Self { special: Vec::new(), content: Vec::new(), padding: None };
        for (index, id) in tokens.ids.iter().enumerate() {
            if mask.get(index) == Some(&0) {
                parts.padding = parts.padding.map(|(id, n, left)| (id, n + 1, left)).or(Some((*id, 1, index == 0)));
            } else if special_mask.get(index) == Some(&1) {
                parts.special.push(*id);
            } else {
                parts.content.push(*id);
            }
        }
        Some(parts)
    }

    fn padding_words(&self) -> String {
        self.padding.map_or("none".to_owned(), |(id, number, left)| {
            format!("{number} of id {id} at the {}", if left { "start" } else { "end" })
        })
    }
}

/// By the masks: what is around the text, the text cut, what fills up.
fn after_model(a: &Tokens, b: &Tokens) -> Option<TokenParting> {
    let (left, right) = (Parts::of(a)?, Parts::of(b)?);
    let list = |ids: &[i64]| if ids.is_empty() { "none".to_owned() } else { format!("{ids:?}") };
    let (x, y) = (&left.content, &right.content);
    let cut = x.starts_with(y) || y.starts_with(x) || x.ends_with(y) || y.ends_with(x);
    if x != y && !cut {
        return None;
    }
    if left.special != right.special || a.type_ids != b.type_ids && x == y && left.padding == right.padding {
        return Some(TokenParting::new(TokenStage::SpecialTokens, list(&left.special), list(&right.special)));
    }
    if x != y {
        let words = |ids: &[i64]| format!("{} tokens of the text", ids.len());
        return Some(TokenParting::new(TokenStage::Truncation, words(x), words(y)));
    }
    let differ = left.padding != right.padding || a.attention_mask != b.attention_mask;
    differ.then(|| TokenParting::new(TokenStage::Padding, left.padding_words(), right.padding_words()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(ids: &[i64], special: &[i64], mask: &[i64]) -> Tokens {
        let (special_mask, attention_mask) = (Some(special.to_vec()), Some(mask.to_vec()));
        Tokens { ids: ids.to_vec(), special_mask, attention_mask, ..Tokens::default() }
    }

    fn stage(a: &Tokens, b: &Tokens) -> Option<TokenStage> {
        parting(None, a, b).map(|parting| parting.stage)
    }

    #[test]
    fn what_comes_after_the_model_is_told_by_the_masks() {
        let whole = tokens(&[1, 7, 8, 9, 2], &[1, 0, 0, 0, 1], &[1; 5]);
        assert_eq!(stage(&whole, &tokens(&[7, 8, 9], &[0; 3], &[1; 3])), Some(TokenStage::SpecialTokens));
        assert_eq!(stage(&whole, &tokens(&[1, 7, 8, 2], &[1, 0, 0, 1], &[1; 4])), Some(TokenStage::Truncation));
        let filled = tokens(&[1, 7, 8, 9, 2, 0], &[1, 0, 0, 0, 1, 1], &[1, 1, 1, 1, 1, 0]);
        let found = parting(None, &whole, &filled).expect("they differ");
        assert_eq!((found.stage, found.b.as_str()), (TokenStage::Padding, "1 of id 0 at the end"));
        assert_eq!(stage(&whole, &tokens(&[1, 7, 5, 9, 2], &[1, 0, 0, 0, 1], &[1; 5])), None);
    }

    #[test]
    fn the_first_stage_that_differs_is_named() {
        let stages = |normalized: &str, pre: &[&str], ids: &[i64]| TokenStages {
            reader: "a",
            normalized: Some(normalized.to_owned()),
            pre_tokens: Some(pre.iter().map(|piece| (*piece).to_owned()).collect()),
            ids: ids.to_vec(),
        };
        let plain = tokens(&[1], &[0], &[1]);
        let of = |a: &TokenStages, b: &TokenStages| parting(Some((a, b)), &plain, &plain).map(|found| found.stage);
        let base = stages("3333", &["3333"], &[5]);
        assert_eq!(of(&base, &stages("3333", &["333", "3"], &[6, 7])), Some(TokenStage::PreTokens));
        assert_eq!(of(&base, &stages("３３３３", &["３３３３"], &[9])), Some(TokenStage::Normalized));
        assert_eq!(of(&base, &stages("3333", &["3333"], &[8])), Some(TokenStage::Ids));
        let other = TokenStages { reader: "b", ..stages("\u{2581}3333", &["\u{2581}3333"], &[8]) };
        assert_eq!(of(&stages("3333", &[" 3333"], &[5]), &other), Some(TokenStage::Ids));
    }
}
