//! The strips and tiles of a TIFF file: taken out of their compression, their predictor undone.

use super::jpeg::{self, Manner};
use super::tiff_directory::{Directory, tag};
use super::{Fault, jpeg_header};
use crate::engines::capability::{Chroma, Dct};
use crate::value::ChannelOrder;
use flate2::{Decompress, FlushDecompress};
use weezl::{BitOrder, LzwStatus, decode::Decoder};

/// How the samples of a file lie in it.
pub struct Shape {
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Bits per sample.
    pub bits: usize,
    /// Samples per pixel.
    pub samples: usize,
    /// True if every sample has strips of its own.
    pub planar: bool,
}

/// What a compression makes of a strip or tile.
struct Chunk {
    width: usize,
    height: usize,
    /// Bytes of a row.
    stride: usize,
    samples: usize,
    bits: usize,
}

fn broken() -> Fault {
    Fault::Broken("the pixels of the file are broken or end too early".to_owned())
}

/// The rows of every plane, packed as in the file and with the processor's order of bytes undone: high byte first.
///
/// # Errors
/// Broken or missing data, and compressions that are not read here. What is not compressed may be longer than its entry
/// says, unless `counted`: then libtiff reads all, and what must be one number has to be one. Compressed data that are
/// broken inside are kept up to there if `forgiving`.
pub fn planes(
    directory: &Directory,
    bytes: &[u8],
    shape: &Shape,
    (counted, forgiving): (bool, bool),
) -> Result<Vec<Vec<u8>>, Fault> {
    let number = |tag| directory.number(tag);
    let packed = number(tag::COMPRESSION).unwrap_or(1) != 1;
    let fits = directory.has_single(&SINGLE)
        && matches!(number(tag::PLANAR), None | Some(1 | 2))
        && number(tag::STRIP_ROWS) != Some(0);
    if (counted || packed) && !fits {
        return Err(broken());
    }
    let tiled = number(tag::TILE_WIDTH).zip(number(tag::TILE_HEIGHT));
    let (offsets, counts) = match tiled {
        Some(_) => (directory.numbers(tag::TILE_OFFSETS), directory.numbers(tag::TILE_BYTES)),
        None => (directory.numbers(tag::STRIP_OFFSETS), directory.numbers(tag::STRIP_BYTES)),
    };
    let offsets = offsets.ok_or_else(broken)?;
    let counts = counts.unwrap_or_else(|| vec![bytes.len() as u64; offsets.len()]);
    let rows = number(tag::STRIP_ROWS).unwrap_or(shape.height).clamp(1, shape.height);
    let (wide, high) = tiled.unwrap_or((shape.width, rows));
    if wide == 0 || high == 0 || wide > 1 << 16 && tiled.is_some() || high > 1 << 16 && tiled.is_some() {
        return Err(broken());
    }
    let (across, down) = (shape.width.div_ceil(wide), shape.height.div_ceil(high));
    let (count, samples) = if shape.planar { (shape.samples, 1) } else { (1, shape.samples) };
    let stride = (shape.width * shape.bits * samples).div_ceil(8);
    let mut planes = vec![vec![0; stride * shape.height]; count];
    for (plane, target) in planes.iter_mut().enumerate() {
        for index in 0..across * down {
            let (x, y) = (index % across * wide, index / across * high);
            let place = plane * across * down + index;
            let (&offset, &length) = offsets.get(place).zip(counts.get(place)).ok_or_else(broken)?;
            let height = if tiled.is_some() { high } else { high.min(shape.height - y) };
            let chunk_stride = (wide * shape.bits * samples).div_ceil(8);
            let chunk = Chunk { width: wide, height, stride: chunk_stride, samples, bits: shape.bits };
            let start = usize::try_from(offset).map_err(|_| broken())?;
            let rest = bytes.get(start..).ok_or_else(broken)?;
            let data = if counted || packed { &rest[..rest.len().min(length as usize)] } else { rest };
            if forgiving && packed && (rest.len() as u64) < length.min(chunk.most()) {
                return Err(broken());
            }
            let rows = chunk.rows(directory, data, forgiving)?;
            let left = x * shape.bits * samples / 8;
            for (row, line) in rows.chunks_exact(chunk_stride).take(shape.height - y).enumerate() {
                let out = &mut target[(y + row) * stride..][left..stride];
                let kept = out.len().min(line.len());
                out[..kept].copy_from_slice(&line[..kept]);
            }
        }
    }
    Ok(planes)
}

