//! `image::imageops::resize`, called itself.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest};
use crate::value::{Image, Samples};
use image::imageops::FilterType;
use image::{ImageBuffer, Luma, LumaA, Pixel, Rgb, Rgba};

/// The engine's kernels.
pub struct CrateResize;

macro_rules! filter {
    ($filter:ident, $name:literal) => {
        FilterOffer {
            filter: Filter::$filter,
            own: &[$name, concat!("FilterType::", $name), concat!("imageops::FilterType::", $name)],
        }
    };
}

static OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        filter!(Nearest, "Nearest"),
        filter!(Bilinear, "Triangle"),
        filter!(Bicubic, "CatmullRom"),
        filter!(Gaussian, "Gaussian"),
        filter!(Lanczos, "Lanczos3"),
    ],
    default_filter: None,
    antialias: Antialias::Always,
    coordinates: &["half_pixel"],
    align_corners: false,
    nearest_rounding: &[],
    cubic_a: CubicA::Fixed { sampled: -0.5, antialiased: -0.5 },
    exclude_outside: false,
    region: false,
    reducing_gap: false,
    thumbnail_gap: None,
    factor_maps: false,
    error: "ImageError",
};

impl Resize for CrateResize {
    fn offer(&self) -> &'static ResizeOffer {
        &OFFER
    }

    fn key(&self, request: &ResizeRequest) -> String {
        format!("image-rs {}", request.filter.name())
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let samples = match &image.samples {
            Samples::U8(data) => Samples::U8(match image.channels() {
                1 => resized::<Luma<u8>>(data, image, request),
                2 => resized::<LumaA<u8>>(data, image, request),
                3 => resized::<Rgb<u8>>(data, image, request),
                _ => resized::<Rgba<u8>>(data, image, request),
            }),
            Samples::U16(data) => Samples::U16(match image.channels() {
                1 => resized::<Luma<u16>>(data, image, request),
                2 => resized::<LumaA<u16>>(data, image, request),
                3 => resized::<Rgb<u16>>(data, image, request),
                _ => resized::<Rgba<u16>>(data, image, request),
            }),
            Samples::F32(data) => Samples::F32(match image.channels() {
                1 => resized::<Luma<f32>>(data, image, request),
                2 => resized::<LumaA<f32>>(data, image, request),
                3 => resized::<Rgb<f32>>(data, image, request),
                _ => resized::<Rgba<f32>>(data, image, request),
            }),
        };
        Ok(Image::new(request.width, request.height, image.order, samples))
    }
}

fn resized<P: Pixel + 'static>(data: &[P::Subpixel], image: &Image, request: &ResizeRequest) -> Vec<P::Subpixel> {
    let filter = match request.filter {
        Filter::Nearest => FilterType::Nearest,
        Filter::Bilinear => FilterType::Triangle,
        Filter::Bicubic => FilterType::CatmullRom,
        Filter::Gaussian => FilterType::Gaussian,
        _ => FilterType::Lanczos3,
    };
    let (width, height) = (request.width as u32, request.height as u32);
    ImageBuffer::<P, &[P::Subpixel]>::from_raw(image.width as u32, image.height as u32, data)
        .map(|source| image::imageops::resize(&source, width, height, filter).into_raw())
        .unwrap_or_default()
}
