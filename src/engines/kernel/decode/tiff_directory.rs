//! The first directory of a TIFF file, plain or "big": what its entries say, as far as the file goes.

/// Tags.
pub mod tag {
    pub const WIDTH: u16 = 256;
    pub const HEIGHT: u16 = 257;
    pub const BITS: u16 = 258;
    pub const COMPRESSION: u16 = 259;
    pub const PHOTOMETRIC: u16 = 262;
    pub const FILL_ORDER: u16 = 266;
    pub const STRIP_OFFSETS: u16 = 273;
    pub const ORIENTATION: u16 = 274;
    pub const SAMPLES: u16 = 277;
    pub const STRIP_ROWS: u16 = 278;
    pub const STRIP_BYTES: u16 = 279;
    pub const PLANAR: u16 = 284;
    pub const PREDICTOR: u16 = 317;
    pub const COLOUR_MAP: u16 = 320;
    pub const TILE_WIDTH: u16 = 322;
    pub const TILE_HEIGHT: u16 = 323;
    pub const TILE_OFFSETS: u16 = 324;
    pub const TILE_BYTES: u16 = 325;
    pub const EXTRA_SAMPLES: u16 = 338;
    pub const SAMPLE_FORMAT: u16 = 339;
    pub const JPEG_TABLES: u16 = 347;
    pub const XMP: u16 = 700;
}

/// An entry: the type of its values, how many, and where they stand.
struct Entry {
    tag: u16,
    kind: u16,
    count: usize,
    at: usize,
}

/// The first directory of a file.
pub struct Directory<'a> {
    bytes: &'a [u8],
    /// True if numbers begin with their high byte.
    pub high_first: bool,
    /// True if places in the file are numbers of 8 bytes.
    big: bool,
    entries: Vec<Entry>,
    /// True if no entry is cut off.
    pub whole: bool,
}

impl<'a> Directory<'a> {
    /// Reads the entries; `None` if the header does not lead to any.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let high_first = bytes.starts_with(b"MM");
        let mut directory = Self { bytes, high_first, big: false, entries: Vec::new(), whole: true };
        let big = directory.uint(2, 2)? == 43;
        directory.big = big;
        let [start, count_size, entry_size, word] = if big { [8, 8, 20, 8] } else { [4, 2, 12, 4] };
        let at = directory.uint(start, word)? as usize;
        let count = directory.uint(at, count_size)? as usize;
        for index in 0..count.min(bytes.len()) {
            let place = at + count_size + entry_size * index;
            if bytes.len() < place + entry_size {
                directory.whole = false;
                break;
            }
            let (tag, kind) = (directory.uint(place, 2)? as u16, directory.uint(place + 2, 2)? as u16);
            let count = directory.uint(place + 4, word)? as usize;
            let inside = place + 4 + word;
            let at = match size(kind).saturating_mul(count) {
                length if length <= word => inside,
                _ => directory.uint(inside, word)? as usize,
            };
            directory.entries.push(Entry { tag, kind, count, at });
        }
        Some(directory)
    }

    /// A whole number of so many bytes.
    fn uint(&self, at: usize, size: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..at.checked_add(size)?)?;
        let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        Some(if self.high_first { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) })
    }

    fn entry(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }

    /// All whole numbers of a tag; `None` if it is not there, is of another type, or lies beyond the file.
    pub fn numbers(&self, tag: u16) -> Option<Vec<u64>> {
        let entry = self.entry(tag)?;
        let size = size(entry.kind);
        if !matches!(entry.kind, 1 | 3 | 4 | 16) || entry.count > self.bytes.len() {
            return None;
        }
        (0..entry.count).map(|index| self.uint(entry.at.checked_add(size * index)?, size)).collect()
    }

    /// True if none of these tags has more or fewer than one number.
    pub fn has_single(&self, tags: &[u16]) -> bool {
        self.entries.iter().all(|entry| entry.count == 1 || !tags.contains(&entry.tag))
    }

    /// The first whole number of a tag.
    pub fn number(&self, tag: u16) -> Option<usize> {
        self.numbers(tag)?.first().map(|number| *number as usize)
    }

    /// The type and the bytes of a tag as Pillow lists it: the first of those that it can read. It leaves out types that it does not know and
    /// what is longer than the file, and reads no further where content is missing.
    pub fn listed_bytes(&self, tag: u16) -> Option<(u16, &'a [u8])> {
        let (inside, mut sum) = (if self.big { 8 } else { 4 }, 0_usize);
        for entry in self.entries.iter().filter(|entry| matches!(entry.kind, 1..=13 | 16)) {
            let length = entry.count.saturating_mul(size(entry.kind));
            if length > inside {
                sum = sum.saturating_add(length);
                if sum > self.bytes.len() {
                    continue;
                }
            }
            let content = self.bytes.get(entry.at..entry.at.checked_add(length)?)?;
            if entry.tag == tag && !content.is_empty() {
                return Some((entry.kind, content));
            }
        }
        None
    }

    /// The first number of a tag as Pillow lists it, of whatever type; not a number for texts and bytes.
    pub fn listed(&self, tag: u16) -> Option<f64> {
        let (kind, content) = self.listed_bytes(tag)?;
        let whole = |from: usize, size: usize| {
            let bytes = &content[from..from + size];
            let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
            if self.high_first { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) }
        };
        Some(match kind {
            3 => whole(0, 2) as f64,
            4 | 13 => whole(0, 4) as f64,
            5 => whole(0, 4) as f64 / whole(4, 4) as f64,
            6 => f64::from(whole(0, 1) as i8),
            8 => f64::from(whole(0, 2) as i16),
            9 => f64::from(whole(0, 4) as i32),
            10 => f64::from(whole(0, 4) as i32) / f64::from(whole(4, 4) as i32),
            11 => f64::from(f32::from_bits(whole(0, 4) as u32)),
            12 => f64::from_bits(whole(0, 8)),
            16 => whole(0, 8) as f64,
            _ => f64::NAN,
        })
    }

    /// The bytes of a tag.
    pub fn content(&self, tag: u16) -> Option<&'a [u8]> {
        let entry = self.entry(tag)?;
        self.bytes.get(entry.at..entry.at.checked_add(entry.count.checked_mul(size(entry.kind))?)?)
    }
}

/// Bytes of a value of a type.
fn size(kind: u16) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => 1,
    }
}
