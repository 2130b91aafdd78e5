//! TIFF as the libraries take it that read it with libtiff: what the first directory says, and its pixels. The crate
//! `image` has a reader of its own, which takes fewer kinds.

use super::found::Found;
use super::png_file::unpack;
use super::tiff_data::{self, Shape};
use super::tiff_directory::{Directory, tag};
use super::{Fault, Format, Picture};
use crate::value::{ChannelOrder, Samples};

/// What the fourth sample of a colour, or the second of a grey level, means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FourthSample {
    /// There is none, or nothing is said of it.
    Unsaid,
    /// It has no meaning.
    Meaningless,
    /// Alpha by which the colours are multiplied.
    Associated,
    /// Alpha beside the colours.
    Unassociated,
}

/// What only a TIFF says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TiffFacts {
    /// What the last sample means.
    pub fourth: FourthSample,
    /// True if the largest number is black. Samples of 8 bits and fewer are turned over already.
    pub white_is_zero: bool,
    /// True if it has indices and no colours for them.
    pub uncoloured: bool,
    /// True if nothing is said of the meaning of the samples.
    pub unexplained: bool,
    /// True if every sample has strips of its own.
    pub planes: bool,
    /// True if it is compressed and its numbers begin with their high byte.
    pub packed_high_first: bool,
}

impl TiffFacts {
    /// A file that says nothing unusual.
    pub const PLAIN: Self = Self {
        fourth: FourthSample::Unsaid,
        white_is_zero: false,
        uncoloured: false,
        unexplained: false,
        planes: false,
        packed_high_first: false,
    };
}

/// The compressions that some library knows.
const KNOWN: [usize; 19] =
    [1, 2, 3, 4, 5, 6, 7, 8, 32771, 32773, 32809, 32909, 32946, 34676, 34677, 34887, 34925, 50000, 50001];

/// What the directory says.
///
/// # Errors
/// A directory that is broken or cut off, and kinds that are not read here.
pub fn header(bytes: &[u8]) -> Result<Found, Fault> {
    let broken = || Fault::Broken("the directory of the TIFF file is broken or cut off".to_owned());
    let directory = Directory::read(bytes).ok_or_else(broken)?;
    let number = |tag| directory.number(tag);
    let width = number(tag::WIDTH).filter(|&side| side > 0).ok_or_else(broken)?;
    let height = number(tag::HEIGHT).filter(|&side| side > 0).ok_or_else(broken)?;
    let compression = number(tag::COMPRESSION).unwrap_or(1);
    if !directory.whole && compression != 1 {
        return Err(Fault::Cut);
    }
    if !KNOWN.contains(&compression) {
        return Err(broken());
    }
    let no_pixels = number(tag::STRIP_OFFSETS).is_none() && number(tag::TILE_OFFSETS).is_none();
    if no_pixels && compression == 1 {
        return Err(broken());
    }
    let unread = |what: &str| Err(Fault::Unread(what.to_owned()));
    if number(tag::FILL_ORDER).is_some_and(|order| order != 1) {
        return unread("a TIFF whose bits are in the other order");
    }
    let bits = directory.numbers(tag::BITS).unwrap_or_else(|| vec![1]);
    let formats = directory.numbers(tag::SAMPLE_FORMAT).unwrap_or_else(|| vec![1]);
    let samples = number(tag::SAMPLES).unwrap_or(1);
    let photometric = number(tag::PHOTOMETRIC);
    match (photometric.unwrap_or(0), samples) {
        // No library has a picture for these.
        (2, 1 | 2) | (5, 1..=3) | (4 | 7 | 9..=32843 | 32846.., _) => return Err(broken()),
        _ if photometric.is_none() && samples > 2 => return Err(broken()),
        _ => {}
    }
    let order = match (photometric.unwrap_or(0), samples) {
        (0 | 1, 1) => ChannelOrder::Gray,
        (0 | 1, 2) => ChannelOrder::GrayAlpha,
        (2, 3) => ChannelOrder::Rgb,
        (6, 3) if compression == 7 => ChannelOrder::Rgb,
        (2, 4) => ChannelOrder::Rgba,
        (3, 1) => ChannelOrder::Indexed,
        (5, 4) => ChannelOrder::Cmyk,
        (meaning, samples) => return unread(&format!("a TIFF of meaning {meaning} with {samples} samples")),
    };
    let alike = bits.iter().all(|depth| *depth == bits[0]) && formats.iter().all(|format| *format == formats[0]);
    match (order, bits.first(), formats.first()) {
        (ChannelOrder::Gray | ChannelOrder::Indexed, Some(1 | 2 | 4), Some(1)) => {}
        (_, Some(8), Some(1)) => {}
        (ChannelOrder::Gray | ChannelOrder::Rgb | ChannelOrder::Rgba | ChannelOrder::Cmyk, Some(16), Some(1)) => {}
        (ChannelOrder::Gray | ChannelOrder::Rgb, Some(32), Some(3)) => {}
        (_, Some(bits), Some(format)) => return unread(&format!("a TIFF with {bits} bits of format {format}")),
        _ => return Err(broken()),
    }
    if !alike {
        return Err(broken());
    }
    let fourth = match number(tag::EXTRA_SAMPLES) {
        Some(0) => FourthSample::Meaningless,
        Some(1) => FourthSample::Associated,
        Some(2) => FourthSample::Unassociated,
        _ => FourthSample::Unsaid,
    };
    let tiff = TiffFacts {
        fourth,
        white_is_zero: matches!(photometric, None | Some(0)),
        uncoloured: order == ChannelOrder::Indexed && directory.numbers(tag::COLOUR_MAP).is_none(),
        unexplained: photometric.is_none(),
        planes: number(tag::PLANAR) == Some(2),
        packed_high_first: compression != 1 && directory.high_first,
    };
    let bits = bits.first().map_or(1, |bits| *bits as u8);
    Ok(Found { bits, tiff, ..Found::new(Format::Tiff, width, height, order) })
}

