//! PNG: the samples as the file has them, with its palette and its transparent colour.

use super::checksum::crc32;
use super::found::{Found, SRGB};
use super::picture::{Picture, Transparency};
use super::{Fault, Format};
use crate::engines::capability::Forgiven;
use crate::value::{ChannelOrder, Samples};
use flate2::{Decompress, FlushDecompress};
use png::{BitDepth, ColorType, Decoder, Limits};
use std::io::Cursor;

fn decoder(bytes: &[u8]) -> Decoder<Cursor<&[u8]>> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: usize::MAX });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder
}

/// A part of the file; of the last one the end may be missing.
pub struct Chunk<'a> {
    /// Four letters.
    pub kind: &'a [u8],
    /// What is in it.
    pub body: &'a [u8],
    /// True if all of the body is there.
    pub whole: bool,
    /// The checksum as it is written, if the file goes so far.
    sum: Option<u32>,
}

impl Chunk<'_> {
    /// True if all of it is there and its checksum holds.
    pub fn is_sound(&self) -> bool {
        self.sum == Some(crc32(&[self.kind, self.body]))
    }
}

/// The chunks in the order of the file.
pub fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = 8;
    std::iter::from_fn(move || {
        let head = bytes.get(at..at + 8)?;
        let length = u32::from_be_bytes(head[..4].try_into().ok()?) as usize;
        let end = at.checked_add(12)?.checked_add(length)?;
        let body = bytes.get(at + 8..(at + 8 + length).min(bytes.len()))?;
        let sum = bytes.get(end - 4..end).and_then(|sum| sum.try_into().ok()).map(u32::from_be_bytes);
        at = end;
        Some(Chunk { kind: &head[4..], body, whole: body.len() == length, sum })
    })
}

/// Bytes that Pillow wants of the transparent colour.
fn least(color: Option<&u8>) -> usize {
    match color {
        Some(0) => 2,
        Some(2) => 6,
        _ => 0,
    }
}

/// Whether the chunks before the pixels are there, as Pillow goes through them.
///
/// # Errors
/// A chunk that is cut off or has no kind; no pixels behind the last one.
pub fn check_head(bytes: &[u8]) -> Result<(), Fault> {
    let broken = || Fault::Broken("the chunks before the pixels are broken or cut off".to_owned());
    let mut color = None;
    for chunk in chunks(bytes) {
        match (chunk.kind, chunk.sum) {
            (b"IDAT" | b"IEND", _) => return Ok(()),
            (kind, _) if !kind.iter().all(u8::is_ascii_alphanumeric) => return Err(broken()),
            _ if !chunk.whole => return Err(Fault::Cut),
            (b"IHDR", Some(_)) => color = chunk.body.get(9),
            (b"tRNS", _) if chunk.body.len() < least(color) => return Err(Fault::Raised("ValueError")),
            (_, None) => return Err(broken()),
            _ => {}
        }
    }
    Err(broken())
}

/// Size, channels and transparency; `None` if the header is broken or cut off.
pub fn header(bytes: &[u8]) -> Option<Found> {
    let mut found: Option<Found> = None;
    let mut named_srgb = false;
    let (mut animated, mut begins_here, mut entries) = (false, false, 0);
    let (mut all_sound, mut ended, mut in_head, mut head_sound) = (true, false, true, true);
    for chunk in chunks(bytes) {
        let sound = chunk.is_sound();
        in_head &= chunk.kind != b"IDAT";
        head_sound &= sound || !in_head;
        all_sound &= sound;
        match (chunk.kind, chunk.body) {
            (b"IHDR", &[w3, w2, w1, w0, h3, h2, h1, h0, bits, color, ..]) => {
                let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
                let order = match color {
                    0 => ChannelOrder::Gray,
                    2 => ChannelOrder::Rgb,
                    3 => ChannelOrder::Indexed,
                    4 => ChannelOrder::GrayAlpha,
                    6 => ChannelOrder::Rgba,
                    _ => return None,
                };
                found = Some(Found { bits, ..Found::new(Format::Png, width as usize, height as usize, order) });
            }
            (b"gAMA", &[g3, g2, g1, g0]) if sound && !named_srgb => {
                found.as_mut()?.gamma = u32::from_be_bytes([g3, g2, g1, g0]);
            }
            (b"sRGB", _) if sound => {
                named_srgb = true;
                found.as_mut()?.gamma = SRGB;
            }
            (b"iCCP", _) if sound => found.as_mut()?.srgb_profile = has_srgb_profile(bytes),
            (b"acTL", _) if sound => animated = true,
            (b"fcTL", _) => begins_here |= in_head,
            (b"IEND", _) => ended = sound,
            (b"PLTE", body) => entries = body.len() / 3,
            (b"tRNS", body) if sound => {
                let found = found.as_mut()?;
                found.transparency = true;
                found.transparency_fits &= in_head
                    && match found.order {
                        ChannelOrder::Indexed => (1..=entries).contains(&body.len()),
                        order => !order.has_alpha() && body.len() == 2 * order.channels(),
                    };
            }
            _ => {}
        }
    }
    let begins_elsewhere = animated && !begins_here;
    let found =
        found.map(|found| Found { complete: all_sound && ended, head_sound, animated, begins_elsewhere, ..found });
    found.filter(|found| found.width > 0 && found.height > 0)
}

