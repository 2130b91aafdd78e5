//! The Rust crate `fast_image_resize`, called itself.

use super::Engine;
use super::capability::{Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest};
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::{Image, Samples};
use fast_image_resize::images::Image as Pixels;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// The engine.
pub struct FastImageResize;

impl Engine for FastImageResize {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "fast_image_resize",
            summary: "the Rust crate fast_image_resize",
            manual: "\
What it is
  The crate itself, version 6.1, runs: what it computes is what you get, with SIMD or without.

Where it differs
  Its convolution averages when it shrinks, as Pillow does, but filters columns first and weighs
  with 16 bits: up to 1 level from Pillow for bilinear, up to 55 for lanczos. antialias: false
  chooses its interpolation, which looks at a fixed number of pixels: within 1 level of OpenCV
  for bilinear, another kernel for bicubic (a = -0.5) and lanczos (three lobes). Images with
  alpha are weighted by it.

Parameters
  resize: filter, antialias, box. Without a filter the crate takes lanczos.",
            example: "resize: {engine: fast_image_resize, width: 224, height: 224, filter: bilinear}",
        }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&CrateResize)
    }
}

struct CrateResize;

macro_rules! filter {
    ($filter:ident, $name:literal) => {
        FilterOffer { filter: Filter::$filter, own: &[$name, concat!("FilterType::", $name)] }
    };
}

static OFFER: ResizeOffer = ResizeOffer {
    filters: &[
        FilterOffer { filter: Filter::Nearest, own: &["ResizeAlg::Nearest"] },
        filter!(Box, "Box"),
        filter!(Bilinear, "Bilinear"),
        filter!(Hamming, "Hamming"),
        filter!(Bicubic, "CatmullRom"),
        filter!(Mitchell, "Mitchell"),
        filter!(Gaussian, "Gaussian"),
        filter!(Lanczos, "Lanczos3"),
    ],
    default_filter: Some(Filter::Lanczos),
    antialias: Antialias::Choice(true),
    coordinates: &["half_pixel"],
    align_corners: false,
    nearest_rounding: &[],
    cubic_a: CubicA::Fixed { sampled: -0.5, antialiased: -0.5 },
    exclude_outside: false,
    region: true,
    reducing_gap: false,
    factor_maps: false,
    error: "ResizeError",
};

impl Resize for CrateResize {
    fn offer(&self) -> &'static ResizeOffer {
        &OFFER
    }

    fn key(&self, request: &ResizeRequest) -> String {
        let ResizeRequest { filter, antialias, region, .. } = request;
        format!("fast_image_resize {} {antialias} {region:?}", filter.name())
    }

    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let filter = match request.filter {
            Filter::Box => FilterType::Box,
            Filter::Bilinear => FilterType::Bilinear,
            Filter::Hamming => FilterType::Hamming,
            Filter::Bicubic => FilterType::CatmullRom,
            Filter::Mitchell => FilterType::Mitchell,
            Filter::Gaussian => FilterType::Gaussian,
            _ => FilterType::Lanczos3,
        };
        let algorithm = match request.filter {
            Filter::Nearest => ResizeAlg::Nearest,
            _ if request.antialias => ResizeAlg::Convolution(filter),
            _ => ResizeAlg::Interpolation(filter),
        };
        let mut options = ResizeOptions::new().resize_alg(algorithm).use_alpha(image.order.has_alpha());
        if let Some([left, top, right, bottom]) = request.region {
            options = options.crop(left, top, right - left, bottom - top);
        }
        let pixel_type = pixel_type(&image.samples, image.channels());
        let mut source = Pixels::new(image.width as u32, image.height as u32, pixel_type);
        write_bytes(&image.samples, source.buffer_mut());
        let mut target = Pixels::new(request.width as u32, request.height as u32, pixel_type);
        Resizer::new()
            .resize(&source, &mut target, &options)
            .map_err(|error| Diagnostic::error("image.resize", format!("fast_image_resize: {error}")))?;
        let samples = read_bytes(&image.samples, target.buffer());
        Ok(Image::new(request.width, request.height, image.order, samples))
    }
}

fn pixel_type(samples: &Samples, channels: usize) -> PixelType {
    match (samples, channels) {
        (Samples::U8(_), 1) => PixelType::U8,
        (Samples::U8(_), 2) => PixelType::U8x2,
        (Samples::U8(_), 3) => PixelType::U8x3,
        (Samples::U8(_), _) => PixelType::U8x4,
        (Samples::U16(_), 1) => PixelType::U16,
        (Samples::U16(_), 2) => PixelType::U16x2,
        (Samples::U16(_), 3) => PixelType::U16x3,
        (Samples::U16(_), _) => PixelType::U16x4,
        (Samples::F32(_), 1) => PixelType::F32,
        (Samples::F32(_), 2) => PixelType::F32x2,
        (Samples::F32(_), 3) => PixelType::F32x3,
        (Samples::F32(_), _) => PixelType::F32x4,
    }
}

fn write_bytes(samples: &Samples, bytes: &mut [u8]) {
    match samples {
        Samples::U8(data) => bytes.copy_from_slice(data),
        Samples::U16(data) => {
            bytes.as_chunks_mut::<2>().0.iter_mut().zip(data).for_each(|(bytes, sample)| *bytes = sample.to_ne_bytes());
        }
        Samples::F32(data) => {
            bytes.as_chunks_mut::<4>().0.iter_mut().zip(data).for_each(|(bytes, sample)| *bytes = sample.to_ne_bytes());
        }
    }
}

/// Samples of the same type as `like`.
fn read_bytes(like: &Samples, bytes: &[u8]) -> Samples {
    match like {
        Samples::U8(_) => Samples::U8(bytes.to_vec()),
        Samples::U16(_) => Samples::U16(bytes.as_chunks::<2>().0.iter().map(|b| u16::from_ne_bytes(*b)).collect()),
        Samples::F32(_) => Samples::F32(bytes.as_chunks::<4>().0.iter().map(|b| f32::from_ne_bytes(*b)).collect()),
    }
}
