//! The day of the run, for libraries that fill in what a text leaves out.

use crate::engines::kernel::civil;

/// Year, month and day in UTC.
pub fn today() -> (i64, u32, u32) {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    civil::date(seconds.div_euclid(86_400))
}