/// Tags of one number, without which libtiff reads nothing.
const SINGLE: [u16; 7] =
    [tag::WIDTH, tag::HEIGHT, tag::SAMPLES, tag::STRIP_ROWS, tag::PLANAR, tag::TILE_WIDTH, tag::TILE_HEIGHT];

impl Chunk {
    /// The most bytes of compressed data that libtiff looks for.
    fn most(&self) -> u64 {
        let enough = 10 * (self.stride * self.height) as u64 + 4096;
        enough.max(1 << 20)
    }

    /// Its rows.
    fn rows(&self, directory: &Directory, data: &[u8], forgiving: bool) -> Result<Vec<u8>, Fault> {
        let mut rows = vec![0; self.stride * self.height];
        let whole = match directory.number(tag::COMPRESSION).unwrap_or(1) {
            1 => {
                rows = data.get(..rows.len()).ok_or_else(broken)?.to_vec();
                Ok(())
            }
            4 => return by_fax(data, (self.width, self.height), self.stride, &mut rows).map(|()| rows),
            5 => by_lzw(data, &mut rows),
            7 => return self.by_jpeg(directory, data),
            8 | 32946 => by_deflate(data, &mut rows),
            32773 => by_runs(data, &mut rows),
            other => return Err(Fault::Unread(format!("TIFF compression {other}"))),
        };
        if whole.is_err() && forgiving {
            // Differences are not added up then, nor bytes exchanged.
            if self.bits == 16 {
                rows.chunks_exact_mut(2).for_each(<[u8]>::reverse);
            }
            return Ok(rows);
        }
        whole?;
        let high_first = directory.high_first;
        match (directory.number(tag::PREDICTOR).unwrap_or(1), self.bits) {
            (1, 16 | 32) if !high_first => rows.chunks_exact_mut(self.bits / 8).for_each(<[u8]>::reverse),
            (1, _) => {}
            (2, 8) => rows.chunks_exact_mut(self.stride).for_each(|row| {
                for at in self.samples..row.len() {
                    row[at] = row[at].wrapping_add(row[at - self.samples]);
                }
            }),
            (2, 16) => {
                if !high_first {
                    rows.chunks_exact_mut(2).for_each(<[u8]>::reverse);
                }
                rows.chunks_exact_mut(self.stride).for_each(|row| sum_words(row, self.samples));
            }
            (3, 32) => rows.chunks_exact_mut(self.stride).for_each(|row| sum_floats(row, self.samples)),
            (predictor, bits) => return Err(Fault::Unread(format!("TIFF predictor {predictor} with {bits} bits"))),
        }
        Ok(rows)
    }

    /// Its rows by libjpeg. The tables may stand in the directory; what is not YCbCr is marked as not transformed.
    fn by_jpeg(&self, directory: &Directory, data: &[u8]) -> Result<Vec<u8>, Fault> {
        const PLAIN: &[u8] = b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\0";
        let tables = directory.content(tag::JPEG_TABLES).unwrap_or_default();
        let tables = tables.strip_prefix(&[0xFF, 0xD8]).unwrap_or(tables);
        let tables = tables.strip_suffix(&[0xFF, 0xD9]).unwrap_or(tables);
        let mark = if directory.number(tag::PHOTOMETRIC) == Some(6) { &[] } else { PLAIN };
        let data = data.strip_prefix(&[0xFF, 0xD8]).ok_or_else(broken)?;
        let file = [&[0xFF, 0xD8], mark, tables, data].concat();
        let found = jpeg_header::header(&file)?;
        let space = match self.samples {
            1 => ChannelOrder::Gray,
            3 => ChannelOrder::Rgb,
            _ => ChannelOrder::Cmyk,
        };
        if found.order != space || self.bits != 8 || (found.width, found.height) != (self.width, self.height) {
            return Err(broken());
        }
        jpeg::read(&file, Manner { space, dct: Dct::Islow, chroma: Chroma::Fancy, fill: false, ratio: 1 })
    }
}

/// Fax codes of group 4: every row by where its colours change, from the row above.
fn by_fax(data: &[u8], (width, height): (usize, usize), stride: usize, rows: &mut [u8]) -> Result<(), Fault> {
    let unread = || Fault::Unread("a TIFF whose fax codes are too wide or broken".to_owned());
    let (width, height) = (u16::try_from(width).map_err(|_| unread())?, u16::try_from(height).map_err(|_| unread())?);
    let mut lines = rows.chunks_exact_mut(stride);
    let read = fax::decoder::decode_g4(data.iter().copied(), width, Some(height), |changes| {
        let Some(line) = lines.next() else { return };
        for (x, color) in fax::decoder::pels(changes, width).enumerate() {
            if color == fax::Color::Black {
                line[x / 8] |= 0x80 >> (x % 8);
            }
        }
    });
    read.ok_or_else(unread)
}

