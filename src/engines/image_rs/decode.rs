//! How the crate `image` reads files: `image::load_from_memory`, then `to_rgb8` and its like.

use crate::engines::capability::{
    BmpRuns, BmpSixteen, Color, ColourBeyond, Decode, Forgiven, FrameBeyond, GifCodes, GifGround, Gray, GrayRules,
    JpegReader, OrientationIn, ReadErrors, Recipe, Refused, SmallerBy, Turning,
};
use crate::engines::kernel::decode::{Format, Found, PixelOp};
use crate::value::ChannelOrder;

/// `to_luma8` and its like: ITU-R 709 in float32 on 0 to 1, rounded.
const LUMA: Gray = Gray::ImageCrate;

pub static GRAY: GrayRules = GrayRules { uint8: LUMA, uint16: Some(LUMA), float32: Some(LUMA), float32_off: 0.0 };

pub static DECODE: Decode = Decode {
    color: Color::AsIs,
    colors: &[Color::AsIs, Color::Rgb, Color::Bgr, Color::Gray, Color::Rgba],
    exif: false,
    turning: Turning { formats: Format::ALL, animations: true, found_in: OrientationIn::ImageCrate },
    jpeg: JpegReader::ImageCrate,
    smaller: SmallerBy::Nothing,
    png_end: Forgiven::AfterData,
    checks_head: false,
    by_libpng: false,
    bmp_runs: BmpRuns::Crate,
    bmp_sixteen: BmpSixteen::Scaled,
    gif_end: Forgiven::AfterData,
    formats: Format::ALL,
    gif: GifGround::Clear,
    gif_codes: GifCodes::Plain,
    gif_colour: ColourBeyond::Black,
    gif_frame: FrameBeyond::Cut,
    by_libtiff: false,
    turns_tiff: false,
    recipe,
    gray: Some(LUMA),
    as_is_bgr: false,
    errors: ReadErrors {
        empty: "ImageError::Unsupported",
        unidentified: "ImageError::Unsupported",
        broken: "ImageError::Decoding",
        unsupported: "ImageError::Unsupported",
    },
    functions: &[],
};

#[allow(clippy::unnecessary_wraps, reason = "other libraries refuse some files")]
fn recipe(found: &Found, color: Color) -> Result<Recipe, Refused> {
    let mut pixels = match found.order {
        _ if found.format == Format::Gif => Vec::new(),
        ChannelOrder::Indexed if found.transparency => vec![PixelOp::PaletteToRgba],
        ChannelOrder::Indexed => vec![PixelOp::PaletteToRgb],
        _ if found.transparency => vec![PixelOp::KeyToAlpha],
        _ => Vec::new(),
    };
    let is_gray = !matches!(found.format, Format::Gif | Format::Bmp)
        && matches!(found.order, ChannelOrder::Gray | ChannelOrder::GrayAlpha);
    match color {
        Color::AsIs => {}
        Color::Rgba => pixels.extend([PixelOp::AddAlpha, PixelOp::Rounded, PixelOp::GrayToRgb]),
        Color::Gray if is_gray => pixels.extend([PixelOp::DropAlpha, PixelOp::Rounded]),
        Color::Gray if found.bits == 16 => pixels.extend([PixelOp::DropAlpha, PixelOp::ToGray8ByCrate]),
        Color::Gray => pixels.extend([PixelOp::DropAlpha, PixelOp::ToGray(LUMA)]),
        _ => pixels.extend([PixelOp::DropAlpha, PixelOp::Rounded, PixelOp::GrayToRgb]),
    }
    Ok(Recipe { jpeg: found.order, pixels })
}
