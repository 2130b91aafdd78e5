//! The LZW codes of a GIF's first frame as giflib reads them, which goes on behind codes that cannot be.

use super::Fault;

/// The largest code, and what stands for none.
const LARGEST: usize = 4095;
const NONE: usize = 4098;
/// Bits of the longest code.
const LONGEST: u32 = 12;

/// A frame: its sides, the size of its codes at first, and its data.
pub struct Frame {
    /// Pixels per row, and rows.
    pub sides: [usize; 2],
    /// True if it has colours of its own.
    pub has_table: bool,
    size: u32,
    data: Vec<u8>,
}

impl Frame {
    /// Whether giflib finds all indices.
    pub fn is_whole(&self) -> bool {
        self.indices(self.sides[0] * self.sides[1]).is_ok()
    }

    /// So many indices, in the order of the file.
    ///
    /// # Errors
    /// Data that end before, and codes at which giflib gives up.
    fn indices(&self, wanted: usize) -> Result<Vec<u8>, Fault> {
        let broken = || Fault::Broken("the codes of a frame are broken or end too early".to_owned());
        let mut codes = Codes::new(self.size, &self.data);
        let mut indices = Vec::with_capacity(wanted);
        while indices.len() < wanted {
            let code = codes.next().filter(|code| *code != codes.clear + 1).ok_or_else(broken)?;
            if code == codes.clear {
                codes.reset();
                continue;
            }
            if code < codes.clear {
                indices.push(code as u8);
            } else {
                indices.extend(codes.traced(code).ok_or_else(broken)?.into_iter().rev());
            }
            codes.learn(code);
        }
        indices.truncate(wanted);
        Ok(indices)
    }
}

/// All frames, as far as their data have an end.
pub fn frames(bytes: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut at = None;
    while let Some((frame, end)) = next_frame(bytes, at) {
        frames.push(frame);
        at = Some(end);
    }
    frames
}

/// The frame that comes first from somewhere on, and where its data end.
fn next_frame(bytes: &[u8], from: Option<usize>) -> Option<(Frame, usize)> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = from.unwrap_or(13 + table(*bytes.get(10)?));
    loop {
        match *bytes.get(at)? {
            0x21 => {
                at += 2;
                while *bytes.get(at)? > 0 {
                    at += usize::from(bytes[at]) + 1;
                }
                at += 1;
            }
            0x2C => break,
            _ => return None,
        }
    }
    let &[w0, w1, h0, h1, flags] = bytes.get(at + 5..)?.first_chunk()?;
    let sides = [[w0, w1], [h0, h1]].map(|side| u16::from_le_bytes(side).into());
    at += 10 + table(flags);
    let size = u32::from(*bytes.get(at)?);
    at += 1;
    let mut data = Vec::new();
    while *bytes.get(at)? > 0 {
        let end = at + 1 + usize::from(bytes[at]);
        data.extend_from_slice(bytes.get(at + 1..end)?);
        at = end;
    }
    (1..=8).contains(&size).then_some((Frame { sides, has_table: flags & 0x80 != 0, size, data }, at + 1))
}

/// giflib's table of codes, and where it stands in the data.
struct Codes<'a> {
    data: &'a [u8],
    held: u64,
    count: u32,
    clear: usize,
    size: u32,
    bits: u32,
    running: usize,
    prefix: Vec<usize>,
    suffix: Vec<usize>,
    last: usize,
}

impl<'a> Codes<'a> {
    fn new(size: u32, data: &'a [u8]) -> Self {
        let clear = 1 << size;
        let (prefix, suffix) = (vec![NONE; LARGEST + 2], vec![0; LARGEST + 2]);
        Self { data, held: 0, count: 0, clear, size, bits: size + 1, running: clear + 2, prefix, suffix, last: NONE }
    }

    fn reset(&mut self) {
        self.prefix.fill(NONE);
        (self.bits, self.running, self.last) = (self.size + 1, self.clear + 2, NONE);
    }

    /// The next code; `None` where the data end.
    fn next(&mut self) -> Option<usize> {
        while self.count < self.bits {
            let (byte, rest) = self.data.split_first()?;
            self.held |= u64::from(*byte) << self.count;
            (self.count, self.data) = (self.count + 8, rest);
        }
        let code = self.held as usize & ((1 << self.bits) - 1);
        self.held >>= self.bits;
        self.count -= self.bits;
        if self.running < LARGEST + 2 {
            self.running += 1;
            if self.running > 1 << self.bits && self.bits < LONGEST {
                self.bits += 1;
            }
        }
        Some(code)
    }

