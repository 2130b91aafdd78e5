//! The orientation of a file, for which every library has its own places to look.

use super::exif::{self, MARK};
use super::found::{Format, Found, reader};
use super::png_file;
use super::png_texts::Notes;
use super::tiff_directory::{Directory, tag};
use super::{jpeg_header, webp_file};
use crate::engines::capability::{OrientationIn, Turning};
use image::ImageDecoder;

/// The orientation, 1 to 8, that a library finds in a file; 1 in files that it never turns.
///
/// # Errors
/// The name of the error that the library gives for what it finds.
pub fn of(turning: Turning, found: &Found, bytes: &[u8]) -> Result<u8, &'static str> {
    if !turning.formats.contains(&found.format) || (found.animated && !turning.animations) {
        return Ok(1);
    }
    let number = match turning.found_in {
        OrientationIn::ExifThenXmp => by_pillow(found.format, bytes)?,
        OrientationIn::EachBlock => each_block(found.format, bytes),
        OrientationIn::FirstBlock => first_block(found.format, bytes),
        OrientationIn::ImageCrate => {
            let decoder = reader(found.format, bytes).into_decoder();
            decoder
                .ok()
                .and_then(|mut decoder| decoder.orientation().ok())
                .map(|orientation| orientation.to_exif().into())
        }
    };
    let number = number.and_then(|number| u8::try_from(number).ok());
    Ok(number.filter(|number| (1..=8).contains(number)).unwrap_or(1))
}

/// Whether any library finds an orientation in a file.
pub fn is_named(bytes: &[u8]) -> bool {
    let Some(format) = Format::sniff(bytes) else { return false };
    let numbers = [by_pillow(format, bytes).ok().flatten(), each_block(format, bytes), first_block(format, bytes)];
    numbers.into_iter().flatten().any(|number| (2..=8).contains(&number))
}

/// The number that `cv2` finds: that of the first block which has one.
fn each_block(format: Format, bytes: &[u8]) -> Option<u16> {
    match format {
        Format::Jpeg => {
            let blocks = jpeg_header::segments(bytes).filter(|(marker, _)| *marker == 0xE1);
            blocks.filter_map(|(_, body)| body.strip_prefix(MARK)).find_map(|block| exif::walked(block, true))
        }
        Format::Png => {
            let (head, tail) = png_blocks(bytes);
            head.or(tail).and_then(|block| exif::walked(block, true))
        }
        Format::WebP => webp_file::exif(bytes).and_then(|block| exif::walked(block, true)),
        Format::Tiff => Directory::read(bytes)?.number(tag::ORIENTATION).map(|number| number as u16),
        Format::Gif | Format::Bmp => None,
    }
}

/// The number that torchvision finds: that in the first application segment of a JPEG, whatever that is, or in the block
/// before the pixels of a PNG.
fn first_block(format: Format, bytes: &[u8]) -> Option<u16> {
    let block = match format {
        Format::Jpeg => jpeg_header::segments(bytes).find(|(marker, _)| *marker == 0xE1)?.1.get(MARK.len()..),
        Format::Png => png_blocks(bytes).0,
        _ => None,
    };
    block.and_then(|block| exif::walked(block, false))
}

/// The first blocks before and behind the pixels that libpng takes for one.
fn png_blocks(bytes: &[u8]) -> (Option<&[u8]>, Option<&[u8]>) {
    let mut blocks = (None, None);
    let mut behind = false;
    for chunk in png_file::chunks(bytes) {
        behind |= chunk.kind == b"IDAT";
        let begins = chunk.body.starts_with(b"II*\0") || chunk.body.starts_with(b"MM\0*");
        if chunk.kind == b"eXIf" && begins && chunk.is_sound() {
            let place = if behind { &mut blocks.1 } else { &mut blocks.0 };
            place.get_or_insert(chunk.body);
        }
    }
    blocks
}

