//! Table steps: `read_csv`, `mean`, `std`, `quantile`, `cut`, `to_dummies`, `Enum` and `Categorical` of polars 2.1.

use crate::engines::capability::table::{
    Bins, Blanks, Categories, CategoryOrder, Closed, Constant, Drop, Fills, Grammar, Invalid, Logarithm, MinMax,
    Missing, Moments, NumberReader, Outside, Quantile, Rounding, Scale, Single, Statistics, TableRules, Unknown, Words,
};

const READER: NumberReader = NumberReader {
    missing: &[""],
    blank_is_missing: true,
    trim_start: Blanks::Ascii,
    trim_end: Blanks::None,
    grammar: Grammar::Plain,
    booleans: false,
    words: Words::AnyCase,
    invalid: Invalid::Rejected("ComputeError"),
};

/// The conventions.
pub static RULES: TableRules = TableRules {
    reader: READER,
    cells: READER,
    missing: Missing::Null,
    single: Single::Kept,
    statistics: Statistics {
        skips_nan: false,
        nan_is_greatest: true,
        ddof: 1,
        moments: Moments::Running,
        median: Quantile::Midpoint,
        quantile: Quantile::NearestHalfUp,
    },
    scale: Scale { centres: true, by_inverse: true, constant: Constant::Divides },
    min_max: MinMax::Division,
    fills: Fills::Null,
    categories: Categories {
        order: CategoryOrder::Sorted,
        unknown: Unknown::Rejected("InvalidOperationError"),
        missing: Unknown::Null,
        fits_missing: true,
        drop: Drop::None,
        one_hot_zeros: false,
    },
    bins: Some(Bins { closed: Closed::Right, closes_end: false, outside: Outside::Counted, missing: Unknown::Null }),
    hash: None,
    logarithm: Logarithm { null_outside: false, naive_plus_one: false },
    power: false,
    rounding: Rounding::HalfEven,
};
