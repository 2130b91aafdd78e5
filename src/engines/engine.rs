use super::capability::{
    Arithmetic, Decode, Geometry, GrayRules, Resize, TableRules, TargetRule, TextRules, TimeRules, Tokenize,
};
use crate::meta::Meta;

/// One library's conventions and kernels. Every capability defaults to "not offered".
pub trait Engine: Sync {
    /// Id, summary and manual page.
    fn meta(&self) -> &'static Meta;

    /// The oldest version that was measured; it behaves like the first of [`Engine::versions`].
    fn oldest_version(&self) -> &'static str {
        self.versions().first().copied().unwrap_or("")
    }

    /// Versions that behave differently, oldest first; the last is the default. Empty where no version matters.
    fn versions(&self) -> &'static [&'static str] {
        &[]
    }

    /// Reads image files.
    fn decode(&self) -> Option<&'static Decode> {
        None
    }

    /// Resizes images.
    fn resize(&self) -> Option<&'static dyn Resize> {
        None
    }

    /// Target sizes, crop offsets, padding.
    fn geometry(&self) -> Option<&'static Geometry> {
        None
    }

    /// How target sizes are found from edges and factors: that of [`Engine::geometry`], for libraries that have one.
    fn target_rule(&self) -> TargetRule {
        self.geometry().unwrap_or(&Geometry::PLAIN).target
    }

    /// Makes grey of colour.
    fn gray(&self) -> Option<&'static GrayRules> {
        None
    }

    /// Rescales and normalizes.
    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        None
    }

    /// Text steps where libraries differ.
    fn text(&self) -> Option<&'static TextRules> {
        None
    }

    /// Tokenizes.
    fn tokenize(&self) -> Option<&'static dyn Tokenize> {
        None
    }

    /// Parses, converts and takes apart times.
    fn time(&self) -> Option<&'static TimeRules> {
        None
    }

    /// The conventions for times of one of [`Engine::versions`]; empty where no version matters.
    fn time_of(&self, _version: &str) -> Option<&'static TimeRules> {
        self.time()
    }

    /// Table steps where libraries differ.
    fn table(&self) -> Option<&'static TableRules> {
        None
    }
}
