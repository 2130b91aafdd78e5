use crate::diagnostic::Diagnostic;
use crate::engines::Operation;

/// What a definition asks of a decoder; `None` is the library's default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecodeRequest {
    /// The engine's version, if one was named.
    pub version: Option<String>,
    /// `rgb`, `bgr`, `gray`, `rgba`, `as_is`.
    pub color: Option<String>,
    /// True to apply the EXIF orientation.
    pub exif: Option<bool>,
    /// `islow`, `ifast`, `float`.
    pub dct: Option<String>,
    /// `fancy`, `merged`, `nearest`.
    pub chroma: Option<String>,
    /// Files whose header announces more pixels than this are refused before anything is decoded.
    pub max_pixels: u64,
}

/// Reads image files as one library does.
pub trait Decode: Sync {
    /// The operations that turn a file's bytes into an image: what is shared between libraries comes first.
    ///
    /// # Errors
    /// A combination that the library does not offer.
    fn bind(&self, request: &DecodeRequest) -> Result<Vec<Box<dyn Operation>>, Diagnostic>;
}
