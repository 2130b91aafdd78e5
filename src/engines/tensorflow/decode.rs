//! How TensorFlow reads files: `tf.io.decode_image`.

use crate::engines::capability::{
    BmpRuns, BmpSixteen, Color, ColourBeyond, Dct, Decode, Forgiven, FrameBeyond, GifCodes, GifGround, Gray, GrayRules,
    JpegReader, OrientationIn, ReadErrors, Recipe, Refused, SmallerBy, Turning,
};
use crate::engines::kernel::decode::{Format, Found, Ink, PixelOp};
use crate::value::ChannelOrder;

/// `rgb_to_grayscale`: brought to 0..1, weighted, scaled back.
const LUMA: Gray = Gray::UnitFloat { weights: [0.2989, 0.587, 0.114] };
/// libpng's own, set to 0.299 and 0.587.
const PNG_WEIGHTS: [u32; 3] = [9797, 19234, 3737];

pub static GRAY: GrayRules = GrayRules {
    uint8: LUMA,
    uint16: Some(LUMA),
    float32: Some(Gray::Float { weights: [0.2989, 0.587, 0.114] }),
    float32_off: 0.0,
};

pub static DECODE: Decode = Decode {
    color: Color::AsIs,
    colors: &[Color::AsIs, Color::Rgb, Color::Bgr, Color::Gray, Color::Rgba],
    exif: false,
    turning: Turning { formats: Format::ALL, animations: true, found_in: OrientationIn::EachBlock },
    jpeg: JpegReader::Libjpeg(Dct::Ifast),
    smaller: SmallerBy::Ratio,
    png_end: Forgiven::Nothing,
    checks_head: false,
    by_libpng: true,
    bmp_runs: BmpRuns::Crate,
    bmp_sixteen: BmpSixteen::Unread,
    gif_end: Forgiven::AfterData,
    formats: &[Format::Jpeg, Format::Png, Format::Gif, Format::Bmp, Format::WebP],
    gif: GifGround::LargestFrame,
    gif_codes: GifCodes::Giflib,
    gif_colour: ColourBeyond::Rejected,
    gif_frame: FrameBeyond::Cut,
    by_libtiff: false,
    turns_tiff: false,
    recipe,
    gray: None,
    as_is_bgr: false,
    errors: ReadErrors {
        empty: "InvalidArgumentError",
        unidentified: "InvalidArgumentError",
        broken: "InvalidArgumentError",
        unsupported: "InvalidArgumentError",
    },
    functions: &[],
};

fn recipe(found: &Found, color: Color) -> Result<Recipe, Refused> {
    let refuse = |what: &'static str| Err(Refused::Raises(what));
    let plain = |jpeg, pixels| Ok(Recipe { jpeg, pixels });
    match (found.format, found.order, color) {
        (Format::Tiff, _, _) => refuse("TIFF is not read"),
        (Format::Jpeg, _, Color::Rgba) => refuse("JPEG files are not decoded with alpha"),
        (Format::Jpeg, ChannelOrder::Cmyk, Color::Gray) => refuse("CMYK files are not decoded to grey"),
        (Format::Jpeg, ChannelOrder::Cmyk, _) => {
            let turn = if found.adobe { vec![PixelOp::Invert] } else { Vec::new() };
            plain(ChannelOrder::Cmyk, [turn, vec![PixelOp::InkToRgb(Ink::Truncated)]].concat())
        }
        (Format::Jpeg, _, Color::Gray) => plain(ChannelOrder::Gray, Vec::new()),
        (Format::Jpeg, ChannelOrder::Gray, Color::Rgb) => plain(ChannelOrder::Gray, vec![PixelOp::GrayToRgb]),
        (Format::Jpeg, order, _) => plain(order, Vec::new()),
        (Format::Gif, _, Color::Gray | Color::Rgba) => refuse("GIF files are decoded to 3 channels only"),
        (Format::Gif, order, _) => plain(order, vec![PixelOp::DropAlpha]),
        (Format::WebP, _, Color::Gray) => refuse("WebP files are decoded to 3 or 4 channels only"),
        (Format::WebP, ChannelOrder::Rgba, Color::Rgb) | (Format::WebP, ChannelOrder::Rgb, Color::Rgba) => {
            refuse("WebP files are decoded to the channels that they have only")
        }
        (Format::Bmp, _, Color::Gray) => refuse("BMP files are not decoded to grey"),
        (Format::Bmp, _, _) if found.bits < 8 || found.bits == 16 || found.head_size < 40 => {
            refuse("BMP files are read with 8, 24 or 32 bits, not compressed, and with a header of 40 bytes at least")
        }
        // A palette is not looked at: indices are taken for grey.
        (Format::Bmp, ChannelOrder::Gray | ChannelOrder::Indexed, _) => {
            let pixels = match color {
                Color::AsIs => vec![PixelOp::IndicesAsGray],
                Color::Rgba => vec![PixelOp::IndicesAsGray, PixelOp::AddAlpha, PixelOp::GrayToRgb],
                _ => vec![PixelOp::IndicesAsGray, PixelOp::GrayToRgb],
            };
            plain(found.order, pixels)
        }
        (Format::WebP | Format::Bmp | Format::Png, order, _) => plain(order, pixels(found, color)?),
    }
}

fn pixels(found: &Found, color: Color) -> Result<Vec<PixelOp>, Refused> {
    let is_gray = matches!(found.order, ChannelOrder::Gray | ChannelOrder::GrayAlpha);
    let mut pixels = match (found.order, color) {
        (ChannelOrder::Indexed, Color::Rgba | Color::AsIs) if found.transparency => vec![PixelOp::PaletteToRgba],
        (ChannelOrder::Indexed, _) => vec![PixelOp::PaletteToRgb],
        _ => Vec::new(),
    };
    match color {
        Color::AsIs => pixels.push(PixelOp::HighByte),
        Color::Rgba if found.transparency => {
            pixels.extend([PixelOp::KeyToAlpha, PixelOp::HighByte, PixelOp::GrayToRgb]);
        }
        Color::Rgba => {
            // libpng is given the file's largest sample for the new channel, not that of the 8 bits it makes.
            let level = ((1u16 << found.bits.min(8)) - 1) as u8;
            pixels.extend([PixelOp::AddAlphaLevel(level), PixelOp::HighByte, PixelOp::GrayToRgb]);
        }
        Color::Gray if is_gray => pixels.extend([PixelOp::DropAlpha, PixelOp::HighByte]),
        Color::Gray => {
            let luma = found.png_luma(PNG_WEIGHTS, true)?;
            pixels.extend([PixelOp::DropAlpha, PixelOp::ToGray(luma), PixelOp::HighByte]);
        }
        _ => pixels.extend([PixelOp::DropAlpha, PixelOp::HighByte, PixelOp::GrayToRgb]),
    }
    Ok(pixels)
}
