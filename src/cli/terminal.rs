//! Where text goes: results to stdout, talk to stderr, colour only where it is wanted.
#![allow(clippy::print_stderr, reason = "this is the one place that talks to the user")]

use super::{Color, Global};
use crate::check::STOP;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::Palette;
use crate::side::command;
use anstyle::{AnsiColor, Style};
use std::io::{self, BufWriter, IsTerminal, StdoutLock};
use std::sync::atomic::Ordering;

/// The terminal as the user wants it to be treated.
pub(crate) struct Terminal {
    color: Color,
    /// Talk is wanted.
    pub talk: bool,
    /// More is wanted.
    pub verbose: bool,
}

impl Terminal {
    pub(crate) fn new(global: &Global) -> Self {
        Self { color: global.color, talk: !global.quiet, verbose: global.verbose }
    }

    fn colored(&self, is_terminal: bool) -> bool {
        let asked_not_to = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !asked_not_to,
        }
    }

    /// Styles for what goes to stdout.
    pub(crate) fn palette(&self) -> Palette {
        if self.colored(io::stdout().is_terminal()) { Palette::colored() } else { Palette::plain() }
    }

    /// Buffered stdout.
    #[allow(clippy::unused_self, reason = "everything that writes goes through the terminal")]
    pub(crate) fn out(&self) -> BufWriter<StdoutLock<'static>> {
        BufWriter::new(io::stdout().lock())
    }

    /// True if a progress bar may be drawn.
    pub(crate) fn draws_progress(&self) -> bool {
        self.talk && io::stderr().is_terminal()
    }

    /// Shows a diagnostic on stderr.
    pub(crate) fn complain(&self, diagnostic: &Diagnostic) {
        let text = diagnostic.to_string();
        let head = match diagnostic.severity {
            Severity::Error => "error:",
            Severity::Warning => "warning:",
        };
        if self.colored(io::stderr().is_terminal()) {
            let color = if diagnostic.severity == Severity::Error { AnsiColor::Red } else { AnsiColor::Yellow };
            let style = Style::new().bold().fg_color(Some(color.into()));
            eprintln!("{style}{head}{style:#}{}", text.strip_prefix(head).unwrap_or(&text));
        } else {
            eprintln!("{text}");
        }
    }

    /// Talks on stderr, unless quiet.
    pub(crate) fn say(&self, text: &str) {
        if self.talk {
            eprintln!("{text}");
        }
    }

    /// Asks on stderr; the cursor stays behind the question.
    #[allow(clippy::unused_self, reason = "everything that talks goes through the terminal")]
    pub(crate) fn ask(&self, question: &str) {
        eprint!("{question}");
    }
}

/// Makes Ctrl-C end a run in order: commands are ended, workers stop after the input at hand, nothing half written stays.
/// A second Ctrl-C ends the process at once.
pub(crate) fn end_on_interrupt() {
    let handler = || {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(super::exit::INTERRUPTED));
        }
        command::end_all();
    };
    // Without a handler Ctrl-C still ends the process, only less orderly.
    let _ = ctrlc::set_handler(handler);
}
