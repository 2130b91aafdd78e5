//! How a side answers for an input: in process, recorded, or a command.

pub mod command;
mod input;
mod recorded;

pub use command::Command;
pub use input::{Input, input_file_name};
pub use recorded::Recorded;

use crate::diagnostic::Diagnostic;
use crate::pipeline::Pipeline;
use crate::value::Value;
use std::sync::Arc;

/// One side of a case, ready to answer.
pub enum Side {
    /// Steps run in process.
    Steps(Pipeline),
    /// Outputs that were computed elsewhere.
    Recorded(Recorded),
    /// A program that is run once per input.
    Command(Command),
}

impl Side {
    /// The output for one input.
    ///
    /// # Errors
    /// A step that could not run, an output that is missing or damaged, a command that failed.
    pub fn answer(&self, input: &Input) -> Result<Arc<Value>, Diagnostic> {
        match self {
            Self::Steps(pipeline) => pipeline.run(Arc::clone(&input.value)).map_err(|failure| failure.error),
            Self::Recorded(recorded) => recorded.answer(input),
            Self::Command(command) => command.answer(input).map(Arc::new),
        }
    }

    /// The steps, if the side runs in process.
    pub fn pipeline(&self) -> Option<&Pipeline> {
        if let Self::Steps(pipeline) = self { Some(pipeline) } else { None }
    }
}
