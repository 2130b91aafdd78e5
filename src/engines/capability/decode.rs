use super::Gray;
use crate::engines::kernel::decode::{Format, Found, PixelOp};
use crate::value::ChannelOrder;

/// What a definition asks of a decoder; `None` is the library's default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DecodeRequest {
    /// Which channels to make of the file.
    pub color: Option<Color>,
    /// True to apply the EXIF orientation.
    pub exif: Option<bool>,
    /// The inverse DCT of JPEG.
    pub dct: Option<Dct>,
    /// How JPEG's chroma planes are brought to full size.
    pub chroma: Option<Chroma>,
    /// The function of the library that reads the file.
    pub function: Option<&'static ReadFunction>,
    /// How much smaller a JPEG is read.
    pub smaller: Option<Smaller>,
    /// Files whose header announces more pixels than this are refused before anything is decoded.
    pub max_pixels: u64,
}

/// Which channels a decoder makes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants are the names in case files")]
pub enum Color {
    Rgb,
    Bgr,
    Gray,
    Rgba,
    /// What the library gives when it is asked for nothing: the file's own channels, as far as it keeps them.
    AsIs,
}

impl Color {
    /// All of them with their names in case files.
    pub const ALL: [(&'static str, Self); 5] =
        [("rgb", Self::Rgb), ("bgr", Self::Bgr), ("gray", Self::Gray), ("rgba", Self::Rgba), ("as_is", Self::AsIs)];

    /// The name in case files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, color)| *color == self).map_or("", |(name, _)| name)
    }
}

/// Inverse discrete cosine transforms of libjpeg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dct {
    /// The accurate integer transform.
    Islow,
    /// The fast, less accurate integer transform.
    Ifast,
    /// The floating-point transform.
    Float,
}

impl Dct {
    /// All of them with their names in case files.
    pub const ALL: [(&'static str, Self); 3] = [("islow", Self::Islow), ("ifast", Self::Ifast), ("float", Self::Float)];

    /// The name in case files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, dct)| *dct == self).map_or("", |(name, _)| name)
    }
}

/// Ways to bring JPEG's chroma planes to full size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chroma {
    /// A triangle filter.
    Fancy,
    /// Every chroma sample is repeated; `merged` and `nearest` are two ways to the same values.
    Nearest,
}

impl Chroma {
    /// All names in case files.
    pub const ALL: [(&'static str, Self); 3] =
        [("fancy", Self::Fancy), ("merged", Self::Nearest), ("nearest", Self::Nearest)];
}

/// A JPEG at a part of its size, as libjpeg's smaller transforms make it of the low frequencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Smaller {
    /// Sides divided by this: 1, 2, 4 or 8.
    Ratio(u8),
    /// By the largest of these numbers that leaves it this wide and this high at least, as Pillow's `draft` chooses.
    Draft(usize, usize),
}

impl Smaller {
    /// What the sides of a picture are divided by.
    pub fn ratio(self, width: usize, height: usize) -> u8 {
        match self {
            Self::Ratio(ratio) => ratio,
            Self::Draft(wide, high) => {
                let most = (width / wide.max(1)).min(height / high.max(1));
                [8, 4, 2].into_iter().find(|ratio| most >= usize::from(*ratio)).unwrap_or(1)
            }
        }
    }
}

/// How a library is told to read a JPEG at a part of its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmallerBy {
    /// It has no way to.
    Nothing,
    /// By the ratio; other formats are left as they are.
    Ratio,
    /// By the ratio; other formats are resized, which is not done here.
    RatioOfAll,
    /// By the size that is wanted.
    Draft,
}

/// Who reads a JPEG file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JpegReader {
    /// libjpeg, with this transform where none is asked for.
    Libjpeg(Dct),
    /// The decoder of the crate `image`, which has no such choices.
    ImageCrate,
}

/// How much of the end of a file may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgiven {
    /// Everything after the last pixel.
    AfterPixels,
    /// Everything after the blocks of pixel data.
    AfterData,
    /// Nothing: the mark of the end must be there.
    Nothing,
}

/// What stands where the first frame of a GIF has no visible pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GifGround {
    /// Indices are kept: the transparent index, else the first.
    Index,
    /// The colour of the background, transparent.
    Background,
    /// Transparent black; transparent pixels of the frame keep their colour.
    Clear,
    /// Black, on a canvas of the size of the largest frame.
    LargestFrame,
}

/// How the codes of a GIF are taken that are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GifCodes {
    /// A code that cannot be ends it, codes behind the last pixel are not looked at.
    Plain,
    /// As giflib takes them, which goes on behind codes that cannot be.
    Giflib,
    /// As many codes as the pixels need, and no more.
    AsManyAsPixels,
}

/// What becomes of an index of a GIF for which its frame has no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourBeyond {
    /// It is black.
    Black,
    /// The table of the whole file is looked at too, else there is no image.
    Global,
    /// There is no image.
    Rejected,
    /// It is made of memory that nobody has written.
    Undefined,
}

/// What becomes of a GIF whose first frame reaches beyond the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameBeyond {
    /// It is cut off.
    Cut,
    /// The picture is enlarged.
    Enlarges,
    /// There is no image.
    Rejected,
}

