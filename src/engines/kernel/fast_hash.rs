//! A hash for tables of tokens: eight bytes at a time, multiplied to twice the width and folded. Fast, and good enough where
//! nobody gains by collisions.

use std::hash::{BuildHasherDefault, Hasher};

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

fn fold(word: u64) -> u64 {
    let product = u128::from(word) * u128::from(FACTOR);
    product as u64 ^ (product >> 64) as u64
}

/// The hash of some bytes.
pub fn hash(bytes: &[u8]) -> u64 {
    let part = |range: std::ops::Range<usize>| bytes[range].iter().rev().fold(0, |word, b| word << 8 | u64::from(*b));
    let mut hash = (bytes.len() as u64).wrapping_mul(FACTOR);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = fold(hash ^ u64::from_le_bytes(*word));
    }
    let last = match (rest.len(), bytes.last_chunk::<8>()) {
        (0, _) => 0,
        // Some bytes once more: that is faster than to take fewer.
        (_, Some(last)) => u64::from_le_bytes(*last),
        (length, None) => match rest.first_chunk::<4>().zip(rest.last_chunk::<4>()) {
            Some((first, last)) => u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)),
            None => part(0..length),
        },
    };
    fold(hash.rotate_left(32) ^ last)
}

/// The same for the maps of the standard library.
#[derive(Default)]
pub struct FastHasher(u64);

/// Makes maps of texts that use it.
pub type FastHash = BuildHasherDefault<FastHasher>;

impl Hasher for FastHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = self.0.rotate_left(5) ^ hash(bytes);
    }

    /// The end of a text.
    fn write_u8(&mut self, _: u8) {}

    fn write_u64(&mut self, word: u64) {
        self.0 = fold(self.0.rotate_left(5) ^ word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn lengths_and_every_byte_count() {
        let mut seen = HashSet::new();
        for length in 0..40 {
            let mut bytes = vec![b'a'; length];
            assert!(seen.insert(hash(&bytes)), "{length}");
            for at in 0..length {
                bytes[at] = b'b';
                assert!(seen.insert(hash(&bytes)), "{length} {at}");
                bytes[at] = b'a';
            }
        }
    }
}
