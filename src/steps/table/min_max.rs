//! `min_max`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{MinMax as Formula, Single, TableRules};
use crate::engines::kernel::statistics::extremes;
use crate::meta::Meta;
use crate::steps::cells::{self, ENGINE, FIT, Fitted};
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};
use crate::value::Value;

/// The step.
pub struct MinMax;

static META: Meta = Meta {
    id: "min_max",
    summary: "maps the range between a minimum and a maximum to another range",
    manual: "What it is\n\
        Maps min to the lower and max to the upper end of a target range, 0 to 1 unless given. The two parameters are given, \
        or fitted on a column of a table.\n\n\
        Where libraries differ\n\
        scikit-learn multiplies by a scale and adds an offset that were computed when it was fitted, and takes a range of \
        nearly zero for one: a constant column becomes the lower end. Spark subtracts the minimum, multiplies by the inverse \
        range, and gives the middle of the target range for a constant column. The formula as written by hand, (x - min) / \
        (max - min), gives NaN or infinity there. None of them clips values outside the fitted range unless told to. The \
        maximum of a column with NaN is NaN in DuckDB and numpy; the others leave NaN out.\n\n\
        Parameters\n\
        engine: sklearn (MinMaxScaler), spark (MinMaxScaler), pandas, numpy, polars, duckdb (the formula). min, max: one \
        number, or one per field of `on`. fit: a table; `row` fits anew on every value. to: the target range, as in [-1, 1]. \
        clip: limit the result to the target range.\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.MinMaxScaler.html\n\
        https://spark.apache.org/docs/3.5.5/ml-features.html#minmaxscaler",
    example: "min_max: {engine: sklearn, on: fare, min: 2.5, max: 80, clip: true}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "min", kind: Kind::Numbers, summary: "what becomes the lower end, or one per field" },
    Param { name: "max", kind: Kind::Numbers, summary: "what becomes the upper end, or one per field" },
    FIT,
    Param { name: "to", kind: Kind::Numbers, summary: "the target range; default: [0, 1]" },
    Param {
        name: "clip",
        kind: Kind::Boolean,
        summary: "whether to limit the result to the target range; default: false",
    },
];

/// The range that is mapped and the range that it is mapped to.
#[derive(Debug, Clone, Copy)]
struct Ranges {
    min: f64,
    max: f64,
    to: Option<(f64, f64)>,
    clip: bool,
}

impl Step for MinMax {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[PerField::Single("min"), PerField::Single("max")])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        let to = match settings.numbers("to")?.as_deref() {
            None => None,
            Some([low, high]) if low < high => Some((*low, *high)),
            Some(_) => return Err(settings.fail("to", "to takes two numbers, the smaller one first")),
        };
        let clip = settings.boolean("clip")?.unwrap_or(false);
        let compute = move |values: &[f64]| {
            let (min, max) = extremes(values, rules.statistics).unwrap_or((f64::NAN, f64::NAN));
            Ok((min, max))
        };
        let fitted = if let Some(fitted) = cells::fit_parameters(settings, rules, compute)? {
            fitted
        } else {
            let missing = || settings.fail_step("min_max needs `min` and `max`, or `fit`");
            let min = cells::one_number(settings, "min")?.ok_or_else(missing)?;
            let max = cells::one_number(settings, "max")?.ok_or_else(missing)?;
            Fitted::Once((min, max))
        };
        let owned = settings.clone();
        Ok(cells::bind_cells(settings, move |value| match fitted.for_value(&value, rules, &owned, compute)? {
            Some((min, max)) => Ranges { min, max, to, clip }.apply(&value, rules, &owned),
            None => cells::not_a_number(&value, rules, &owned),
        }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let cause = "tab.feature_definition";
        let range = |low, high| Argument::List(vec![Argument::Integer(low), Argument::Integer(high)]);
        let mut variations = vec![
            cells::variation(cause, "clip", Argument::Boolean(true)),
            cells::variation(cause, "clip", Argument::Boolean(false)),
            cells::variation(cause, "to", range(-1, 1)),
            cells::variation(cause, "to", range(0, 1)),
        ];
        variations.extend(cells::refits("tab.scaler.refit", settings, &["min", "max"]));
        variations
    }
}

impl Ranges {
    fn apply(self, value: &Value, rules: &TableRules, settings: &Settings) -> Result<Value, Diagnostic> {
        let (low, high) = self.to.unwrap_or((0.0, 1.0));
        let clip = self.clip;
        let clipped = |x: f64| if clip && !x.is_nan() { x.clamp(low, high) } else { x };
        let clipped32 = |x: f32| if clip && !x.is_nan() { x.clamp(low as f32, high as f32) } else { x };
        match rules.min_max {
            Formula::ScaleOffset => {
                let (scale, offset) = self.scale_offset();
                let single = |x: f32| ((f64::from(x) * scale) as f32 as f64 + offset) as f32;
                let kept = rules.single == Single::KeptByOperation;
                let single = |x: f32| if kept { single(x) } else { x * scale as f32 + offset as f32 };
                cells::map_number(value, rules, settings, |x| clipped(x * scale + offset), |x| clipped32(single(x)))
            }
            Formula::InverseRange => {
                let range = self.max - self.min;
                let scale = if range == 0.0 { 0.0 } else { (high - low) / range };
                let wide = |x: f64| match (x.is_nan(), scale == 0.0) {
                    (true, _) => x,
                    (false, true) => f64::midpoint(low, high),
                    (false, false) => (x - self.min) * scale + low,
                };
                cells::map_number(
                    value,
                    rules,
                    settings,
                    |x| clipped(wide(x)),
                    |x| clipped32(wide(f64::from(x)) as f32),
                )
            }
            Formula::Division => {
                let stretch = self.to;
                let by_inverse = rules.scale.by_inverse;
                let wide = |x: f64| {
                    let (x, range) = (x - self.min, self.max - self.min);
                    let part = if by_inverse { x * (1.0 / range) } else { x / range };
                    stretch.map_or(part, |(low, high)| part * (high - low) + low)
                };
                let single = |x: f32| {
                    let (x, range) = (x - self.min as f32, (self.max - self.min) as f32);
                    let part = if by_inverse { x * (1.0 / range) } else { x / range };
                    stretch.map_or(part, |(low, high)| part * (high - low) as f32 + low as f32)
                };
                cells::map_number(value, rules, settings, |x| clipped(wide(x)), |x| clipped32(single(x)))
            }
        }
    }

    /// A range of nearly zero counts as one.
    fn scale_offset(&self) -> (f64, f64) {
        let (low, high) = self.to.unwrap_or((0.0, 1.0));
        let range = self.max - self.min;
        let scale = (high - low) / if range < 10.0 * f64::EPSILON { 1.0 } else { range };
        (scale, low - self.min * scale)
    }
}