/// How the 16 bits of a BMP become three bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BmpSixteen {
    /// By division: the most is 255.
    Scaled,
    /// As high bits, with zeros behind them. Of 32 bits masks are looked at in larger headers only.
    Shifted,
    /// Not at all, and masks are never looked at.
    Unread,
}

/// How the runs of a BMP are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BmpRuns {
    /// What goes beyond its row is cut off; all pixels must be there.
    Cut,
    /// What goes beyond its row is an error; an end that comes early is filled up with the first colour.
    Strict,
    /// By the crate `image`.
    Crate,
}

impl BmpSixteen {
    /// Bytes of the smallest header whose masks of 32 bits are looked at.
    pub fn masks_from(self) -> usize {
        match self {
            Self::Scaled => 40,
            Self::Shifted => 56,
            Self::Unread => usize::MAX,
        }
    }
}

/// What happens to one file: how a JPEG is read, and what is done to its pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The colour space that libjpeg is asked for; ignored for other formats.
    pub jpeg: ChannelOrder,
    /// In order.
    pub pixels: Vec<PixelOp>,
}

/// The library makes no image of this kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It raises, and says this, in our words.
    Raises(&'static str),
    /// It does not take it for an image.
    Unknown(&'static str),
    /// It reads the file, but what it makes of it is not done here.
    Unread(&'static str),
    /// It returns memory that nobody has written, or other nonsense that cannot be told in advance.
    Undefined(&'static str),
}

/// The names of a library's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadErrors {
    /// The file has no content.
    pub empty: &'static str,
    /// The content is of no known format, or its header is broken.
    pub unidentified: &'static str,
    /// The content is cut off or broken behind its header.
    pub broken: &'static str,
    /// The file is sound, but the library does not read it so.
    pub unsupported: &'static str,
}

/// One of several functions with which a library reads files, and how it differs.
#[derive(Debug, PartialEq, Eq)]
pub struct ReadFunction {
    /// Its name.
    pub name: &'static str,
    /// True if a JPEG that ends too early is filled up, as libjpeg does; false if it gives no image.
    pub fills_jpeg: bool,
    /// True if a TIFF whose orientation exchanges its sides gives no image, unless it is square.
    pub loses_turned_tiff: bool,
    /// True if an animated PNG is read like any other.
    pub stills_only: bool,
    /// The error for a file without content, in the place of [`ReadErrors::empty`].
    pub empty: &'static str,
}

/// Where a library looks for the orientation of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrientationIn {
    /// In all EXIF together, else in XMP.
    ExifThenXmp,
    /// In one EXIF block after the other.
    EachBlock,
    /// In the place where an EXIF block should stand.
    FirstBlock,
    /// Where the crate `image` looks.
    ImageCrate,
}

/// Which files a library turns when orientations are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turning {
    /// Their formats.
    pub formats: &'static [Format],
    /// True if animations are turned too.
    pub animations: bool,
    /// Where it looks for the orientation.
    pub found_in: OrientationIn,
}

/// How one library reads image files.
#[derive(Debug)]
pub struct Decode {
    /// The channels when none are asked for.
    pub color: Color,
    /// The channels that can be asked for.
    pub colors: &'static [Color],
    /// True if the EXIF orientation is applied when nothing is said.
    pub exif: bool,
    /// Which files are turned where it is applied.
    pub turning: Turning,
    /// Who reads JPEG.
    pub jpeg: JpegReader,
    /// How it reads a JPEG at a part of its size.
    pub smaller: SmallerBy,
    /// How much may be missing at the end of a PNG or BMP.
    pub png_end: Forgiven,
    /// True if a PNG is refused when a checksum before its pixels does not hold, be it that of a chunk one can do without.
    pub checks_head: bool,
    /// True if libpng reads a PNG, which passes over transparency that is too long or out of place.
    pub by_libpng: bool,
    /// How it reads a BMP of runs.
    pub bmp_runs: BmpRuns,
    /// How it reads a BMP of 16 bits.
    pub bmp_sixteen: BmpSixteen,
    /// How much may be missing at the end of a GIF.
    pub gif_end: Forgiven,
    /// The formats that it reads, of those that are read here.
    pub formats: &'static [Format],
    /// What stands behind the first frame of a GIF.
    pub gif: GifGround,
    /// How its codes are taken.
    pub gif_codes: GifCodes,
    /// What becomes of an index without a colour.
    pub gif_colour: ColourBeyond,
    /// What becomes of a first frame that reaches beyond the picture.
    pub gif_frame: FrameBeyond,
    /// True if all of a TIFF is left to libtiff: a palette without any high byte is taken for one of 8-bit colours, and what
    /// is not compressed must be as long as its entry says.
    pub by_libtiff: bool,
    /// True if a TIFF is turned as its orientation says whatever is asked for.
    pub turns_tiff: bool,
    /// What is done to the pixels of a file.
    pub recipe: fn(&Found, Color) -> Result<Recipe, Refused>,
    /// The formula that makes grey of decoded colours, where the library decodes to colour first.
    pub gray: Option<Gray>,
    /// True if `as_is` puts blue first.
    pub as_is_bgr: bool,
    /// How its errors are called.
    pub errors: ReadErrors,
    /// Functions that read files in different ways, the default first; none where there is one way.
    pub functions: &'static [ReadFunction],
}
