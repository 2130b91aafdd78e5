//! Sine and cosine in double precision. They are not correctly rounded, so the steps and their order decide the last bit:
//! the argument is split into a multiple of 1/128, whose sine and cosine are tabulated with twice the precision, and a rest.

use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};
use std::sync::OnceLock;

/// What is left of pi / 2 behind its double.
const PI_2_REST: f64 = 6.123_233_995_736_766e-17;

/// Below this a sine is its argument.
const TINY: f64 = 1.0 / 67_108_864.0;

/// Up to here, 109.5 / 128, the table reaches.
const TABULATED: f64 = 0.855_468_75;

/// From here on multiples of pi / 2 are taken off: the first double with this upper half.
const FOLDED: f64 = f64::from_bits(0x4003_68FD_0000_0000);

/// What is larger needs more digits of pi.
const FAR: f64 = f64::from_bits(0x4199_21FB_0000_0000);

/// The sine of an angle in radians.
pub fn sine(x: f64) -> f64 {
    let size = x.abs();
    if size < TINY {
        x
    } else if size < TABULATED {
        sine_near(x, 0.0)
    } else if size < FOLDED {
        cosine_near(FRAC_PI_2 - size, PI_2_REST).copysign(x)
    } else if size < FAR {
        folded(x, 0)
    } else {
        libm::sin(x)
    }
}

/// The cosine of an angle in radians.
pub fn cosine(x: f64) -> f64 {
    let size = x.abs();
    if size < TINY / 2.0 {
        1.0
    } else if size < TABULATED {
        cosine_near(x, 0.0)
    } else if size < FOLDED {
        let turned = FRAC_PI_2 - size;
        let sum = turned + PI_2_REST;
        sine_near(sum, (turned - sum) + PI_2_REST)
    } else if size < FAR {
        folded(x, 1)
    } else {
        libm::cos(x)
    }
}

/// The sine of `x` and so many quarter turns.
fn folded(x: f64, quarters: u64) -> f64 {
    // pi / 2 in parts, the first three short enough for their multiples to be exact.
    const PARTS: [f64; 4] = [
        f64::from_bits(0x3FF9_21FB_5800_0000),
        f64::from_bits(0xBE4D_DE97_3C00_0000),
        f64::from_bits(0xBC8C_B3B3_9800_0000),
        f64::from_bits(0xBACD_747F_23E3_2ED7),
    ];
    // Adding 1.5 * 2^52 rounds to a whole number and leaves it in the last bits.
    const WHOLE: f64 = 6_755_399_441_055_744.0;
    let shifted = x * FRAC_2_PI + WHOLE;
    let count = shifted - WHOLE;
    let coarse = (x - count * PARTS[0]) - count * PARTS[1];
    let middle = coarse - count * PARTS[2];
    let lost = (coarse - middle) - count * PARTS[2];
    let fine = middle - count * PARTS[3];
    let lost = lost + ((middle - fine) - count * PARTS[3]);
    let quadrant = shifted.to_bits().wrapping_add(quarters);
    let size = if quadrant & 1 == 1 { cosine_near(fine, lost) } else { sine_near(fine, lost) };
    if quadrant & 2 == 2 { -size } else { size }
}

// Products are fused with sums where rounding them first would show in the last bit, once in millions of angles at least.

/// What the sine of a small rest has behind its first term, as two factors.
fn cubed(x: f64, square: f64) -> (f64, f64) {
    const THIRD: f64 = -1.666_666_666_666_648_8e-1;
    const FIFTH: f64 = 8.333_332_142_857_223e-3;
    (x * square, square.mul_add(FIFTH, THIRD))
}

/// 1 minus the cosine of a small rest.
fn versine(square: f64) -> f64 {
    const FOURTH: f64 = -4.166_666_666_666_644e-2;
    const SIXTH: f64 = 1.388_888_740_079_376e-3;
    square * (0.5 + square * (FOURTH + square * SIXTH))
}

