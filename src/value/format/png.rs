use super::Format;
use super::format::cannot_hold;
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::{ChannelOrder, Image, Samples, Value};
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Pictures without loss.
pub struct Png;

/// More pixels than this are not read: a header alone may announce billions.
const MAX_PIXELS: u64 = 178_956_970;

impl Format for Png {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "png",
            summary: "one image of 8 or 16 bits a channel",
            manual: "Grey, grey with alpha, RGB and RGBA images of 8 or 16 bits a channel. A palette is expanded when \
                     the file is read. An image with its channels as BGR or BGRA is written in true colours, so that \
                     viewers show it right, and is RGB or RGBA when it is read back.",
            example: "recorded: outputs/{stem}.png",
        }
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["png"]
    }

    fn keeps(&self, value: &Value) -> bool {
        use ChannelOrder::{Gray, GrayAlpha, Rgb, Rgba};
        let Value::Image(Image { order, samples, width, height }) = value else { return false };
        let ordered = matches!(order, Gray | GrayAlpha | Rgb | Rgba);
        ordered && !matches!(samples, Samples::F32(_)) && *width > 0 && *height > 0
    }

    fn read(&self, content: &[u8]) -> Result<Value, Diagnostic> {
        let bad = |what: String| Diagnostic::error("value.png", format!("bad .png file: {what}"));
        if content.is_empty() {
            return Err(bad("it is empty".into()));
        }
        let size = ImageReader::with_format(Cursor::new(content), ImageFormat::Png).into_dimensions();
        let (width, height) = size.map_err(|error| bad(error.to_string()))?;
        if u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(bad(format!("{width}x{height} pixels are more than the limit of {MAX_PIXELS}")));
        }
        let mut reader = ImageReader::with_format(Cursor::new(content), ImageFormat::Png);
        reader.limits(Limits::no_limits());
        let decoded = reader.decode().map_err(|error| bad(error.to_string()))?;
        let (order, samples) = match decoded {
            DynamicImage::ImageLuma8(image) => (ChannelOrder::Gray, Samples::U8(image.into_raw())),
            DynamicImage::ImageLumaA8(image) => (ChannelOrder::GrayAlpha, Samples::U8(image.into_raw())),
            DynamicImage::ImageRgb8(image) => (ChannelOrder::Rgb, Samples::U8(image.into_raw())),
            DynamicImage::ImageRgba8(image) => (ChannelOrder::Rgba, Samples::U8(image.into_raw())),
            DynamicImage::ImageLuma16(image) => (ChannelOrder::Gray, Samples::U16(image.into_raw())),
            DynamicImage::ImageLumaA16(image) => (ChannelOrder::GrayAlpha, Samples::U16(image.into_raw())),
            DynamicImage::ImageRgb16(image) => (ChannelOrder::Rgb, Samples::U16(image.into_raw())),
            DynamicImage::ImageRgba16(image) => (ChannelOrder::Rgba, Samples::U16(image.into_raw())),
            _ => return Err(bad("its colour type is not supported".into())),
        };
        Ok(Value::Image(Image::new(width as usize, height as usize, order, samples)))
    }

    fn write(&self, value: &Value) -> Result<Vec<u8>, Diagnostic> {
        let fail = || cannot_hold("png", "grey, RGB and RGBA images of 8 or 16 bits", value);
        let Value::Image(image) = value else {
            return Err(fail());
        };
        let (samples, color) = match &image.samples {
            Samples::U8(data) => (in_file_order(image.order, data), colors(image.order).0),
            // The encoder takes 16-bit samples in the machine's order.
            Samples::U16(data) => {
                let ordered = in_file_order(image.order, data);
                (ordered.iter().flat_map(|v| v.to_ne_bytes()).collect(), colors(image.order).1)
            }
            Samples::F32(_) => return Err(fail()),
        };
        let color = color.ok_or_else(fail)?;
        let (Ok(width), Ok(height)) = (u32::try_from(image.width), u32::try_from(image.height)) else {
            return Err(fail());
        };
        let mut content = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut content);
        encoder.write_image(&samples, width, height, color).map_err(|error| fail().note(error.to_string()))?;
        Ok(content)
    }
}

/// The file's colour types at 8 and at 16 bits.
fn colors(order: ChannelOrder) -> (Option<ExtendedColorType>, Option<ExtendedColorType>) {
    match order {
        ChannelOrder::Gray | ChannelOrder::Bilevel | ChannelOrder::Indexed => {
            (Some(ExtendedColorType::L8), Some(ExtendedColorType::L16))
        }
        ChannelOrder::GrayAlpha => (Some(ExtendedColorType::La8), Some(ExtendedColorType::La16)),
        ChannelOrder::Rgb | ChannelOrder::Bgr => (Some(ExtendedColorType::Rgb8), Some(ExtendedColorType::Rgb16)),
        ChannelOrder::Rgba | ChannelOrder::Bgra => (Some(ExtendedColorType::Rgba8), Some(ExtendedColorType::Rgba16)),
        ChannelOrder::Cmyk => (None, None),
    }
}

/// Samples with red first, as the file has them.
fn in_file_order<T: Copy>(order: ChannelOrder, data: &[T]) -> Vec<T> {
    let mut data = data.to_vec();
    if matches!(order, ChannelOrder::Bgr | ChannelOrder::Bgra) {
        data.chunks_exact_mut(order.channels()).for_each(|pixel| pixel.swap(0, 2));
    }
    data
}
