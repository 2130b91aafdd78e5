//! Numbers that count from 1970, and back.

use crate::engines::capability::{EpochOutput, EpochUnit, Fraction};
use crate::value::Number;

const SECOND: i128 = 1_000_000_000;

/// Seconds and nanoseconds of a number in a unit. `step` is the library's smallest step in nanoseconds. `None` where the
/// number is refused: not finite, too large, or a float that the library does not take.
pub fn from_number(number: Number, unit: EpochUnit, fraction: Fraction, step: u32) -> Option<(i64, u32)> {
    let nanos = match number {
        Number::Int(value) => i128::from(value) * i128::from(unit.nanos()),
        Number::Float(_) | Number::Float32(_) => from_float(number.as_f64(), unit, fraction, i128::from(step))?,
    };
    let nanos = nanos.div_euclid(i128::from(step)) * i128::from(step);
    let seconds = i64::try_from(nanos.div_euclid(SECOND)).ok()?;
    Some((seconds, nanos.rem_euclid(SECOND) as u32))
}

fn from_float(value: f64, unit: EpochUnit, fraction: Fraction, step: i128) -> Option<i128> {
    if !value.is_finite() || value.abs() > 1e19 {
        return None;
    }
    let per_unit = unit.nanos() as f64;
    let steps = |value: f64| value as i128 * step;
    let scale = per_unit / step as f64;
    Some(match fraction {
        Fraction::Refuse => return None,
        Fraction::HalfEven => {
            // The whole seconds apart first, as the C library splits a double.
            let seconds = value * (per_unit / 1e9);
            let whole = seconds.trunc();
            let part = (seconds - whole) * (1e9 / step as f64);
            whole as i128 * SECOND + steps(part.round_ties_even())
        }
        Fraction::HalfAway => steps((value * scale).round()),
        Fraction::Truncate => steps((value * scale).trunc()),
        Fraction::Floor => steps((value * scale).floor()),
        Fraction::SplitNanos => {
            let whole = value.trunc();
            let digits = (per_unit.log10().round() as i32).clamp(0, 9);
            let power = 10_f64.powi(digits);
            let part = ((value - whole) * power).round_ties_even() / power;
            whole as i128 * i128::from(unit.nanos()) + (part * per_unit).trunc() as i128
        }
    })
}

/// The number of a time in a unit; `None` where it does not fit 64 bits.
pub fn to_number(seconds: i64, nanos: u32, unit: EpochUnit, output: EpochOutput) -> Option<Number> {
    // A leap second counts as the second after it.
    let total = i128::from(seconds) * SECOND + i128::from(nanos);
    let per_unit = i128::from(unit.nanos());
    if output == EpochOutput::FloatSeconds && unit == EpochUnit::Seconds {
        // The libraries divide whole microseconds: one rounding.
        return Some(Number::Float((total.div_euclid(1000)) as f64 / 1e6));
    }
    let whole = match output {
        EpochOutput::Truncate => total / per_unit,
        EpochOutput::HalfAway => (total.abs() * 2 + per_unit) / (2 * per_unit) * total.signum(),
        EpochOutput::Floor | EpochOutput::FloatSeconds => total.div_euclid(per_unit),
    };
    i64::try_from(whole).ok().map(Number::Int)
}
