//! Tokens and merges as compact tables: one text that holds them all, so that 128,000 of them are read without as many
//! small allocations.

use crate::engines::kernel::fast_hash::hash;
use std::collections::HashMap;

/// Tokens with their ids, in the file's order.
#[derive(Debug, Default)]
pub struct Vocabulary {
    text: String,
    entries: Vec<Entry>,
    /// Open addressing: entry number plus one in the low bits, the token's hash above them; 0 where nothing stands.
    slots: Vec<u32>,
    /// The bits of a slot that hold the entry.
    entry_bits: u32,
    /// Whether some token stands more than once.
    has_twins: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    start: u32,
    end: u32,
    id: u32,
}

/// So many tokens are looked up at a time.
const BLOCK: usize = 32;

/// Marks what is not in a vocabulary.
pub(super) const NOWHERE: u32 = u32::MAX;

impl Vocabulary {
    /// Appends a token.
    pub fn push(&mut self, token: &str, id: u32) {
        self.slots.clear();
        let start = self.text.len() as u32;
        self.text.push_str(token);
        self.entries.push(Entry { start, end: self.text.len() as u32, id });
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Tokens and ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.entries.iter().map(|entry| (self.slice(*entry), entry.id))
    }

    fn slice(&self, entry: Entry) -> &str {
        &self.text[entry.start as usize..entry.end as usize]
    }

    fn bytes(&self, entry: Entry) -> &[u8] {
        &self.text.as_bytes()[entry.start as usize..entry.end as usize]
    }

    /// The token and the id of an entry.
    pub fn entry(&self, number: usize) -> (&str, u32) {
        let entry = self.entries[number];
        (self.slice(entry), entry.id)
    }

    /// The id of a token.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.find(token).map(|number| self.entries[number].id)
    }

    /// Makes tokens findable; a later token of the same text counts, as in a map.
    pub(super) fn index(&mut self) {
        if !self.slots.is_empty() {
            return;
        }
        let size = (self.entries.len() * 2 + 1).next_power_of_two();
        self.entry_bits = (self.entries.len() as u32 + 1).next_power_of_two() - 1;
        self.slots = vec![0u32; size];
        for number in 0..self.entries.len() {
            let token = self.bytes(self.entries[number]);
            let hash = hash(token);
            let at = self.slot(token, hash);
            self.has_twins |= self.slots[at] != 0;
            self.slots[at] = (number as u32 + 1) | self.mark(hash);
        }
    }

    /// The number of a token's entry.
    pub(super) fn find(&self, token: &str) -> Option<usize> {
        let [found] = self.find_block(&[token.as_bytes()]);
        (found != NOWHERE).then_some(found as usize)
    }

    /// The numbers of a block of tokens' entries, or [`NOWHERE`]. Each step is done for all of them before the next, so
    /// that the waits for memory overlap.
    fn find_block<const N: usize>(&self, tokens: &[&[u8]; N]) -> [u32; N] {
        let (mut hashes, mut slots, mut found) = ([0; N], [0; N], [NOWHERE; N]);
        if self.slots.is_empty() {
            return found;
        }
        for n in 0..N {
            hashes[n] = hash(tokens[n]);
            slots[n] = self.slots[hashes[n] as usize & (self.slots.len() - 1)] & self.entry_bits;
        }
        let mut entries = [Entry::default(); N];
        for n in 0..N {
            entries[n] = self.entries.get(slots[n].wrapping_sub(1) as usize).copied().unwrap_or_default();
        }
        for n in 0..N {
            let here = slots[n] != 0 && self.bytes(entries[n]) == tokens[n];
            let slot = if here { slots[n] } else { self.slots[self.slot(tokens[n], hashes[n])] & self.entry_bits };
            found[n] = slot.wrapping_sub(1);
        }
        found
    }

    /// Whether some token stands more than once.
    pub(super) fn has_twins(&self) -> bool {
        self.has_twins
    }

    /// Bits of the hash that stand beside the entry: they tell most other tokens apart without reading them.
    fn mark(&self, hash: u64) -> u32 {
        (hash >> 32) as u32 & !self.entry_bits
    }

    /// Where a token stands, or would stand.
    fn slot(&self, token: &[u8], hash: u64) -> usize {
        let (mask, mark) = (self.slots.len() - 1, self.mark(hash));
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            let is_marked = slot & !self.entry_bits == mark;
            if slot == 0 || is_marked && self.bytes(self.entries[(slot & self.entry_bits) as usize - 1]) == token {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// For each entry of another vocabulary the entry here that holds the same token, or [`NOWHERE`].
    pub(super) fn entries_of(&self, other: &Self) -> Vec<u32> {
        let mut found = Vec::with_capacity(other.len());
        for block in other.entries.chunks(BLOCK) {
            let mut tokens: [&[u8]; BLOCK] = [&[]; BLOCK];
            for (token, entry) in tokens.iter_mut().zip(block) {
                *token = other.bytes(*entry);
            }
            found.extend(&self.find_block(&tokens)[..block.len()]);
        }
        found
    }

    /// Whether both hold the same tokens with the same ids in the same order.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let same = |a: &Entry, b: &Entry| (a.start, a.end, a.id) == (b.start, b.end, b.id);
        self.text == other.text
            && self.entries.len() == other.entries.len()
            && self.entries.iter().zip(&other.entries).all(|(a, b)| same(a, b))
    }
}

