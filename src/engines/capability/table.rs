/// Conventions of a library's table functions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableRules {}
