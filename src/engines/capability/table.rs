//! What table steps need to know of a library.

use crate::value::Value;

/// Conventions of a library's table functions: rows of data that the steps and the kernels read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableRules {
    /// How `parse_number` makes a number of a text.
    pub reader: NumberReader,
    /// How a step on numbers, or a fit, reads a cell that is still text; libraries without a reader of their own are fed
    /// by another one's.
    pub cells: NumberReader,
    /// What stands for a missing number.
    pub missing: Missing,
    /// What arithmetic does with single precision.
    pub single: Single,
    /// What a fit computes of a column.
    pub statistics: Statistics,
    /// `standardize` and `robust_scale`.
    pub scale: Scale,
    /// `min_max`.
    pub min_max: MinMax,
    /// Which missing values `impute` fills.
    pub fills: Fills,
    /// `ordinal` and `one_hot`.
    pub categories: Categories,
    /// `bucketize`; `None` if the library has nothing of the kind.
    pub bins: Option<Bins>,
    /// `hash`; `None` if the library has nothing of the kind.
    pub hash: Option<Hashing>,
    /// `log`.
    pub logarithm: Logarithm,
    /// `power`; false if the library has nothing of the kind.
    pub power: bool,
    /// `round`.
    pub rounding: Rounding,
}

/// How a library's reader makes a number of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberReader {
    /// Texts that mean a missing value, spelt exactly so.
    pub missing: &'static [&'static str],
    /// True if a text of nothing but blanks is missing.
    pub blank_is_missing: bool,
    /// White space that is dropped in front.
    pub trim_start: Blanks,
    /// White space that is dropped behind.
    pub trim_end: Blanks,
    /// What is a number besides plain decimals.
    pub grammar: Grammar,
    /// True if `true` and `false` are 1 and 0.
    pub booleans: bool,
    /// How infinity and NaN are spelt.
    pub words: Words,
    /// What a text becomes that is no number.
    pub invalid: Invalid,
}

/// What a reader takes for a number besides plain decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    /// Nothing.
    Plain,
    /// Single underscores between digits, and all decimal digits of Unicode.
    Python,
    /// Single underscores between digits, and a minus behind a plus.
    Lenient,
    /// Hexadecimal numbers with an exponent, and a suffix `d` or `f`.
    Java,
}

/// What counts as white space around a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blanks {
    /// Nothing.
    None,
    /// Space, tab, line feed, vertical tab, form feed, carriage return.
    Ascii,
    /// All control characters and the space.
    Control,
    /// All white space of Unicode and the four information separators.
    Unicode,
}

/// Spellings of infinity and NaN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// `inf`, `infinity` and `nan` in any case, with a sign.
    AnyCase,
    /// `inf` and `infinity` in any case, with a sign; NaN only as a missing value.
    InfinityAnyCase,
    /// `Infinity` and `NaN` with a sign, `Inf` and `-Inf`; no other case.
    Java,
}

/// What a text becomes that is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// The library raises this error.
    Rejected(&'static str),
    /// A missing value.
    Missing,
}

/// What stands for a missing number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// NaN: there is no other missing value in a column of floats.
    Nan,
    /// Null, which is not NaN.
    Null,
}

impl Missing {
    /// The missing value.
    pub fn value(self) -> Value {
        match self {
            Self::Nan => Value::Number(crate::value::Number::Float(f64::NAN)),
            Self::Null => Value::Null,
        }
    }
}

/// What arithmetic does with single precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Single {
    /// Parameters are rounded to single precision, and so is every operation.
    Kept,
    /// As `Kept` in `standardize`; elsewhere every operation is double, and its result is rounded.
    KeptByOperation,
    /// Everything is double.
    Widened,
}

/// What a fit computes of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// True if NaN is left out; else it makes means and deviations NaN.
    pub skips_nan: bool,
    /// True if NaN is the greatest number for minimum and maximum.
    pub nan_is_greatest: bool,
    /// Subtracted from the number of values in the variance's divisor.
    pub ddof: u8,
    /// The order of summation.
    pub moments: Moments,
    /// The median.
    pub median: Quantile,
    /// Other quantiles.
    pub quantile: Quantile,
}

/// How sums, means and variances are computed. Matters in the last digits only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moments {
    /// Pairwise sums, two passes.
    Pairwise,
    /// Pairwise sums, two passes and a correction by the sum of the deviations.
    PairwiseCorrected,
    /// Plain sum; variance updated value by value.
    Running,
    /// Mean and variance updated value by value, zeros put in at the end.
    RunningSparse,
}

/// Methods for quantiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are numpy's names")]
pub enum Quantile {
    Linear,
    Lower,
    Higher,
    Midpoint,
    /// The rank is rounded, half to even.
    Nearest,
    /// The rank is rounded, half up.
    NearestHalfUp,
    InvertedCdf,
    InterpolatedInvertedCdf,
    Hazen,
    Weibull,
    MedianUnbiased,
    NormalUnbiased,
}

