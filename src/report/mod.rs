//! Turns a finished [`Outcome`] into something to read. Every report is a pure function to an `io::Write`: none knows how
//! the outcome was computed, none opens a file.

mod base64;
mod causes;
mod differences;
mod explain;
mod github;
mod html;
mod journal;
mod json;
mod junit;
mod layout;
mod markdown;
mod read;
mod read_tokens;
mod text;
mod tokenizer;

pub use base64::base64;
pub use differences::difference_text;
pub use explain::{Separating, write_json as explain_json, write_text as explain_text};
pub use journal::{JournalEntry, read_journal, update_journal, write_journal};
pub use json::schema as json_schema;
pub use layout::{Palette, reflow, thousands, wrap};
pub use read::{merge, read};
pub use tokenizer::TokenizerReport;

use crate::check::Outcome;
use crate::meta::Meta;
use std::io::{self, Write};

/// One report format: a registry entry.
pub trait Report: Sync {
    /// Id, summary and manual page.
    fn meta(&self) -> &'static Meta;

    /// True if the report shows values of inputs: a run then keeps those of the worst.
    fn needs_previews(&self) -> bool {
        false
    }

    /// Writes the whole report.
    ///
    /// # Errors
    /// What the writer raises.
    fn write(&self, outcome: &Outcome, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()>;
}

/// How a report for people is to look. Reports for programs ignore it.
#[derive(Debug, Clone, Default)]
pub struct ReportStyle {
    /// Colours.
    pub palette: Palette,
    /// Every case and every default, not only what differs.
    pub verbose: bool,
    /// Only the summary and what failed.
    pub quiet: bool,
}

/// All report formats.
pub static ALL: &[&dyn Report] =
    &[&github::Github, &html::Html, &json::Json, &junit::Junit, &markdown::Markdown, &text::Text];

/// The report format with this id.
pub fn find(id: &str) -> Option<&'static dyn Report> {
    ALL.iter().copied().find(|report| report.meta().id == id)
}
