//! Exit codes: a promise to CI systems.

/// Every case passed.
pub const PASSED: u8 = 0;
/// At least one case failed.
pub const FAILED: u8 = 1;
/// Something could not run: bad arguments, a bad case file, a side that failed.
pub const COULD_NOT_RUN: u8 = 2;
/// Ended by Ctrl-C.
pub const INTERRUPTED: u8 = 130;
