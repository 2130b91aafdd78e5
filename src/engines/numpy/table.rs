//! Table steps: `genfromtxt`, `mean`, `std`, `quantile`, `digitize` and `unique` of numpy 2.4.

use crate::engines::capability::table::{
    Bins, Blanks, Categories, CategoryOrder, Closed, Constant, Drop, Fills, Grammar, Invalid, Logarithm, MinMax,
    Missing, Moments, NumberReader, Outside, Quantile, Rounding, Scale, Single, Statistics, TableRules, Unknown, Words,
};

const READER: NumberReader = NumberReader {
    missing: &[""],
    blank_is_missing: true,
    trim_start: Blanks::Unicode,
    trim_end: Blanks::Unicode,
    grammar: Grammar::Python,
    booleans: false,
    words: Words::AnyCase,
    invalid: Invalid::Missing,
};

/// The conventions.
pub static RULES: TableRules = TableRules {
    reader: READER,
    cells: READER,
    missing: Missing::Nan,
    single: Single::Kept,
    statistics: Statistics {
        skips_nan: false,
        nan_is_greatest: false,
        ddof: 0,
        moments: Moments::Pairwise,
        median: Quantile::Midpoint,
        quantile: Quantile::Linear,
    },
    scale: Scale { centres: true, by_inverse: false, constant: Constant::Divides },
    min_max: MinMax::Division,
    fills: Fills::Both,
    categories: Categories {
        order: CategoryOrder::Sorted,
        unknown: Unknown::Insertion,
        missing: Unknown::Insertion,
        fits_missing: false,
        drop: Drop::None,
        one_hot_zeros: true,
    },
    bins: Some(Bins { closed: Closed::Left, closes_end: false, outside: Outside::Counted, missing: Unknown::Last }),
    hash: None,
    logarithm: Logarithm { null_outside: false, naive_plus_one: false },
    power: true,
    rounding: Rounding::HalfEven,
};
