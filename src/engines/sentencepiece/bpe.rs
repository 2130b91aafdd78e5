//! Byte pair encoding: the best-scored pair first, the leftmost of equals.

use super::model::{Kind, Model};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};
use std::ops::Range;

/// Unused pieces are taken apart again no deeper than this.
const DEPTH: usize = 100;

/// A stretch of the text, linked to its neighbours; empty once it was merged into the left one.
struct Symbol {
    range: Range<usize>,
    previous: Option<usize>,
    next: Option<usize>,
    frozen: bool,
}

/// Two neighbours that make a piece. Kept small: moving pairs about is a good part of the work.
struct Pair {
    score: f32,
    left: u32,
    right: u32,
    size: u32,
}

impl Ord for Pair {
    /// By score, and the leftmost of equals; negative zero is below zero.
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then(other.left.cmp(&self.left))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Pair {}

struct Merger<'a> {
    model: &'a Model,
    text: &'a str,
    symbols: Vec<Symbol>,
    agenda: BinaryHeap<Pair>,
    /// How unused pieces came about.
    parts: HashMap<&'a str, (&'a str, &'a str)>,
}

/// Ends of pieces in the text, and their ids.
pub(super) fn encode(model: &Model, text: &str) -> Vec<(usize, i32)> {
    let mut merger =
        Merger { model, text, symbols: symbols(model, text), agenda: BinaryHeap::new(), parts: HashMap::new() };
    for right in 1..merger.symbols.len() {
        merger.offer(right - 1, right);
    }
    merger.merge();
    let mut out = Vec::new();
    let mut at = (!merger.symbols.is_empty()).then_some(0);
    while let Some(index) = at {
        let symbol = &merger.symbols[index];
        merger.cut(&text[symbol.range.clone()], symbol.range.start, &mut out, 0);
        at = symbol.next;
    }
    out
}

fn symbols(model: &Model, text: &str) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    let mut start = 0;
    while let Some(c) = text[start..].chars().next() {
        let symbol = model.symbol(&text[start..]);
        let end = start + symbol.unwrap_or(c.len_utf8());
        let index: usize = symbols.len();
        let next = (end < text.len()).then_some(index + 1);
        symbols.push(Symbol { range: start..end, previous: index.checked_sub(1), next, frozen: symbol.is_some() });
        start = end;
    }
    symbols
}

impl<'a> Merger<'a> {
    /// Notes a pair of neighbours if together they are a piece.
    fn offer(&mut self, left: usize, right: usize) {
        let (first, second) = (&self.symbols[left], &self.symbols[right]);
        if first.frozen || second.frozen {
            return;
        }
        let whole: &'a str = &self.text[first.range.start..second.range.end];
        let id = self.model.id(whole);
        let Some(kind) = self.mergeable(id) else {
            return;
        };
        let score = self.model.pieces[id as usize].score;
        self.agenda.push(Pair { score, left: left as u32, right: right as u32, size: whole.len() as u32 });
        if kind == Kind::Unused {
            let parts = (&self.text[first.range.clone()], &self.text[second.range.clone()]);
            self.parts.insert(whole, parts);
        }
    }

    /// The kind of a piece that a merge may make.
    fn mergeable(&self, id: i32) -> Option<Kind> {
        let kind = self.model.kind(id).filter(|_| id != self.model.unknown)?;
        matches!(kind, Kind::Normal | Kind::UserDefined | Kind::Unused).then_some(kind)
    }

    fn merge(&mut self) {
        while let Some(top) = self.agenda.pop() {
            let (left, right, size) = (top.left as usize, top.right as usize, top.size as usize);
            let (first, second) = (&self.symbols[left].range, &self.symbols[right].range);
            if first.is_empty() || second.is_empty() || first.len() + second.len() != size {
                continue;
            }
            let (end, next) = (second.end, self.symbols[right].next);
            self.symbols[left].range.end = end;
            self.symbols[left].next = next;
            self.symbols[right].range = end..end;
            if let Some(next) = next {
                self.symbols[next].previous = Some(left);
            }
            if let Some(previous) = self.symbols[left].previous {
                self.offer(previous, left);
            }
            if let Some(next) = next {
                self.offer(left, next);
            }
        }
    }

    /// Puts out a symbol, taken apart again where its piece must not be used.
    fn cut(&self, symbol: &str, start: usize, out: &mut Vec<(usize, i32)>, depth: usize) {
        let id = self.model.id(symbol);
        let end = start + symbol.len();
        match (self.mergeable(id), self.parts.get(symbol)) {
            _ if depth > DEPTH => out.push((end, id)),
            (Some(Kind::Unused), Some((left, right))) => {
                self.cut(left, start, out, depth + 1);
                self.cut(right, start + left.len(), out, depth + 1);
            }
            (None, _) | (Some(Kind::Unused), None) => out.push((end, self.model.unknown)),
            (Some(_), _) => out.push((end, id)),
        }
    }
}
