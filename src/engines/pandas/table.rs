//! Table steps: `read_csv`, `mean`, `std`, `quantile`, `cut`, `get_dummies` and `Categorical` of pandas 3.1.

use crate::engines::capability::table::{
    Bins, Blanks, Categories, CategoryOrder, Closed, Constant, Drop, Fills, Grammar, HashFunction, Hashing, Invalid,
    Logarithm, MinMax, Missing, Moments, NumberReader, Outside, Quantile, Rounding, Scale, Single, Statistics,
    TableRules, Unknown, Words,
};

const READER: NumberReader = NumberReader {
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
    reader: READER,
    cells: READER,
    missing: Missing::Nan,
    single: Single::Kept,
    statistics: Statistics {
        skips_nan: true,
        nan_is_greatest: false,
        ddof: 1,
        moments: Moments::Pairwise,
        median: Quantile::Midpoint,
        quantile: Quantile::Linear,
    },
    scale: Scale { centres: true, by_inverse: false, constant: Constant::Divides },
    min_max: MinMax::Division,
    fills: Fills::Both,
    categories: Categories {
        order: CategoryOrder::Sorted,
        unknown: Unknown::Code(-1),
        missing: Unknown::Code(-1),
        fits_missing: false,
        drop: Drop::None,
        one_hot_zeros: true,
    },
    bins: Some(Bins { closed: Closed::Right, closes_end: false, outside: Outside::Missing, missing: Unknown::Nan }),
    hash: Some(Hashing { function: HashFunction::SipHash, seed: 0, signed: false, buckets: 1 << 20 }),
    logarithm: Logarithm { null_outside: false, naive_plus_one: false },
    power: false,
    rounding: Rounding::HalfEven,
};
