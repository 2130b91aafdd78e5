//! GIF, BMP, WebP and TIFF through the decoders of the crate `image`, and its own JPEG decoder.

use super::found::reader;
use super::{Fault, Format, Picture};
use crate::value::{ChannelOrder, Samples};
use image::{DynamicImage, ImageError};

/// The kind of error that the crate gives for a file; `None` for one that it reads.
pub fn error_name(format: Format, bytes: &[u8]) -> Option<&'static str> {
    reader(format, bytes).decode().err().map(|error| match error {
        ImageError::Decoding(_) => "ImageError::Decoding",
        ImageError::Encoding(_) => "ImageError::Encoding",
        ImageError::Parameter(_) => "ImageError::Parameter",
        ImageError::Limits(_) => "ImageError::Limits",
        ImageError::Unsupported(_) => "ImageError::Unsupported",
        ImageError::IoError(_) => "ImageError::IoError",
    })
}

/// The first picture of a file.
///
/// # Errors
/// Broken data, or a feature that the decoder lacks.
pub fn read(format: Format, bytes: &[u8]) -> Result<Picture, Fault> {
    let image = reader(format, bytes).decode().map_err(|error| match error {
        ImageError::Unsupported(error) => Fault::Unread(error.to_string()),
        error => Fault::Broken(error.to_string()),
    })?;
    let (width, height) = (image.width() as usize, image.height() as usize);
    let (order, samples) = match image {
        DynamicImage::ImageLuma8(image) => (ChannelOrder::Gray, Samples::U8(image.into_raw())),
        DynamicImage::ImageLumaA8(image) => (ChannelOrder::GrayAlpha, Samples::U8(image.into_raw())),
        DynamicImage::ImageRgb8(image) => (ChannelOrder::Rgb, Samples::U8(image.into_raw())),
        DynamicImage::ImageRgba8(image) => (ChannelOrder::Rgba, Samples::U8(image.into_raw())),
        DynamicImage::ImageLuma16(image) => (ChannelOrder::Gray, Samples::U16(image.into_raw())),
        DynamicImage::ImageLumaA16(image) => (ChannelOrder::GrayAlpha, Samples::U16(image.into_raw())),
        DynamicImage::ImageRgb16(image) => (ChannelOrder::Rgb, Samples::U16(image.into_raw())),
        DynamicImage::ImageRgba16(image) => (ChannelOrder::Rgba, Samples::U16(image.into_raw())),
        DynamicImage::ImageRgb32F(image) => (ChannelOrder::Rgb, Samples::F32(image.into_raw())),
        DynamicImage::ImageRgba32F(image) => (ChannelOrder::Rgba, Samples::F32(image.into_raw())),
        _ => return Err(Fault::Unread("samples of an unknown kind".to_owned())),
    };
    Ok(Picture::plain(width, height, order, samples))
}
