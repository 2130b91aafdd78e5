//! PNG: the samples as the file has them, with its palette and its transparent colour.

use super::found::Found;
use super::picture::{Picture, Transparency};
use super::{Fault, Format, exif};
use crate::engines::capability::Forgiven;
use crate::value::{ChannelOrder, Samples};
use png::{BitDepth, ColorType, Decoder, Limits};
use std::io::Cursor;

fn decoder(bytes: &[u8]) -> Decoder<Cursor<&[u8]>> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: usize::MAX });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder
}

/// Chunk types, contents and whether they are whole, in the order of the file.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8], bool)> {
    let mut at = 8;
    std::iter::from_fn(move || {
        let head = bytes.get(at..at + 8)?;
        let length = u32::from_be_bytes(head[..4].try_into().ok()?) as usize;
        let end = at.checked_add(12)?.checked_add(length)?;
        let body = bytes.get(at + 8..(at + 8 + length).min(bytes.len()))?;
        at = end;
        Some((&head[4..], body, end <= bytes.len()))
    })
}

/// Size, channels and transparency; `None` if the header is broken or cut off.
pub fn header(bytes: &[u8]) -> Option<Found> {
    let mut found = None;
    for (kind, body, whole) in chunks(bytes) {
        match (kind, body) {
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
                found = Some(Found {
                    bits,
                    complete: false,
                    ..Found::new(Format::Png, width as usize, height as usize, order)
                });
            }
            (b"IEND", _) if whole => found.as_mut()?.complete = true,
            (b"tRNS", _) if whole => found.as_mut()?.transparency = true,
            (b"eXIf", tiff) if whole => found.as_mut()?.orientation = exif::orientation(tiff).unwrap_or(1),
            _ => {}
        }
    }
    found.filter(|found| found.width > 0 && found.height > 0)
}

/// The file's own samples: 1, 2 and 4 bits are unpacked, grey ones spread over 0 to 255.
///
/// # Errors
/// Broken data, or more of the end missing than the library forgives.
pub fn read(bytes: &[u8], end: Forgiven) -> Result<Picture, Fault> {
    let broken = |error: png::DecodingError| Fault::Broken(error.to_string());
    check_end(bytes, end)?;
    let mut reader = decoder(bytes).read_info().map_err(broken)?;
    let size = reader.output_buffer_size().ok_or_else(|| Fault::Broken("the image is too large".to_owned()))?;
    let mut packed = vec![0; size];
    if end == Forgiven::AfterPixels && !reader.info().interlaced {
        let mut at = 0;
        while let Some(target) = packed.get_mut(at..).filter(|rest| !rest.is_empty()) {
            let row = reader.next_row().map_err(broken)?;
            let row = row.ok_or_else(|| Fault::Broken("the file ends too early".to_owned()))?;
            target[..row.data().len()].copy_from_slice(row.data());
            at += row.data().len();
        }
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
    let trns = chunks(bytes).find(|(kind, _, whole)| *kind == b"tRNS" && *whole).map(|(_, body, _)| body);
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
fn unpack(packed: &[u8], width: usize, height: usize, bits: u8, spread: bool) -> Vec<u8> {
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

/// Refuses a file of which more is missing than `end` allows.
fn check_end(bytes: &[u8], end: Forgiven) -> Result<(), Fault> {
    let mut data_whole = true;
    let mut ended = false;
    for (kind, _, whole) in chunks(bytes) {
        match kind {
            b"IDAT" => data_whole &= whole,
            b"IEND" => ended = whole,
            _ => {}
        }
    }
    let enough = match end {
        Forgiven::AfterPixels => true,
        Forgiven::AfterData => data_whole,
        Forgiven::Nothing => data_whole && ended,
    };
    if enough { Ok(()) } else { Err(Fault::Broken("the file ends too early".to_owned())) }
}
