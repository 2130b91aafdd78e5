//! Java's `String.toLowerCase`: a capital sigma is final where a cased letter stands before it and none after it *within
//! the same word*, and words end where `java.text.BreakIterator` breaks them.
//!
//! Source: the `OpenJDK`, `ConditionalSpecialCasing.isFinalCased` and the word rules of `BreakIteratorRules`.

use super::unicode::{Category, UnicodeVersion, category, is_assigned};

/// The text in lower case, by a version's categories.
pub fn lowercase(text: &str, version: UnicodeVersion) -> String {
    let mut finals = if text.contains('Σ') { finals(text, version) } else { Vec::new() }.into_iter();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'Σ' => out.push(if finals.next() == Some(true) { 'ς' } else { 'σ' }),
            c if is_assigned(c, version) => out.extend(c.to_lowercase()),
            c => out.push(c),
        }
    }
    out
}

/// For each capital sigma whether it becomes the final one.
fn finals(text: &str, version: UnicodeVersion) -> Vec<bool> {
    // Format characters belong to whatever stands before them, and have no case.
    let characters: Vec<(char, Category)> =
        text.chars().map(|c| (c, category(c, version))).filter(|(_, kind)| *kind != Category::Cf).collect();
    let mut out = Vec::new();
    let mut from = 0;
    while from < characters.len() {
        let end = Words(&characters).end(from);
        let word = &characters[from..end];
        for at in (0..word.len()).filter(|at| word[*at].0 == 'Σ') {
            out.push(word[..at].iter().copied().any(is_cased) && !word[at + 1..].iter().copied().any(is_cased));
        }
        from = end;
    }
    out
}

fn is_cased((c, kind): (char, Category)) -> bool {
    matches!(kind, Category::Ll | Category::Lu | Category::Lt)
        || matches!(c, '\u{2b0}'..='\u{2b8}' | '\u{2c0}' | '\u{2c1}' | '\u{2e0}'..='\u{2e4}' | '\u{345}' | '\u{37a}'
            | '\u{1d2c}'..='\u{1d61}' | '\u{2160}'..='\u{217f}' | '\u{24b6}'..='\u{24e9}')
}

/// Characters without format characters, cut into words: from a break, the longest match of any rule.
struct Words<'a>(&'a [(char, Category)]);

type Test = fn(char, Category) -> bool;

impl Words<'_> {
    fn end(&self, from: usize) -> usize {
        let prefixed = self.one(from, is_before_number);
        let rules = [
            from + 1,
            self.mixed(self.word(from).unwrap_or(from)),
            if prefixed > from { self.mixed(prefixed) } else { from },
            self.blanks(from),
            self.many(from, |c, _| is_katakana(c) || is_diacritic(c)),
            self.many(from, |c, _| is_hiragana(c) || is_diacritic(c)),
            self.many(from, |c, _| is_kanji(c)),
            self.marked(from),
        ];
        rules.into_iter().max().unwrap_or(from + 1)
    }

    /// Behind a character of a kind, if one stands here.
    fn one(&self, at: usize, test: Test) -> usize {
        at + usize::from(self.0.get(at).is_some_and(|(c, kind)| test(*c, *kind)))
    }

    fn many(&self, at: usize, test: Test) -> usize {
        at + self.0[at.min(self.0.len())..].iter().take_while(|(c, kind)| test(*c, *kind)).count()
    }

    /// Behind characters of a kind, each with the marks that enclose it.
    fn run(&self, mut at: usize, test: Test) -> usize {
        loop {
            let next = self.one(at, test);
            if next == at {
                return at;
            }
            at = self.many(next, is_mark);
        }
    }

    /// Runs of a kind with single characters of another between them.
    fn joined(&self, at: usize, test: Test, joint: Test) -> Option<usize> {
        let mut end = self.run(at, test);
        if end == at {
            return None;
        }
        loop {
            let behind = self.one(end, joint);
            let next = self.run(behind, test);
            if behind == end || next == behind {
                return Some(end);
            }
            end = next;
        }
    }

    fn word(&self, at: usize) -> Option<usize> {
        let end = self.joined(at, is_letter, is_within_word)?;
        Some(self.one(end, |c, _| matches!(c, '\u{964}' | '\u{965}')))
    }

    fn number(&self, at: usize) -> Option<usize> {
        self.joined(at, |_, kind| matches!(kind, Category::Nd | Category::Nl | Category::No), is_within_number)
    }

    /// Numbers and words in turn, and at the end perhaps a number with the sign behind it.
    fn mixed(&self, mut at: usize) -> usize {
        while let Some(number) = self.number(at) {
            match self.word(number) {
                Some(word) => at = word,
                None => return self.one(number, |c, _| matches!(c, '%' | '&' | '¢' | '\u{66a}' | '‰' | '‱')),
            }
        }
        at
    }

    fn blanks(&self, at: usize) -> usize {
        let end = self.run(at, |c, kind| kind == Category::Zs || c == '\t');
        let end = self.one(end, |c, _| c == '\r');
        self.one(end, |c, _| matches!(c, '\n' | '\u{c}' | '\u{2028}' | '\u{2029}'))
    }

    /// Anything with marks behind it.
    fn marked(&self, at: usize) -> usize {
        let base =
            self.one(at, |c, kind| !is_mark(c, kind) && !matches!(kind, Category::Cc | Category::Zl | Category::Zp));
        if base > at { self.many(base, is_mark) } else { at }
    }
}

fn is_mark(_: char, kind: Category) -> bool {
    matches!(kind, Category::Mn | Category::Me)
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{4e00}'..='\u{9fa5}' | '\u{f900}'..='\u{fa2d}')
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fd}' | '\u{30fe}')
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3094}' | '\u{309d}' | '\u{309e}')
}

fn is_diacritic(c: char) -> bool {
    matches!(c, '\u{3099}'..='\u{309c}' | '\u{30fb}' | '\u{30fc}')
}

fn is_letter(c: char, kind: Category) -> bool {
    let letter =
        matches!(kind, Category::Lu | Category::Ll | Category::Lt | Category::Lm | Category::Lo | Category::Mc);
    letter && !is_kanji(c) && !is_katakana(c) && !is_hiragana(c) && !is_diacritic(c)
}

fn is_within_word(c: char, kind: Category) -> bool {
    matches!(kind, Category::Pd | Category::Pc) || matches!(c, '\u{2027}' | '"' | '\'' | '.')
}

fn is_within_number(c: char, _: Category) -> bool {
    matches!(c, '"' | '\'' | ',' | '\u{66b}' | '.')
}

fn is_before_number(c: char, kind: Category) -> bool {
    (kind == Category::Sc || matches!(c, '#' | '.')) && c != '¢'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_where_java_breaks_it() {
        let lower = |text: &str| lowercase(text, UnicodeVersion::V13);
        // Java 17: "ΑΣ:Β".toLowerCase(Locale.ROOT) and its like.
        assert_eq!(lower("ΑΣ ΑΣΑ Σ ΑΣ.Α ΑΣ."), "ας ασα σ ασ.α ας.");
        assert_eq!(lower("ΑΣ:Β Α:Σ"), "ας:β α:σ");
        assert_eq!(lower("ΑΣ1 Α1Σ ΑΣ%Α"), "ας1 α1ς ας%α");
        assert_eq!(lower("Α\u{ad}Σ\u{301} İ"), "α\u{ad}ς\u{301} i\u{307}");
    }
}
