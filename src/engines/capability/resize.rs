use crate::diagnostic::Diagnostic;
use crate::engines::Bits;
use crate::value::Image;

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
}

impl Filter {
    /// All filters with their canonical names.
    pub const ALL: [(&'static str, Self); 12] = [
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
    ];

    /// The canonical name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, filter)| *filter == self).map_or("", |(name, _)| name)
    }
}

/// What a definition asks of a resizer; `None` is the library's default.
#[derive(Debug, Clone, PartialEq)]
pub struct ResizeRequest {
    /// The engine's version, if one was named.
    pub version: Option<String>,
    /// Target pixels per row.
    pub width: usize,
    /// Target rows.
    pub height: usize,
    /// Horizontal and vertical scale factor, where the size was given so.
    pub scale: Option<(f64, f64)>,
    /// The filter.
    pub filter: Option<Filter>,
    /// Whether the filter's support grows when shrinking.
    pub antialias: Option<bool>,
    /// Whether the corner pixels' centres are kept.
    pub align_corners: Option<bool>,
    /// `half_pixel`, `pytorch_half_pixel`, `asymmetric`, `align_corners`, `tf_half_pixel_for_nn`, `half_pixel_symmetric`.
    pub coordinates: Option<String>,
    /// `round_prefer_floor`, `round_prefer_ceil`, `floor`, `ceil`.
    pub nearest_rounding: Option<String>,
    /// The cubic kernel's `a`.
    pub cubic_a: Option<f64>,
    /// ONNX `exclude_outside`.
    pub exclude_outside: Option<bool>,
    /// Source region (left, top, right, bottom).
    pub region: Option<[f64; 4]>,
    /// Pillow's `reducing_gap`.
    pub reducing_gap: Option<f64>,
}

/// Resizes images as one library does.
pub trait Resize: Sync {
    /// A filter by the library's own spelling (`INTER_AREA`, `Image.BICUBIC`, `CatmullRom`).
    fn own_filter(&self, name: &str) -> Option<Filter>;

    /// The canonical filters that this library offers.
    fn filters(&self) -> &'static [Filter];

    /// The filter used when none is named.
    fn default_filter(&self, version: Option<&str>) -> Filter;

    /// Refuses, before any input is seen, what the real library does not offer, and lists what it does offer.
    ///
    /// # Errors
    /// A combination that the library does not offer.
    fn check(&self, request: &ResizeRequest) -> Result<(), Diagnostic>;

    /// What resizing really does: kernel, version era and every parameter that matters. Two requests with equal keys
    /// give equal images.
    fn key(&self, request: &ResizeRequest) -> String;

    /// How far the result is promised to be the library's.
    fn bits(&self, request: &ResizeRequest) -> Bits;

    /// The resized image.
    ///
    /// # Errors
    /// An image of a kind (element type, channels) that the library, or this engine, does not resize so.
    fn resize(&self, image: Image, request: &ResizeRequest) -> Result<Image, Diagnostic>;
}
