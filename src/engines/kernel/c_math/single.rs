//! The sine in single precision: computed in double precision with short polynomials, then rounded once.

use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

/// Adding 1.5 * 2^52 rounds to a whole number.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// The sine of an angle in radians.
pub fn sine_single(angle: f32) -> f32 {
    const ODD: [f64; 3] = [
        f64::from_bits(0xBFC5_5554_5995_A603),
        f64::from_bits(0x3F81_1076_0523_0BC4),
        f64::from_bits(0xBF29_94EB_3774_CF24),
    ];
    const EVEN: [f64; 4] = [
        f64::from_bits(0xBFDF_FFFF_FD0C_621C),
        f64::from_bits(0x3FA5_5553_E106_8F19),
        f64::from_bits(0xBF56_C087_E89A_359D),
        f64::from_bits(0x3EF9_9343_027B_F8C3),
    ];
    let size = angle.abs();
    if size < 1.0 / 4096.0 {
        return angle;
    }
    if size >= 120.0 || size.is_nan() {
        return libm::sinf(angle);
    }
    let (turns, x) = if size < 0.75 {
        (0, f64::from(angle))
    } else {
        let turns = (f64::from(angle) * FRAC_2_PI + WHOLE) - WHOLE;
        (turns as i64, (-turns).mul_add(FRAC_PI_2, f64::from(angle)))
    };
    let square = x * x;
    let value = if turns & 1 == 0 {
        let cube = x * square;
        (x + cube * ODD[0]) + cube * square * (ODD[1] + square * ODD[2])
    } else {
        let fourth = square * square;
        (1.0 + square * EVEN[0]) + fourth * EVEN[1] + fourth * square * (EVEN[2] + square * EVEN[3])
    };
    (if turns & 2 == 2 { -value } else { value }) as f32
}
