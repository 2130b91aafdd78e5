//! `FromStr` of jiff's types, and formats of `strtime`, by the crate itself.

use crate::engines::kernel::time_text::{How, Reader, crates};

/// The type that a text is written for; types by name.
pub static READER: Reader = Reader {
    auto: &[How::Own(crates::jiff_auto)],
    named: &[
        ("Timestamp", &[How::Own(crates::jiff_timestamp)]),
        ("civil::DateTime", &[How::Own(crates::jiff_civil)]),
        ("Zoned", &[How::Own(crates::jiff_zoned)]),
    ],
    format: Some(crates::jiff_format),
};
