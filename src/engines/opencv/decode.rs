//! How files are read: `imread` and `imdecode`.

use crate::engines::capability::{
    BmpRuns, BmpSixteen, Color, ColourBeyond, Dct, Decode, Forgiven, FrameBeyond, GifCodes, GifGround, Gray, GrayRules,
    JpegReader, OrientationIn, ReadErrors, ReadFunction, Recipe, Refused, SmallerBy, Turning,
};
use crate::engines::kernel::decode::{FIVE_SIX_FIVE, FIVES, Format, Found, FourthSample, Ink, PixelOp};
use crate::value::ChannelOrder;

/// `cvtColor` on whole samples: 15-bit fixed point, rounded.
const LUMA: Gray = Gray::Whole { weights: [9798, 19235, 3735], bias: 16384, divisor: 32768 };
/// What the readers of BMP and TIFF use, in 14 bits.
const READER_LUMA: Gray = Gray::Whole { weights: [4899, 9617, 1868], bias: 8192, divisor: 16384 };
/// What the reader of BMP uses for 32 bits with masks.
const MASKED_LUMA: Gray = Gray::Float { weights: [0.299, 0.587, 0.114] };
/// libpng's own, set to 0.299 and 0.587.
const PNG_WEIGHTS: [u32; 3] = [9797, 19234, 3737];

pub static GRAY: GrayRules = GrayRules {
    uint8: LUMA,
    uint16: Some(LUMA),
    float32: Some(Gray::Float { weights: [0.299, 0.587, 0.114] }),
    float32_off: 2.5e-7,
};

static FUNCTIONS: [ReadFunction; 2] = [
    ReadFunction {
        name: "imdecode",
        fills_jpeg: false,
        loses_turned_tiff: false,
        stills_only: false,
        empty: "cv2.error",
    },
    ReadFunction { name: "imread", fills_jpeg: true, loses_turned_tiff: true, stills_only: true, empty: "None" },
];

pub static DECODE: Decode = Decode {
    color: Color::Bgr,
    colors: &[Color::Bgr, Color::Rgb, Color::Gray, Color::AsIs],
    exif: true,
    turning: Turning {
        formats: &[Format::Jpeg, Format::Png, Format::WebP, Format::Tiff],
        animations: false,
        found_in: OrientationIn::EachBlock,
    },
    jpeg: JpegReader::Libjpeg(Dct::Islow),
    smaller: SmallerBy::RatioOfAll,
    png_end: Forgiven::Nothing,
    checks_head: false,
    by_libpng: true,
    bmp_runs: BmpRuns::Strict,
    bmp_sixteen: BmpSixteen::Shifted,
    gif_end: Forgiven::Nothing,
    formats: Format::ALL,
    gif: GifGround::Background,
    gif_codes: GifCodes::AsManyAsPixels,
    gif_colour: ColourBeyond::Global,
    gif_frame: FrameBeyond::Rejected,
    by_libtiff: true,
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
    if found.format == Format::Tiff {
        return Ok(Recipe { jpeg, pixels: tiff_pixels(found, color)? });
    }
    match (found.format, found.bits, found.masks) {
        (Format::Bmp, 2, _) => return Err(Refused::Raises("BMP files of 2 bits are not read")),
        (Format::Bmp, 16, Some([red, green, blue, _]))
            if found.head_size > 40 || ![FIVE_SIX_FIVE, FIVES].contains(&[red, green, blue]) =>
        {
            return Err(Refused::Raises("masks that are not known"));
        }
        (Format::Png, ..) if found.begins_elsewhere => {
            return Err(Refused::Unread("a PNG whose animation does not begin with its own picture"));
        }
        _ => {}
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
            _ if found.format == Format::Gif && found.later_transparency => {}
            ChannelOrder::Indexed if found.gray_palette => pixels.push(PixelOp::ToGray(READER_LUMA)),
            _ if found.head_size == 12 => pixels.extend([PixelOp::DropAlpha, PixelOp::ToGray(READER_LUMA)]),
            _ if found.format == Format::Gif => pixels.push(PixelOp::DropAlpha),
            _ if found.format == Format::Bmp && found.masks.is_none() => pixels.push(PixelOp::DropAlpha),
            ChannelOrder::GrayAlpha => pixels.push(PixelOp::GrayToRgb),
            ChannelOrder::Rgb if found.transparency => pixels.push(PixelOp::KeyToAlpha),
            _ => {}
        },
        Color::Gray => {
            pixels.push(PixelOp::DropAlpha);
            let is_gray = matches!(found.order, ChannelOrder::Gray | ChannelOrder::GrayAlpha);
            if !is_gray || found.format == Format::Gif {
                pixels.push(PixelOp::ToGray(match (found.format, found.bits) {
                    (Format::Png, _) if found.animated => LUMA,
                    (Format::Png, _) => found.png_luma(PNG_WEIGHTS, false)?,
                    (Format::Bmp, 32) if found.masks.is_some() && found.head_size >= 56 => MASKED_LUMA,
                    (Format::WebP | Format::Gif, _) => LUMA,
                    _ => READER_LUMA,
                }));
            }
            pixels.push(PixelOp::HighByte);
        }
        _ => pixels.extend([PixelOp::HighByte, PixelOp::DropAlpha, PixelOp::GrayToRgb]),
    }
    Ok(Recipe { jpeg, pixels })
}

