//! How files are read: `imread` and `imdecode`.

use crate::engines::capability::{
    Color, Dct, Decode, Forgiven, FrameBeyond, GifCodes, GifGround, Gray, GrayRules, JpegReader, ReadErrors,
    ReadFunction, Recipe, Refused,
};
use crate::engines::kernel::decode::{Format, Found, Ink, PixelOp};
use crate::value::ChannelOrder;

/// `cvtColor` on whole samples: 15-bit fixed point, rounded.
const LUMA: Gray = Gray::Whole { weights: [9798, 19235, 3735], bias: 16384, divisor: 32768 };
/// What the readers of BMP and TIFF use, in 14 bits.
const READER_LUMA: Gray = Gray::Whole { weights: [4899, 9617, 1868], bias: 8192, divisor: 16384 };
/// libpng's own, set to 0.299 and 0.587.
const PNG_WEIGHTS: [u32; 3] = [9797, 19234, 3737];

pub static GRAY: GrayRules = GrayRules {
    uint8: LUMA,
    uint16: Some(LUMA),
    float32: Some(Gray::Float { weights: [0.299, 0.587, 0.114] }),
    float32_off: 2.5e-7,
};

static FUNCTIONS: [ReadFunction; 2] = [
    ReadFunction { name: "imdecode", fills_jpeg: false, loses_turned_tiff: false, empty: "cv2.error" },
    ReadFunction { name: "imread", fills_jpeg: true, loses_turned_tiff: true, empty: "None" },
];

pub static DECODE: Decode = Decode {
    color: Color::Bgr,
    colors: &[Color::Bgr, Color::Rgb, Color::Gray, Color::AsIs],
    exif: true,
    jpeg: JpegReader::Libjpeg(Dct::Islow),
    png_end: Forgiven::Nothing,
    checks_head: false,
    gif_end: Forgiven::Nothing,
    formats: Format::ALL,
    gif: GifGround::Background,
    gif_codes: GifCodes::AsManyAsPixels,
    gif_frame: FrameBeyond::Rejected,
    tiff_byte_palette: true,
    turns_tiff: true,
    recipe,
    gray: Some(LUMA),
    as_is_bgr: true,
    errors: ReadErrors { empty: "cv2.error", unidentified: "None", broken: "None", unsupported: "None" },
    functions: &FUNCTIONS,
};

fn recipe(found: &Found, color: Color) -> Result<Recipe, Refused> {
    let jpeg = match (found.order, color) {
        (ChannelOrder::Rgb, Color::Gray) => ChannelOrder::Gray,
        (order, _) => order,
    };
    if found.format == Format::Jpeg && jpeg == ChannelOrder::Gray && color == Color::Gray {
        return Ok(Recipe { jpeg, pixels: Vec::new() });
    }
    if (found.format, found.order, found.bits) == (Format::Tiff, ChannelOrder::Indexed, 2) {
        return Err(Refused::Raises("TIFF palettes of 2 bits are not read"));
    }
    let mut pixels = match found.order {
        ChannelOrder::Cmyk => vec![PixelOp::Invert, PixelOp::InkToRgb(Ink::Shifted)],
        ChannelOrder::Indexed if found.format == Format::Gif => Vec::new(),
        ChannelOrder::Indexed if found.transparency => vec![PixelOp::PaletteToRgba],
        ChannelOrder::Indexed => vec![PixelOp::PaletteToRgb],
        _ => Vec::new(),
    };
    match color {
        Color::AsIs => match found.order {
            _ if found.format == Format::Gif && found.transparency => {}
            ChannelOrder::Indexed if found.format == Format::Tiff && found.bits > 1 => {}
            ChannelOrder::Indexed if found.gray_palette || found.format == Format::Tiff => {
                pixels.push(PixelOp::ToGray(READER_LUMA));
            }
            _ if matches!(found.format, Format::Gif | Format::Bmp) => pixels.push(PixelOp::DropAlpha),
            ChannelOrder::Rgba if found.format == Format::Tiff => pixels.push(PixelOp::Premultiply),
            ChannelOrder::GrayAlpha => pixels.push(PixelOp::GrayToRgb),
            ChannelOrder::Rgb if found.transparency => pixels.push(PixelOp::KeyToAlpha),
            _ => {}
        },
        Color::Gray => {
            if found.format == Format::Tiff {
                pixels.push(PixelOp::Premultiply);
            }
            pixels.push(PixelOp::DropAlpha);
            let is_gray = matches!(found.order, ChannelOrder::Gray | ChannelOrder::GrayAlpha);
            if !is_gray || found.format == Format::Gif {
                pixels.push(PixelOp::ToGray(match (found.format, found.bits) {
                    (Format::Png, _) => found.png_luma(PNG_WEIGHTS, false)?,
                    (Format::WebP | Format::Gif, _) => LUMA,
                    _ => READER_LUMA,
                }));
            }
            pixels.push(PixelOp::HighByte);
        }
        _ if found.format == Format::Tiff => {
            pixels.extend([PixelOp::HighByte, PixelOp::Premultiply, PixelOp::DropAlpha, PixelOp::GrayToRgb]);
        }
        _ => pixels.extend([PixelOp::HighByte, PixelOp::DropAlpha, PixelOp::GrayToRgb]),
    }
    Ok(Recipe { jpeg, pixels })
}
