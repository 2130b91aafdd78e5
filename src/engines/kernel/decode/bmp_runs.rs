//! The runs of a BMP as Pillow and `cv2` read them.

/// Pillow's indices in the order of the file, what goes beyond a row cut off, as many as there are pixels; `None` if there are fewer. `halves` is true where a
/// byte holds two.
pub fn read(bytes: &[u8], start: usize, (width, height): (usize, usize), halves: bool) -> Option<Vec<u8>> {
    let wanted = width.checked_mul(height)?;
    let mut indices: Vec<u8> = Vec::new();
    let (mut at, mut x) = (start, 0);
    let pair = |at: usize| bytes.get(at..)?.first_chunk::<2>().copied();
    while let (true, Some([count, value])) = (indices.len() < wanted, pair(at)) {
        at += 2;
        match (count, value) {
            (0, 0) => {
                indices.resize(indices.len().next_multiple_of(width), 0);
                x = 0;
            }
            (0, 1) => break,
            (0, 2) => {
                let Some([right, up]) = pair(at) else { break };
                at += 2;
                let skipped = usize::from(right) + usize::from(up) * width;
                indices.resize(wanted.min(indices.len() + skipped), 0);
                x = indices.len() % width;
            }
            (0, count) => {
                let count = usize::from(count).min(wanted - indices.len());
                let length = if halves { count.div_ceil(2) } else { count };
                let part = &bytes[at.min(bytes.len())..bytes.len().min(at + length)];
                at += part.len();
                if halves {
                    indices.extend(part.iter().flat_map(|byte| [byte >> 4, byte & 15]).take(count));
                } else {
                    indices.extend_from_slice(part);
                }
                if part.len() < length {
                    break;
                }
                x += usize::from(value);
                at = at.next_multiple_of(2);
            }
            (count, value) => {
                let count = usize::from(count).min(width.saturating_sub(x));
                let pattern = if halves { [value >> 4, value & 15] } else { [value; 2] };
                indices.extend(pattern.iter().cycle().take(count));
                x += count;
            }
        }
    }
    indices.truncate(wanted);
    (indices.len() == wanted).then_some(indices)
}

/// Indices that are put down row by row.
struct Rows {
    indices: Vec<u8>,
    width: usize,
    x: usize,
    y: usize,
}

impl Rows {
    /// As many of an index; behind the last of a row the next one begins, also for none.
    fn fill(&mut self, mut count: usize, index: u8) {
        loop {
            let part = count.min(self.width - self.x);
            let at = self.y * self.width + self.x;
            self.indices[at..at + part].fill(index);
            (self.x, count) = (self.x + part, count - part);
            if self.x == self.width {
                (self.x, self.y) = (0, self.y + 1);
            }
            if count == 0 || self.is_full() {
                return;
            }
        }
    }

    /// These, which stay in the row.
    fn put(&mut self, indices: impl Iterator<Item = u8>) {
        let at = self.y * self.width + self.x;
        for (target, index) in self.indices[at..].iter_mut().zip(indices) {
            *target = index;
            self.x += 1;
        }
    }

    fn is_full(&self) -> bool {
        self.y * self.width >= self.indices.len()
    }
}

/// The indices of `cv2` in the order of the file; `None` for runs beyond their row and data that end too early. Where a byte
/// holds two (`halves`), the end of the picture and skips reach to the end of the row and over columns alone.
pub fn read_strictly(bytes: &[u8], start: usize, (width, height): (usize, usize), halves: bool) -> Option<Vec<u8>> {
    let mut rows = Rows { indices: vec![0; width.checked_mul(height)?], width, x: 0, y: 0 };
    let (mut at, mut wrapped) = (start, false);
    let pair = |at: usize| bytes.get(at..)?.first_chunk::<2>().copied();
    while !rows.is_full() {
        let [count, value] = pair(at)?;
        at += 2;
        let left = width - rows.x;
        match (count, value) {
            (0, 0) if !halves && wrapped && rows.x == 0 => wrapped = false,
            (0, code @ 0..=2) => {
                let (right, up) = match (code, pair(at)) {
                    (0, _) => (left, 0),
                    (1, _) => (left, height - rows.y),
                    (_, skip) => {
                        at += 2;
                        skip.map(|[right, up]| (usize::from(right), usize::from(up)))?
                    }
                };
                rows.fill(if halves { right } else { right + up * width }, 0);
                wrapped = false;
            }
            (0, count) => {
                let count = usize::from(count);
                let length = if halves { count.div_ceil(2) } else { count };
                let part = bytes.get(at..at + length.next_multiple_of(2)).filter(|_| count <= left)?;
                at += part.len();
                if halves {
                    rows.put(part.iter().flat_map(|byte| [byte >> 4, byte & 15]).take(count));
                } else {
                    rows.put(part[..count].iter().copied());
                }
                wrapped = false;
            }
            (count, _) if usize::from(count) > left => return None,
            (count, value) if halves => {
                rows.put([value >> 4, value & 15].into_iter().cycle().take(count.into()));
            }
            (count, value) => {
                let before = rows.y;
                rows.fill(count.into(), value);
                wrapped = rows.y > before;
            }
        }
    }
    Some(rows.indices)
}

#[cfg(test)]
mod tests {
    use super::{read, read_strictly};

    #[test]
    fn runs_that_must_fit() {
        // A full row and its end, three indices and their padding, a skip, the end.
        let whole = [4, 7, 0, 0, 0, 3, 1, 2, 3, 0, 0, 2, 2, 0, 1, 5, 0, 1];
        assert_eq!(read_strictly(&whole, 0, (4, 3), false), Some(vec![7, 7, 7, 7, 1, 2, 3, 0, 0, 5, 0, 0]));
        assert_eq!(read_strictly(&whole[..16], 0, (4, 3), false), None);
        assert_eq!(read_strictly(&whole, 0, (3, 3), false), None);
        let halves = [5, 0x12, 0, 0, 0, 3, 0x45, 0x60, 0, 1];
        assert_eq!(read_strictly(&halves, 0, (5, 2), true), Some(vec![1, 2, 1, 2, 1, 4, 5, 6, 0, 0]));
        assert_eq!(read_strictly(&halves, 0, (5, 3), true), None);
    }

    #[test]
    fn runs_skips_and_single_indices() {
        // A run that is too long, the end of a row, three indices and their padding, a skip.
        let whole = [9, 7, 0, 0, 0, 3, 1, 2, 3, 0, 0, 2, 0, 1, 1, 5];
        assert_eq!(read(&whole, 0, (4, 3), false), Some(vec![7, 7, 7, 7, 1, 2, 3, 0, 0, 0, 0, 5]));
        assert_eq!(read(&whole[..14], 0, (4, 3), false), None);
        let halves = [5, 0x12, 0, 0, 0, 3, 0x45, 0x60, 0, 1];
        assert_eq!(read(&halves, 0, (5, 1), true), Some(vec![1, 2, 1, 2, 1]));
        assert_eq!(read(&halves, 4, (3, 1), true), Some(vec![4, 5, 6]));
        assert_eq!(read(&halves, 90, (3, 1), true), None);
    }
}
