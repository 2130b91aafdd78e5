//! Sine and cosine with the roundings of the C library that most Linux systems have (glibc 2.28 and later,
//! on processors with fused multiply-add): libraries written in C and C++ take their weights from it.

mod sine;
mod single;

pub use sine::{cosine, sine};
pub use single::sine_single;

#[cfg(test)]
mod tests {
    use super::*;

    /// FNV-1a of the answers to arguments from a linear congruential generator.
    fn digest(function: &str, low: f64, high: f64, count: usize) -> u64 {
        let mut state = 2026_u64;
        let mut digest = 0xCBF2_9CE4_8422_2325_u64;
        for _ in 0..count {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let x = low + (high - low) * ((state >> 11) as f64 / 9_007_199_254_740_992.0);
            let bits = match function {
                "sin" => sine(x).to_bits(),
                "cos" => cosine(x).to_bits(),
                "sinf" => u64::from(sine_single(x as f32).to_bits()),
                other => panic!("{other}"),
            };
            digest = (digest ^ bits).wrapping_mul(0x0100_0000_01B3);
        }
        digest
    }

    #[test]
    fn millions_of_answers_are_those_that_glibc_gave() {
        let recorded = include_str!("../../../../tests/recorded/c_math/glibc.tsv");
        let mut rows = 0;
        for row in recorded.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [function, low, high, count, wanted] = cells.as_slice() else { panic!("{row}") };
            let number = |text: &str| text.parse::<f64>().expect("a number");
            let found = digest(function, number(low), number(high), count.parse().expect("a count"));
            assert_eq!(format!("{found:016x}"), *wanted, "{row}");
            rows += 1;
        }
        assert_eq!(rows, 7);
    }

    #[test]
    fn what_is_no_angle_stays_none() {
        assert!(sine(f64::NAN).is_nan() && cosine(f64::INFINITY).is_nan() && sine_single(f32::INFINITY).is_nan());
        assert_eq!((sine(0.0), cosine(0.0), sine_single(0.0)), (0.0, 1.0, 0.0));
        assert!((sine(1e9) - libm::sin(1e9)).abs() < 1e-15);
    }
}
