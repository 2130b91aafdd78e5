//! BMP: palettes, masks, a fourth byte that may be alpha, missing padding, about which libraries disagree. Files of runs
//! are read here for Pillow and `cv2`, for others by the crate `image`.

use super::found::Found;
use super::{Fault, Format, Picture, bmp_runs};
use crate::engines::capability::{BmpRuns, BmpSixteen, Forgiven};
use crate::value::{ChannelOrder, Samples};

/// Masks of 5, 6 and 5 bits: red, green, blue.
pub const FIVE_SIX_FIVE: [u32; 3] = [0xF800, 0x7E0, 0x1F];
/// Masks of 5 bits each.
pub const FIVES: [u32; 3] = [0x7C00, 0x3E0, 0x1F];

/// Bytes of the headers that are known.
const SIZES: [usize; 7] = [12, 40, 52, 56, 64, 108, 124];

/// The fields of a header.
struct Header {
    /// Bytes of the header.
    size: usize,
    width: usize,
    height: usize,
    top_down: bool,
    bits: u8,
    /// Red, green, blue and alpha, if the file names them.
    masks: Option<[u32; 4]>,
    palette: Vec<[u8; 4]>,
    start: usize,
    /// True if its indices are written as runs.
    runs: bool,
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn parse(bytes: &[u8]) -> Option<Header> {
    let size = u32_at(bytes, 14)? as usize;
    let (width, height, bits, compression) = match size {
        12 => (u16_at(bytes, 18)?.into(), u16_at(bytes, 20)?.into(), u16_at(bytes, 24)?, 0),
        size if SIZES.contains(&size) => {
            (u32_at(bytes, 18)? as i32, u32_at(bytes, 22)? as i32, u16_at(bytes, 28)?, u32_at(bytes, 30)?)
        }
        _ => return None,
    };
    let is_read = match compression {
        0 => matches!(bits, 1 | 2 | 4 | 8 | 16 | 24 | 32),
        1 | 2 => matches!(bits, 4 | 8),
        3 => matches!(bits, 16 | 32) && size != 64,
        _ => false,
    };
    if !is_read || width <= 0 || height == 0 {
        return None;
    }
    let masks = if compression == 3 {
        let mask = |index: usize| u32_at(bytes, 54 + 4 * index);
        Some([mask(0)?, mask(1)?, mask(2)?, if size >= 56 { mask(3)? } else { 0 }])
    } else {
        None
    };
    let (entry, used) = if size == 12 { (3, 0) } else { (4, u32_at(bytes, 46)? as usize) };
    let entries = match (bits, used) {
        (16.., _) => 0,
        (_, 0) => 1 << bits,
        (_, used) => used.min(256),
    };
    let table = bytes.get(14 + size..14 + size + entry * entries)?;
    let palette = table.chunks_exact(entry).map(|bgr| [bgr[2], bgr[1], bgr[0], 255]).collect();
    Some(Header {
        size,
        width: width as usize,
        height: height.unsigned_abs() as usize,
        top_down: height < 0,
        bits: bits as u8,
        masks,
        palette,
        start: u32_at(bytes, 10)? as usize,
        runs: matches!(compression, 1 | 2),
    })
}

/// True for the files that are read here.
pub fn is_plain(bytes: &[u8]) -> bool {
    parse(bytes).is_some_and(|header| !header.runs)
}

/// True for files of runs.
pub fn has_runs(bytes: &[u8]) -> bool {
    parse(bytes).is_some_and(|header| header.runs)
}

/// True if the file ends in its header, or that is of a size which Pillow gives up.
pub fn is_cut(bytes: &[u8], runs: BmpRuns) -> bool {
    let Some(size) = u32_at(bytes, 14).map(|size| size as usize).filter(|_| bytes.len() >= 18) else { return false };
    match runs {
        BmpRuns::Crate => false,
        BmpRuns::Strict => bytes.len() < size.saturating_add(14),
        BmpRuns::Cut => bytes.len() < size.saturating_add(14) || !SIZES.contains(&size),
    }
}

/// Size and channels. A palette of greys in order makes a grey file.
pub fn header(bytes: &[u8]) -> Option<Found> {
    let header = parse(bytes)?;
    let order = match header.bits {
        32 => ChannelOrder::Rgba,
        16 | 24 => ChannelOrder::Rgb,
        _ => palette_order(&header),
    };
    let is_gray = |[red, green, blue, _]: &[u8; 4]| red == green && green == blue;
    let gray_palette = !header.palette.is_empty() && header.palette.iter().all(is_gray);
    let found = Found::new(Format::Bmp, header.width, header.height, order);
    Some(Found { bits: header.bits, gray_palette, masks: header.masks, head_size: header.size, ..found })
}

fn palette_order(header: &Header) -> ChannelOrder {
    let step = if header.palette.len() == 2 { 255 } else { 1 };
    let is_level =
        |(index, entry): (usize, &[u8; 4])| entry[..3].iter().all(|&v| v as usize == (index * step).min(255));
    let is_gray = header.palette.iter().enumerate().all(is_level);
    if is_gray { ChannelOrder::Gray } else { ChannelOrder::Indexed }
}

/// Grey levels, indices with their palette, or colours with their fourth byte.
///
/// # Errors
/// Missing rows; the padding of the last row may be missing if `end` says so.
pub fn read(bytes: &[u8], found: &Found, end: Forgiven, sixteen: BmpSixteen) -> Result<Picture, Fault> {
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
        let row = &rows[row * stride..row * stride + pixels];
        match header.bits {
            16 => {
                let masks = header.masks.map_or(FIVES, |[red, green, blue, _]| [red, green, blue]);
                samples.extend(row.as_chunks::<2>().0.iter().flat_map(|pair| sixteen_bits(*pair, masks, sixteen)));
            }
            bits => push_row(&mut samples, row, width, bits),
        }
    }
    if let Some(masks) = header.masks.filter(|_| header.bits == 32 && header.size >= sixteen.masks_from()) {
        exchange(&mut samples, masks)?;
    }
    if header.bits == 1 && found.order == ChannelOrder::Gray {
        for level in &mut samples {
            *level *= 255;
        }
    }
    let picture = Picture::plain(width, height, found.order, Samples::U8(samples));
    Ok(Picture { palette: header.palette, ..picture })
}

