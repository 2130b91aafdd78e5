//! Table steps: `read_csv`, `avg`, `stddev`, `quantile_disc` and enumerations of `DuckDB` 2.0.

use crate::engines::capability::table::{
    Blanks, Categories, CategoryOrder, Constant, Drop, Fills, Grammar, Invalid, Logarithm, MinMax, Missing, Moments,
    NumberReader, Quantile, Rounding, Scale, Single, Statistics, TableRules, Unknown, Words,
};

const READER: NumberReader = NumberReader {
    missing: &[""],
    blank_is_missing: false,
    trim_start: Blanks::Ascii,
    trim_end: Blanks::Ascii,
    grammar: Grammar::Lenient,
    booleans: false,
    words: Words::AnyCase,
    invalid: Invalid::Rejected("ConversionException"),
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
        median: Quantile::Linear,
        quantile: Quantile::InvertedCdf,
    },
    scale: Scale { centres: true, by_inverse: false, constant: Constant::Divides },
    min_max: MinMax::Division,
    fills: Fills::Null,
    categories: Categories {
        order: CategoryOrder::Sorted,
        unknown: Unknown::Rejected("ConversionException"),
        missing: Unknown::Null,
        fits_missing: false,
        drop: Drop::None,
        one_hot_zeros: false,
    },
    bins: None,
    hash: None,
    logarithm: Logarithm { null_outside: false, naive_plus_one: true },
    power: false,
    rounding: Rounding::HalfAway,
};
