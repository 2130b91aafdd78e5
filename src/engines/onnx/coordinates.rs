//! Coordinate mappings and rounding rules of the operator, in single precision.

/// Names of the coordinate mappings, the default first.
pub const MAPPINGS: &[&str] = &[
    "half_pixel",
    "half_pixel_symmetric",
    "pytorch_half_pixel",
    "asymmetric",
    "align_corners",
    "tf_half_pixel_for_nn",
    CROP,
];

/// The mapping that reads only a part of the source, and fills what lies outside of it.
pub const CROP: &str = "tf_crop_and_resize";

/// Names of the rounding rules of nearest, the default first.
pub const ROUNDINGS: &[&str] = &["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];

/// A position as near to a half as this counts as one.
const TIE: f32 = 1e-6;

/// One axis: lengths, target per source, and the mapping.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    /// Source length.
    pub from: usize,
    /// Target length.
    pub to: usize,
    /// Target per source.
    pub scale: f32,
    /// The name of the mapping.
    pub mapping: &'static str,
    /// Begin and end of the part that is read, as shares of the axis.
    pub part: (f32, f32),
}

impl Axis {
    /// An axis by its lengths, or by a factor.
    pub fn new(from: usize, to: usize, factor: Option<f64>, mapping: &'static str) -> Self {
        let scale = factor.map_or(to as f32 / from as f32, |factor| factor as f32);
        Self { from, to, scale, mapping, part: (0.0, 1.0) }
    }

    /// The same axis, of which only a part is read.
    pub fn of_part(self, part: Option<(f64, f64)>) -> Self {
        Self { part: part.map_or(self.part, |(begin, end)| (begin as f32, end as f32)), ..self }
    }

    /// Whether a target position lies outside the source and is filled.
    pub fn is_outside(self, index: usize) -> bool {
        let position = self.position(index);
        self.mapping == CROP && (position < 0.0 || position > (self.from - 1) as f32)
    }

    /// The source position of a target position.
    pub fn position(self, index: usize) -> f32 {
        let x = index as f32;
        if self.scale == 1.0 {
            return x;
        }
        match self.mapping {
            "asymmetric" => x / self.scale,
            "pytorch_half_pixel" if self.to <= 1 => 0.0,
            "align_corners" if self.to == 1 => 0.0,
            "align_corners" => x * (self.from - 1) as f32 / (self.to - 1) as f32,
            "tf_half_pixel_for_nn" => (x + 0.5) / self.scale,
            "half_pixel_symmetric" => {
                let adjustment = self.to as f32 / (self.scale * self.from as f32);
                let offset = self.from as f32 / 2.0 * (1.0 - adjustment);
                // The library's constants are in double precision here, and only here.
                (f64::from(offset) + (f64::from(x) + 0.5) / f64::from(self.scale) - 0.5) as f32
            }
            CROP => {
                let (begin, end) = self.part;
                let last = (self.from - 1) as f32;
                if self.to > 1 {
                    begin * last + (x * (end - begin) * last) / (self.to - 1) as f32
                } else {
                    (0.5 * f64::from(begin + end) * f64::from(last)) as f32
                }
            }
            _ => (x + 0.5) / self.scale - 0.5,
        }
    }

    /// The positions that nearest picks.
    pub fn nearest(self, rounding: &str) -> Vec<usize> {
        let pick = |index: usize| {
            let x = self.position(index);
            let is_tie = (x - (x.floor() + 0.5)).abs() < TIE;
            let whole = match rounding {
                "floor" => x.floor(),
                "ceil" => x.ceil(),
                "round_prefer_floor" if is_tie => x.floor(),
                "round_prefer_ceil" if is_tie => x.ceil(),
                _ => x.round(),
            };
            (whole.max(0.0) as usize).min(self.from - 1)
        };
        (0..self.to).map(pick).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What ONNX Runtime 1.31.1 picks where a position is a rounding error away from a half.
    #[test]
    fn nearly_a_half_is_a_half() {
        let pick = |from, to, mapping, rounding| Axis::new(from, to, None, mapping).nearest(rounding);
        assert_eq!(pick(7, 2, "asymmetric", "round_prefer_ceil"), [0, 4]);
        let wanted = [0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 8, 9];
        assert_eq!(pick(10, 12, "asymmetric", "round_prefer_ceil"), wanted);
        let wanted = [0, 1, 1, 2, 3, 4, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 13];
        assert_eq!(pick(14, 19, "half_pixel", "round_prefer_floor"), wanted);
    }

    #[test]
    fn sides_by_factors_are_multiplied_in_single_precision() {
        use crate::engines::kernel::target_size::{TargetRequest, Wanted, target_size};
        use crate::engines::{Engine, onnx::Onnx};
        let factor = f64::from(10.0_f32 / 12.0);
        let request = TargetRequest::new(Wanted::Scale { x: factor, y: factor });
        assert_eq!(target_size(&Onnx.target_rule(), (12, 12), &request), (10, 10));
    }
}
