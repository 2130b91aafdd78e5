//! Huffman codes of a JPEG scan: bits without stuffing, and one look-up for a code with its number.

/// Bits that one look-up takes in.
const LOOK: u32 = 10;

/// A code table: short codes by look-up, long ones by their ranges.
pub struct Table {
    /// What the next bits mean.
    short: Vec<Entry>,
    /// For every length, one past the largest code, shifted to 16 bits; codes of a length follow each other.
    ends: [u32; 18],
    /// For every length, what makes an index into `symbols` of a code.
    offsets: [i32; 17],
    symbols: Vec<u8>,
}

/// The next symbol, and its number where both fit the look-up.
#[derive(Clone, Copy, Default)]
pub struct Entry {
    /// The number that follows the code.
    pub value: i16,
    /// High half: zeros before the number. Low half: bits of the number.
    pub symbol: u8,
    /// Bits of the code, and of the number too if it is known; 0 for a longer code. The top bit says that it is known.
    bits: u8,
}

const KNOWN: u8 = 0x80;

impl Table {
    /// A table from the numbers of codes of each length and their symbols; `None` if it is not a proper one.
    pub fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut table = Self {
            short: vec![Entry::default(); 1 << LOOK],
            ends: [0; 18],
            offsets: [0; 17],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut index) = (0u32, 0usize);
        for length in 1..=16u32 {
            let count = u32::from(counts[length as usize - 1]);
            table.offsets[length as usize] = index as i32 - code as i32;
            for _ in 0..count {
                let symbol = *symbols.get(index)?;
                if length <= LOOK {
                    table.fill(code, length, symbol);
                }
                (code, index) = (code + 1, index + 1);
            }
            // A code of ones alone is none.
            if count > 0 && code >= 1 << length {
                return None;
            }
            table.ends[length as usize] = code << (16 - length);
            code <<= 1;
        }
        table.ends[17] = u32::MAX;
        Some(table)
    }

    /// The symbol whose code these bits begin with, and the length of the code.
    #[inline]
    pub fn look_up(&self, bits: u16) -> Option<(u8, u32)> {
        let entry = self.short[usize::from(bits >> (16 - LOOK))];
        if entry.bits == 0 {
            return self.long(bits);
        }
        let number = if entry.bits & KNOWN != 0 { entry.symbol & 15 } else { 0 };
        Some((entry.symbol, u32::from((entry.bits & !KNOWN) - number)))
    }

    #[cold]
    #[inline(never)]
    fn long(&self, bits: u16) -> Option<(u8, u32)> {
        let bits = u32::from(bits);
        let length = (LOOK + 1..=16).find(|&length| bits < self.ends[length as usize])?;
        let index = (bits >> (16 - length)) as i32 + self.offsets[length as usize];
        Some((*self.symbols.get(usize::try_from(index).ok()?)?, length))
    }

    fn fill(&mut self, code: u32, length: u32, symbol: u8) {
        let first = code << (LOOK - length);
        for following in 0..1 << (LOOK - length) {
            let size = u32::from(symbol & 15);
            let known = length + size <= LOOK;
            let value = if known { extended(following >> (LOOK - length - size), size) } else { 0 };
            let bits = if known { (length + size) as u8 | KNOWN } else { length as u8 };
            if let Some(entry) = self.short.get_mut((first + following) as usize) {
                *entry = Entry { value: value as i16, symbol, bits };
            }
        }
    }
}

/// A number of `size` bits: those with a leading zero are negative.
#[inline]
pub fn extended(bits: u32, size: u32) -> i32 {
    let below = if size > 0 && bits < 1 << (size - 1) { (1 << size) - 1 } else { 0 };
    bits as i32 - below
}

/// The bits of a scan.
#[derive(Clone, Copy)]
pub struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, from the top.
    held: u64,
    count: u32,
    /// Bits that were made up because the data ended at a marker.
    invented: u32,
}

impl<'a> Bits<'a> {
    /// Bits from the beginning of a scan's data.
    pub fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, held: 0, count: 0, invented: 0 }
    }

    #[inline]
    fn fill(&mut self) {
        if let Some(chunk) = self.data.get(self.at..).and_then(<[u8]>::first_chunk::<8>) {
            let next = u64::from_be_bytes(*chunk);
            // Whether a byte is 0xFF.
            if next & (!next).wrapping_sub(0x0101_0101_0101_0101) & 0x8080_8080_8080_8080 == 0 {
                self.held |= next >> self.count;
                self.at += ((63 - self.count) >> 3) as usize;
                self.count |= 0x38;
                return;
            }
        }
        *self = self.filled_by_byte();
    }

    #[cold]
    #[inline(never)]
    fn filled_by_byte(mut self) -> Self {
        // What was taken in beyond the count is taken in again.
        self.held &= !(u64::MAX >> self.count);
        while self.count <= 56 {
            let byte = match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xFF), Some(0)) => {
                    self.at += 2;
                    0xFF
                }
                (None | Some(0xFF), _) => {
                    self.invented += 8;
                    0
                }
                (Some(byte), _) => {
                    self.at += 1;
                    *byte
                }
            };
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
        self
    }

    #[inline]
    fn take(&mut self, bits: u32) {
        self.held <<= bits;
        self.count -= bits;
    }

    /// The next symbol and its number; `None` for a code that the table does not have.
    #[allow(clippy::inline_always, reason = "a call for each code takes a sixth of the time of a whole file")]
    #[inline(always)]
    pub fn next(&mut self, table: &Table) -> Option<Entry> {
        if self.count < 32 {
            self.fill();
        }
        let mut entry = table.short[(self.held >> (64 - LOOK)) as usize];
        if entry.bits & KNOWN != 0 {
            self.take(u32::from(entry.bits & !KNOWN));
            return Some(entry);
        }
        if entry.bits == 0 {
            let (symbol, length) = table.long((self.held >> 48) as u16)?;
            entry = Entry { value: 0, symbol, bits: length as u8 };
        }
        self.take(u32::from(entry.bits));
        let size = u32::from(entry.symbol & 15);
        if size > 0 {
            let bits = (self.held >> (64 - size)) as u32;
            self.take(size);
            entry.value = extended(bits, size) as i16;
        }
        Some(entry)
    }

    /// The marker at which the data ended, if all its bits but the filling of the last byte were taken. The reader then
    /// stands behind it.
    pub fn marker(&mut self) -> Option<u8> {
        if self.count.checked_sub(self.invented)? >= 8 {
            return None;
        }
        (self.held, self.count, self.invented) = (0, 0, 0);
        match self.data.get(self.at..)? {
            [0xFF, marker, ..] => {
                self.at += 2;
                Some(*marker)
            }
            _ => None,
        }
    }
}
