//! The precompiled map of characters: a double array that leads from byte strings to their replacements.

/// The longest search notes no more matches than this, as in the library.
const MATCHES: usize = 32;

pub(super) struct Charsmap {
    units: Vec<u32>,
    replacements: Vec<u8>,
}

impl Charsmap {
    /// Little-endian: the array's size in bytes, the array, the replacements with a NUL after each.
    pub(super) fn read(blob: &[u8]) -> Option<Self> {
        let (size, rest) = blob.split_at_checked(4)?;
        let size = u32::from_le_bytes([size[0], size[1], size[2], size[3]]) as usize;
        let (array, replacements) = rest.split_at_checked(size)?;
        if size < 1024 || !size.is_multiple_of(1024) || replacements.last() != Some(&0) {
            return None;
        }
        std::str::from_utf8(replacements).ok()?;
        let units = array.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        Some(Self { units, replacements: replacements.to_vec() })
    }

    /// The longest beginning of the text that has a replacement: its length, and the replacement.
    pub(super) fn longest(&self, text: &str) -> Option<(usize, &str)> {
        let mut node = 0usize;
        let mut unit = *self.units.first()?;
        node ^= offset(unit);
        let (mut found, mut count) = (None, 0);
        for (index, byte) in text.bytes().enumerate() {
            node ^= usize::from(byte);
            unit = *self.units.get(node)?;
            if unit & 0x8000_00ff != u32::from(byte) {
                break;
            }
            node ^= offset(unit);
            if (unit >> 8) & 1 == 1 {
                count += 1;
                if count > MATCHES {
                    break;
                }
                found = Some((index + 1, (*self.units.get(node)? & 0x7fff_ffff) as usize));
            }
        }
        let (length, at) = found?;
        let rest = self.replacements.get(at..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        Some((length, std::str::from_utf8(&rest[..end]).ok()?))
    }
}

fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & (1 << 9)) >> 6)) as usize
}