/// The number that Pillow finds: that of EXIF, else that of XMP.
fn by_pillow(format: Format, bytes: &[u8]) -> Result<Option<u16>, &'static str> {
    let (block, xmp) = match format {
        Format::Jpeg => {
            let (block, xmp) = jpeg_blocks(bytes);
            // Where the resolution is not known, EXIF was looked at for it before, and an error is forgotten.
            if let Some(Err(error)) = block.as_deref().map(exif::listed) {
                return if has_resolution(bytes) { Err(error) } else { Ok(None) };
            }
            (block, xmp.map(<[u8]>::to_vec))
        }
        Format::Png => {
            let notes = Notes::read(bytes);
            let xmp = notes.xmp().map(<[u8]>::to_vec);
            (notes.exif()?, xmp)
        }
        Format::WebP => (webp_file::exif(bytes).map(<[u8]>::to_vec), webp_file::xmp(bytes).map(<[u8]>::to_vec)),
        Format::Tiff => return tiff_by_pillow(bytes),
        Format::Gif | Format::Bmp => (None, None),
    };
    let stated = block.map_or(Ok(None), |block| exif::listed(&block))?;
    Ok(stated.or_else(|| exif::in_xmp(&xmp?)).map(u16::from))
}

fn tiff_by_pillow(bytes: &[u8]) -> Result<Option<u16>, &'static str> {
    let Some(directory) = Directory::read(bytes) else { return Ok(None) };
    let stated = exif::in_directory(&directory);
    let number = match directory.listed_bytes(tag::XMP).filter(|_| stated.is_none()) {
        Some((1 | 7, xmp)) => exif::in_xmp(xmp),
        Some(_) => return Err("TypeError"),
        None => stated,
    };
    Ok(number.map(u16::from))
}

/// All EXIF of a JPEG in one, and the last XMP.
fn jpeg_blocks(bytes: &[u8]) -> (Option<Vec<u8>>, Option<&[u8]>) {
    const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
    let (mut block, mut xmp) = (None, None);
    for (_, body) in jpeg_header::segments(bytes).filter(|(marker, _)| *marker == 0xE1) {
        if let Some(part) = body.strip_prefix(MARK) {
            block.get_or_insert_with(|| MARK.to_vec()).extend_from_slice(part);
        }
        xmp = body.strip_prefix(XMP).or(xmp);
    }
    (block, xmp)
}

/// Whether a JPEG says how many pixels there are to an inch or a centimetre.
fn has_resolution(bytes: &[u8]) -> bool {
    let mut segments = jpeg_header::segments(bytes).filter(|(marker, _)| *marker == 0xE0);
    segments.any(|(_, body)| body.starts_with(b"JFIF") && body.len() >= 12 && matches!(body[7], 1 | 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &[u8] = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
    const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0<a tiff:Orientation=\"3\"/>";

    fn jpeg(segments: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8];
        for body in segments {
            bytes.extend([&[0xFF, 0xE1, 0, body.len() as u8 + 2], *body].concat());
        }
        [bytes, vec![0xFF, 0xDA, 0, 2]].concat()
    }

    fn all(segments: &[&[u8]]) -> [Option<u16>; 3] {
        let bytes = jpeg(segments);
        let pillow = by_pillow(Format::Jpeg, &bytes).expect("no error");
        [pillow, each_block(Format::Jpeg, &bytes), first_block(Format::Jpeg, &bytes)]
    }

    #[test]
    fn segments_of_a_jpeg() {
        assert_eq!(all(&[BLOCK]), [Some(6); 3]);
        assert_eq!(all(&[XMP]), [Some(3), None, None]);
        assert_eq!(all(&[XMP, BLOCK]), [Some(6), Some(6), None]);
        assert_eq!(all(&[&BLOCK[..9], &[MARK, &BLOCK[9..]].concat()]), [Some(6), None, None]);
        assert_eq!(all(&[&[MARK, BLOCK].concat()]), [Some(6), None, None]);
        assert_eq!(all(&[b"Exif\0\0nothing of EXIF", XMP]), [None, None, None]);
        assert!(is_named(&jpeg(&[XMP])) && !is_named(&jpeg(&[])));
    }
}
