/// Conventions of a date-time library.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeRules {}
