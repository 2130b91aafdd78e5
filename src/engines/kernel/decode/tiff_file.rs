//! TIFF with a palette, which the crate `image` does not read: it is given a copy in which the indices are grey levels.

use super::found::Found;
use super::png_file::unpack;
use super::{Fault, Format, Picture, exif, other};
use crate::value::{ChannelOrder, Samples};
use std::borrow::Cow;

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const BITS: u16 = 258;
const PHOTOMETRIC: u16 = 262;
const SAMPLES: u16 = 277;
const COLOUR_MAP: u16 = 320;
const TILE_WIDTH: u16 = 322;

/// The first directory of a file.
struct Directory {
    big: bool,
    /// Where the entries of 12 bytes begin.
    start: usize,
    count: usize,
}

impl Directory {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut directory = Self { big: bytes.starts_with(b"MM"), start: 0, count: 0 };
        let at = directory.u32_at(bytes, 4)? as usize;
        directory.count = directory.u16_at(bytes, at)?.into();
        directory.start = at + 2;
        Some(directory)
    }

    fn u16_at(&self, bytes: &[u8], at: usize) -> Option<u16> {
        let pair = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    }

    fn u32_at(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    }

    /// Where the entry of a tag is.
    fn entry(&self, bytes: &[u8], tag: u16) -> Option<usize> {
        (0..self.count).map(|index| self.start + 12 * index).find(|&at| self.u16_at(bytes, at) == Some(tag))
    }

    /// A whole number that stands in its entry.
    fn number(&self, bytes: &[u8], tag: u16) -> Option<usize> {
        let at = self.entry(bytes, tag)?;
        match self.u16_at(bytes, at + 2)? {
            3 => Some(self.u16_at(bytes, at + 8)?.into()),
            4 => Some(self.u32_at(bytes, at + 8)? as usize),
            _ => None,
        }
    }

    /// Writes a whole number into the entry of a tag, if there is one.
    fn set(&self, bytes: &mut [u8], tag: u16, number: usize) {
        let Some(at) = self.entry(bytes, tag) else { return };
        let value = match (self.u16_at(bytes, at + 2), self.big) {
            (Some(3), true) => (number as u16).to_be_bytes().to_vec(),
            (Some(3), false) => (number as u16).to_le_bytes().to_vec(),
            (_, true) => (number as u32).to_be_bytes().to_vec(),
            (_, false) => (number as u32).to_le_bytes().to_vec(),
        };
        if let Some(place) = bytes.get_mut(at + 8..at + 8 + value.len()) {
            place.copy_from_slice(&value);
        }
    }
}

/// The file with an end to its directory: libraries do without, the crate `image` does not.
pub fn with_end(bytes: &[u8]) -> Cow<'_, [u8]> {
    let end = Directory::read(bytes).map(|directory| directory.start + 12 * directory.count);
    match end {
        Some(end) if (end..end + 4).contains(&bytes.len()) => Cow::Owned([bytes, &[0; 4]].concat()),
        _ => Cow::Borrowed(bytes),
    }
}

/// What the header of a file with a palette says; `None` for other files.
pub fn header(bytes: &[u8]) -> Option<Found> {
    let directory = Directory::read(bytes)?;
    let number = |tag| directory.number(bytes, tag);
    let bits = number(BITS)?;
    if number(PHOTOMETRIC)? != 3 || number(SAMPLES).unwrap_or(1) != 1 || !matches!(bits, 1 | 2 | 4 | 8) {
        return None;
    }
    let (width, height) = (number(WIDTH).filter(|&n| n > 0)?, number(HEIGHT).filter(|&n| n > 0)?);
    let orientation = exif::orientation(bytes).unwrap_or(1);
    Some(Found { bits: bits as u8, orientation, ..Found::new(Format::Tiff, width, height, ChannelOrder::Indexed) })
}

