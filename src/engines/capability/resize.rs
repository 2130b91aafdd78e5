use crate::diagnostic::Diagnostic;
use crate::engines::Bits;
use crate::value::{Dtype, Elements, Image, Samples, Value};

/// The one vocabulary of resize filters. Every engine also accepts its own library's spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants are the names of the filters")]
pub enum Filter {
    Nearest,
    NearestExact,
    Box,
    Bilinear,
    BilinearExact,
    Hamming,
    Bicubic,
    Lanczos,
    /// TensorFlow's and JAX's lanczos5; `Lanczos` is their lanczos3.
    Lanczos5,
    Area,
    Mitchell,
    Gaussian,
    /// Magic Kernel Sharp in its form of 2013.
    Mks2013,
    /// Magic Kernel Sharp in its form of 2021.
    Mks2021,
}

impl Filter {
    /// All filters with their canonical names.
    pub const ALL: [(&'static str, Self); 14] = [
        ("nearest", Self::Nearest),
        ("nearest_exact", Self::NearestExact),
        ("box", Self::Box),
        ("bilinear", Self::Bilinear),
        ("bilinear_exact", Self::BilinearExact),
        ("hamming", Self::Hamming),
        ("bicubic", Self::Bicubic),
        ("lanczos", Self::Lanczos),
        ("lanczos5", Self::Lanczos5),
        ("area", Self::Area),
        ("mitchell", Self::Mitchell),
        ("gaussian", Self::Gaussian),
        ("mks2013", Self::Mks2013),
        ("mks2021", Self::Mks2021),
    ];

    /// The canonical name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, filter)| *filter == self).map_or("", |(name, _)| name)
    }

    /// True where the filter picks one source pixel and so has nothing to average.
    pub fn picks(self) -> bool {
        matches!(self, Self::Nearest | Self::NearestExact)
    }
}

/// One filter that a library offers.
#[derive(Debug, Clone, Copy)]
pub struct FilterOffer {
    /// The filter.
    pub filter: Filter,
    /// The library's own spellings, in any case: `INTER_AREA`, `Image.BICUBIC`, `CatmullRom`; its number as `3`.
    pub own: &'static [&'static str],
}

/// Whether the filters' support grows when shrinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Antialias {
    /// Always: the library cannot do otherwise.
    Always,
    /// Never.
    Never,
    /// As the caller says; this is the default.
    Choice(bool),
}

impl Antialias {
    /// What holds if nothing is said.
    pub fn default(self) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Choice(default) => default,
        }
    }
}

/// The `a` of the cubic kernel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CubicA {
    /// One for both, or one without and one with antialias.
    Fixed {
        /// Without antialias.
        sampled: f64,
        /// With antialias.
        antialiased: f64,
    },
    /// As the caller says; this is the default.
    Choice(f64),
}

/// What a library offers for resizing, as data.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "one flag for each parameter that a library may have")]
pub struct ResizeOffer {
    /// The filters.
    pub filters: &'static [FilterOffer],
    /// The filter used when none is named; `None` if the library has no default.
    pub default_filter: Option<Filter>,
    /// Whether the filters average when shrinking.
    pub antialias: Antialias,
    /// Names of coordinate mappings, the default first. One name: no choice.
    pub coordinates: &'static [&'static str],
    /// True if `align_corners` is a parameter.
    pub align_corners: bool,
    /// Names of rounding rules for nearest, the default first; empty: no choice.
    pub nearest_rounding: &'static [&'static str],
    /// The cubic kernel's `a`.
    pub cubic_a: CubicA,
    /// True if `exclude_outside` is a parameter.
    pub exclude_outside: bool,
    /// True if a source region (`box`) is a parameter.
    pub region: bool,
    /// True if `reducing_gap` is a parameter.
    pub reducing_gap: bool,
    /// The `reducing_gap` of the library's own `thumbnail`, where it has one.
    pub thumbnail_gap: Option<f64>,
    /// True if the library takes scale factors and maps coordinates with them, not with the sizes.
    pub factor_maps: bool,
    /// What the library raises for an empty target.
    pub error: &'static str,
}

impl ResizeOffer {
    /// True if a coordinate mapping reads a part of the source given in shares, and fills what lies outside.
    pub fn crops(&self) -> bool {
        self.coordinates.contains(&"tf_crop_and_resize")
    }

    /// The filter by its canonical name or the library's own spelling.
    pub fn filter(&self, typed: &str) -> Option<Filter> {
        let canonical = Filter::ALL.iter().find(|(name, _)| *name == typed).map(|(_, filter)| *filter);
        let own = |offer: &&FilterOffer| offer.own.iter().any(|own| own.eq_ignore_ascii_case(typed));
        canonical
            .filter(|filter| self.offers(*filter))
            .or_else(|| self.filters.iter().find(own).map(|offer| offer.filter))
    }

    /// Lobes of the library's kernel under the name of Lanczos, which `OpenCV` gives one more than others:
    /// `INTER_LANCZOS4`, `Lanczos3`. Names without a number mean three.
    pub fn lanczos_lobes(&self) -> u32 {
        let own = self.filters.iter().filter(|offer| offer.filter == Filter::Lanczos).flat_map(|offer| offer.own);
        let names = own.filter(|own| own.starts_with(|first: char| first.is_alphabetic()));
        names.filter_map(|own| own.chars().last()).find_map(|last| last.to_digit(10)).unwrap_or(3)
    }

    /// True if the library has this filter.
    pub fn offers(&self, filter: Filter) -> bool {
        self.filters.iter().any(|offer| offer.filter == filter)
    }

