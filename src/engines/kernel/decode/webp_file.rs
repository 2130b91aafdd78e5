//! WebP through libwebp, as every training library reads it: the only picture of a file, or the first of an animation. The
//! crate `image` has a decoder of its own, which takes other damaged files and blends first pictures.

use super::found::Found;
use super::{Fault, Format, Picture};
use crate::value::{ChannelOrder, Samples};
use webp::{BitstreamFeatures, Decoder};

/// The chunks behind the file's own header: their names and what is in them, the last one as far as it goes.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut at = 12;
    std::iter::from_fn(move || {
        let name = *bytes.get(at..)?.first_chunk::<4>()?;
        let size = u32::from_le_bytes(*bytes.get(at + 4..)?.first_chunk::<4>()?) as usize;
        let body = bytes.get(at + 8..at.saturating_add(8).saturating_add(size).min(bytes.len()))?;
        at = at.saturating_add(8).saturating_add(size).saturating_add(size % 2);
        Some((name, body))
    })
}

/// Size and channels; `None` if the header is broken or cut off.
pub fn header(bytes: &[u8]) -> Option<Found> {
    let features = BitstreamFeatures::new(bytes)?;
    let order = if features.has_alpha() { ChannelOrder::Rgba } else { ChannelOrder::Rgb };
    let announced = u32::from_le_bytes(*bytes.get(4..)?.first_chunk::<4>()?) as usize;
    let found = Found::new(Format::WebP, features.width() as usize, features.height() as usize, order);
    Some(Found { complete: announced + 8 <= bytes.len(), animated: features.has_animation(), ..found })
}

/// A chunk that the file's header announces by a bit, unless it is empty.
fn announced(bytes: &[u8], name: [u8; 4], bit: u8) -> Option<&[u8]> {
    let (_, head) = chunks(bytes).next().filter(|(name, _)| name == b"VP8X")?;
    let mut all = chunks(bytes).filter(|_| head.first().is_some_and(|bits| bits & bit != 0));
    all.find(|(found, _)| *found == name).map(|(_, body)| body).filter(|body| !body.is_empty())
}

/// Its EXIF.
pub fn exif(bytes: &[u8]) -> Option<&[u8]> {
    announced(bytes, *b"EXIF", 8)
}

/// Its XMP.
pub fn xmp(bytes: &[u8]) -> Option<&[u8]> {
    announced(bytes, *b"XMP ", 4)
}

/// The picture. The first one of an animation lies on transparent black.
///
/// # Errors
/// Broken or missing data, and a first picture that reaches beyond the canvas.
pub fn read(bytes: &[u8], found: &Found) -> Result<Picture, Fault> {
    let broken = || Fault::Broken("the picture is broken or ends too early".to_owned());
    if !found.animated {
        let image = Decoder::new(bytes).decode().ok_or_else(broken)?;
        return Ok(Picture::plain(found.width, found.height, found.order, Samples::U8(image.to_vec())));
    }
    let frame = chunks(bytes).find(|(name, _)| name == b"ANMF").map(|(_, body)| body).ok_or_else(broken)?;
    let (&[x0, x1, x2, y0, y1, y2, ..], data) = frame.split_first_chunk::<16>().ok_or_else(broken)?;
    let [left, top] = [[x0, x1, x2, 0], [y0, y1, y2, 0]].map(|offset| 2 * u32::from_le_bytes(offset) as usize);
    let image = Decoder::new(data).decode().ok_or_else(broken)?;
    let (width, height) = (image.width() as usize, image.height() as usize);
    if left + width > found.width || top + height > found.height {
        return Err(broken());
    }
    let from = if image.is_alpha() { 4 } else { 3 };
    let channels = found.order.channels();
    let mut samples = vec![0; found.width * found.height * channels];
    for (y, row) in image.chunks_exact(width * from).enumerate() {
        let at = ((top + y) * found.width + left) * channels;
        for (target, pixel) in samples[at..].chunks_exact_mut(channels).zip(row.chunks_exact(from)) {
            target[..3].copy_from_slice(&pixel[..3]);
            if let Some(alpha) = target.get_mut(3) {
                *alpha = pixel.get(3).copied().unwrap_or(u8::MAX);
            }
        }
    }
    Ok(Picture::plain(found.width, found.height, found.order, Samples::U8(samples)))
}