/// Indices and their palette, whose 16-bit colours keep their high byte. With `takes_bytes` a palette without any high
/// byte is taken for one of 8-bit colours, as libtiff does.
///
/// # Errors
/// Broken or missing data.
pub fn read(bytes: &[u8], found: &Found, takes_bytes: bool) -> Result<Picture, Fault> {
    let broken = || Fault::Broken("the palette is missing or cut off".to_owned());
    let directory = Directory::read(bytes).ok_or_else(broken)?;
    let palette = palette(&directory, bytes, found.bits, takes_bytes).ok_or_else(broken)?;
    let bits = usize::from(found.bits);
    let mut gray = bytes.to_vec();
    directory.set(&mut gray, PHOTOMETRIC, 1);
    directory.set(&mut gray, BITS, 8);
    directory.set(&mut gray, WIDTH, (found.width * bits).div_ceil(8));
    if let Some(width) = directory.number(bytes, TILE_WIDTH) {
        directory.set(&mut gray, TILE_WIDTH, (width * bits).div_ceil(8));
    }
    let picture = other::read(Format::Tiff, &gray)?;
    let Samples::U8(packed) = picture.samples else { return Err(broken()) };
    let indices = if bits == 8 { packed } else { unpack(&packed, found.width, found.height, found.bits, false) };
    let picture = Picture::plain(found.width, found.height, ChannelOrder::Indexed, Samples::U8(indices));
    Ok(Picture { palette, ..picture })
}

/// All reds, then all greens, then all blues, in 16 bits.
fn palette(directory: &Directory, bytes: &[u8], bits: u8, takes_bytes: bool) -> Option<Vec<[u8; 4]>> {
    let at = directory.u32_at(bytes, directory.entry(bytes, COLOUR_MAP)? + 8)? as usize;
    let count = 1 << bits;
    let levels: Vec<u16> =
        (0..3 * count).map(|index| directory.u16_at(bytes, at.checked_add(2 * index)?)).collect::<Option<_>>()?;
    let drop = if takes_bytes && levels.iter().all(|level| *level < 256) { 0 } else { 8 };
    let level = |index: usize| (levels[index] >> drop) as u8;
    Some((0..count).map(|index| [level(index), level(count + index), level(2 * count + index), 255]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three pixels, 1, 0 and 1, with a palette of two colours.
    fn file(colours: [u16; 6]) -> Vec<u8> {
        let entries: [(u16, u16, u32, u32); 9] = [
            (WIDTH, 3, 1, 3),
            (HEIGHT, 3, 1, 1),
            (BITS, 3, 1, 1),
            (259, 3, 1, 1),
            (PHOTOMETRIC, 3, 1, 3),
            (273, 4, 1, 134),
            (278, 3, 1, 1),
            (279, 4, 1, 1),
            (COLOUR_MAP, 3, 6, 122),
        ];
        let mut bytes = b"II*\0\x08\0\0\0\x09\0".to_vec();
        for (tag, kind, count, value) in entries {
            bytes.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
            bytes.extend([count.to_le_bytes(), value.to_le_bytes()].concat());
        }
        bytes.extend([0; 4]);
        bytes.extend(colours.into_iter().flat_map(u16::to_le_bytes));
        bytes.push(0b1010_0000);
        bytes
    }

    #[test]
    fn indices_and_colours_of_one_bit() {
        let bytes = file([0, 0x1234, 0x5678, 0, 0, 0x9ABC]);
        let found = header(&bytes).expect("a palette");
        assert_eq!((found.width, found.height, found.bits, found.order), (3, 1, 1, ChannelOrder::Indexed));
        let picture = read(&bytes, &found, true).expect("a picture");
        assert_eq!(picture.samples, Samples::U8(vec![1, 0, 1]));
        assert_eq!(picture.palette, [[0, 0x56, 0, 255], [0x12, 0, 0x9A, 255]]);
        assert!(read(&bytes[..127], &found, true).is_err());
    }

    #[test]
    fn colours_without_high_bytes() {
        let bytes = file([0, 255, 1, 2, 3, 4]);
        let found = header(&bytes).expect("a palette");
        let palette = |takes_bytes| read(&bytes, &found, takes_bytes).expect("a picture").palette;
        assert_eq!(palette(true), [[0, 1, 3, 255], [255, 2, 4, 255]]);
        assert_eq!(palette(false), [[0, 0, 0, 255]; 2]);
    }

    #[test]
    fn a_directory_gets_an_end() {
        let bytes = file([0; 6]);
        let directory = 10 + 9 * 12;
        assert_eq!(with_end(&bytes[..=directory]).len(), directory + 5);
        assert!(matches!(with_end(&bytes), Cow::Borrowed(_)));
        assert!(matches!(with_end(&bytes[..directory - 1]), Cow::Borrowed(_)));
    }
}
