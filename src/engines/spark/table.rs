//! Table steps: the reader of `.csv`, SQL functions and feature transformers of Spark 3.5.

use crate::engines::capability::table::{
    Bins, Blanks, Categories, CategoryOrder, Closed, Constant, Drop, Fills, Grammar, HashFunction, Hashing, Invalid,
    Logarithm, MinMax, Missing, Moments, NumberReader, Outside, Quantile, Rounding, Scale, Single, Statistics,
    TableRules, Unknown, Words,
};

const READER: NumberReader = NumberReader {
    missing: &[""],
    blank_is_missing: false,
    trim_start: Blanks::Control,
    trim_end: Blanks::Control,
    grammar: Grammar::Java,
    booleans: false,
    words: Words::Java,
    invalid: Invalid::Missing,
};

/// The conventions.
pub static RULES: TableRules = TableRules {
    reader: READER,
    cells: READER,
    missing: Missing::Null,
    single: Single::Widened,
    statistics: Statistics {
        skips_nan: false,
        nan_is_greatest: true,
        ddof: 1,
        moments: Moments::RunningSparse,
        median: Quantile::InvertedCdf,
        quantile: Quantile::InvertedCdf,
    },
    scale: Scale { centres: false, by_inverse: true, constant: Constant::Zero },
    min_max: MinMax::InverseRange,
    fills: Fills::Both,
    categories: Categories {
        order: CategoryOrder::Frequency,
        unknown: Unknown::Rejected("SparkException"),
        missing: Unknown::Rejected("SparkException"),
        fits_missing: false,
        drop: Drop::Last,
        one_hot_zeros: false,
    },
    bins: Some(Bins {
        closed: Closed::Left,
        closes_end: true,
        outside: Outside::Rejected("SparkException"),
        missing: Unknown::Rejected("SparkException"),
    }),
    hash: Some(Hashing { function: HashFunction::Murmur3Floor, seed: 42, signed: false, buckets: 1 << 18 }),
    logarithm: Logarithm { null_outside: true, naive_plus_one: false },
    power: false,
    rounding: Rounding::DecimalHalfAway,
};
