//! Centring and scaling of one number, by the conventions of an engine.

use super::Settings;
use super::cells::map_number;
use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{Constant, Single, TableRules};
use crate::value::Value;

/// What is subtracted, and what divides; `None` where that is switched off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaling {
    /// Mean or median.
    pub center: Option<f64>,
    /// Standard deviation or range.
    pub scale: Option<f64>,
}

impl Scaling {
    /// The scaled value of a cell.
    ///
    /// # Errors
    /// A value that is no cell of a table.
    pub fn apply(self, value: &Value, rules: &TableRules, settings: &Settings) -> Result<Value, Diagnostic> {
        let scale = match (self.scale, rules.scale.constant) {
            (Some(0.0), Constant::One) => Some(1.0),
            (scale, _) => scale,
        };
        let center = self.center;
        let vanishes = scale == Some(0.0) && rules.scale.constant == Constant::Zero;
        let by_inverse = rules.scale.by_inverse;
        let wide = |x: f64| {
            let x = center.map_or(x, |center| x - center);
            match scale {
                Some(_) if vanishes => x * 0.0,
                Some(scale) if by_inverse => x * (1.0 / scale),
                Some(scale) => x / scale,
                None => x,
            }
        };
        let single = |x: f32| {
            let x = center.map_or(x, |center| x - center as f32);
            match scale.map(|scale| scale as f32) {
                Some(scale) if by_inverse => x * (1.0 / scale),
                Some(scale) => x / scale,
                None => x,
            }
        };
        map_number(value, rules, settings, wide, single)
    }

    /// As [`Scaling::apply`], with single precision where the parameters stay double in the library.
    ///
    /// # Errors
    /// A value that is no cell of a table.
    pub fn apply_double(self, value: &Value, rules: &TableRules, settings: &Settings) -> Result<Value, Diagnostic> {
        if rules.single != Single::KeptByOperation {
            return self.apply(value, rules, settings);
        }
        let scale = self.scale.map(|scale| if scale == 0.0 { 1.0 } else { scale });
        let wide = |x: f64| {
            let x = self.center.map_or(x, |center| x - center);
            scale.map_or(x, |scale| x / scale)
        };
        let single = |x: f32| {
            let x = self.center.map_or(x, |center| (f64::from(x) - center) as f32);
            scale.map_or(x, |scale| (f64::from(x) / scale) as f32)
        };
        map_number(value, rules, settings, wide, single)
    }
}
