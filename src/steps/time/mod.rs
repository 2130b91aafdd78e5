//! Steps on times.

use super::Step;

mod parse_time;
mod time_features;
mod to_epoch;
mod to_zone;

/// All of them, in the order in which pipelines use them.
pub static ALL: &[&dyn Step] =
    &[&parse_time::ParseTime, &to_zone::ToZone, &to_epoch::ToEpoch, &time_features::TimeFeatures];
