//! How torchvision reads files: `torchvision.io.decode_image`.

use crate::engines::capability::{
    BmpRuns, BmpSixteen, Color, ColourBeyond, Dct, Decode, Forgiven, FrameBeyond, GifCodes, GifGround, Gray, GrayRules,
    JpegReader, OrientationIn, ReadErrors, Recipe, Refused, SmallerBy, Turning,
};
use crate::engines::kernel::decode::{Format, Found, Ink, PixelOp};
use crate::value::ChannelOrder;

/// `rgb_to_grayscale` on tensors: float32, truncated.
const LUMA: Gray = Gray::Float { weights: [0.2989, 0.587, 0.114] };
/// libpng's own, set to 0.2989 and 0.587.
const PNG_WEIGHTS: [u32; 3] = [9794, 19234, 3740];
/// What print colours become grey with.
const INK_LUMA: Gray = Gray::Whole { weights: [19595, 38470, 7471], bias: 32768, divisor: 65536 };

pub static GRAY: GrayRules = GrayRules { uint8: LUMA, uint16: Some(LUMA), float32: Some(LUMA), float32_off: 0.0 };

pub static DECODE: Decode = Decode {
    color: Color::AsIs,
    colors: &[Color::AsIs, Color::Rgb, Color::Bgr, Color::Gray, Color::Rgba],
    exif: false,
    turning: Turning { formats: &[Format::Jpeg, Format::Png], animations: true, found_in: OrientationIn::FirstBlock },
    jpeg: JpegReader::Libjpeg(Dct::Islow),
    smaller: SmallerBy::Nothing,
    png_end: Forgiven::AfterData,
    checks_head: false,
    by_libpng: true,
    bmp_runs: BmpRuns::Crate,
    bmp_sixteen: BmpSixteen::Scaled,
    gif_end: Forgiven::Nothing,
    formats: &[Format::Jpeg, Format::Png, Format::Gif, Format::WebP],
    gif: GifGround::Background,
    gif_codes: GifCodes::Giflib,
    gif_colour: ColourBeyond::Undefined,
    gif_frame: FrameBeyond::Cut,
    by_libtiff: false,
    turns_tiff: false,
    recipe,
    gray: None,
    as_is_bgr: false,
    errors: ReadErrors {
        empty: "RuntimeError",
        unidentified: "RuntimeError",
        broken: "RuntimeError",
        unsupported: "RuntimeError",
    },
    functions: &[],
};

fn recipe(found: &Found, color: Color) -> Result<Recipe, Refused> {
    let refuse = |what: &'static str| Err(Refused::Raises(what));
    let plain = |jpeg, pixels| Ok(Recipe { jpeg, pixels });
    match found.format {
        Format::Bmp | Format::Tiff => refuse("BMP and TIFF are not read"),
        Format::Gif => plain(found.order, vec![PixelOp::DropAlpha]),
        Format::WebP if found.animated => refuse("animated WebP files are not read"),
        Format::WebP => match color {
            Color::Rgb => plain(found.order, vec![PixelOp::DropAlpha]),
            Color::Rgba => plain(found.order, vec![PixelOp::AddAlpha]),
            _ => plain(found.order, Vec::new()),
        },
        Format::Jpeg => match (found.order, color) {
            (_, Color::Rgba) => refuse("JPEG files are not decoded with alpha"),
            (ChannelOrder::Cmyk, Color::AsIs) => plain(ChannelOrder::Cmyk, Vec::new()),
            (ChannelOrder::Cmyk, Color::Gray) => plain(
                ChannelOrder::Cmyk,
                vec![PixelOp::Invert, PixelOp::InkToRgb(Ink::Rounded), PixelOp::ToGray(INK_LUMA)],
            ),
            (ChannelOrder::Cmyk, _) => {
                plain(ChannelOrder::Cmyk, vec![PixelOp::Invert, PixelOp::InkToRgb(Ink::Rounded)])
            }
            (_, Color::Gray) => plain(ChannelOrder::Gray, Vec::new()),
            (ChannelOrder::Gray, Color::Rgb) => plain(ChannelOrder::Gray, vec![PixelOp::GrayToRgb]),
            (order, _) => plain(order, Vec::new()),
        },
        Format::Png if found.order == ChannelOrder::Indexed && color == Color::AsIs && found.bits < 8 => {
            Err(Refused::Undefined(
                "palette indices of fewer than 8 bits come packed, followed by memory nobody has written",
            ))
        }
        Format::Png if found.order == ChannelOrder::Indexed && color == Color::Rgba && !found.transparency => {
            Err(Refused::Undefined("an opaque palette asked for with alpha is written in rows of the wrong length"))
        }
        Format::Png => plain(found.order, png_pixels(found, color)?),
    }
}

fn png_pixels(found: &Found, color: Color) -> Result<Vec<PixelOp>, Refused> {
    let is_gray = matches!(found.order, ChannelOrder::Gray | ChannelOrder::GrayAlpha);
    let mut pixels = match (found.order, color) {
        (_, Color::AsIs) => return Ok(Vec::new()),
        (ChannelOrder::Indexed, Color::Rgba) => vec![PixelOp::PaletteToRgba],
        (ChannelOrder::Indexed, _) => vec![PixelOp::PaletteToRgb],
        _ => Vec::new(),
    };
    match color {
        Color::Rgba => {
            // libpng is given the file's largest sample for the new channel, not that of the 8 bits it makes.
            let level = ((1u16 << found.bits.min(8)) - 1) as u8;
            pixels.extend([PixelOp::AddAlphaLevel(level), PixelOp::GrayToRgb]);
        }
        Color::Gray if is_gray => pixels.push(PixelOp::DropAlpha),
        Color::Gray => {
            let luma = found.png_luma(PNG_WEIGHTS, false)?;
            pixels.extend([PixelOp::DropAlpha, PixelOp::ToGray(luma)]);
        }
        _ => pixels.extend([PixelOp::DropAlpha, PixelOp::GrayToRgb]),
    }
    Ok(pixels)
}