    /// The first index that a code stands for.
    fn first(&self, mut code: usize) -> usize {
        let mut steps = 0;
        while code > self.clear && steps <= LARGEST {
            if code > LARGEST {
                return NONE;
            }
            (code, steps) = (self.prefix[code], steps + 1);
        }
        code
    }

    /// The first index of the code before this one if that is what this one repeats, else of this one.
    fn newest(&self, code: usize) -> usize {
        self.first(if code == self.running - 2 { self.last } else { code })
    }

    /// What a code stands for, last index first; `None` where giflib gives up.
    fn traced(&mut self, code: usize) -> Option<Vec<u8>> {
        let mut stack = Vec::new();
        let mut at = code;
        if self.prefix[code] == NONE {
            let newest = self.newest(code);
            self.suffix[self.running - 2] = newest;
            stack.push(newest as u8);
            at = self.last;
        }
        while stack.len() < LARGEST && at > self.clear && at <= LARGEST {
            stack.push(self.suffix[at] as u8);
            at = self.prefix[at];
        }
        if stack.len() >= LARGEST || at > LARGEST {
            return None;
        }
        stack.push(at as u8);
        Some(stack)
    }

    fn learn(&mut self, code: usize) {
        let place = self.running - 2;
        if self.last != NONE && place <= LARGEST && self.prefix[place] == NONE {
            self.prefix[place] = self.last;
            self.suffix[place] = self.newest(code);
        }
        self.last = code;
    }
}

/// So many indices, in the order of the file.
///
/// # Errors
/// Data that end before, and codes at which giflib gives up.
pub fn indices(bytes: &[u8], wanted: usize) -> Result<Vec<u8>, Fault> {
    let broken = || Fault::Broken("the codes of the first frame are broken or end too early".to_owned());
    let (frame, _) = next_frame(bytes, None).ok_or_else(broken)?;
    frame.indices(wanted)
}

/// True if the codes of the first frame stand for so many indices and no more.
pub fn are_as_many(bytes: &[u8], wanted: usize) -> bool {
    let Some((frame, _)) = next_frame(bytes, None) else { return false };
    let mut codes = Codes::new(frame.size, &frame.data);
    let mut count = 0;
    while let Some(code) = codes.next() {
        if code == codes.clear {
            codes.reset();
            continue;
        }
        if code == codes.clear + 1 {
            break;
        }
        count += if code < codes.clear { 1 } else { codes.traced(code).map_or(0, |stack| stack.len()) };
        codes.learn(code);
        if count > wanted {
            return false;
        }
    }
    count == wanted
}

/// Rows in the order of the picture, of rows in the order of an interlaced file.
pub fn untangled(rows: &[u8], width: usize) -> Vec<u8> {
    let height = rows.len() / width.max(1);
    let order = [(0, 8), (4, 8), (2, 4), (1, 2)].into_iter().flat_map(|(first, step)| (first..height).step_by(step));
    let mut picture = vec![0; rows.len()];
    for (row, y) in rows.chunks_exact(width.max(1)).zip(order) {
        picture[y * width..][..width].copy_from_slice(row);
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A GIF of one row, of codes with three bits.
    fn file(width: u8, codes: &[u8]) -> Vec<u8> {
        let mut bits = 0u64;
        for (index, code) in codes.iter().enumerate() {
            bits |= u64::from(*code) << (3 * index);
        }
        let count = (3 * codes.len()).div_ceil(8);
        let head =
            [b"GIF89a".as_slice(), &[width, 0, 1, 0, 0, 0, 0], &[0x2C, 0, 0, 0, 0, width, 0, 1, 0, 0, 2]].concat();
        [head.as_slice(), &[count as u8], &bits.to_le_bytes()[..count], &[0, 0x3B]].concat()
    }

    #[test]
    fn codes_that_can_be() {
        // Clear; 1; 6, which is 1 1 now; the end.
        let bytes = file(3, &[4, 1, 6, 5]);
        assert_eq!(indices(&bytes, 3), Ok(vec![1, 1, 1]));
        assert!(are_as_many(&bytes, 3) && !are_as_many(&bytes, 2) && !are_as_many(&bytes, 4));
        assert!(indices(&bytes, 4).is_err());
    }

    #[test]
    fn a_code_that_cannot_be_is_gone_over() {
        // 7 is not there yet: the index before is repeated behind what nothing stands for.
        assert_eq!(indices(&file(3, &[4, 1, 7, 5]), 2), Ok(vec![1, 1]));
        assert!(indices(&file(3, &[5, 1, 1, 1]), 3).is_err());
    }

    #[test]
    fn interlaced_rows() {
        assert_eq!(untangled(&[0, 8, 4, 2, 6, 1, 3, 5, 7], 1), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }
}
