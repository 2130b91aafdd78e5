//! Sums, means, variances and quantiles of a column, in the order of operations of the libraries that compute them.

use crate::engines::capability::table::{Moments, Quantile, Statistics};

/// Mean and variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// The mean; NaN without values.
    pub mean: f64,
    /// The variance, by the library's divisor; NaN where that is zero.
    pub variance: f64,
}

/// Sums pairwise in blocks of at most 128, each with eight accumulators.
pub fn pairwise_sum(values: &[f64]) -> f64 {
    let n = values.len();
    if n < 8 {
        return values.iter().fold(-0.0, |sum, value| sum + value);
    }
    if n <= 128 {
        let (blocks, rest) = values.as_chunks::<8>();
        let mut r = blocks[0];
        for block in &blocks[1..] {
            for (sum, value) in r.iter_mut().zip(block) {
                *sum += value;
            }
        }
        let sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        return rest.iter().fold(sum, |sum, value| sum + value);
    }
    let half = n / 2;
    let (left, right) = values.split_at(half - half % 8);
    pairwise_sum(left) + pairwise_sum(right)
}

/// Mean and variance of a column. Missing values are gone or NaN.
pub fn moment(values: &[f64], rules: Statistics) -> Moment {
    match rules.moments {
        Moments::Pairwise | Moments::PairwiseCorrected => two_passes(values, rules),
        Moments::Running => running(values, rules.ddof),
        Moments::RunningSparse => running_sparse(values, rules.ddof),
    }
}

/// The mean of values none of which is missing; NaN without any.
pub fn mean(values: &[f64], rules: Statistics) -> f64 {
    let sum = match rules.moments {
        Moments::Pairwise | Moments::PairwiseCorrected => pairwise_sum(values),
        Moments::Running | Moments::RunningSparse => values.iter().sum(),
    };
    sum / values.len() as f64
}

/// Left-out values stand as zeros in the sums, so that the order of summation is that of the whole column.
fn two_passes(values: &[f64], rules: Statistics) -> Moment {
    let left_out = |value: f64| rules.skips_nan && value.is_nan();
    let n = values.iter().filter(|value| !left_out(**value)).count() as f64;
    let masked = |each: &dyn Fn(f64) -> f64| -> Vec<f64> {
        values.iter().map(|&value| if left_out(value) { 0.0 } else { each(value) }).collect()
    };
    let mean = pairwise_sum(&masked(&|value| value)) / n;
    let mut squares = pairwise_sum(&masked(&|value| (value - mean) * (value - mean)));
    if rules.moments == Moments::PairwiseCorrected {
        let correction = pairwise_sum(&masked(&|value| value - mean));
        squares -= correction * correction / n;
    }
    let divisor = n - f64::from(rules.ddof);
    Moment { mean, variance: if divisor > 0.0 { squares / divisor } else { f64::NAN } }
}

fn running(values: &[f64], ddof: u8) -> Moment {
    let (mut sum, mut mean, mut squares) = (0.0, 0.0, 0.0);
    for (index, &value) in values.iter().enumerate() {
        sum += value;
        let before = mean;
        mean += (value - before) / (index + 1) as f64;
        squares += (value - before) * (value - mean);
    }
    let n = values.len() as f64;
    let divisor = n - f64::from(ddof);
    Moment { mean: sum / n, variance: if divisor > 0.0 { squares / divisor } else { f64::NAN } }
}

fn running_sparse(values: &[f64], ddof: u8) -> Moment {
    let (mut mean, mut squares, mut count) = (0.0, 0.0, 0.0);
    for &value in values.iter().filter(|value| **value != 0.0) {
        let difference = value - mean;
        mean += difference / (count + 1.0);
        squares += (value - mean) * difference;
        count += 1.0;
    }
    let n = values.len() as f64;
    let divisor = n - f64::from(ddof);
    let variance =
        if divisor > 0.0 { ((squares + mean * mean * count * (n - count) / n) / divisor).max(0.0) } else { 0.0 };
    Moment { mean: mean * (count / n), variance }
}

