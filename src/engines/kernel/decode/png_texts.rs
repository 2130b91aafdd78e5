//! What Pillow keeps of a PNG beside its pixels: EXIF and XMP, which also stand in texts.

use super::exif::MARK;
use super::png_file::chunks;
use flate2::read::ZlibDecoder;
use std::io::{ErrorKind, Read};

/// The most that Pillow takes out of a compressed text.
const MOST: u64 = 1 << 20;

/// The notes of a file.
#[derive(Default)]
pub struct Notes {
    exif: Option<Vec<u8>>,
    /// EXIF as a text of hexadecimal digits.
    profile: Option<Vec<u8>>,
    /// XMP that is a text.
    xmp: Option<Vec<u8>>,
    /// XMP that may be none.
    raw_xmp: Option<Vec<u8>>,
}

impl Notes {
    /// Reads the chunks of a file, of an animation those before its second picture.
    pub fn read(bytes: &[u8]) -> Self {
        let mut notes = Self::default();
        let (mut behind, mut pictures) = (false, 1);
        for chunk in chunks(bytes).take_while(|chunk| chunk.whole) {
            match (chunk.kind, chunk.body) {
                (b"acTL", &[n3, n2, n1, n0, ..]) if !behind => pictures = u32::from_be_bytes([n3, n2, n1, n0]),
                (b"IEND", _) => break,
                (b"fcTL", _) if behind && pictures > 1 => break,
                (kind, _) if !kind.iter().all(u8::is_ascii_alphanumeric) => break,
                (b"IDAT", _) => behind = true,
                (b"eXIf", body) => notes.exif = Some([MARK, body].concat()),
                (b"tEXt", body) => {
                    let (key, text) = parted(body);
                    if key == b"exif" {
                        notes.exif = Some(text.to_vec());
                    }
                    notes.keep(key, text.to_vec());
                }
                (b"zTXt", body) => {
                    let (key, text) = parted(body);
                    notes.keep(key, text.get(1..).and_then(inflated).unwrap_or_default());
                }
                (b"iTXt", body) => notes.keep_international(body),
                _ => {}
            }
        }
        notes
    }

    fn keep(&mut self, key: &[u8], text: Vec<u8>) {
        match key {
            b"Raw profile type exif" => self.profile = Some(text),
            b"XML:com.adobe.xmp" => self.xmp = Some(text),
            _ => {}
        }
    }

    /// A text with its language and its key in that language.
    fn keep_international(&mut self, body: &[u8]) {
        let (key, rest) = parted(body);
        let &[compressed, method, ref rest @ ..] = rest else { return };
        let Some(language) = rest.iter().position(|byte| *byte == 0) else { return };
        let Some(length) = rest[language + 1..].iter().position(|byte| *byte == 0) else { return };
        let (heads, text) = rest.split_at(language + length + 2);
        let text = match (compressed, method) {
            (0, _) => text.to_vec(),
            (_, 0) => match inflated(text) {
                Some(text) => text,
                None => return,
            },
            _ => return,
        };
        if key == b"XML:com.adobe.xmp" {
            self.raw_xmp = Some(text.clone());
        }
        if str::from_utf8(heads).is_ok() && str::from_utf8(&text).is_ok() {
            self.keep(key, text);
        }
    }

    /// The EXIF block.
    ///
    /// # Errors
    /// The name of Pillow's error for a text that is not made of hexadecimal digits.
    pub fn exif(&self) -> Result<Option<Vec<u8>>, &'static str> {
        match (&self.exif, &self.profile) {
            (Some(block), _) => Ok(Some(block.clone())),
            (None, Some(text)) => digits(text).map(Some).ok_or("ValueError"),
            (None, None) => Ok(None),
        }
    }

    /// The XMP.
    pub fn xmp(&self) -> Option<&[u8]> {
        self.xmp.as_deref().filter(|xmp| !xmp.is_empty()).or(self.raw_xmp.as_deref())
    }
}

/// What stands before the first zero, and what behind it.
fn parted(body: &[u8]) -> (&[u8], &[u8]) {
    match body.iter().position(|byte| *byte == 0) {
        Some(at) => (&body[..at], &body[at + 1..]),
        None => (body, &[]),
    }
}

/// What was compressed, as far as it goes; `None` if it is broken.
fn inflated(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    match ZlibDecoder::new(text).take(MOST).read_to_end(&mut out) {
        Err(error) if error.kind() != ErrorKind::UnexpectedEof => None,
        _ => Some(out),
    }
}

/// The bytes whose digits stand behind the third line.
fn digits(text: &[u8]) -> Option<Vec<u8>> {
    let lines = text.split(|byte| *byte == b'\n').skip(3);
    let mut digits = lines.flatten().copied();
    let mut bytes = Vec::new();
    while let Some(high) = digits.find(|byte| !byte.is_ascii_whitespace()) {
        let value = |digit: u8| char::from(digit).to_digit(16);
        bytes.push((value(high)? << 4 | value(digits.next()?)?) as u8);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(parts: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut bytes = vec![0; 8];
        for (kind, body) in parts {
            bytes.extend((body.len() as u32).to_be_bytes());
            bytes.extend([kind.as_slice(), body, &[0; 4]].concat());
        }
        bytes
    }

    #[test]
    fn texts() {
        let profile = b"Raw profile type exif\0\nexif\n  2\n4 a\n4b\n";
        let notes = Notes::read(&file(&[(b"IDAT", b""), (b"tEXt", profile)]));
        assert_eq!(notes.exif(), Err("ValueError"));
        let notes =
            Notes::read(&file(&[(b"tEXt", &profile[..profile.len() - 7]), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0x")]));
        assert_eq!(notes.exif(), Ok(Some(vec![])));
        assert_eq!(notes.xmp(), Some(b"x".as_slice()));
        let notes =
            Notes::read(&file(&[(b"tEXt", profile), (b"eXIf", b"II"), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0\xFF")]));
        assert_eq!(notes.exif(), Ok(Some(b"Exif\0\0II".to_vec())));
        assert_eq!(notes.xmp(), Some([0xFF].as_slice()));
        let hidden = file(&[(b"acTL", &[0, 0, 0, 2]), (b"IDAT", b""), (b"fcTL", b""), (b"eXIf", b"II")]);
        assert_eq!(Notes::read(&hidden).exif(), Ok(None));
        assert_eq!(digits(b"\n\n\n4a 4B"), Some(b"JK".to_vec()));
    }
}