/// All rows at once; the checksum is looked at where the data end with them.
fn by_deflate(data: &[u8], rows: &mut [u8]) -> Result<(), Fault> {
    let mut inflater = Decompress::new(true);
    let read = inflater.decompress(data, rows, FlushDecompress::Finish);
    let full = inflater.total_out() == rows.len() as u64;
    read.ok().filter(|_| full).map(|_| ()).ok_or_else(broken)
}

fn by_lzw(data: &[u8], mut rows: &mut [u8]) -> Result<(), Fault> {
    let mut decoder = Decoder::with_tiff_size_switch(BitOrder::Msb, 8);
    let mut data = data;
    while !rows.is_empty() {
        let step = decoder.decode_bytes(data, rows);
        let status = step.status.map_err(|_| broken())?;
        (data, rows) = (&data[step.consumed_in..], &mut rows[step.consumed_out..]);
        if !rows.is_empty() && !matches!(status, LzwStatus::Ok) {
            return Err(broken());
        }
    }
    Ok(())
}

/// Runs of a byte, and bytes as they are.
fn by_runs(mut data: &[u8], rows: &mut [u8]) -> Result<(), Fault> {
    let mut at = 0;
    while at < rows.len() {
        let (&length, rest) = data.split_first().ok_or_else(broken)?;
        let left = rows.len() - at;
        match length {
            0..=127 => {
                let count = usize::from(length) + 1;
                let bytes = rest.get(..count).ok_or_else(broken)?;
                rows[at..at + count.min(left)].copy_from_slice(&bytes[..count.min(left)]);
                (at, data) = (at + count.min(left), &rest[count..]);
            }
            128 => data = rest,
            129.. => {
                let (&byte, rest) = rest.split_first().ok_or_else(broken)?;
                let count = (257 - usize::from(length)).min(left);
                rows[at..at + count].fill(byte);
                (at, data) = (at + count, rest);
            }
        }
    }
    Ok(())
}

/// Differences of 16 bits, high byte first, added up.
fn sum_words(row: &mut [u8], samples: usize) {
    for at in samples..row.len() / 2 {
        let word = |at: usize| u16::from_be_bytes([row[2 * at], row[2 * at + 1]]);
        let sum = word(at).wrapping_add(word(at - samples));
        row[2 * at..2 * at + 2].copy_from_slice(&sum.to_be_bytes());
    }
}

/// Differences of the bytes of floats, all first bytes first, added up and put together, high byte first.
fn sum_floats(row: &mut [u8], samples: usize) {
    for at in samples..row.len() {
        row[at] = row[at].wrapping_add(row[at - samples]);
    }
    let count = row.len() / 4;
    let sums = row.to_vec();
    for (index, float) in row.chunks_exact_mut(4).enumerate() {
        for (byte, target) in float.iter_mut().enumerate() {
            *target = sums[byte * count + index];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs() {
        let mut rows = [0; 6];
        assert!(by_runs(&[254, 7, 128, 1, 8, 9, 255, 3], &mut rows).is_ok());
        assert_eq!(rows, [7, 7, 7, 8, 9, 3]);
        assert!(by_runs(&[254, 7, 1, 8], &mut rows).is_err());
    }

    /// A strip of 20 by 5 pixels that Pillow 13.0.0 wrote: `save(..., compression="group4")`.
    #[test]
    fn fax_codes() {
        let strip = [152, 42, 7, 8, 167, 41, 202, 112, 139, 162, 232, 37, 136, 136, 136, 176, 1, 0, 16];
        let mut rows = [0; 15];
        assert!(by_fax(&strip, (20, 5), 3, &mut rows).is_ok());
        assert_eq!(rows, [0, 0, 0, 31, 128, 0, 63, 240, 0, 146, 73, 32, 255, 255, 240]);
    }

    #[test]
    fn differences() {
        let mut words = [0, 255, 0, 2, 1, 0, 255, 255];
        sum_words(&mut words, 2);
        assert_eq!(words, [0, 255, 0, 2, 1, 255, 0, 1]);
        // 1.0 and 2.0: 3F800000, 40000000.
        let mut floats = [0x3F, 1, 0x40, 0x80, 0, 0, 0, 0];
        sum_floats(&mut floats, 1);
        assert_eq!(floats, [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0]);
    }
}
