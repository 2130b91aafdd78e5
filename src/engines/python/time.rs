//! datetime and zoneinfo.

use crate::engines::capability::TimeRules;
use crate::engines::kernel::time_rows::DATETIME;

/// Conventions for times.
pub static RULES: TimeRules = DATETIME;
