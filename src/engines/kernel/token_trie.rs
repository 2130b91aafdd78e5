//! How the slow tokenizers of transformers 4 find added tokens in a text: one pass over its characters with every partial
//! match, and a look ahead for longer ones. What it does with overlaps is its own, and is kept.

use std::collections::HashMap;
use std::ops::Range;

/// Tokens by their characters.
#[derive(Debug)]
pub struct TokenTrie {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    next: HashMap<char, usize>,
    ends: bool,
}

/// The first node.
const ROOT: usize = 0;

/// A match that has begun.
#[derive(Debug, Clone, Copy)]
struct Partial {
    /// The number of its first character.
    start: usize,
    node: usize,
    /// Whether the current character does not continue it; its node is then still the one before.
    failed: bool,
}

impl TokenTrie {
    /// A trie of some tokens; empty ones are left out.
    pub fn new<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        let mut trie = Self { nodes: vec![Node::default()] };
        for token in tokens.into_iter().filter(|token| !token.is_empty()) {
            let mut at = ROOT;
            for c in token.chars() {
                let new = trie.nodes.len();
                at = *trie.nodes[at].next.entry(c).or_insert(new);
                if at == new {
                    trie.nodes.push(Node::default());
                }
            }
            trie.nodes[at].ends = true;
        }
        trie
    }

    /// Byte ranges of a text, cut around the tokens in it. None is empty.
    pub fn split(&self, text: &str) -> Vec<Range<usize>> {
        let characters: Vec<(usize, char)> = text.char_indices().collect();
        let byte = |at: usize| characters.get(at).map_or(text.len(), |(byte, _)| *byte);
        let mut start = 0;
        let mut parts = Vec::new();
        for end in self.cuts(&characters) {
            // A cut that lies before the last one is a slip of the search, and is passed over.
            if end > start {
                parts.push(byte(start)..byte(end));
                start = end;
            }
        }
        parts
    }

    /// Where the text is cut, as numbers of characters.
    fn cuts(&self, text: &[(usize, char)]) -> Vec<usize> {
        let mut cuts = Vec::new();
        let mut partial: Vec<Partial> = Vec::new();
        let mut skip = 0;
        for (current, (_, c)) in text.iter().enumerate() {
            if current < skip {
                continue;
            }
            match self.advance(&mut partial, *c) {
                Some(complete) => {
                    let (start, end, seen) = self.longest(text, &partial, partial[complete].start, current);
                    cuts.extend([start, end]);
                    skip = seen.unwrap_or(skip);
                    partial.clear();
                }
                None => partial.retain(|partial| !partial.failed),
            }
            if let Some(node) = self.nodes[ROOT].next.get(c).filter(|_| current >= skip) {
                partial.push(Partial { start: current, node: *node, failed: false });
            }
        }
        if let Some(last) = partial.iter().find(|partial| self.nodes[partial.node].ends) {
            cuts.extend([last.start, text.len()]);
        }
        cuts.push(text.len());
        cuts
    }

    /// Takes one more character into each match, in their order, until one is found complete: its place.
    fn advance(&self, partial: &mut [Partial], c: char) -> Option<usize> {
        for (place, found) in partial.iter_mut().enumerate() {
            let node = &self.nodes[found.node];
            if node.ends {
                return Some(place);
            }
            match node.next.get(&c) {
                Some(next) => found.node = *next,
                None => found.failed = true,
            }
        }
        None
    }

    /// The longest token of those that begin at a complete match or before it: start, end, and up to where the text was
    /// read. Matches before the complete one stand behind the current character, the complete one before it.
    fn longest(
        &self,
        text: &[(usize, char)],
        partial: &[Partial],
        complete: usize,
        current: usize,
    ) -> (usize, usize, Option<usize>) {
        let (mut start, mut end, mut seen) = (complete, current, None);
        for Partial { start: from, mut node, .. } in partial.iter().copied() {
            if from > start {
                break;
            }
            let mut at = if from < start { current + 1 } else { current };
            end = at;
            loop {
                if self.nodes[node].ends {
                    (start, end, seen) = (from, at, Some(at));
                }
                let next = text.get(at).and_then(|(_, c)| self.nodes[node].next.get(c));
                let Some(next) = next else { break };
                node = *next;
                at += 1;
            }
        }
        (start, end, seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(tokens: &[&str], text: &str) -> Vec<String> {
        let trie = TokenTrie::new(tokens.iter().copied());
        trie.split(text).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn the_longest_token_wins_and_parts_are_never_empty() {
        let tokens = ["[CLS]", "extra_id_1", "extra_id_100", "id_1"];
        assert_eq!(parts(&tokens, "[CLS] a extra_id_100"), ["[CLS]", " a ", "extra_id_100"]);
        assert_eq!(parts(&tokens, "extra_id_1[CLS]"), ["extra_id_1", "[CLS]"]);
        assert_eq!(parts(&tokens, "extra_id_10"), ["extra_id_1", "0"]);
        assert_eq!(parts(&tokens, "id_1é"), ["id_1", "é"]);
        assert!(parts(&tokens, "").is_empty());
    }

    #[test]
    fn a_token_within_a_started_one_is_found() {
        // From the library's own documentation of its search.
        assert_eq!(parts(&["blowing", "lower"], "blower"), ["b", "lower"]);
        assert_eq!(parts(&["A", "P", "[SPECIAL_TOKEN]"], "A[SPECIAL_TOKEN]P"), ["A", "[SPECIAL_TOKEN]", "P"]);
    }
}
