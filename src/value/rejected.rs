/// What stands where the real library would raise: its error's name and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The library's error name: `AmbiguousTimeError`, `UnidentifiedImageError`.
    pub error: String,
    /// What the library says, in our words; shown, never compared.
    pub message: String,
}
