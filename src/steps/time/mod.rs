//! Steps on times.

use super::Step;

mod add;
mod date_diff;
mod floor_time;
mod parse_time;
mod time_features;
mod to_epoch;
mod to_zone;

/// All of them, in the order in which pipelines use them.
pub static ALL: &[&dyn Step] = &[
    &parse_time::ParseTime,
    &to_zone::ToZone,
    &to_epoch::ToEpoch,
    &floor_time::FloorTime,
    &add::Add,
    &date_diff::DateDiff,
    &time_features::TimeFeatures,
];