impl Quantile {
    /// The methods that a definition can name, with numpy's names.
    pub const NAMED: [(&'static str, Self); 11] = [
        ("linear", Self::Linear),
        ("lower", Self::Lower),
        ("higher", Self::Higher),
        ("midpoint", Self::Midpoint),
        ("nearest", Self::Nearest),
        ("inverted_cdf", Self::InvertedCdf),
        ("interpolated_inverted_cdf", Self::InterpolatedInvertedCdf),
        ("hazen", Self::Hazen),
        ("weibull", Self::Weibull),
        ("median_unbiased", Self::MedianUnbiased),
        ("normal_unbiased", Self::NormalUnbiased),
    ];
}

/// Centring and scaling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// True if the mean (or the centre) is subtracted unless that is switched off.
    pub centres: bool,
    /// True if values are multiplied by the inverse of what divides them.
    pub by_inverse: bool,
    /// What happens to a column without spread.
    pub constant: Constant,
}

/// What happens to a column without spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constant {
    /// It is divided by one.
    One,
    /// It is multiplied by zero.
    Zero,
    /// It is divided by zero.
    Divides,
}

/// Scaling to a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MinMax {
    /// `x * scale + offset`, both computed when fitted; a range of nearly zero counts as one.
    ScaleOffset,
    /// `(x - min) * scale + low`; a constant column gives the middle of the target range.
    InverseRange,
    /// `(x - min) / (max - min)`, by the inverse where scaling is, and then the target range.
    Division,
}

/// Which missing values are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fills {
    /// Null and NaN.
    Both,
    /// Null only; NaN is a number.
    Null,
}

/// Codes of categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Categories {
    /// The order of fitted categories.
    pub order: CategoryOrder,
    /// A value that is no category.
    pub unknown: Unknown,
    /// A missing value that is no category.
    pub missing: Unknown,
    /// True if missing values are a category of a fit, the last one.
    pub fits_missing: bool,
    /// The column that `one_hot` leaves out.
    pub drop: Drop,
    /// True if `one_hot` gives all zeros for an unknown category, whatever `ordinal` does.
    pub one_hot_zeros: bool,
}

/// The order of fitted categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoryOrder {
    /// Numbers ascending, texts by code point.
    Sorted,
    /// As they come in the table.
    FirstSeen,
    /// The most frequent first; equally frequent ones by code point.
    Frequency,
}

/// What becomes of a value that is no category.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unknown {
    /// The library raises this error.
    Rejected(&'static str),
    /// This code.
    Code(i64),
    /// Missing: NaN.
    Nan,
    /// Missing: null.
    Null,
    /// One more than the last code.
    Last,
    /// The place where it would stand among the sorted categories.
    Insertion,
}

impl Eq for Unknown {}

/// Which column is left out of a one-hot encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drop {
    /// None.
    None,
    /// The first.
    First,
    /// The first, if there are only two.
    IfBinary,
    /// The last.
    Last,
}

/// Numbers of bins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bins {
    /// The side on which a bin contains its edge.
    pub closed: Closed,
    /// True if the outermost edge on the open side belongs to its bin all the same.
    pub closes_end: bool,
    /// What happens outside the edges.
    pub outside: Outside,
    /// What happens to NaN and null.
    pub missing: Unknown,
}

/// The side on which a bin contains its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// `[a, b)`
    Left,
    /// `(a, b]`
    Right,
}

/// What happens outside the edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// Bins 0 and n stand for what is below and above; the first bin between edges is 1.
    Counted,
    /// The outermost bins take it.
    Clamped,
    /// It is missing.
    Missing,
    /// The library raises this error.
    Rejected(&'static str),
}

/// The hashing trick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashing {
    /// The hash function.
    pub function: HashFunction,
    /// Its seed, unless one is given.
    pub seed: u32,
    /// True if the sign of the hash is a second result.
    pub signed: bool,
    /// Buckets, unless they are given.
    pub buckets: u64,
}

/// Hash functions of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashFunction {
    /// 32-bit murmur3 as a signed number; its absolute value counts.
    Murmur3Absolute,
    /// 32-bit murmur3 as a signed number, modulo without sign.
    Murmur3Floor,
    /// 64-bit `SipHash` 2-4 with the key `0123456789123456`.
    SipHash,
}

/// Logarithms outside their domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logarithm {
    /// True if zero and less give null.
    pub null_outside: bool,
    /// True if the logarithm of one plus x is computed as written, not by a function of its own.
    pub naive_plus_one: bool,
}

/// Rounding to decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Scaled, rounded half to even, scaled back.
    HalfEven,
    /// Scaled, rounded half away from zero, scaled back.
    HalfAway,
    /// The shortest decimal form is rounded, half away from zero.
    DecimalHalfAway,
}
