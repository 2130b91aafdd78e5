//! Pieces by their bytes, as a tree whose branches lie side by side in memory.

/// The tree.
#[derive(Default)]
pub(super) struct PieceTrie {
    nodes: Vec<Node>,
    /// For each node the byte that leads to it.
    bytes: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Node {
    /// The piece that ends here, or -1.
    id: i32,
    /// The first of the nodes that follow, and how many there are.
    first: u32,
    count: u16,
}

impl PieceTrie {
    /// The tree of some pieces, each text once.
    pub(super) fn new(mut pieces: Vec<(&[u8], i32)>) -> Self {
        pieces.sort_unstable();
        let empty = Node { id: -1, first: 0, count: 0 };
        let mut trie = Self { nodes: vec![empty], bytes: vec![0] };
        // Which pieces a node stands for, and how many bytes lead to it; nodes are filled in their order.
        let mut ranges = vec![(0..pieces.len(), 0)];
        let mut at = 0;
        while at < ranges.len() {
            let (mut range, depth) = ranges[at].clone();
            if let Some((_, id)) = pieces.get(range.start).filter(|(text, _)| !range.is_empty() && text.len() == depth)
            {
                trie.nodes[at].id = *id;
                range.start += 1;
            }
            trie.nodes[at].first = trie.nodes.len() as u32;
            while range.start < range.end {
                let byte = pieces[range.start].0[depth];
                let length = pieces[range.clone()].partition_point(|(text, _)| text[depth] == byte);
                trie.nodes.push(empty);
                trie.bytes.push(byte);
                trie.nodes[at].count += 1;
                ranges.push((range.start..range.start + length, depth + 1));
                range.start += length;
            }
            at += 1;
        }
        trie
    }

    /// The pieces that a text begins with, from short to long: their lengths and ids.
    pub(super) fn beginnings<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = (usize, i32)> + 'a {
        let mut node = self.nodes.first().copied();
        let follow = move |(index, byte): (usize, &u8)| {
            let from = node?;
            let first = from.first as usize;
            let branches = &self.bytes[first..first + usize::from(from.count)];
            node = branches.iter().position(|branch| branch == byte).map(|branch| self.nodes[first + branch]);
            node.map(|node| (index + 1, node.id))
        };
        text.iter().enumerate().map_while(follow).filter(|(_, id)| *id >= 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_beginning_is_found() {
        let pieces: Vec<(&[u8], i32)> = vec![(b"ab", 1), (b"a", 0), (b"abcd", 2), (b"b", 3), (b"\xff", 4)];
        let trie = PieceTrie::new(pieces);
        let of = |text: &'static [u8]| trie.beginnings(text).collect::<Vec<_>>();
        assert_eq!(of(b"abcde"), [(1, 0), (2, 1), (4, 2)]);
        assert_eq!(of(b"abce"), [(1, 0), (2, 1)]);
        assert_eq!(of(b"\xffa"), [(1, 4)]);
        assert!(of(b"").is_empty() && of(b"zz").is_empty());
        assert!(PieceTrie::default().beginnings(b"a").next().is_none());
    }
}
