//! The `preparity` binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    preparity::cli::main()
}