/// What is done to the samples of a TIFF: colours go through libtiff's pictures of 8 bits, unless the file is read as it is.
fn tiff_pixels(found: &Found, color: Color) -> Result<Vec<PixelOp>, Refused> {
    let as_is = color == Color::AsIs;
    // libtiff takes whole bytes without colours for grey.
    let is_gray = matches!(found.order, ChannelOrder::Gray | ChannelOrder::GrayAlpha) || found.tiff.uncoloured;
    let mut pixels = match (found.order, found.bits) {
        _ if found.tiff.unexplained => return Err(Refused::Raises("nothing is said of the meaning of the samples")),
        (ChannelOrder::Indexed, 8) if found.tiff.uncoloured => vec![PixelOp::IndicesAsGray],
        _ if found.tiff.uncoloured => return Err(Refused::Raises("a palette without colours")),
        (ChannelOrder::Indexed, 2) => return Err(Refused::Raises("TIFF palettes of 2 bits are not read")),
        (ChannelOrder::Gray, 2 | 4) => return Err(Refused::Raises("grey of 2 or 4 bits is not read")),
        (ChannelOrder::Cmyk, 16) => return Err(Refused::Raises("print colours of 16 bits are not read")),
        (_, 32) if !as_is => return Err(Refused::Raises("floats are read with IMREAD_UNCHANGED only")),
        (ChannelOrder::Rgb | ChannelOrder::Rgba, 16) if as_is && found.tiff.planes => {
            return Err(Refused::Unread("a TIFF of 16-bit planes as it is"));
        }
        (ChannelOrder::Indexed, _) => vec![PixelOp::PaletteToRgb],
        (ChannelOrder::Cmyk, _) => vec![PixelOp::Invert, PixelOp::InkToRgb(Ink::Truncated)],
        (ChannelOrder::Gray, 16) if found.tiff.white_is_zero && !as_is => vec![PixelOp::Invert],
        _ => Vec::new(),
    };
    if !as_is {
        pixels.push(if is_gray { PixelOp::HighByte } else { PixelOp::Rounded });
    }
    if found.tiff.fourth == FourthSample::Unassociated && found.order == ChannelOrder::Rgba {
        pixels.push(PixelOp::Premultiply);
    }
    match color {
        Color::AsIs if found.order == ChannelOrder::Indexed && found.bits == 1 => {
            pixels.push(PixelOp::ToGray(READER_LUMA));
        }
        Color::AsIs if is_gray => pixels.push(PixelOp::DropAlpha),
        Color::AsIs if found.order == ChannelOrder::Cmyk => pixels.push(PixelOp::AddAlpha),
        Color::AsIs => {}
        Color::Gray if is_gray => pixels.push(PixelOp::DropAlpha),
        Color::Gray => pixels.extend([PixelOp::DropAlpha, PixelOp::ToGray(READER_LUMA)]),
        _ => pixels.extend([PixelOp::DropAlpha, PixelOp::GrayToRgb]),
    }
    Ok(pixels)
}
