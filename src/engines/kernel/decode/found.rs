//! What a file's first bytes say: its format, size and channels, before anything is decoded.

use super::tiff_file::{self, TiffFacts};
use super::{Fault, bmp, gif_file, jpeg_header, png_file, webp_file};
use crate::engines::capability::{BmpRuns, Gray, Refused};
use crate::value::ChannelOrder;
use image::{ExtendedColorType, ImageDecoder, ImageError, ImageFormat, ImageReader};
use std::io::Cursor;

/// File formats that are read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants are the names of the formats")]
pub enum Format {
    Jpeg,
    Png,
    Gif,
    Bmp,
    WebP,
    Tiff,
}

impl Format {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Jpeg, Self::Png, Self::Gif, Self::Bmp, Self::WebP, Self::Tiff];

    /// The name in messages and keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::WebP => "WebP",
            Self::Tiff => "TIFF",
        }
    }

    /// The format that the first bytes announce.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 13, 10, 26, 10, ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'B', b'M', ..] => Some(Self::Bmp),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'I', b'I', b'*' | b'+', 0, ..] | [b'M', b'M', 0, b'*' | b'+', ..] => Some(Self::Tiff),
            _ => None,
        }
    }
}

/// A format that some library reads and this crate does not; its name.
pub fn foreign(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', ..] => Some("AVIF"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', ..] => Some("HEIF"),
        [0xFF, 0x0A, ..] | [0, 0, 0, 12, b'J', b'X', b'L', ..] => Some("JPEG XL"),
        [0, 0, 0, 12, b'j', b'P', ..] | [0xFF, 0x4F, 0xFF, 0x51, ..] => Some("JPEG 2000"),
        [b'P', b'1'..=b'7', b' ' | b'\n' | b'\r' | b'\t', ..] => Some("Netpbm"),
        [b'8', b'B', b'P', b'S', ..] => Some("Photoshop"),
        [0, 0, 1, 0, _, 0, ..] => Some("ICO"),
        [b'#', b'?', b'R', ..] => Some("Radiance HDR"),
        [0x76, 0x2F, 0x31, 0x01, ..] => Some("OpenEXR"),
        [b'D', b'D', b'S', b' ', ..] => Some("DDS"),
        _ => None,
    }
}

/// The gamma of sRGB times 100,000, as libpng has it.
pub const SRGB: u32 = 45455;

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "facts about a file, all independent")]
pub struct Found {
    /// The format.
    pub format: Format,
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The file's own channels.
    pub order: ChannelOrder,
    /// Bits per sample, or per index.
    pub bits: u8,
    /// True if it names a transparent colour, or palette entries that are not opaque.
    pub transparency: bool,
    /// True if what a PNG says of transparency is as long as it should be, and in its place.
    pub transparency_fits: bool,
    /// True if any frame of a GIF has a transparent colour.
    pub later_transparency: bool,
    /// True if the end of the file is there, as far as that can be told without decoding.
    pub complete: bool,
    /// True if a JPEG says that Adobe wrote it, so that its print samples are turned over.
    pub adobe: bool,
    /// True if a GIF has colours for its first frame.
    pub has_colours: bool,
    /// How far the first frame of a GIF reaches to the right and down.
    pub reach: (usize, usize),
    /// False if a checksum before the pixels does not hold.
    pub head_sound: bool,
    /// True if all entries of the palette are grey.
    pub gray_palette: bool,
    /// The gamma that a PNG names, times 100,000; 0 where it names none.
    pub gamma: u32,
    /// True if a PNG carries one of the profiles of sRGB that libpng knows.
    pub srgb_profile: bool,
    /// True if a WebP or PNG is an animation.
    pub animated: bool,
    /// The masks of red, green, blue and alpha that a BMP names.
    pub masks: Option<[u32; 4]>,
    /// Bytes of the header of a BMP.
    pub head_size: usize,
    /// True if a PNG's animation does not begin with the picture of the file itself.
    pub begins_elsewhere: bool,
    /// What only a TIFF says.
    pub tiff: TiffFacts,
}

impl Found {
    /// An 8-bit file without transparency.
    pub fn new(format: Format, width: usize, height: usize, order: ChannelOrder) -> Self {
        Self {
            format,
            width,
            height,
            order,
            bits: 8,
            transparency: false,
            transparency_fits: true,
            later_transparency: false,
            complete: true,
            adobe: false,
            has_colours: true,
            reach: (0, 0),
            head_sound: true,
            gray_palette: false,
            gamma: 0,
            srgb_profile: false,
            animated: false,
            masks: None,
            head_size: 0,
            begins_elsewhere: false,
            tiff: TiffFacts::PLAIN,
        }
    }

