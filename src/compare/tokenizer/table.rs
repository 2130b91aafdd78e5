//! Tokens and merges as compact tables: one text that holds them all, so that 128,000 of them are read without as many
//! small allocations.

/// Tokens with their ids, in the file's order.
#[derive(Debug, Default)]
pub struct Vocabulary {
    text: String,
    entries: Vec<Entry>,
    /// Open addressing: entry number plus one, 0 where nothing stands.
    slots: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    start: u32,
    end: u32,
    id: u32,
}

/// Marks what is not in a vocabulary.
pub(super) const NOWHERE: u32 = u32::MAX;

impl Vocabulary {
    /// Appends a token.
    pub fn push(&mut self, token: &str, id: u32) {
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
        let size = (self.entries.len() * 2 + 1).next_power_of_two();
        let mut slots = vec![0u32; size];
        for (number, entry) in self.entries.iter().enumerate() {
            let token = self.slice(*entry);
            let mut at = hash(token.as_bytes()) as usize & (size - 1);
            while slots[at] != 0 && self.slice(self.entries[slots[at] as usize - 1]) != token {
                at = (at + 1) & (size - 1);
            }
            slots[at] = number as u32 + 1;
        }
        self.slots = slots;
    }

    /// The number of a token's entry.
    pub(super) fn find(&self, token: &str) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash(token.as_bytes()) as usize & mask;
        while self.slots[at] != 0 {
            let number = self.slots[at] as usize - 1;
            if self.slice(self.entries[number]) == token {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
        None
    }

    /// Whether both hold the same tokens with the same ids in the same order.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let same = |a: &Entry, b: &Entry| (a.start, a.end, a.id) == (b.start, b.end, b.id);
        self.text == other.text
            && self.entries.len() == other.entries.len()
            && self.entries.iter().zip(&other.entries).all(|(a, b)| same(a, b))
    }
}

/// Eight bytes at a time, multiplied and turned; good enough for tables, and fast.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
    let mut hash = bytes.len() as u64;
    let mut mix = |word: u64| hash = (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        mix(chunk.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    mix(chunks.remainder().iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    hash ^ hash >> 29
}

/// Merges in the order of their ranks.
#[derive(Debug, Default)]
pub struct Merges {
    text: String,
    /// Start, middle and end of each pair.
    pairs: Vec<(u32, u32, u32)>,
}

impl Merges {
    /// Appends a pair.
    pub fn push(&mut self, left: &str, right: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(left);
        let middle = self.text.len() as u32;
        self.text.push_str(right);
        self.pairs.push((start, middle, self.text.len() as u32));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The two parts of a merge.
    pub fn get(&self, rank: usize) -> Option<(&str, &str)> {
        let (start, middle, end) = *self.pairs.get(rank)?;
        Some((&self.text[start as usize..middle as usize], &self.text[middle as usize..end as usize]))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        (0..self.len()).filter_map(|rank| self.get(rank))
    }

    /// Each part as the number of its entry in a vocabulary, or [`NOWHERE`].
    pub(super) fn entries(&self, vocabulary: &Vocabulary) -> Vec<(u32, u32)> {
        let number = |part: &str| vocabulary.find(part).map_or(NOWHERE, |number| number as u32);
        self.iter().map(|(left, right)| (number(left), number(right))).collect()
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.text == other.text && self.pairs == other.pairs
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
        assert_eq!(merges.entries(&vocabulary), [(1, NOWHERE)]);
        assert_eq!(merges.get(0), Some(("token number 1", "nowhere at all")));
    }
}