    /// A request with this filter and size, and everything else left to the library.
    pub fn request(&self, version: &'static str, filter: Filter, width: usize, height: usize) -> ResizeRequest {
        let antialias = self.antialias.default();
        let cubic_a = match self.cubic_a {
            CubicA::Choice(default) => default,
            CubicA::Fixed { sampled, antialiased } => {
                if antialias {
                    antialiased
                } else {
                    sampled
                }
            }
        };
        ResizeRequest {
            version,
            width,
            height,
            scale: None,
            filter,
            antialias,
            align_corners: false,
            coordinates: self.coordinates.first().copied().unwrap_or(""),
            nearest_rounding: self.nearest_rounding.first().copied().unwrap_or(""),
            cubic_a,
            exclude_outside: false,
            region: None,
            reducing_gap: None,
            extrapolation: 0.0,
        }
    }

    /// `nearest, box, bilinear`: the canonical names of all filters on offer.
    pub fn filter_names(&self) -> String {
        let names: Vec<&str> = self.filters.iter().map(|offer| offer.filter.name()).collect();
        names.join(", ")
    }
}

/// What a definition asks of a resizer; `None` is the library's default.
#[derive(Debug, Clone, PartialEq)]
pub struct ResizeRequest {
    /// The version whose behaviour holds, one of the engine's own; the newest if none was named.
    pub version: &'static str,
    /// Target pixels per row; 0 as long as no input is known.
    pub width: usize,
    /// Target rows; 0 as long as no input is known.
    pub height: usize,
    /// Horizontal and vertical scale factor, where the size was given so.
    pub scale: Option<(f64, f64)>,
    /// The filter.
    pub filter: Filter,
    /// Whether the filter's support grows when shrinking.
    pub antialias: bool,
    /// Whether the corner pixels' centres are kept.
    pub align_corners: bool,
    /// One of the offered coordinate mappings.
    pub coordinates: &'static str,
    /// One of the offered rounding rules; empty where there is no choice.
    pub nearest_rounding: &'static str,
    /// The cubic kernel's `a`.
    pub cubic_a: f64,
    /// True to drop the weight of taps outside the image.
    pub exclude_outside: bool,
    /// Source region (left, top, right, bottom).
    pub region: Option<[f64; 4]>,
    /// Factor by which the last step at least shrinks, after a first one by whole numbers.
    pub reducing_gap: Option<f64>,
    /// The value of target pixels that a mapping puts outside the source.
    pub extrapolation: f64,
}

/// Resizes images as one library does.
pub trait Resize: Sync {
    /// Filters and parameters on offer.
    fn offer(&self) -> &'static ResizeOffer;

    /// Refuses, before any input is seen, a combination of offered parameters that the real library does not have.
    ///
    /// # Errors
    /// What is not offered, and what is.
    fn check(&self, _request: &ResizeRequest) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// What resizing really does beside the target size: kernel, era and every parameter that matters. Requests with
    /// equal keys and sizes give equal images.
    fn key(&self, request: &ResizeRequest) -> String;

    /// How far the result for samples of this type is promised to be the library's.
    fn bits(&self, _request: &ResizeRequest, _samples: Dtype) -> Bits {
        Bits::Exact
    }

    /// True if a sample's arithmetic depends on how many channels stand beside it, so that channels must not be resized
    /// one by one.
    fn mixes_channels(&self, _request: &ResizeRequest) -> bool {
        false
    }

    /// The resized image.
    ///
    /// # Errors
    /// An image of a kind (element type, channels) that the library, or this engine, does not resize so.
    fn resize(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic>;
}

impl dyn Resize {
    /// How far the result for a value is promised to be the library's, in units of that value.
    pub fn promise(&self, request: &ResizeRequest, input: &Value) -> Bits {
        let (dtype, largest) = match input {
            Value::Image(image) => match &image.samples {
                Samples::F32(data) => (Dtype::F32, largest(data)),
                Samples::U16(_) => (Dtype::U16, 65535.0),
                Samples::U8(_) => (Dtype::U8, 255.0),
            },
            Value::Tensor(tensor) => match &tensor.elements {
                Elements::F32(data) => (Dtype::F32, largest(data)),
                Elements::U16(_) => (Dtype::U16, 65535.0),
                elements => (elements.dtype(), 255.0),
            },
            _ => (Dtype::U8, 255.0),
        };
        match self.bits(request, dtype) {
            Bits::Share { flat, by_side } => Bits::Within((flat + by_side * sides(input)) * largest),
            bits => bits,
        }
    }
}

/// Width and height together; of an array, all axes but the shortest, which holds the channels.
fn sides(input: &Value) -> f64 {
    match input {
        Value::Image(image) => (image.width + image.height) as f64,
        Value::Tensor(tensor) => {
            let shape = &tensor.shape[tensor.shape.len().saturating_sub(3)..];
            (shape.iter().sum::<usize>() - shape.iter().copied().min().unwrap_or(0)) as f64
        }
        _ => 0.0,
    }
}

/// The largest magnitude of finite samples.
fn largest(data: &[f32]) -> f64 {
    f64::from(data.iter().filter(|sample| sample.is_finite()).fold(0.0_f32, |most, sample| most.max(sample.abs())))
}

/// The error for an image that a library does not resize.
pub fn unsupported(engine: &str, image: &Image, offered: &str) -> Diagnostic {
    Diagnostic::error("image.unsupported", format!("{engine} does not resize an {}", image.describe()))
        .note(format!("{engine} resizes: {offered}"))
}
