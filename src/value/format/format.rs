use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::Value;

/// One file format for values: a registry entry.
pub trait Format: Sync {
    /// Id, summary, manual page.
    fn meta(&self) -> &'static Meta;

    /// File name extensions, lower case, without the dot; the first is the usual one.
    fn extensions(&self) -> &'static [&'static str];

    /// True if the format keeps this value so that reading gives it back.
    fn keeps(&self, value: &Value) -> bool;

    /// The value in a file's content.
    ///
    /// # Errors
    /// Content that is not of this format, or holds what values cannot be. The caller adds the file's name.
    fn read(&self, content: &[u8]) -> Result<Value, Diagnostic>;

    /// A file's content for the value.
    ///
    /// # Errors
    /// A value of a kind that the format cannot hold.
    fn write(&self, value: &Value) -> Result<Vec<u8>, Diagnostic>;

    /// The named values in a file's content, in order; `None` where the format holds one value without a name.
    ///
    /// # Errors
    /// As [`Format::read`].
    fn read_named(&self, _content: &[u8]) -> Result<Option<Vec<(String, Value)>>, Diagnostic> {
        Ok(None)
    }
}

/// What a write says when it is given a kind of value that the format cannot hold.
pub(super) fn cannot_hold(format: &str, holds: &str, value: &Value) -> Diagnostic {
    Diagnostic::error("value.format", format!("{format} cannot hold {}", value.describe()))
        .note(format!("{format} holds {holds}"))
}