/// Indices that are written as runs.
///
/// # Errors
/// Fewer indices than pixels, or runs that are too long where that is an error.
pub fn read_runs(bytes: &[u8], found: &Found, runs: BmpRuns) -> Result<Picture, Fault> {
    let header = parse(bytes).ok_or(Fault::Cut)?;
    let (width, height) = (header.width, header.height);
    let halves = u32_at(bytes, 30) == Some(2);
    let mut samples = if runs == BmpRuns::Strict {
        let broken = || Fault::Broken("the runs of the file are broken or end too early".to_owned());
        bmp_runs::read_strictly(bytes, header.start, (width, height), halves).ok_or_else(broken)?
    } else {
        bmp_runs::read(bytes, header.start, (width, height), halves).ok_or(Fault::Raised("ValueError"))?
    };
    if !header.top_down {
        samples = samples.chunks_exact(width).rev().flatten().copied().collect();
    }
    if found.order == ChannelOrder::Gray && header.palette.len() == 2 {
        for level in &mut samples {
            *level = if *level == 0 { 0 } else { 255 };
        }
    }
    let picture = Picture::plain(width, height, found.order, Samples::U8(samples));
    Ok(Picture { palette: header.palette, ..picture })
}

/// Red, green, blue of 16 bits.
fn sixteen_bits(pair: [u8; 2], masks: [u32; 3], way: BmpSixteen) -> [u8; 3] {
    let pixel = u32::from(u16::from_le_bytes(pair));
    masks.map(|mask| {
        let level = (pixel & mask).checked_shr(mask.trailing_zeros()).unwrap_or(0);
        let most = mask.checked_shr(mask.trailing_zeros()).unwrap_or(0).max(1);
        match way {
            BmpSixteen::Scaled | BmpSixteen::Unread => (level * 255 / most) as u8,
            BmpSixteen::Shifted => (level << most.leading_zeros().saturating_sub(24)) as u8,
        }
    })
}

/// Puts the bytes of 32 bits where the masks say; without a mask for alpha it is full.
fn exchange(samples: &mut [u8], masks: [u32; 4]) -> Result<(), Fault> {
    // The bytes stand as red, green, blue, alpha of a file without masks.
    let places = masks.map(|mask| match mask {
        0xFF => Some(2),
        0xFF00 => Some(1),
        0xFF_0000 => Some(0),
        0xFF00_0000 => Some(3),
        _ => None,
    });
    if masks == [0; 4] {
        return Ok(());
    }
    let [Some(red), Some(green), Some(blue), alpha] = places else {
        return Err(Fault::Unread("a BMP whose masks are no whole bytes".to_owned()));
    };
    for pixel in samples.as_chunks_mut::<4>().0 {
        *pixel = [pixel[red], pixel[green], pixel[blue], alpha.map_or(u8::MAX, |at: usize| pixel[at])];
    }
    Ok(())
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
