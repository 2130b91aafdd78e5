//! `preparity completions`: a script for the user's shell.

use super::{Ended, Terminal, exit};
use clap::CommandFactory;
use std::io::Write;

/// Arguments of `completions`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Ended {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "preparity", &mut script);
    let mut out = terminal.out();
    out.write_all(&script)?;
    out.flush()?;
    Ok(exit::PASSED)
}