/// The sine of `x + rest`, `x` within the table.
fn sine_near(x: f64, rest: f64) -> f64 {
    if x.abs() < 0.126 {
        return x + sine_behind(x, rest);
    }
    let rest = if x <= 0.0 { -rest } else { rest };
    let (entry, part) = split(x.abs());
    let square = part * part;
    let (cube, factor) = cubed(part, square);
    let sine = part + cube.mul_add(factor, rest);
    let versine = part * rest + versine(square);
    let behind = (-entry.sine.0).mul_add(versine, entry.sine.1 + sine * entry.cosine.1);
    (entry.sine.0 + entry.cosine.0.mul_add(sine, behind)).copysign(x)
}

/// The sine of a small angle without its first term.
fn sine_behind(x: f64, rest: f64) -> f64 {
    const TERMS: [f64; 5] = [
        f64::from_bits(0xBE5A_DDFF_C2FC_DF59),
        f64::from_bits(0x3EC7_1DE2_7B9A_7ED9),
        f64::from_bits(0xBF2A_01A0_19DB_08B8),
        f64::from_bits(0x3F81_1111_1111_0ECE),
        f64::from_bits(0xBFC5_5555_5555_5555),
    ];
    let square = x * x;
    let series = TERMS[1..].iter().fold(TERMS[0], |sum, term| sum.mul_add(square, *term));
    series.mul_add(x, -0.5 * rest).mul_add(square, rest)
}

/// The cosine of `x + rest`, `x` within the table.
fn cosine_near(x: f64, rest: f64) -> f64 {
    let rest = if x < 0.0 { -rest } else { rest };
    let (entry, part) = split(x.abs());
    let part = part + rest;
    let square = part * part;
    let (cube, factor) = cubed(part, square);
    let sine = cube.mul_add(factor, part);
    let behind = (-entry.cosine.0).mul_add(versine(square), entry.cosine.1 - sine * entry.sine.1);
    entry.cosine.0 + (-entry.sine.0).mul_add(sine, behind)
}

/// Sine and cosine of a multiple of 1/128, each as a double and what is left behind it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    sine: (f64, f64),
    cosine: (f64, f64),
}

/// The nearest entry, and how far from it.
fn split(x: f64) -> (&'static Entry, f64) {
    static TABLE: OnceLock<Vec<Entry>> = OnceLock::new();
    // Adding 1.5 * 2^45 rounds to a multiple of 1/128 and leaves it in the last bits.
    const MULTIPLE: f64 = 52_776_558_133_248.0;
    let shifted = x + MULTIPLE;
    let table = TABLE.get_or_init(|| (0..=110).map(|index| entry(f64::from(index) / 128.0)).collect());
    (&table[shifted.to_bits() as usize & 0x7F], x - (shifted - MULTIPLE))
}

/// Both by their series, in pairs of doubles.
fn entry(x: f64) -> Entry {
    let series = |first: u32| {
        let mut term = if first == 1 { (x, 0.0) } else { (1.0, 0.0) };
        let mut terms = vec![term];
        for power in (first..30).step_by(2) {
            let below = f64::from((power + 1) * (power + 2));
            term = divided(times(times(term, x), x), -below);
            terms.push(term);
        }
        terms.into_iter().rev().fold((0.0, 0.0), plus)
    };
    Entry { sine: series(1), cosine: series(0) }
}

type Pair = (f64, f64);

fn joined(high: f64, low: f64) -> Pair {
    let sum = high + low;
    (sum, low - (sum - high))
}

fn plus(a: Pair, b: Pair) -> Pair {
    let sum = a.0 + b.0;
    let part = sum - a.0;
    let lost = (a.0 - (sum - part)) + (b.0 - part);
    joined(sum, lost + (a.1 + b.1))
}

fn times(a: Pair, x: f64) -> Pair {
    let product = a.0 * x;
    joined(product, a.0.mul_add(x, -product) + a.1 * x)
}

fn divided(a: Pair, by: f64) -> Pair {
    let quotient = a.0 / by;
    let rest = (-quotient).mul_add(by, a.0) + a.1;
    joined(quotient, rest / by)
}
