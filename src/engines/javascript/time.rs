//! Date.

use crate::engines::capability::TimeRules;
use crate::engines::kernel::time_rows::DATE;

/// Conventions for times.
pub static RULES: TimeRules = TimeRules { reader: &super::reader::READER, ..DATE };
