//! How Pillow reads files: `Image.open`, then `convert`.

use crate::engines::capability::{
    Color, Dct, Decode, Forgiven, FrameBeyond, GifCodes, GifGround, Gray, GrayRules, JpegReader, ReadErrors, Recipe,
    Refused,
};
use crate::engines::kernel::decode::{Format, Found, Ink, PixelOp};
use crate::value::ChannelOrder;

/// ITU-R 601 in 16-bit fixed point, rounded.
const LUMA: Gray = Gray::Whole { weights: [19595, 38470, 7471], bias: 32768, divisor: 65536 };

pub static GRAY: GrayRules = GrayRules { uint8: LUMA, uint16: None, float32: None, float32_off: 0.0 };

pub static DECODE: Decode = Decode {
    color: Color::Rgb,
    colors: &[Color::Rgb, Color::Bgr, Color::Gray, Color::Rgba, Color::AsIs],
    exif: false,
    jpeg: JpegReader::Libjpeg(Dct::Islow),
    png_end: Forgiven::AfterPixels,
    checks_head: true,
    gif_end: Forgiven::AfterPixels,
    formats: Format::ALL,
    gif: GifGround::Index,
    gif_codes: GifCodes::Plain,
    gif_frame: FrameBeyond::Enlarges,
    tiff_byte_palette: false,
    turns_tiff: true,
    recipe,
    gray: Some(LUMA),
    as_is_bgr: false,
    errors: ReadErrors {
        empty: "UnidentifiedImageError",
        unidentified: "UnidentifiedImageError",
        broken: "OSError",
        unsupported: "OSError",
    },
    functions: &[],
};

#[allow(clippy::unnecessary_wraps, reason = "other libraries refuse some files")]
fn recipe(found: &Found, color: Color) -> Result<Recipe, Refused> {
    let mut pixels = match (found.order, found.bits) {
        (ChannelOrder::Cmyk, _) => vec![PixelOp::Invert],
        (ChannelOrder::GrayAlpha, 16) => vec![PixelOp::HighByte, PixelOp::GrayToRgb],
        (ChannelOrder::Rgba, 32) if found.format == Format::Bmp => vec![PixelOp::DropAlpha],
        (ChannelOrder::Rgb | ChannelOrder::Rgba, 16) => vec![PixelOp::HighByte],
        _ => Vec::new(),
    };
    if color == Color::AsIs {
        return Ok(Recipe { jpeg: found.order, pixels });
    }
    match (found.order, found.bits) {
        (ChannelOrder::Cmyk, _) => pixels.push(PixelOp::InkToRgb(Ink::Rounded)),
        (ChannelOrder::Indexed, _) if color == Color::Rgba => pixels.push(PixelOp::PaletteToRgba),
        (ChannelOrder::Indexed, _) => pixels.push(PixelOp::PaletteToRgb),
        (ChannelOrder::Gray, 16) => pixels.push(PixelOp::Clip),
        _ => {}
    }
    let is_gray = matches!(found.order, ChannelOrder::Gray | ChannelOrder::GrayAlpha);
    match color {
        Color::Rgba => {
            // A transparent colour is compared as the file writes it, also where samples were spread or narrowed.
            let key = if found.bits == 1 { PixelOp::KeyToAlpha } else { PixelOp::UnscaledKeyToAlpha };
            pixels.push(if found.transparency && found.bits < 16 { key } else { PixelOp::AddAlpha });
            pixels.push(PixelOp::GrayToRgb);
        }
        Color::Gray if is_gray && found.bits == 16 => pixels.extend([PixelOp::DropAlpha, PixelOp::ToGray(LUMA)]),
        Color::Gray if is_gray => pixels.push(PixelOp::DropAlpha),
        Color::Gray => pixels.extend([PixelOp::DropAlpha, PixelOp::ToGray(LUMA)]),
        _ => pixels.extend([PixelOp::DropAlpha, PixelOp::GrayToRgb]),
    }
    Ok(Recipe { jpeg: found.order, pixels })
}
