//! Steps on numbers, records and categories.

use super::Step;

mod bucketize;
mod columns;
mod hash;
mod impute;
mod log;
mod min_max;
mod one_hot;
mod ordinal;
mod parse_number;
mod power;
mod robust_scale;
mod round;
mod standardize;

/// All of them, in the order in which pipelines use them.
pub static ALL: &[&dyn Step] = &[
    &parse_number::ParseNumber,
    &impute::Impute,
    &standardize::Standardize,
    &min_max::MinMax,
    &robust_scale::RobustScale,
    &log::Log,
    &power::Power,
    &round::Round,
    &bucketize::Bucketize,
    &ordinal::Ordinal,
    &one_hot::OneHot,
    &hash::Hash,
    &columns::Columns,
];
