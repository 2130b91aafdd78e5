//! Resizes arrays with the crates `fast_image_resize` and `image` as their own documentation does it, for `compare.py`:
//! nothing of this library is used, so that its engines have something to be compared with.
//!
//! A request is a line of JSON, `{"crate": "image", "filter": "bilinear", "antialias": true, "width": 3, "height": 2, "box":
//! null, "dtype": "uint8", "shape": [h, w, c]}`, and the array's bytes. The answer is a line with `bytes`, their number, and
//! the bytes; or a line with `error`.

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, ImageBuffer};
use serde_json::{Value as Json, json};
use std::io::{self, BufRead, Read, Write};

fn main() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let request: Json = serde_json::from_str(&line)?;
        let shape: Vec<usize> = serde_json::from_value(request["shape"].clone())?;
        let [height, width, channels] = shape[..] else { return Err(io::Error::other("no shape of three")) };
        let size = match request["dtype"].as_str() {
            Some("uint16") => 2,
            Some("float32") => 4,
            _ => 1,
        };
        let mut bytes = vec![0; width * height * channels * size];
        input.read_exact(&mut bytes)?;
        let source = Source { width: width as u32, height: height as u32, channels, size, bytes };
        let resized = match request["crate"].as_str() {
            Some("image") => by_dynamic_image(&request, source),
            _ => by_pixel_type(&request, source),
        };
        match resized {
            Ok(bytes) => {
                writeln!(output, "{}", json!({ "bytes": bytes.len() }))?;
                output.write_all(&bytes)?;
            }
            Err(error) => writeln!(output, "{}", json!({ "error": error }))?,
        }
        output.flush()?;
        line.clear();
    }
    Ok(())
}

struct Source {
    width: u32,
    height: u32,
    channels: usize,
    /// Bytes of a sample.
    size: usize,
    bytes: Vec<u8>,
}

fn target(request: &Json) -> (u32, u32) {
    let side = |name: &str| request[name].as_u64().unwrap_or(1) as u32;
    (side("width"), side("height"))
}

/// `Resizer::resize` on images of a pixel type, with the crate's own handling of alpha and crop.
fn by_pixel_type(request: &Json, source: Source) -> Result<Vec<u8>, String> {
    let kind = match (source.size, source.channels) {
        (1, 1) => PixelType::U8,
        (1, 2) => PixelType::U8x2,
        (1, 3) => PixelType::U8x3,
        (1, _) => PixelType::U8x4,
        (2, 1) => PixelType::U16,
        (2, 2) => PixelType::U16x2,
        (2, 3) => PixelType::U16x3,
        (2, _) => PixelType::U16x4,
        (_, 1) => PixelType::F32,
        (_, 2) => PixelType::F32x2,
        (_, 3) => PixelType::F32x3,
        _ => PixelType::F32x4,
    };
    let filter = match request["filter"].as_str().unwrap_or("") {
        "box" => FilterType::Box,
        "bilinear" => FilterType::Bilinear,
        "hamming" => FilterType::Hamming,
        "bicubic" => FilterType::CatmullRom,
        "mitchell" => FilterType::Mitchell,
        "gaussian" => FilterType::Gaussian,
        _ => FilterType::Lanczos3,
    };
    let algorithm = match (request["filter"].as_str(), request["antialias"].as_bool()) {
        (Some("nearest"), _) => ResizeAlg::Nearest,
        (_, Some(false)) => ResizeAlg::Interpolation(filter),
        _ => ResizeAlg::Convolution(filter),
    };
    let mut options = ResizeOptions::new().resize_alg(algorithm);
    if let Ok([left, top, right, bottom]) = serde_json::from_value::<[f64; 4]>(request["box"].clone()) {
        options = options.crop(left, top, right - left, bottom - top);
    }
    let image = Image::from_vec_u8(source.width, source.height, source.bytes, kind).map_err(|e| e.to_string())?;
    let (width, height) = target(request);
    let mut resized = Image::new(width, height, kind);
    Resizer::new().resize(&image, &mut resized, &options).map_err(|error| error.to_string())?;
    Ok(resized.into_vec())
}

/// `DynamicImage::resize_exact`, for the kinds of picture that it has.
fn by_dynamic_image(request: &Json, source: Source) -> Result<Vec<u8>, String> {
    use image::imageops::FilterType;
    let filter = match request["filter"].as_str().unwrap_or("") {
        "nearest" => FilterType::Nearest,
        "bilinear" => FilterType::Triangle,
        "bicubic" => FilterType::CatmullRom,
        "gaussian" => FilterType::Gaussian,
        _ => FilterType::Lanczos3,
    };
    let Source { width, height, channels, size, bytes } = source;
    let words = || bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_ne_bytes(*pair)).collect::<Vec<u16>>();
    let floats = || bytes.as_chunks::<4>().0.iter().map(|four| f32::from_ne_bytes(*four)).collect::<Vec<f32>>();
    let picture = match (size, channels) {
        (1, 1) => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageLuma8),
        (1, 2) => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageLumaA8),
        (1, 3) => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8),
        (1, _) => ImageBuffer::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8),
        (2, 1) => ImageBuffer::from_raw(width, height, words()).map(DynamicImage::ImageLuma16),
        (2, 2) => ImageBuffer::from_raw(width, height, words()).map(DynamicImage::ImageLumaA16),
        (2, 3) => ImageBuffer::from_raw(width, height, words()).map(DynamicImage::ImageRgb16),
        (2, _) => ImageBuffer::from_raw(width, height, words()).map(DynamicImage::ImageRgba16),
        (_, 3) => ImageBuffer::from_raw(width, height, floats()).map(DynamicImage::ImageRgb32F),
        (_, 4) => ImageBuffer::from_raw(width, height, floats()).map(DynamicImage::ImageRgba32F),
        _ => return Err("no such picture".to_owned()),
    };
    let (width, height) = target(request);
    let resized = picture.ok_or("no picture")?.resize_exact(width, height, filter);
    Ok(resized.as_bytes().to_vec())
}
