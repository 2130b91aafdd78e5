//! Unigram: the best path through the pieces that the text can be cut into, in single precision.

use super::model::{Kind, Model};

/// An unknown character costs this much more than the rarest piece.
const UNKNOWN_PENALTY: f32 = 10.0;
/// Sums beyond this lose too many digits: they start anew from 0.
const RESET: f32 = 100_000.0;

/// The best path that ends at one byte: its last piece, its score, and where that piece starts.
#[derive(Clone, Copy)]
struct End {
    id: i32,
    score: f32,
    start: Option<usize>,
}

impl End {
    fn offer(&mut self, id: i32, score: f32, start: usize) {
        if self.start.is_none() || score > self.score {
            *self = Self { id, score, start: Some(start) };
        }
    }
}

/// Ends of pieces in the text, and their ids.
pub(super) fn encode(model: &Model, text: &str) -> Vec<(usize, i32)> {
    let bytes = text.as_bytes();
    let unknown_score = model.lowest - UNKNOWN_PENALTY;
    let mut ends = vec![End { id: -1, score: 0.0, start: None }; bytes.len() + 1];
    let mut frontier = 0;
    for (start, c) in text.char_indices() {
        let mut till_here = ends[start].score;
        if !(-RESET..=RESET).contains(&till_here) {
            for (at, end) in ends.iter_mut().enumerate().take(frontier + 1).skip(start) {
                if at == start || end.start.is_some() {
                    end.score -= till_here;
                }
            }
            till_here = 0.0;
        }
        let mut single = false;
        for (length, id) in model.trie.beginnings(&bytes[start..]) {
            let piece = &model.pieces[id as usize];
            if piece.kind == Kind::Unused {
                continue;
            }
            // A user-defined symbol costs nothing, and less the longer it is.
            let score = match piece.kind {
                Kind::UserDefined => (0.1 * (length as i32 - 1) as f64) as f32,
                _ => piece.score,
            };
            frontier = frontier.max(start + length);
            ends[start + length].offer(id, score + till_here, start);
            single |= length == c.len_utf8();
        }
        if !single {
            let end = start + c.len_utf8();
            frontier = frontier.max(end);
            ends[end].offer(model.unknown, unknown_score + till_here, start);
        }
    }
    let mut path = Vec::new();
    let mut at = bytes.len();
    while let Some(start) = ends[at].start.filter(|_| at > 0) {
        path.push((at, ends[at].id));
        at = start;
    }
    path.reverse();
    path
}
