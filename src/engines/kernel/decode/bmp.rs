//! Uncompressed BMP: palettes, a fourth byte that may be alpha, missing padding, about which libraries disagree. Other
//! BMP files are read by the crate `image`.

use super::found::Found;
use super::{Fault, Format, Picture};
use crate::engines::capability::Forgiven;
use crate::value::{ChannelOrder, Samples};

/// The fields of a plain header.
struct Header {
    width: usize,
    height: usize,
    top_down: bool,
    bits: u8,
    palette: Vec<[u8; 4]>,
    start: usize,
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn parse(bytes: &[u8]) -> Option<Header> {
    let size = u32_at(bytes, 14)? as usize;
    let (width, height) = (u32_at(bytes, 18)? as i32, u32_at(bytes, 22)? as i32);
    let (bits, compression) = (u16_at(bytes, 28)?, u32_at(bytes, 30)?);
    if size != 40 || compression != 0 || !matches!(bits, 1 | 4 | 8 | 24 | 32) || width <= 0 || height == 0 {
        return None;
    }
    let used = u32_at(bytes, 46)? as usize;
    let entries = match (bits, used) {
        (24 | 32, _) => 0,
        (_, 0) => 1 << bits,
        (_, used) => used.min(256),
    };
    let table = bytes.get(14 + size..14 + size + 4 * entries)?;
    let palette = table.chunks_exact(4).map(|bgr| [bgr[2], bgr[1], bgr[0], 255]).collect();
    let start = u32_at(bytes, 10)? as usize;
    let height_pixels = height.unsigned_abs() as usize;
    Some(Header {
        width: width as usize,
        height: height_pixels,
        top_down: height < 0,
        bits: bits as u8,
        palette,
        start,
    })
}

/// True for the files that are read here.
pub fn is_plain(bytes: &[u8]) -> bool {
    parse(bytes).is_some()
}

/// Size and channels. A palette of greys in order makes a grey file.
pub fn header(bytes: &[u8]) -> Option<Found> {
    let header = parse(bytes)?;
    let order = match header.bits {
        32 => ChannelOrder::Rgba,
        24 => ChannelOrder::Rgb,
        _ => palette_order(&header),
    };
    let is_gray = |[red, green, blue, _]: &[u8; 4]| red == green && green == blue;
    let gray_palette = !header.palette.is_empty() && header.palette.iter().all(is_gray);
    Some(Found { bits: header.bits, gray_palette, ..Found::new(Format::Bmp, header.width, header.height, order) })
}

fn palette_order(header: &Header) -> ChannelOrder {
    let step = if header.bits == 1 { 255 } else { 1 };
    let is_level =
        |(index, entry): (usize, &[u8; 4])| entry[..3].iter().all(|&v| v as usize == (index * step).min(255));
    let is_gray = header.palette.iter().enumerate().all(is_level);
    if is_gray { ChannelOrder::Gray } else { ChannelOrder::Indexed }
}

/// Grey levels, indices with their palette, or colours with their fourth byte.
///
/// # Errors
/// Missing rows; the padding of the last row may be missing if `end` says so.
pub fn read(bytes: &[u8], found: &Found, end: Forgiven) -> Result<Picture, Fault> {
    let cut = || Fault::Broken("the file ends before its last row".to_owned());
    let header = parse(bytes).ok_or_else(cut)?;
    let (width, height) = (header.width, header.height);
    let stride = (width * header.bits as usize).div_ceil(32) * 4;
    let rows = bytes.get(header.start..).ok_or_else(cut)?;
    let pixels = (width * header.bits as usize).div_ceil(8);
    let padding = if end == Forgiven::AfterPixels { stride - pixels } else { 0 };
    if rows.len() + padding < stride * height {
        return Err(cut());
    }
    let mut samples = Vec::with_capacity(width * height * found.order.channels());
    for y in 0..height {
        let row = if header.top_down { y } else { height - 1 - y };
        push_row(&mut samples, &rows[row * stride..row * stride + pixels], width, header.bits);
    }
    if header.bits == 1 && found.order == ChannelOrder::Gray {
        for level in &mut samples {
            *level *= 255;
        }
    }
    let picture = Picture::plain(width, height, found.order, Samples::U8(samples));
    Ok(Picture { palette: header.palette, ..picture })
}

fn push_row(samples: &mut Vec<u8>, row: &[u8], width: usize, bits: u8) {
    match bits {
        8 => samples.extend_from_slice(&row[..width]),
        24 => samples.extend(row.chunks_exact(3).flat_map(|p| [p[2], p[1], p[0]])),
        32 => samples.extend(row.chunks_exact(4).take(width).flat_map(|p| [p[2], p[1], p[0], p[3]])),
        _ => {
            let per_byte = 8 / bits as usize;
            let mask = (1u8 << bits) - 1;
            samples.extend((0..width).map(|x| {
                let shift = 8 - bits as usize * (x % per_byte + 1);
                (row[x / per_byte] >> shift) & mask
            }));
        }
    }
}
