//! A file of ranks, and the merging of bytes by rank.

use crate::diagnostic::Diagnostic;
use crate::engines::kernel::base64;
use crate::engines::kernel::loaded::Content;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

pub(super) struct Ranks {
    ids: HashMap<Vec<u8>, u32>,
    texts: HashMap<u32, Vec<u8>>,
}

impl Ranks {
    /// One base64 token and its rank on each line.
    pub(super) fn read(content: &Content) -> Result<Self, Diagnostic> {
        let text =
            content.text().map_err(|error| error.hint("a SentencePiece .model is read by engine sentencepiece"))?;
        if text.trim_start().starts_with('{') {
            return Err(content.fault("is JSON, no file of ranks").hint("engine huggingface reads tokenizer.json"));
        }
        let mut ids = HashMap::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let parsed = line
                .split_once(' ')
                .and_then(|(token, rank)| Some((base64::decode(token)?, rank.trim().parse().ok()?)));
            let Some((token, rank)) = parsed else {
                return Err(content.fault(&format!("line {}: no base64 token and rank: {line:.60}", number + 1)));
            };
            ids.insert(token, rank);
        }
        if let Some(byte) = (0..=255u8).find(|byte| !ids.contains_key(&[*byte][..])) {
            return Err(content.fault(&format!("has no rank for the byte {byte}")));
        }
        let texts = ids.iter().map(|(token, rank)| (*rank, token.clone())).collect();
        Ok(Self { ids, texts })
    }

    /// The bytes of a rank.
    pub(super) fn bytes(&self, id: u32) -> Option<&[u8]> {
        self.texts.get(&id).map(Vec::as_slice)
    }

    fn rank(&self, bytes: &[u8]) -> Option<u32> {
        self.ids.get(bytes).copied()
    }

    /// Merges the pair of lowest rank, the leftmost of equals, until no pair has a rank: ends of tokens and their ranks.
    pub(super) fn encode(&self, part: &[u8]) -> Vec<(usize, u32)> {
        if let Some(rank) = self.rank(part) {
            return vec![(part.len(), rank)];
        }
        let size = part.len();
        // For each start of a token: where it ends, and where the one before it starts.
        let mut end: Vec<usize> = (1..=size).collect();
        let mut before: Vec<usize> = (0..size).map(|at| at.wrapping_sub(1)).collect();
        let mut gone = vec![false; size];
        let mut agenda = BinaryHeap::new();
        let offer = |agenda: &mut BinaryHeap<Reverse<(u32, usize, usize)>>, start: usize, stop: usize| {
            if let Some(rank) = self.rank(&part[start..stop]) {
                agenda.push(Reverse((rank, start, stop)));
            }
        };
        for start in 0..size.saturating_sub(1) {
            offer(&mut agenda, start, start + 2);
        }
        while let Some(Reverse((_, start, stop))) = agenda.pop() {
            let middle = end[start];
            if gone[start] || middle >= size || end[middle] != stop || gone[middle] {
                continue;
            }
            gone[middle] = true;
            end[start] = stop;
            if stop < size {
                before[stop] = start;
                offer(&mut agenda, start, end[stop]);
            }
            if start > 0 {
                offer(&mut agenda, before[start], stop);
            }
        }
        let mut out = Vec::new();
        let mut start = 0;
        while start < size {
            let stop = end[start];
            // Single bytes have ranks, and what was merged has one.
            out.push((stop, self.rank(&part[start..stop]).unwrap_or_default()));
            start = stop;
        }
        out
    }
}
