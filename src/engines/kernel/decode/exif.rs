//! The orientation tag of EXIF blocks, and of XMP where a library looks there too.

use super::tiff_directory::{Directory, tag};

/// What an EXIF block begins with in a JPEG file, and by mistake elsewhere.
pub const MARK: &[u8] = b"Exif\0\0";

/// Tags of texts, of which `cv2` takes the content.
const TEXTS: [u16; 6] = [0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x8298];
/// Tags of ratios, and how many of them it takes.
const RATIOS: [(u16, usize); 6] = [(0x011A, 1), (0x011B, 1), (0x013E, 2), (0x013F, 6), (0x0211, 3), (0x0214, 6)];

/// The beginnings that Pillow takes for that of a block.
const BEGINNINGS: [&[u8]; 6] = [b"MM\0*", b"II*\0", b"MM*\0", b"II\0*", b"MM\0+", b"II+\0"];

/// A block with the order of bytes that its first two name; all but two I are taken for the high byte first.
struct Block<'a> {
    bytes: &'a [u8],
    low_first: bool,
}

impl Block<'_> {
    fn u16_at(&self, at: usize) -> Option<u16> {
        let pair = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.low_first { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    }

    fn u32_at(&self, at: usize) -> Option<u32> {
        let four = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.low_first { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    /// Whether the content of an entry is there that `cv2` looks at.
    fn has_content(&self, entry: usize) -> Option<()> {
        let name = self.u16_at(entry)?;
        if TEXTS.contains(&name) {
            let length = self.u32_at(entry + 4)? as usize;
            let at = if length > 4 { self.u32_at(entry + 8)? as usize } else { 8 };
            self.bytes.get(at..at + length)?;
        }
        if let Some((_, count)) = RATIOS.iter().find(|(ratio, _)| *ratio == name) {
            let at = self.u32_at(entry + 8)? as usize;
            self.bytes.get(at..at + 8 * count)?;
        }
        Some(())
    }
}

/// The number of the tag as `cv2` and torchvision walk through a block: 16 bits, whatever type they are said to have.
/// The former (`strict`) stops at an entry before it whose text or ratio is not in the block.
pub fn walked(block: &[u8], strict: bool) -> Option<u16> {
    let block = Block { bytes: block, low_first: block.starts_with(b"II") };
    if block.bytes.first() != block.bytes.get(1) || block.u16_at(2)? != 42 {
        return None;
    }
    let start = block.u32_at(4)? as usize;
    for index in 0..usize::from(block.u16_at(start)?) {
        let entry = start + 2 + 12 * index;
        if block.u16_at(entry)? == tag::ORIENTATION {
            return block.u16_at(entry + 8);
        }
        if strict {
            block.has_content(entry)?;
        }
    }
    None
}

/// The number of the tag as Pillow lists a block; 0 for what is no orientation.
///
/// # Errors
/// The name of Pillow's error for what does not begin as such a block does.
pub fn listed(block: &[u8]) -> Result<Option<u8>, &'static str> {
    let block = block.strip_prefix(MARK).unwrap_or(block);
    let block = block.strip_prefix(MARK).unwrap_or(block);
    let known = BEGINNINGS.iter().any(|beginning| block.starts_with(beginning));
    match block.len() {
        0 => Ok(None),
        8.. if known && !block.starts_with(b"II+") => {
            Ok(Directory::read(block).and_then(|directory| in_directory(&directory)))
        }
        _ if known => Err("error"),
        _ => Err("SyntaxError"),
    }
}

/// The number of the tag in a directory as Pillow lists it; 0 for what is no orientation.
pub fn in_directory(directory: &Directory) -> Option<u8> {
    let number = directory.listed(tag::ORIENTATION)?;
    Some((1..=8).find(|orientation| number == f64::from(*orientation)).unwrap_or(0))
}

/// The first orientation that XMP names, of one digit.
pub fn in_xmp(xmp: &[u8]) -> Option<u8> {
    const NAME: &[u8] = b"tiff:Orientation";
    let places = xmp.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME);
    places.map(|(at, _)| &xmp[at + NAME.len()..]).find_map(|rest| {
        let value = rest.strip_prefix(b"=\"").or_else(|| rest.strip_prefix(b">"))?;
        value.first().filter(|digit| digit.is_ascii_digit()).map(|digit| digit - b'0')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LITTLE: &[u8] = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
    const BIG: &[u8] = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";

    #[test]
    fn both_byte_orders_are_read_and_cut_blocks_give_nothing() {
        assert_eq!((walked(LITTLE, true), listed(LITTLE)), (Some(6), Ok(Some(6))));
        assert_eq!((walked(BIG, false), listed(BIG)), (Some(8), Ok(Some(8))));
        assert_eq!((walked(&LITTLE[..15], true), listed(&LITTLE[..15])), (None, Ok(None)));
        // Pillow wants all of an entry, OpenCV the number alone.
        assert_eq!((walked(&LITTLE[..20], true), listed(&LITTLE[..20])), (Some(6), Ok(None)));
        assert_eq!((walked(b"II*\0\xff\xff\xff\xff", true), listed(b"II*\0\xff\xff\xff\xff")), (None, Ok(None)));
        assert_eq!((walked(b"", true), listed(b"")), (None, Ok(None)));
        assert_eq!((listed(b"II*\0"), listed(b"no block at all")), (Err("error"), Err("SyntaxError")));
        assert_eq!(listed(&[MARK, MARK, LITTLE].concat()), Ok(Some(6)));
    }

    /// A block with a text and the orientation.
    fn block(text_at: u8, kind: u8) -> Vec<u8> {
        let head = b"II*\0\x08\0\0\0\x02\0\x0F\x01\x02\0\x05\0\0\0";
        [head.as_slice(), &[text_at, 0, 0, 0, 0x12, 1, kind, 0, 1, 0, 0, 0, 3, 0, 0, 0]].concat()
    }

    #[test]
    fn content_that_is_not_there() {
        let there = block(8, 3);
        assert_eq!((walked(&there, true), walked(&there, false), listed(&there)), (Some(3), Some(3), Ok(Some(3))));
        let missing = block(200, 3);
        assert_eq!((walked(&missing, true), walked(&missing, false), listed(&missing)), (None, Some(3), Ok(None)));
        // A byte is no number for Pillow, and no reason to look further.
        let byte = block(8, 1);
        assert_eq!((walked(&byte, true), listed(&byte)), (Some(3), Ok(Some(0))));
    }

    #[test]
    fn xmp() {
        assert_eq!(in_xmp(b"<a tiff:Orientation=\"x\" tiff:Orientation=\"61\"/>"), Some(6));
        assert_eq!(in_xmp(b"<tiff:Orientation>8</tiff:Orientation>"), Some(8));
        assert_eq!(in_xmp(b"<a tiff:Orientation='6' tiff:Orientation=\""), None);
    }
}
