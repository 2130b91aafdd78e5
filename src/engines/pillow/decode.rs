//! How Pillow reads files: `Image.open`, then `convert`.

use crate::engines::capability::{
    BmpRuns, BmpSixteen, Color, ColourBeyond, Dct, Decode, Forgiven, FrameBeyond, GifCodes, GifGround, Gray, GrayRules,
    JpegReader, OrientationIn, ReadErrors, Recipe, Refused, SmallerBy, Turning,
};
use crate::engines::kernel::decode::{FIVE_SIX_FIVE, FIVES, Format, Found, FourthSample, Ink, PixelOp};
use crate::value::ChannelOrder;

/// ITU-R 601 in 16-bit fixed point, rounded.
const LUMA: Gray = Gray::Whole { weights: [19595, 38470, 7471], bias: 32768, divisor: 65536 };

pub static GRAY: GrayRules = GrayRules { uint8: LUMA, uint16: None, float32: None, float32_off: 0.0 };

pub static DECODE: Decode = Decode {
    color: Color::Rgb,
    colors: &[Color::Rgb, Color::Bgr, Color::Gray, Color::Rgba, Color::AsIs],
    exif: false,
    turning: Turning { formats: Format::ALL, animations: true, found_in: OrientationIn::ExifThenXmp },
    jpeg: JpegReader::Libjpeg(Dct::Islow),
    smaller: SmallerBy::Draft,
    png_end: Forgiven::AfterPixels,
    checks_head: true,
    by_libpng: false,
    bmp_runs: BmpRuns::Cut,
    bmp_sixteen: BmpSixteen::Scaled,
    gif_end: Forgiven::AfterPixels,
    formats: Format::ALL,
    gif: GifGround::Index,
    gif_codes: GifCodes::Plain,
    gif_colour: ColourBeyond::Black,
    gif_frame: FrameBeyond::Enlarges,
    by_libtiff: false,
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

fn recipe(found: &Found, color: Color) -> Result<Recipe, Refused> {
    if found.format == Format::Jpeg && (found.bits != 8 || found.width == 0 || found.height == 0) {
        return Err(Refused::Unknown("samples of more than 8 bits, or a size that is not said at once"));
    }
    let mut pixels = match (found.order, found.bits) {
        _ if found.format == Format::Tiff => tiff_pixels(found)?,
        _ if found.format == Format::Bmp => bmp_pixels(found)?,
        (ChannelOrder::Cmyk, _) => vec![PixelOp::Invert],
        (ChannelOrder::GrayAlpha, 16) => vec![PixelOp::HighByte, PixelOp::GrayToRgb],
        (ChannelOrder::Rgb | ChannelOrder::Rgba, 16) => vec![PixelOp::HighByte],
        _ => Vec::new(),
    };
    if color == Color::AsIs {
        if (found.order, found.bits) == (ChannelOrder::Gray, 1) {
            pixels.push(PixelOp::GrayToBilevel);
        }
        return Ok(Recipe { jpeg: found.order, pixels });
    }
    match (found.order, found.bits) {
        (ChannelOrder::Cmyk, _) => pixels.push(PixelOp::InkToRgb(Ink::Rounded)),
        (ChannelOrder::Indexed, _) if color == Color::Rgba => pixels.push(PixelOp::PaletteToRgba),
        (ChannelOrder::Indexed, _) => pixels.push(PixelOp::PaletteToRgb),
        (ChannelOrder::Gray, 16 | 32) => pixels.push(PixelOp::Clip),
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

/// What Pillow makes of the samples of a TIFF when it opens it.
fn tiff_pixels(found: &Found) -> Result<Vec<PixelOp>, Refused> {
    let narrowed = if found.bits == 16 { vec![PixelOp::HighByte] } else { Vec::new() };
    match (found.order, found.bits, found.tiff.fourth) {
        _ if found.tiff.uncoloured => Err(Refused::Unknown("a palette without colours")),
        (ChannelOrder::Rgb, 32, _) => Err(Refused::Unknown("floats of three channels are no known mode")),
        (ChannelOrder::Rgb | ChannelOrder::Rgba | ChannelOrder::Cmyk, 16, _) if found.tiff.planes => {
            Err(Refused::Undefined("the bytes of 16-bit planes are taken for samples"))
        }
        (ChannelOrder::Gray, 32, _) if found.tiff.packed_high_first => {
            Err(Refused::Undefined("the bytes of floats are exchanged once more than they should be"))
        }
        (ChannelOrder::GrayAlpha, _, FourthSample::Unassociated) => Ok(Vec::new()),
        (ChannelOrder::GrayAlpha, _, FourthSample::Meaningless) => {
            Err(Refused::Unread("grey with a sample that has no meaning"))
        }
        (ChannelOrder::GrayAlpha, ..) => Err(Refused::Unknown("two samples whose meaning is not said")),
        (ChannelOrder::Cmyk, ..) => Ok([narrowed, vec![PixelOp::Invert]].concat()),
        (ChannelOrder::Rgba, _, FourthSample::Meaningless) => Ok([narrowed, vec![PixelOp::DropAlpha]].concat()),
        (ChannelOrder::Rgba, 8, FourthSample::Associated) => Ok(vec![PixelOp::Unmultiply]),
        (ChannelOrder::Rgba, _, FourthSample::Associated) => Err(Refused::Unread("16-bit colours multiplied by alpha")),
        (ChannelOrder::Rgb | ChannelOrder::Rgba, ..) => Ok(narrowed),
        _ => Ok(Vec::new()),
    }
}

/// The masks of 32-bit BMP files that Pillow knows.
const BMP_MASKS: [[u32; 4]; 8] = [
    [0xFF_0000, 0xFF00, 0xFF, 0],
    [0xFF00_0000, 0xFF_0000, 0xFF00, 0],
    [0xFF00_0000, 0xFF00, 0xFF, 0],
    [0xFF00_0000, 0xFF_0000, 0xFF00, 0xFF],
    [0xFF, 0xFF00, 0xFF_0000, 0xFF00_0000],
    [0xFF_0000, 0xFF00, 0xFF, 0xFF00_0000],
    [0xFF00_0000, 0xFF00, 0xFF, 0xFF_0000],
    [0; 4],
];

/// What Pillow makes of the samples of a BMP when it opens it.
fn bmp_pixels(found: &Found) -> Result<Vec<PixelOp>, Refused> {
    match (found.bits, found.masks) {
        (32, Some(masks)) if !BMP_MASKS.contains(&masks) => Err(Refused::Raises("masks that are not known")),
        (16, Some([red, green, blue, _])) if ![FIVE_SIX_FIVE, FIVES].contains(&[red, green, blue]) => {
            Err(Refused::Raises("masks that are not known"))
        }
        (2, _) => Err(Refused::Raises("BMP files of 2 bits are not read")),
        (32, Some(masks)) if masks[3] != 0 || masks == [0; 4] => Ok(Vec::new()),
        (32, _) => Ok(vec![PixelOp::DropAlpha]),
        _ => Ok(Vec::new()),
    }
}