/// The pixels. 8-bit grey levels whose largest number is black are turned over, print colours are as in a JPEG file.
/// `by_libtiff` is true where the library leaves all to libtiff, which takes a palette without any high byte for one of
/// 8-bit colours. With `forgiving`, what comes out of a broken strip before its fault is kept.
///
/// # Errors
/// Broken or missing data.
pub fn read(bytes: &[u8], found: &Found, by_libtiff: bool, forgiving: bool) -> Result<Picture, Fault> {
    let broken = || Fault::Broken("the pixels or colours are missing or cut off".to_owned());
    let directory = Directory::read(bytes).ok_or_else(broken)?;
    let samples = found.order.channels();
    let planar = directory.number(tag::PLANAR) == Some(2) && samples > 1;
    let shape = Shape { width: found.width, height: found.height, bits: found.bits.into(), samples, planar };
    let planes = tiff_data::planes(&directory, bytes, &shape, (by_libtiff, forgiving))?;
    let packed = match <[Vec<u8>; 1]>::try_from(planes) {
        Ok([packed]) => packed,
        Err(planes) => interleaved(&planes, usize::from(found.bits) / 8),
    };
    let is_gray = matches!(found.order, ChannelOrder::Gray | ChannelOrder::GrayAlpha);
    let mut samples = match found.bits {
        16 => Samples::U16(packed.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect()),
        32 => Samples::F32(packed.as_chunks::<4>().0.iter().map(|four| f32::from_be_bytes(*four)).collect()),
        8 => Samples::U8(packed),
        few => Samples::U8(unpack(&packed, found.width, found.height, few, is_gray)),
    };
    if let (Samples::U16(words), ChannelOrder::Cmyk) = (&samples, found.order) {
        samples = Samples::U8(words.iter().map(|word| (word >> 8) as u8).collect());
    }
    if let Samples::U8(levels) = &mut samples {
        let channels = found.order.channels();
        match found.order {
            ChannelOrder::Cmyk => levels.iter_mut().for_each(|level| *level = 255 - *level),
            _ if is_gray && found.tiff.white_is_zero => {
                levels.iter_mut().step_by(channels).for_each(|level| *level = 255 - *level);
            }
            _ => {}
        }
    }
    let palette = match found.order {
        ChannelOrder::Indexed if !found.tiff.uncoloured => {
            palette(&directory, found.bits, by_libtiff).ok_or_else(broken)?
        }
        _ => Vec::new(),
    };
    let picture = Picture::plain(found.width, found.height, found.order, samples);
    Ok(Picture { palette, ..picture })
}