/// Whether the profile is one of those that libpng takes for sRGB: it knows them by their length, date and checksum.
fn has_srgb_profile(bytes: &[u8]) -> bool {
    const KNOWN: [(usize, [u8; 6]); 6] = [
        (3048, [7, 217, 0, 3, 0, 27]),
        (3052, [7, 217, 0, 3, 0, 27]),
        (60988, [7, 217, 0, 8, 0, 10]),
        (60960, [7, 215, 0, 7, 0, 25]),
        (3024, [7, 212, 0, 7, 0, 21]),
        (3144, [7, 206, 0, 2, 0, 9]),
    ];
    let Ok(reader) = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 1 << 20 }).read_info() else {
        return false;
    };
    let profile = reader.info().icc_profile.as_deref().unwrap_or_default();
    KNOWN.iter().any(|(length, date)| profile.len() == *length && profile.get(24..30) == Some(date.as_slice()))
}

/// The file's own samples: 1, 2 and 4 bits are unpacked, grey ones spread over 0 to 255.
///
/// # Errors
/// Broken data, or more of the end missing than the library forgives.
pub fn read(bytes: &[u8], end: Forgiven) -> Result<Picture, Fault> {
    check_end(bytes, end)?;
    let broken = |error: png::DecodingError| Fault::Broken(error.to_string());
    let lenient = end == Forgiven::AfterPixels;
    let mended = lenient.then(|| with_sound_chunks(bytes)).flatten();
    let ended = with_end(bytes).filter(|_| mended.is_none());
    let ends = ended.is_some() || chunks(bytes).any(|chunk| chunk.kind == b"IEND" && chunk.is_sound());
    let pixels_only = lenient && mended.is_none() && !ends;
    let mut decoder = decoder(mended.as_deref().or(ended.as_deref()).unwrap_or(bytes));
    if mended.is_some() {
        decoder.ignore_checksums(false);
    }
    let mut reader = decoder.read_info().map_err(broken)?;
    let size = reader.output_buffer_size().ok_or_else(|| Fault::Broken("the image is too large".to_owned()))?;
    let mut packed = vec![0; size];
    if pixels_only && !reader.info().interlaced {
        rows(&mut reader, &mut packed)?;
        let info = reader.info();
        check_sum(bytes, info.raw_row_length() * info.height as usize)?;
    } else {
        reader.next_frame(&mut packed).map_err(broken)?;
    }
    let info = reader.info();
    let (width, height) = (info.width as usize, info.height as usize);
    let order = match info.color_type {
        ColorType::Grayscale => ChannelOrder::Gray,
        ColorType::Rgb => ChannelOrder::Rgb,
        ColorType::Indexed => ChannelOrder::Indexed,
        ColorType::GrayscaleAlpha => ChannelOrder::GrayAlpha,
        ColorType::Rgba => ChannelOrder::Rgba,
    };
    let samples = match info.bit_depth {
        BitDepth::Sixteen => {
            Samples::U16(packed.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect())
        }
        BitDepth::Eight => Samples::U8(packed),
        small => Samples::U8(unpack(&packed, width, height, small as u8, order == ChannelOrder::Gray)),
    };
    let trns = chunks(bytes).find(|chunk| chunk.kind == b"tRNS" && chunk.is_sound()).map(|chunk| chunk.body);
    let palette = info.palette.as_deref().unwrap_or_default().chunks_exact(3).enumerate().map(|(index, rgb)| {
        let alpha = trns.and_then(|alphas| alphas.get(index)).copied().unwrap_or(255);
        [rgb[0], rgb[1], rgb[2], alpha]
    });
    let palette = if order == ChannelOrder::Indexed { palette.collect() } else { Vec::new() };
    let transparent = trns.filter(|_| order != ChannelOrder::Indexed).map(|colour| Transparency {
        colour: colour.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
        bits: info.bit_depth as u8,
    });
    Ok(Picture { width, height, order, samples, palette, transparent })
}