/// Minimum and maximum; `None` without values.
pub fn extremes(values: &[f64], rules: Statistics) -> Option<(f64, f64)> {
    if values.is_empty() {
        return None;
    }
    let has_nan = values.iter().any(|value| value.is_nan());
    if has_nan && !rules.skips_nan && !rules.nan_is_greatest {
        return Some((f64::NAN, f64::NAN));
    }
    let numbers = || values.iter().copied().filter(|value| !value.is_nan());
    let low = numbers().fold(f64::NAN, f64::min);
    let high = if has_nan && rules.nan_is_greatest { f64::NAN } else { numbers().fold(f64::NAN, f64::max) };
    Some((low, high))
}

/// A copy in ascending order, NaN last or left out. All NaN if the library lets one NaN spoil its quantiles.
pub fn sorted(values: &[f64], rules: Statistics) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !(rules.skips_nan && value.is_nan())).collect();
    if !rules.nan_is_greatest && sorted.iter().any(|value| value.is_nan()) {
        return vec![f64::NAN; sorted.len()];
    }
    let key = |value: f64| if value.is_nan() { f64::NAN } else { value };
    sorted.sort_by(|a, b| key(*a).is_nan().cmp(&key(*b).is_nan()).then(a.total_cmp(b)));
    sorted
}

/// A quantile of ascending values; NaN without any.
pub fn quantile(sorted: &[f64], q: f64, method: Quantile) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let n = sorted.len() as f64;
    let last = n - 1.0;
    let rank = last * q;
    let at = |index: f64| sorted[index.clamp(0.0, last) as usize];
    let continuous = |alpha: f64, beta: f64| n * q + (alpha + q * (1.0 - alpha - beta)) - 1.0;
    match method {
        Quantile::Linear => between(sorted, rank),
        Quantile::Lower => at(rank.floor()),
        Quantile::Higher => at(rank.ceil()),
        Quantile::Midpoint if rank.fract() == 0.0 => at(rank),
        Quantile::Midpoint => between(sorted, 0.5 * (rank.floor() + rank.ceil())),
        Quantile::Nearest => at(rank.round_ties_even()),
        Quantile::NearestHalfUp => at(rank.round()),
        Quantile::InvertedCdf => at((n * q).ceil() - 1.0),
        Quantile::InterpolatedInvertedCdf => between(sorted, continuous(0.0, 1.0)),
        Quantile::Hazen => between(sorted, continuous(0.5, 0.5)),
        Quantile::Weibull => between(sorted, continuous(0.0, 0.0)),
        Quantile::MedianUnbiased => between(sorted, continuous(1.0 / 3.0, 1.0 / 3.0)),
        Quantile::NormalUnbiased => between(sorted, continuous(3.0 / 8.0, 3.0 / 8.0)),
    }
}

/// The value at a rank between two values, from the nearer one.
fn between(sorted: &[f64], rank: f64) -> f64 {
    let last = sorted.len() - 1;
    if rank >= last as f64 {
        return sorted[last];
    }
    if rank < 0.0 {
        return sorted[0];
    }
    let below = rank.floor();
    let (low, high, part) = (sorted[below as usize], sorted[below as usize + 1], rank - below);
    let difference = high - low;
    if part >= 0.5 { high - difference * (1.0 - part) } else { low + difference * part }
}

/// The quantile of the standard normal distribution, to the last digits.
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return if p <= 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let (mut low, mut high) = (-40.0_f64, 40.0_f64);
    while high - low > 1e-16 * low.abs().max(high.abs()) {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if 0.5 * libm::erfc(-middle * std::f64::consts::FRAC_1_SQRT_2) < p { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_quantile_is_that_of_the_tables() {
        assert!((normal_quantile(0.75) - 0.674_489_750_196_081_7).abs() < 1e-14);
        assert!((normal_quantile(0.01) + 2.326_347_874_040_840_8).abs() < 1e-13);
    }

    #[test]
    fn short_and_long_sums_are_exact_on_integers() {
        for n in [0, 1, 7, 8, 127, 128, 129, 1000, 4099] {
            let values: Vec<f64> = (0..n).map(f64::from).collect();
            assert_eq!(pairwise_sum(&values), f64::from(n) * (f64::from(n) - 1.0).max(0.0) / 2.0);
        }
    }
}
