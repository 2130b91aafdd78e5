//! `robust_scale`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{Constant, Quantile, TableRules};
use crate::engines::kernel::statistics::{normal_quantile, quantile, sorted};
use crate::meta::Meta;
use crate::steps::cells::{self, ENGINE, FIT, Fitted};
use crate::steps::scaling::Scaling;
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};

/// The step.
pub struct RobustScale;

static META: Meta = Meta {
    id: "robust_scale",
    summary: "subtracts a median and divides by the distance of two quantiles",
    manual: "What it is\n\
        Centres and scales a number by statistics that outliers do not move: the median, and the distance between the first \
        and third quartile. The two parameters are given, or fitted on a column of a table.\n\n\
        Where libraries differ\n\
        The quantiles: scikit-learn, pandas and numpy interpolate linearly; polars takes the nearest value; Spark and \
        DuckDB's quantile take a value of the column (inverted_cdf), Spark exactly so for up to some hundred values and \
        within a thousandth of the ranks beyond. Spark's RobustScaler does not centre unless with_centering is true, and \
        multiplies by the inverse. A distance of nearly zero counts as one in scikit-learn; Spark multiplies by zero, and \
        hand-written arithmetic divides by zero.\n\n\
        Parameters\n\
        engine: sklearn and spark (RobustScaler), pandas, numpy, polars, duckdb (the formula). center, scale: one number, or \
        one per field of `on`. fit: a table; `row` fits anew on every value. quantiles: two percentages, 25 and 75 unless \
        given. method: another quantile method, by numpy's name. unit_variance: also divide by the distance of those \
        quantiles of the normal distribution. with_centering, with_scaling: switch them.\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.RobustScaler.html\n\
        https://numpy.org/doc/stable/reference/generated/numpy.quantile.html",
    example: "robust_scale: {engine: sklearn, on: fare, center: 12, scale: 9.5}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "center", kind: Kind::Numbers, summary: "the median, or one per field" },
    Param { name: "scale", kind: Kind::Numbers, summary: "the distance of the quantiles, or one per field" },
    FIT,
    Param { name: "quantiles", kind: Kind::Numbers, summary: "two percentages; default: [25, 75]" },
    Param {
        name: "method",
        kind: Kind::Choice(&[
            "linear",
            "lower",
            "higher",
            "midpoint",
            "nearest",
            "inverted_cdf",
            "interpolated_inverted_cdf",
            "hazen",
            "weibull",
            "median_unbiased",
            "normal_unbiased",
        ]),
        summary: "the quantile method; default: the engine's",
    },
    Param { name: "unit_variance", kind: Kind::Boolean, summary: "scale to unit variance if normal; default: false" },
    Param {
        name: "with_centering",
        kind: Kind::Boolean,
        summary: "whether to subtract the median; default: the engine's",
    },
    Param { name: "with_scaling", kind: Kind::Boolean, summary: "whether to divide; default: true" },
];

#[derive(Debug, Clone, Copy)]
struct FitOptions {
    low: f64,
    high: f64,
    method: Option<Quantile>,
    unit_variance: bool,
    centres: bool,
    scales: bool,
}

impl FitOptions {
    fn fit(self, values: &[f64], rules: &TableRules) -> Scaling {
        let values = sorted(values, rules.statistics);
        let method = self.method.unwrap_or(rules.statistics.quantile);
        let at = |percent: f64| quantile(&values, percent / 100.0, method);
        let distance = at(self.high) - at(self.low);
        let nearly_zero = rules.scale.constant == Constant::One && distance < 10.0 * f64::EPSILON;
        let scale = if nearly_zero { 1.0 } else { distance };
        let center = quantile(&values, 0.5, rules.statistics.median);
        Scaling { center: self.centres.then_some(center), scale: self.scales.then_some(scale / self.adjustment()) }
    }

    fn adjustment(self) -> f64 {
        if !self.unit_variance {
            return 1.0;
        }
        normal_quantile(self.high / 100.0) - normal_quantile(self.low / 100.0)
    }
}

impl Step for RobustScale {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[PerField::Single("center"), PerField::Single("scale")])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        let (low, high) = match settings.numbers("quantiles")?.as_deref() {
            None => (25.0, 75.0),
            Some([low, high]) if (0.0..=100.0).contains(low) && low <= high && *high <= 100.0 => (*low, *high),
            Some(_) => return Err(settings.fail("quantiles", "quantiles takes two percentages, the smaller one first")),
        };
        let centres = settings.boolean("with_centering")?;
        let options = FitOptions {
            low,
            high,
            method: settings.choice("method", &Quantile::NAMED)?,
            unit_variance: settings.boolean("unit_variance")?.unwrap_or(false),
            centres: centres.unwrap_or(rules.scale.centres),
            scales: settings.boolean("with_scaling")?.unwrap_or(true),
        };
        let compute = move |values: &[f64]| Ok(options.fit(values, rules));
        let fitted = match cells::fit_parameters(settings, rules, compute)? {
            Some(fitted) => fitted,
            None => Fitted::Once(given(settings, options)?),
        };
        let owned = settings.clone();
        let mut bound =
            cells::bind_cells(settings, move |value| match fitted.for_value(&value, rules, &owned, compute)? {
                Some(scaling) => scaling.apply_double(&value, rules, &owned),
                None => cells::not_a_number(&value, rules, &owned),
            });
        if centres.is_none() && !rules.scale.centres {
            let engine = cells::engine_name(settings);
            bound.defaults.push(format!("with_centering left to the default of {engine}: false"));
        }
        Ok(bound)
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let cause = "tab.feature_definition";
        let mut variations = vec![
            cells::variation(cause, "with_centering", Argument::Boolean(false)),
            cells::variation(cause, "with_centering", Argument::Boolean(true)),
            cells::variation(cause, "unit_variance", Argument::Boolean(true)),
        ];
        if settings.get("fit").is_some() {
            for (name, _) in Quantile::NAMED {
                variations.push(cells::variation(cause, "method", Argument::Text(name.to_owned())));
            }
        }
        variations.extend(cells::refits("tab.scaler.refit", settings, &["center", "scale"]));
        variations
    }
}

/// Centre and scale as they are written.
fn given(settings: &Settings, options: FitOptions) -> Result<Scaling, Diagnostic> {
    let center = cells::one_number(settings, "center")?;
    let scale = cells::one_number(settings, "scale")?.map(|scale| scale / options.adjustment());
    if (center.is_none() && options.centres) || (scale.is_none() && options.scales) {
        let error = settings.fail_step("robust_scale needs `center` and `scale`, or `fit`");
        return Err(error.hint("`with_centering: false` or `with_scaling: false` does without one of them"));
    }
    Ok(Scaling { center: center.filter(|_| options.centres), scale: scale.filter(|_| options.scales) })
}
