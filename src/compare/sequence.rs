//! Alignment of two sequences: what was inserted, deleted and replaced.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::hash::Hash;
use std::ops::Range;

/// How a stretch changed from the first sequence to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Only the second sequence has it.
    Inserted,
    /// Only the first sequence has it.
    Deleted,
    /// The two have something else there.
    Replaced,
}

/// One stretch that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// How it changed.
    pub kind: ChangeKind,
    /// The stretch in the first sequence; empty where something was inserted.
    pub a: Range<usize>,
    /// The stretch in the second sequence; empty where something was deleted.
    pub b: Range<usize>,
}

/// Sequences whose differing middle is longer than this are taken as replaced as a whole: aligning takes time that grows
/// with length times number of edits.
const ALIGNED: usize = 20_000;

/// The changes that make the second sequence of the first, in order.
pub fn align<T: Eq + Hash>(a: &[T], b: &[T]) -> Vec<Change> {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let suffix = a[prefix..].iter().rev().zip(b[prefix..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (middle_a, middle_b) = (&a[prefix..a.len() - suffix], &b[prefix..b.len() - suffix]);
    let change = |kind, a: Range<usize>, b: Range<usize>| {
        let moved = |range: Range<usize>| range.start + prefix..range.end + prefix;
        Change { kind, a: moved(a), b: moved(b) }
    };
    match (middle_a.len(), middle_b.len()) {
        (0, 0) => return Vec::new(),
        (0, n) => return vec![change(ChangeKind::Inserted, 0..0, 0..n)],
        (n, 0) => return vec![change(ChangeKind::Deleted, 0..n, 0..0)],
        (n, m) if n + m > ALIGNED => return vec![change(ChangeKind::Replaced, 0..n, 0..m)],
        _ => {}
    }
    let operations = capture_diff_slices(Algorithm::Myers, middle_a, middle_b);
    let changed = operations.into_iter().filter_map(|operation| match operation {
        DiffOp::Equal { .. } => None,
        DiffOp::Delete { old_index, old_len, new_index } => {
            Some(change(ChangeKind::Deleted, old_index..old_index + old_len, new_index..new_index))
        }
        DiffOp::Insert { old_index, new_index, new_len } => {
            Some(change(ChangeKind::Inserted, old_index..old_index, new_index..new_index + new_len))
        }
        DiffOp::Replace { old_index, old_len, new_index, new_len } => {
            Some(change(ChangeKind::Replaced, old_index..old_index + old_len, new_index..new_index + new_len))
        }
    });
    changed.collect()
}

/// Edits that the changes stand for: a replaced element counts once.
pub fn edits(changes: &[Change]) -> usize {
    changes.iter().map(|change| change.a.len().max(change.b.len())).sum()
}
