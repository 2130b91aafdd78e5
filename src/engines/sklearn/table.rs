//! Table steps: scalers, imputers, encoders and discretizers of scikit-learn 1.9.

use crate::engines::capability::table::{
    Bins, Blanks, Categories, CategoryOrder, Closed, Constant, Drop, Fills, Grammar, HashFunction, Hashing, Invalid,
    Logarithm, MinMax, Missing, Moments, NumberReader, Outside, Quantile, Rounding, Scale, Single, Statistics,
    TableRules, Unknown, Words,
};

const PYTHON: NumberReader = NumberReader {
    missing: &[],
    blank_is_missing: false,
    trim_start: Blanks::Unicode,
    trim_end: Blanks::Unicode,
    grammar: Grammar::Python,
    booleans: false,
    words: Words::AnyCase,
    invalid: Invalid::Rejected("ValueError"),
};

/// Tables for this library are read with another one, and its markers of missing values.
const FRAME: NumberReader = NumberReader {
    missing: &[
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
        "NULL", "NaN", "None", "n/a", "nan", "null",
    ],
    blank_is_missing: false,
    trim_start: Blanks::Ascii,
    trim_end: Blanks::Ascii,
    grammar: Grammar::Plain,
    booleans: true,
    words: Words::InfinityAnyCase,
    invalid: Invalid::Rejected("ValueError"),
};

/// The conventions.
pub static RULES: TableRules = TableRules {
    reader: PYTHON,
    cells: FRAME,
    missing: Missing::Nan,
    single: Single::KeptByOperation,
    statistics: Statistics {
        skips_nan: true,
        nan_is_greatest: false,
        ddof: 0,
        moments: Moments::PairwiseCorrected,
        median: Quantile::Midpoint,
        quantile: Quantile::Linear,
    },
    scale: Scale { centres: true, by_inverse: false, constant: Constant::One },
    min_max: MinMax::ScaleOffset,
    fills: Fills::Both,
    categories: Categories {
        order: CategoryOrder::Sorted,
        unknown: Unknown::Rejected("ValueError"),
        missing: Unknown::Rejected("ValueError"),
        fits_missing: true,
        drop: Drop::None,
        one_hot_zeros: false,
    },
    bins: Some(Bins {
        closed: Closed::Left,
        closes_end: true,
        outside: Outside::Clamped,
        missing: Unknown::Rejected("ValueError"),
    }),
    hash: Some(Hashing { function: HashFunction::Murmur3Absolute, seed: 0, signed: true, buckets: 1 << 20 }),
    logarithm: Logarithm { null_outside: false, naive_plus_one: false },
    power: true,
    rounding: Rounding::HalfEven,
};
