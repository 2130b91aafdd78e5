//! Tokens and merges as compact tables: one text that holds them all, so that 128,000 of them are read without as many
//! small allocations.

use crate::engines::kernel::fast_hash::hash;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Tokens with their ids, in the file's order.
#[derive(Debug, Default)]
pub struct Vocabulary {
    text: String,
    entries: Vec<Entry>,
    /// Open addressing: entry number plus one in the low bits, the token's hash above them; 0 where nothing stands.
    slots: Vec<u64>,
    /// The bits of a slot that hold the entry.
    entry_bits: u64,
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
        self.entry_bits = (self.entries.len() as u64 + 1).next_power_of_two() - 1;
        // Written rather than asked for as zeroed pages: those are mapped twice, when first read and when written.
        self.slots.resize(size, 0);
        for number in 0..self.entries.len() {
            let token = self.bytes(self.entries[number]);
            let hash = hash(token);
            let at = self.slot(token, hash);
            self.has_twins |= self.slots[at] != 0;
            self.slots[at] = (number as u64 + 1) | self.mark(hash);
        }
    }

    /// The number of a token's entry.
    pub(super) fn find(&self, token: &str) -> Option<usize> {
        let found = self.find_bytes(token.as_bytes());
        (found != NOWHERE).then_some(found as usize)
    }

    fn find_bytes(&self, token: &[u8]) -> u32 {
        if self.slots.is_empty() {
            return NOWHERE;
        }
        ((self.slots[self.slot(token, hash(token))] & self.entry_bits) as u32).wrapping_sub(1)
    }

    /// The numbers of a block of tokens' entries by their hashes, or [`NOWHERE`]. Each step is done for all of them before
    /// the next, so that the waits for memory overlap.
    fn entries_at<const N: usize>(&self, hashes: &[u64; N]) -> [u32; N] {
        let mut found = [NOWHERE; N];
        if self.slots.is_empty() {
            return found;
        }
        let mut slots = [0; N];
        for n in 0..N {
            slots[n] = self.slots[self.home(hashes[n])];
        }
        for n in 0..N {
            let (mut at, mark) = (self.home(hashes[n]), self.mark(hashes[n]));
            while slots[n] != 0 && slots[n] & !self.entry_bits != mark {
                at = (at + 1) & (self.slots.len() - 1);
                slots[n] = self.slots[at];
            }
            found[n] = ((slots[n] & self.entry_bits) as u32).wrapping_sub(1);
        }
        found
    }

    /// Whether some token stands more than once.
    pub(super) fn has_twins(&self) -> bool {
        self.has_twins
    }

    /// Where the search for a token begins.
    fn home(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    /// Bits of the hash that stand beside the entry, so that hardly any other token is ever read.
    fn mark(&self, hash: u64) -> u64 {
        hash.rotate_right(20) & !self.entry_bits
    }

    /// Where a token stands, or would stand.
    fn slot(&self, token: &[u8], hash: u64) -> usize {
        let mark = self.mark(hash);
        let mut at = self.home(hash);
        loop {
            let slot = self.slots[at];
            let is_marked = slot & !self.entry_bits == mark;
            if slot == 0 || is_marked && self.bytes(self.entries[(slot & self.entry_bits) as usize - 1]) == token {
                return at;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// For each entry of another vocabulary the entry here that holds the same token, or [`NOWHERE`].
    pub(super) fn entries_of(&self, other: &Self) -> Vec<u32> {
        let mut found = vec![NOWHERE; other.len()];
        let blocks = other.entries.par_chunks(BLOCK).zip(found.par_chunks_mut(BLOCK));
        blocks.with_min_len(256).for_each(|(block, found)| {
            let mut hashes = [0; BLOCK];
            for (hashed, entry) in hashes.iter_mut().zip(block) {
                *hashed = hash(other.bytes(*entry));
            }
            let guesses = self.entries_at(&hashes);
            for (n, entry) in block.iter().enumerate() {
                let token = other.bytes(*entry);
                let is_right = self.entries.get(guesses[n] as usize).is_none_or(|guess| self.bytes(*guess) == token);
                found[n] = if is_right { guesses[n] } else { self.find_bytes(token) };
            }
        });
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
    /// A hash of both parts' texts: what stands for the pair in comparisons.
    hashes: Vec<u64>,
    /// Merges with a part that is no token, by their ranks.
    foreign: BTreeMap<usize, (String, String)>,
    /// Those not looked up yet: their text, and the end of each part.
    text: String,
    ends: Vec<u32>,
}

impl Merges {
    /// Appends a pair.
    pub fn push(&mut self, left: &str, right: &str) {
        self.push_part(left);
        self.push_part(right);
    }

    /// Appends the left or the right part of a pair.
    pub(super) fn push_part(&mut self, part: &str) {
        self.text.push_str(part);
        self.ends.push(self.text.len() as u32);
    }

    /// Looks up what waits, if that is enough for a block and the vocabulary is complete already.
    pub(super) fn settle_block(&mut self, vocabulary: &Vocabulary) {
        if self.ends.len() >= BLOCK && !vocabulary.is_empty() {
            self.settle(vocabulary);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.parts.len() + self.ends.len() / 2
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Looks up what waits. A part's hash stands for its text here: reading that as well would take most of the time, and
    /// hardly ever tell anything.
    pub(super) fn settle(&mut self, vocabulary: &Vocabulary) {
        let mut start = 0;
        for block in self.ends.as_chunks::<2>().0.chunks(BLOCK / 2) {
            let (first, mut hashes) = (start, [0; BLOCK]);
            for (hashed, end) in hashes.iter_mut().zip(block.as_flattened()) {
                *hashed = hash(&self.text.as_bytes()[start..*end as usize]);
                start = *end as usize;
            }
            let found = vocabulary.entries_at(&hashes);
            let pairs = found.as_chunks::<2>().0.iter().zip(hashes.as_chunks::<2>().0);
            let mut from = first;
            for (([left, right], [one, other]), [middle, end]) in pairs.zip(block) {
                let (middle, end) = (*middle as usize, *end as usize);
                if *left == NOWHERE || *right == NOWHERE {
                    let texts = (self.text[from..middle].to_owned(), self.text[middle..end].to_owned());
                    self.foreign.insert(self.parts.len(), texts);
                }
                self.parts.push((*left, *right));
                self.hashes.push(one.rotate_left(32).wrapping_add(*other));
                from = end;
            }
        }
        self.text.clear();
        self.ends.clear();
    }

    /// The two parts of a merge, by the vocabulary in which they were looked up.
    pub(super) fn get<'a>(&'a self, rank: usize, vocabulary: &'a Vocabulary) -> Option<(&'a str, &'a str)> {
        let (left, right) = *self.parts.get(rank)?;
        match self.foreign.get(&rank) {
            Some((left, right)) => Some((left, right)),
            None => Some((vocabulary.entry(left as usize).0, vocabulary.entry(right as usize).0)),
        }
    }

    /// The hash of each pair.
    pub(super) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Ranks of merges with a part that is no token.
    pub(super) fn foreign(&self) -> impl ExactSizeIterator<Item = usize> {
        self.foreign.keys().copied()
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
        merges.push("token number 2", "token number 3");
        merges.settle_block(&vocabulary);
        assert_eq!(merges.len(), 2);
        merges.settle(&vocabulary);
        assert_eq!(merges.foreign().collect::<Vec<_>>(), [0]);
        assert_eq!(merges.get(0, &vocabulary), Some(("token number 1", "nowhere at all")));
        assert_eq!(merges.get(1, &vocabulary), Some(("token number 2", "token number 3")));
        let mut other = Vocabulary::default();
        for token in ["token number 3", "token number 4", "new", "token number 2"] {
            other.push(token, 0);
        }
        assert_eq!(vocabulary.entries_of(&other), [3, 4, NOWHERE, 2]);
    }
}
