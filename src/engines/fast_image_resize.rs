//! The Rust crate `fast_image_resize`, called itself.

use super::Engine;
use super::capability::{Antialias, CubicA, Filter, FilterOffer, Resize, ResizeOffer, ResizeRequest};
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::{Image, Samples};
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{F32, F32x2, F32x3, F32x4, U8, U8x2, U8x4, U16, U16x2, U16x4};
use fast_image_resize::{FilterType, MulDiv, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

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
  chooses its interpolation, which looks at a fixed number of pixels: within 1 level of OpenCV for
  bilinear, another kernel for bicubic (a = -0.5) and lanczos (three lobes). Images with alpha are
  weighted by it, as with the crate's use_alpha, except by nearest and where whole pixels are only
  copied.

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
    thumbnail_gap: None,
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
        let mut options = ResizeOptions::new().resize_alg(algorithm).use_alpha(false);
        if let Some([left, top, right, bottom]) = request.region {
            options = options.crop(left, top, right - left, bottom - top);
        }
        let (from, to) = ((image.width as u32, image.height as u32), (request.width as u32, request.height as u32));
        let [left, top, right, bottom] = request.region.unwrap_or([0.0, 0.0, from.0.into(), from.1.into()]);
        // The crate copies whole pixels whose number stays, and alpha with them.
        let is_whole = [left, top, right, bottom].iter().all(|edge| edge.fract() == 0.0);
        let copies = is_whole && (right - left, bottom - top) == (to.0.into(), to.1.into());
        let work = Work { from, to, channels: image.channels(), options };
        let weighted = image.order.has_alpha() && algorithm != ResizeAlg::Nearest && !copies;
        let samples = match &image.samples {
            Samples::U8(data) if weighted => work.weighted_bytes(data).map(Samples::U8),
            Samples::U16(data) if weighted => work.weighted_words(data).map(Samples::U16),
            Samples::U8(data) => work.planes(data, U8::new, |pixel| pixel.0).map(Samples::U8),
            Samples::U16(data) => work.planes(data, U16::new, |pixel| pixel.0).map(Samples::U16),
            Samples::F32(data) => work.floats(data, weighted).map(Samples::F32),
        };
        let samples =
            samples.map_err(|error| Diagnostic::error("image.resize", format!("fast_image_resize: {error}")))?;
        Ok(Image::new(request.width, request.height, image.order, samples))
    }
}

/// One resize. Channels of whole numbers are resized as planes of their own: the crate treats them alike, and its many
/// pixel types would each be compiled into this crate. Floats are not: the crate adds them up in another order where pixels
/// have more channels, and the last bits show it.
struct Work {
    from: (u32, u32),
    to: (u32, u32),
    channels: usize,
    options: ResizeOptions,
}

impl Work {
    fn planes<P, S>(&self, data: &[S], wrap: impl Fn(S) -> P, unwrap: impl Fn(P) -> S) -> Result<Vec<S>, String>
    where
        P: PixelTrait,
        S: Copy + Default,
    {
        let size = self.to.0 as usize * self.to.1 as usize;
        let mut output = vec![S::default(); size * self.channels];
        let mut plane = vec![wrap(S::default()); size];
        for channel in 0..self.channels {
            let source: Vec<P> = data.chunks_exact(self.channels).map(|pixel| wrap(pixel[channel])).collect();
            let source = TypedImageRef::new(self.from.0, self.from.1, &source).map_err(|error| error.to_string())?;
            let mut target =
                TypedImage::from_pixels_slice(self.to.0, self.to.1, &mut plane).map_err(|e| e.to_string())?;
            let resized = Resizer::new().resize_typed(&source, &mut target, &self.options);
            resized.map_err(|error| error.to_string())?;
            for (sample, pixel) in output.iter_mut().skip(channel).step_by(self.channels).zip(&plane) {
                *sample = unwrap(*pixel);
            }
        }
        Ok(output)
    }
}

/// The crate's way with alpha: colours are multiplied by it, resized, and divided again.
macro_rules! weighted {
    ($name:ident, $sample:ty, $one:ident, $two:ident, $four:ident) => {
        fn $name(&self, data: &[$sample]) -> Result<Vec<$sample>, String> {
            let weigh = |data: &[$sample], size: (u32, u32), divide: bool| {
                if self.channels == 2 {
                    let mut pixels: Vec<$two> = data.as_chunks::<2>().0.iter().map(|pixel| $two::new(*pixel)).collect();
                    weigh(&mut pixels, size, divide)?;
                    return Ok::<_, String>(pixels.iter().flat_map(|pixel| pixel.0).collect::<Vec<$sample>>());
                }
                let mut pixels: Vec<$four> = data.as_chunks::<4>().0.iter().map(|pixel| $four::new(*pixel)).collect();
                weigh(&mut pixels, size, divide)?;
                Ok(pixels.iter().flat_map(|pixel| pixel.0).collect())
            };
            let multiplied = weigh(data, self.from, false)?;
            let resized = self.planes(&multiplied, $one::new, |pixel| pixel.0)?;
            weigh(&resized, self.to, true)
        }
    };
}

impl Work {
    weighted!(weighted_bytes, u8, U8, U8x2, U8x4);
    weighted!(weighted_words, u16, U16, U16x2, U16x4);

    fn floats(&self, data: &[f32], weighted: bool) -> Result<Vec<f32>, String> {
        let options = self.options.use_alpha(weighted);
        match self.channels {
            1 => self.whole(data, &options, |&[gray]| F32::new(gray), |pixel| [pixel.0]),
            2 => self.whole(data, &options, |pixel| F32x2::new(*pixel), |pixel| pixel.0),
            3 => self.whole(data, &options, |pixel| F32x3::new(*pixel), |pixel| pixel.0),
            _ => self.whole(data, &options, |pixel| F32x4::new(*pixel), |pixel| pixel.0),
        }
    }

    /// Resizes pixels of `N` channels together.
    fn whole<P: PixelTrait, const N: usize>(
        &self,
        data: &[f32],
        options: &ResizeOptions,
        wrap: impl Fn(&[f32; N]) -> P,
        unwrap: impl Fn(P) -> [f32; N],
    ) -> Result<Vec<f32>, String> {
        let source: Vec<P> = data.as_chunks::<N>().0.iter().map(wrap).collect();
        let source = TypedImageRef::new(self.from.0, self.from.1, &source).map_err(|error| error.to_string())?;
        let mut target = TypedImage::new(self.to.0, self.to.1);
        Resizer::new().resize_typed(&source, &mut target, options).map_err(|error| error.to_string())?;
        Ok(target.pixels().iter().flat_map(|&pixel| unwrap(pixel)).collect())
    }
}

/// Multiplies colours by alpha, or divides them, in place.
fn weigh<P: PixelTrait>(pixels: &mut [P], (width, height): (u32, u32), divide: bool) -> Result<(), String> {
    let mut image = TypedImage::from_pixels_slice(width, height, pixels).map_err(|error| error.to_string())?;
    let alpha = MulDiv::new();
    let done = if divide {
        alpha.divide_alpha_inplace_typed(&mut image)
    } else {
        alpha.multiply_alpha_inplace_typed(&mut image)
    };
    done.map_err(|error| error.to_string())
}