/// The samples of all planes side by side.
fn interleaved(planes: &[Vec<u8>], size: usize) -> Vec<u8> {
    let size = size.max(1);
    let mut pixels = vec![0; planes.iter().map(Vec::len).sum()];
    for (channel, plane) in planes.iter().enumerate() {
        let targets = pixels.chunks_exact_mut(size).skip(channel).step_by(planes.len());
        targets.zip(plane.chunks_exact(size)).for_each(|(target, sample)| target.copy_from_slice(sample));
    }
    pixels
}

/// All reds, then all greens, then all blues, in 16 bits, of which the high byte is kept.
fn palette(directory: &Directory, bits: u8, takes_bytes: bool) -> Option<Vec<[u8; 4]>> {
    let count = 1 << bits;
    let levels = directory.numbers(tag::COLOUR_MAP).filter(|levels| levels.len() >= 3 * count)?;
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
            (tag::WIDTH, 3, 1, 3),
            (tag::HEIGHT, 3, 1, 1),
            (tag::BITS, 3, 1, 1),
            (259, 3, 1, 1),
            (tag::PHOTOMETRIC, 3, 1, 3),
            (273, 4, 1, 134),
            (278, 3, 1, 1),
            (279, 4, 1, 1),
            (tag::COLOUR_MAP, 3, 6, 122),
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
        let picture = read(&bytes, &found, true, true).expect("a picture");
        assert_eq!(picture.samples, Samples::U8(vec![1, 0, 1]));
        assert_eq!(picture.palette, [[0, 0x56, 0, 255], [0x12, 0, 0x9A, 255]]);
        assert!(read(&bytes[..127], &found, true, true).is_err());
    }

    #[test]
    fn colours_without_high_bytes() {
        let bytes = file([0, 255, 1, 2, 3, 4]);
        let found = header(&bytes).expect("a palette");
        let palette = |takes_bytes| read(&bytes, &found, takes_bytes, false).expect("a picture").palette;
        assert_eq!(palette(true), [[0, 1, 3, 255], [255, 2, 4, 255]]);
        assert_eq!(palette(false), [[0, 0, 0, 255]; 2]);
    }

    #[test]
    fn indices_without_colours() {
        let mut bytes = file([0; 6]);
        // More colours than the file has room for, as where its end is cut off.
        bytes[10 + 8 * 12 + 4] = 90;
        let found = header(&bytes).expect("a picture");
        assert!(found.tiff.uncoloured);
        let picture = read(&bytes, &found, true, true).expect("a picture");
        assert_eq!((picture.samples, picture.palette), (Samples::U8(vec![1, 0, 1]), Vec::new()));
    }

    #[test]
    fn numbers_of_both_orders() {
        let bytes = file([0; 6]);
        let directory = Directory::read(&bytes).expect("a directory");
        assert!(directory.whole && !directory.high_first);
        assert_eq!(directory.numbers(tag::COLOUR_MAP), Some(vec![0; 6]));
        assert_eq!(directory.number(tag::STRIP_OFFSETS), Some(134));
        assert!(Directory::read(&bytes[..100]).is_some_and(|directory| !directory.whole));
        let big =
            b"MM\0\x2B\0\x08\0\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\x01\x01\0\0\x03\0\0\0\0\0\0\0\x01\x02\x01\0\0\0\0\0\0";
        assert_eq!(Directory::read(big).and_then(|directory| directory.number(tag::WIDTH)), Some(513));
    }
}