/// Merges in the order of their ranks, as pairs of the vocabulary's entries.
#[derive(Debug, Default)]
pub struct Merges {
    parts: Vec<(u32, u32)>,
    /// Merges with a part that is no token, by their ranks.
    foreign: HashMap<usize, (String, String)>,
    /// Those not looked up yet: their text, and start, middle and end of each.
    text: String,
    waiting: Vec<(u32, u32, u32)>,
}

impl Merges {
    /// Appends a pair.
    pub fn push(&mut self, left: &str, right: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(left);
        let middle = self.text.len() as u32;
        self.text.push_str(right);
        self.waiting.push((start, middle, self.text.len() as u32));
    }

    /// Appends a pair of a vocabulary that is complete already, if it is.
    pub(super) fn push_known(&mut self, left: &str, right: &str, vocabulary: &Vocabulary) {
        self.push(left, right);
        if self.waiting.len() >= BLOCK / 2 && !vocabulary.is_empty() {
            self.settle(vocabulary);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.parts.len() + self.waiting.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Looks up what waits.
    pub(super) fn settle(&mut self, vocabulary: &Vocabulary) {
        for block in self.waiting.chunks(BLOCK / 2) {
            let mut tokens: [&[u8]; BLOCK] = [&[]; BLOCK];
            for (n, (start, middle, end)) in block.iter().enumerate() {
                tokens[2 * n] = &self.text.as_bytes()[*start as usize..*middle as usize];
                tokens[2 * n + 1] = &self.text.as_bytes()[*middle as usize..*end as usize];
            }
            let found = vocabulary.find_block(&tokens);
            for ([left, right], (start, middle, end)) in found.as_chunks::<2>().0.iter().zip(block) {
                if *left == NOWHERE || *right == NOWHERE {
                    let part = |from: u32, to: u32| self.text[from as usize..to as usize].to_owned();
                    self.foreign.insert(self.parts.len(), (part(*start, *middle), part(*middle, *end)));
                }
                self.parts.push((*left, *right));
            }
        }
        self.text.clear();
        self.waiting.clear();
    }

    /// The two parts of a merge, by the vocabulary in which they were looked up.
    pub(super) fn get<'a>(&'a self, rank: usize, vocabulary: &'a Vocabulary) -> Option<(&'a str, &'a str)> {
        let (left, right) = *self.parts.get(rank)?;
        match self.foreign.get(&rank) {
            Some((left, right)) => Some((left, right)),
            None => Some((vocabulary.entry(left as usize).0, vocabulary.entry(right as usize).0)),
        }
    }

    /// Each part as the number of its entry in the vocabulary, or [`NOWHERE`].
    pub(super) fn parts(&self) -> &[(u32, u32)] {
        &self.parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_by_their_text_and_the_last_of_equals_counts() {
        let mut vocabulary = Vocabulary::default();
        for id in 0..1000 {
            vocabulary.push(&format!("token number {id}"), id);
        }
        vocabulary.push("", 1000);
        vocabulary.push("token number 7", 2000);
        vocabulary.index();
        assert_eq!(vocabulary.id("token number 999"), Some(999));
        assert_eq!(
            (vocabulary.id(""), vocabulary.id("token number 7"), vocabulary.id("none")),
            (Some(1000), Some(2000), None)
        );
        let mut merges = Merges::default();
        merges.push("token number 1", "nowhere at all");
        merges.push_known("token number 2", "token number 3", &vocabulary);
        assert_eq!(merges.len(), 2);
        merges.settle(&vocabulary);
        assert_eq!(merges.parts(), [(1, NOWHERE), (2, 3)]);
        assert_eq!(merges.get(0, &vocabulary), Some(("token number 1", "nowhere at all")));
        assert_eq!(merges.get(1, &vocabulary), Some(("token number 2", "token number 3")));
        let mut other = Vocabulary::default();
        for token in ["token number 3", "token number 4", "new", "token number 2"] {
            other.push(token, 0);
        }
        assert_eq!(vocabulary.entries_of(&other), [3, 4, NOWHERE, 2]);
    }
}