    /// libpng's grey of a PNG, with the weights it was given. Older versions take a known profile for a gamma.
    ///
    /// # Errors
    /// 16 bits with a gamma.
    pub fn png_luma(&self, weights: [u32; 3], by_profile: bool) -> Result<Gray, Refused> {
        let gamma = if by_profile && self.srgb_profile { SRGB } else { self.gamma };
        let matters = gamma != 0 && !(95_000..=105_000).contains(&gamma);
        match self.bits {
            16 if matters => Err(Refused::Unread("grey of 16-bit colours with a gamma")),
            16 => Ok(Gray::Whole { weights, bias: 16384, divisor: 32768 }),
            _ if matters => Ok(Gray::Linear { weights, gamma }),
            _ => Ok(Gray::Whole { weights, bias: 0, divisor: 32768 }),
        }
    }

    /// Reads the header, with the crate `image` if it is the reader that is described.
    ///
    /// # Errors
    /// A header that is broken or cut off, or that announces a feature that is not read here.
    pub fn read(format: Format, bytes: &[u8], by_crate: bool, bmp_runs: BmpRuns) -> Result<Self, Fault> {
        let broken = || Fault::Broken(format!("the header of the {} file is broken or cut off", format.name()));
        match format {
            Format::Jpeg => jpeg_header::header(bytes),
            Format::Png => png_file::header(bytes).ok_or_else(broken),
            Format::Gif => gif_file::header(bytes).ok_or_else(broken),
            Format::Bmp if bmp::is_plain(bytes) && !by_crate => bmp::header(bytes).ok_or_else(broken),
            Format::Bmp if bmp_runs != BmpRuns::Crate && bmp::has_runs(bytes) => bmp::header(bytes).ok_or_else(broken),
            Format::Bmp if bmp::is_cut(bytes, bmp_runs) => Err(Fault::Cut),
            Format::Tiff if !by_crate => tiff_file::header(bytes),
            Format::Tiff if bytes[2..4].contains(&b'+') => Err(Fault::Unread("TIFF of the big kind".to_owned())),
            Format::Tiff => other(format, bytes),
            // Pillow knows a WebP by its first 12 bytes, a BMP by its first 18.
            Format::WebP if !by_crate => webp_file::header(bytes).ok_or(Fault::Cut),
            Format::Bmp if bytes.len() < 18 => Err(broken()),
            Format::Bmp | Format::WebP => other(format, bytes).map_err(|fault| match fault {
                Fault::Broken(_) => Fault::Cut,
                fault => fault,
            }),
        }
    }
}

/// The header as the crate `image` reads it.
fn other(format: Format, bytes: &[u8]) -> Result<Found, Fault> {
    let decoder = reader(format, bytes).into_decoder().map_err(|error| match error {
        ImageError::Unsupported(error) => Fault::Unread(error.to_string()),
        error => Fault::Broken(error.to_string()),
    })?;
    let (width, height) = decoder.dimensions();
    let Some((order, bits)) = channels(decoder.color_type().into()) else {
        return Err(Fault::Unread("samples of an unknown kind".to_owned()));
    };
    let found = Found::new(format, width as usize, height as usize, order);
    let announced = bytes.get(4..8).and_then(|size| size.try_into().ok()).map_or(0, u32::from_le_bytes) as usize;
    let complete = format != Format::WebP || announced + 8 <= bytes.len();
    Ok(Found { bits, complete, ..found })
}

/// The crate's reader for a format, without its own limits: the size is checked before.
pub fn reader(format: Format, bytes: &[u8]) -> ImageReader<Cursor<&[u8]>> {
    let format = match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::Gif => ImageFormat::Gif,
        Format::Bmp => ImageFormat::Bmp,
        Format::WebP => ImageFormat::WebP,
        Format::Tiff => ImageFormat::Tiff,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.no_limits();
    reader
}

/// Channels and bits.
fn channels(color: ExtendedColorType) -> Option<(ChannelOrder, u8)> {
    Some(match color {
        ExtendedColorType::L8 => (ChannelOrder::Gray, 8),
        ExtendedColorType::La8 => (ChannelOrder::GrayAlpha, 8),
        ExtendedColorType::Rgb8 => (ChannelOrder::Rgb, 8),
        ExtendedColorType::Rgba8 => (ChannelOrder::Rgba, 8),
        ExtendedColorType::L16 => (ChannelOrder::Gray, 16),
        ExtendedColorType::La16 => (ChannelOrder::GrayAlpha, 16),
        ExtendedColorType::Rgb16 => (ChannelOrder::Rgb, 16),
        ExtendedColorType::Rgba16 => (ChannelOrder::Rgba, 16),
        ExtendedColorType::Rgb32F => (ChannelOrder::Rgb, 32),
        ExtendedColorType::Rgba32F => (ChannelOrder::Rgba, 32),
        _ => return None,
    })
}
