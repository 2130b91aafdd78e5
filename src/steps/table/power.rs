//! `power`.

use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::steps::cells::{self, ENGINE};
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};

/// The step.
pub struct Power;

static META: Meta = Meta {
    id: "power",
    summary: "applies the Yeo-Johnson or the Box-Cox transformation",
    manual: "What it is\n\
        A power transformation that makes a skewed number more normal. Yeo-Johnson takes any number, Box-Cox positive ones.\n\n\
        Where libraries differ\n\
        scikit-learn's PowerTransformer standardizes its result by default, with a divisor of n; scipy.stats.yeojohnson and \
        boxcox do not. Here the result is standardized where mean and std are given, so that such a difference is visible in \
        the definition.\n\n\
        Parameters\n\
        engine: sklearn or numpy (scipy); both compute the same. method: yeo_johnson (default) or box_cox. lambda: the \
        exponent that was fitted, or one per field of `on`. mean, std: of the transformed training values, if the result is \
        standardized.\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.PowerTransformer.html\n\
        https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.yeojohnson.html",
    example: "power: {engine: sklearn, on: fare, lambda: -0.4472}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "method", kind: Kind::Choice(&["yeo_johnson", "box_cox"]), summary: "default: yeo_johnson" },
    Param { name: "lambda", kind: Kind::Numbers, summary: "the exponent, or one per field" },
    Param {
        name: "mean",
        kind: Kind::Numbers,
        summary: "subtracted from the result, or one per field; default: nothing",
    },
    Param { name: "std", kind: Kind::Numbers, summary: "divides the result, or one per field; default: nothing" },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    YeoJohnson,
    BoxCox,
}

fn transform(x: f64, lambda: f64, method: Method) -> f64 {
    match method {
        Method::YeoJohnson if x >= 0.0 && lambda.abs() < f64::EPSILON => x.ln_1p(),
        Method::YeoJohnson if x >= 0.0 => (lambda * x.ln_1p()).exp_m1() / lambda,
        Method::YeoJohnson if (lambda - 2.0).abs() > f64::EPSILON => {
            -((2.0 - lambda) * (-x).ln_1p()).exp_m1() / (2.0 - lambda)
        }
        Method::YeoJohnson => -(-x).ln_1p(),
        Method::BoxCox if lambda.abs() < 1e-19 => x.ln(),
        Method::BoxCox if lambda * x.ln() < 709.78 => (lambda * x.ln()).exp_m1() / lambda,
        Method::BoxCox => lambda.signum() * (lambda * x.ln() - lambda.abs().ln()).exp() - 1.0 / lambda,
    }
}

impl Step for Power {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[PerField::Single("lambda"), PerField::Single("mean"), PerField::Single("std")])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        if !rules.power {
            let engine = cells::engine_name(settings);
            let error = settings.fail("engine", format!("{engine} has no power transformation"));
            return Err(error.note("power is offered by: numpy, sklearn"));
        }
        let methods = [("yeo_johnson", Method::YeoJohnson), ("box_cox", Method::BoxCox)];
        let method = settings.choice("method", &methods)?.unwrap_or(Method::YeoJohnson);
        let lambda = cells::one_number(settings, "lambda")?;
        let lambda = lambda.ok_or_else(|| settings.fail_step("power needs `lambda`, the exponent that was fitted"))?;
        let mean = cells::one_number(settings, "mean")?;
        let std = cells::one_number(settings, "std")?;
        let owned = settings.clone();
        Ok(cells::bind_cells(settings, move |value| {
            let wide = |x: f64| {
                let x = transform(x, lambda, method);
                let x = mean.map_or(x, |mean| x - mean);
                std.map_or(x, |std| x / std)
            };
            cells::map_number(&value, rules, &owned, wide, |x| wide(f64::from(x)) as f32)
        }))
    }

    fn variations(&self, _settings: &Settings) -> Vec<Variation> {
        let cause = "tab.feature_definition";
        let text = |text: &str| Argument::Text(text.to_owned());
        vec![
            cells::variation(cause, "method", text("yeo_johnson")),
            cells::variation(cause, "method", text("box_cox")),
            Variation { cause: "tab.scaler.missing", changes: vec![("mean", None), ("std", None)] },
        ]
    }
}
