//! Attention masks that are made from ids afterwards, instead of being taken from the tokenizer.

use crate::value::Tokens;

/// Where a mask comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaskRule {
    /// The tokenizer's own: padding is masked, and nothing else.
    Tokenizer,
    /// Ones throughout: padding counts as text.
    Ones,
    /// Every id that is not the padding's: tokens of the text that have the same id are masked too.
    NotPad,
    /// As far as the last id that is not the padding's: padding on the left counts as text.
    Trailing,
}

impl MaskRule {
    /// Names and rules, as definitions write them.
    pub const ALL: [(&'static str, Self); 4] =
        [("tokenizer", Self::Tokenizer), ("ones", Self::Ones), ("not_pad", Self::NotPad), ("trailing", Self::Trailing)];

    /// Gives tokens the mask by this rule. `pad` is the padding's id; without one it is the id that is masked.
    pub fn apply(self, tokens: &mut Tokens, pad: Option<i64>) {
        let masked = tokens.attention_mask.iter().flatten().position(|mask| *mask == 0);
        let pad = pad.or_else(|| masked.map(|at| tokens.ids[at]));
        let is_text = |id: &i64| Some(*id) != pad;
        let ids = &tokens.ids;
        let mask = match self {
            Self::Tokenizer => return,
            Self::Ones => vec![1; ids.len()],
            Self::NotPad => ids.iter().map(|id| i64::from(is_text(id))).collect(),
            Self::Trailing => {
                let length = ids.iter().rposition(is_text).map_or(0, |last| last + 1);
                (0..ids.len()).map(|at| i64::from(at < length)).collect()
            }
        };
        tokens.attention_mask = Some(mask);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_from_ids_takes_equal_ids_for_padding() {
        let mask = |rule: MaskRule, pad: Option<i64>| {
            let mut tokens =
                Tokens { ids: vec![9, 5, 9, 9], attention_mask: Some(vec![0, 1, 1, 1]), ..Tokens::default() };
            rule.apply(&mut tokens, pad);
            tokens.attention_mask
        };
        assert_eq!(mask(MaskRule::Tokenizer, None), Some(vec![0, 1, 1, 1]));
        assert_eq!(mask(MaskRule::NotPad, None), Some(vec![0, 1, 0, 0]));
        assert_eq!(mask(MaskRule::Trailing, None), Some(vec![1, 1, 0, 0]));
        assert_eq!(mask(MaskRule::Trailing, Some(0)), Some(vec![1, 1, 1, 1]));
    }
}