/// One byte per sample; grey levels are spread over 0 to 255.
pub fn unpack(packed: &[u8], width: usize, height: usize, bits: u8, spread: bool) -> Vec<u8> {
    let per_byte = 8 / bits as usize;
    let mask = (1u16 << bits) as u8 - 1;
    let factor = if spread { 255 / mask } else { 1 };
    let mut samples = Vec::with_capacity(width * height);
    for row in packed.chunks_exact(width.div_ceil(per_byte)) {
        samples.extend((0..width).map(|x| {
            let shift = 8 - bits as usize * (x % per_byte + 1);
            ((row[x / per_byte] >> shift) & mask) * factor
        }));
    }
    samples
}

/// All rows of a file that need not have an end.
fn rows(reader: &mut png::Reader<Cursor<&[u8]>>, packed: &mut [u8]) -> Result<(), Fault> {
    let mut at = 0;
    while let Some(target) = packed.get_mut(at..).filter(|rest| !rest.is_empty()) {
        let row = reader.next_row().map_err(|error| Fault::Broken(error.to_string()))?;
        let row = row.ok_or_else(|| Fault::Broken("the file ends too early".to_owned()))?;
        target[..row.data().len()].copy_from_slice(row.data());
        at += row.data().len();
    }
    Ok(())
}

/// Refuses compressed pixels of so many bytes whose checksum is there and does not hold.
fn check_sum(bytes: &[u8], size: usize) -> Result<(), Fault> {
    let data: Vec<u8> =
        chunks(bytes).filter(|chunk| chunk.kind == b"IDAT").flat_map(|chunk| chunk.body).copied().collect();
    let read = Decompress::new(true).decompress(&data, &mut vec![0; size], FlushDecompress::Finish);
    read.map(|_| ()).map_err(|_| Fault::Broken("the pixels are broken".to_owned()))
}

/// The file with checksums that hold and an end, so that only the checksum inside the compressed data tells whether that
/// is broken; `None` if all checksums hold, or the data is cut off.
fn with_sound_chunks(bytes: &[u8]) -> Option<Vec<u8>> {
    if chunks(bytes).all(|chunk| chunk.is_sound()) || chunks(bytes).any(|c| c.kind == b"IDAT" && c.sum.is_none()) {
        return None;
    }
    let mut mended = bytes[..8].to_vec();
    let end = Chunk { kind: b"IEND", body: &[], whole: true, sum: None };
    let kept = chunks(bytes).filter(|chunk| [b"IHDR", b"PLTE", b"IDAT"].iter().any(|kind| chunk.kind == *kind));
    for Chunk { kind, body, .. } in kept.chain([end]) {
        mended.extend((body.len() as u32).to_be_bytes());
        mended.extend([kind, body].concat());
        mended.extend(crc32(&[kind, body]).to_be_bytes());
    }
    Some(mended)
}

/// The file with an end behind its pixels, if only that is missing.
fn with_end(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut at, mut end) = (8, None);
    for chunk in chunks(bytes) {
        at += 12 + chunk.body.len();
        match (chunk.kind, chunk.sum) {
            (b"IDAT", sum) => end = sum.map(|_| at),
            (b"IEND", Some(_)) => return None,
            _ => {}
        }
    }
    let sum = crc32(&[b"IEND"]).to_be_bytes();
    end.and_then(|end| bytes.get(..end)).map(|kept| [kept, &[0; 4], b"IEND", &sum].concat())
}

/// Refuses a file of which more is missing than `end` allows.
fn check_end(bytes: &[u8], end: Forgiven) -> Result<(), Fault> {
    let mut data_whole = true;
    let (mut ended, mut behind, mut tail_whole) = (false, false, true);
    for chunk in chunks(bytes) {
        behind |= chunk.kind == b"IDAT";
        let is_named = chunk.kind.iter().all(u8::is_ascii_alphanumeric);
        // The end is known by its name: what it says of its length is not looked at.
        ended |= chunk.kind == b"IEND" && end == Forgiven::AfterPixels;
        tail_whole &= !behind || ended || chunk.whole || chunk.kind == b"IDAT" || !is_named;
        match chunk.kind {
            b"IDAT" => data_whole &= chunk.sum.is_some(),
            b"IEND" => ended |= chunk.sum.is_some(),
            _ => {}
        }
    }
    let enough = match end {
        Forgiven::AfterPixels => tail_whole,
        Forgiven::AfterData => data_whole,
        Forgiven::Nothing => data_whole && ended,
    };
    if enough { Ok(()) } else { Err(Fault::Broken("the file ends too early".to_owned())) }
}
