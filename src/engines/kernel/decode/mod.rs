//! Reading image files: one decoder per format, and small operations that make each library's image of the result.
//!
//! The work on a file is bound in two or three operations, so that libraries that read a file alike read it once: the
//! pixels in red, green, blue (or what the file has), then grey, then the order of the channels.

mod accurate_transform;
mod baseline;
mod bmp;
mod bmp_runs;
mod checksum;
mod exif;
mod fast_transform;
mod forgiving;
mod found;
mod gif_codes;
mod gif_file;
mod huffman;
mod jpeg;
mod jpeg_header;
mod needed;
mod operations;
mod orientation;
mod other;
mod picture;
mod planes;
mod png_file;
mod png_texts;
mod read_file;
mod scans;
mod spectrum;
mod tables;
mod tiff_data;
mod tiff_directory;
mod tiff_file;
mod transform;
mod webp_file;

pub use bmp::{FIVE_SIX_FIVE, FIVES};
pub use found::{Format, Found};
pub use operations::bind;
pub use orientation::is_named as names_orientation;
pub use picture::{Ink, Picture, PixelOp, Transparency};
pub use tiff_file::{FourthSample, TiffFacts};

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The header, or the data behind it, is broken or cut off.
    Broken(String),
    /// The header is cut off in the middle of one of its parts.
    Cut,
    /// The format has a feature that is not read here, though the real library may read it.
    Unread(String),
    /// The real library gives memory that nobody has written.
    Undefined(&'static str),
    /// The real library gives the error of this name.
    Raised(&'static str),
}
