//! What the segments before the first scan of a JPEG file say.

use super::found::Found;
use super::{Fault, Format};
use crate::value::ChannelOrder;

/// Size and number of components of a JPEG file.
///
/// # Errors
/// A header that is broken or cut off.
pub fn header(bytes: &[u8]) -> Result<Found, Fault> {
    let broken = || Fault::Broken("the header of the JPEG file is broken or cut off".to_owned());
    let mut found: Option<Found> = None;
    // A file whose frame is known is a picture for Pillow, though one without data.
    let ended = |found: Option<Found>| if found.is_some() { Fault::Cut } else { broken() };
    let mut adobe = false;
    let complete = bytes.windows(2).rev().take(64).any(|pair| pair == [0xFF, 0xD9]);
    let mut at = 2;
    loop {
        while *bytes.get(at).ok_or_else(|| ended(found))? != 0xFF {
            at += 1;
        }
        while *bytes.get(at).ok_or_else(|| ended(found))? == 0xFF {
            at += 1;
        }
        let marker = bytes[at];
        at += 1;
        if matches!(marker, 0x00 | 0x01 | 0xD0..=0xD8) {
            continue;
        }
        if marker == 0xD9 {
            return Err(ended(found));
        }
        let length = bytes.get(at..).and_then(<[u8]>::first_chunk).ok_or_else(broken)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let body = bytes.get(at + 2..at + length.max(2)).ok_or(Fault::Cut)?;
        match marker {
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => found = Some(frame(body).ok_or_else(broken)?),
            0xEE => adobe |= body.starts_with(b"Adobe"),
            0xDA => {
                let found = found.ok_or_else(broken)?;
                return Ok(Found { complete, adobe, ..found });
            }
            _ => {}
        }
        at += length;
    }
}

/// The segments before the first scan: their markers and what is in them.
pub fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2;
    std::iter::from_fn(move || {
        loop {
            at += bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
            at += bytes.get(at..)?.iter().position(|byte| *byte != 0xFF)?;
            let marker = bytes[at];
            at += 1;
            if matches!(marker, 0xD9 | 0xDA) {
                return None;
            }
            if !matches!(marker, 0x00 | 0x01 | 0xD0..=0xD8) {
                let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?)).max(2);
                let body = bytes.get(at + 2..at + length)?;
                at += length;
                return Some((marker, body));
            }
        }
    })
}

/// What a start-of-frame segment says.
fn frame(body: &[u8]) -> Option<Found> {
    let [bits, h1, h0, w1, w0, components, ..] = *body else {
        return None;
    };
    let order = match components {
        1 => ChannelOrder::Gray,
        3 => ChannelOrder::Rgb,
        4 => ChannelOrder::Cmyk,
        _ => return None,
    };
    let (width, height) = (u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into());
    Some(Found { bits, ..Found::new(Format::Jpeg, width, height, order) })
}
