//! `log`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::Logarithm;
use crate::meta::Meta;
use crate::steps::cells::{self, Cell, ENGINE};
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};
use crate::value::Value;

/// The step.
pub struct Log;

static META: Meta = Meta {
    id: "log",
    summary: "takes the logarithm of a number, or of one more",
    manual: "What it is\n\
        The logarithm of a number to any base, or of one plus the number.\n\n\
        Where libraries differ\n\
        Outside the domain numpy, pandas, scikit-learn, polars and DuckDB give minus infinity for 0 and NaN below; Spark gives \
        null for both. Of one plus x: log1p is exact for small x, while log(1 + x), which is all that DuckDB has, loses their \
        digits: 1e-10 becomes 1.00000008e-10. The last digit of a logarithm depends on the processor in numpy, and results \
        here may differ from it by one unit in the last place.\n\n\
        Parameters\n\
        engine. base: any positive number but 1; default: e. plus_one: take the logarithm of one plus the number.\n\n\
        References\n\
        https://numpy.org/doc/stable/reference/generated/numpy.log1p.html\n\
        https://spark.apache.org/docs/3.5.5/api/sql/index.html#log1p",
    example: "log: {engine: numpy, on: fare, plus_one: true}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "base", kind: Kind::Number, summary: "the base; default: e" },
    Param { name: "plus_one", kind: Kind::Boolean, summary: "whether one is added first; default: false" },
];

fn logarithm(x: f64, base: Option<f64>, plus_one: bool, rules: Logarithm) -> f64 {
    let natural = |x: f64| if plus_one && !rules.naive_plus_one { x.ln_1p() } else { x.ln() };
    let x = if plus_one && rules.naive_plus_one { 1.0 + x } else { x };
    let direct = !plus_one || rules.naive_plus_one;
    match base {
        None => natural(x),
        Some(2.0) if direct => x.log2(),
        Some(10.0) if direct => x.log10(),
        Some(base) => natural(x) / base.ln(),
    }
}

impl Step for Log {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rules = cells::rules(settings)?;
        let base = settings.number("base")?;
        if base.is_some_and(|base| base <= 0.0 || base == 1.0 || !base.is_finite()) {
            return Err(settings.fail("base", "base must be a positive number other than 1"));
        }
        let plus_one = settings.boolean("plus_one")?.unwrap_or(false);
        let owned = settings.clone();
        let bound = if plus_one { -1.0 } else { 0.0 };
        Ok(cells::bind_cells(settings, move |value| {
            if rules.logarithm.null_outside
                && let Cell::Number(x) = cells::number(&value, rules, &owned)?
                && x.as_f64() <= bound
            {
                return Ok(Value::Null);
            }
            let wide = |x: f64| logarithm(x, base, plus_one, rules.logarithm);
            cells::map_number(&value, rules, &owned, wide, |x| wide(f64::from(x)) as f32)
        }))
    }

    fn variations(&self, _settings: &Settings) -> Vec<Variation> {
        let cause = "tab.feature_definition";
        vec![
            cells::variation(cause, "plus_one", Argument::Boolean(true)),
            cells::variation(cause, "plus_one", Argument::Boolean(false)),
            cells::variation(cause, "base", Argument::Integer(2)),
            cells::variation(cause, "base", Argument::Integer(10)),
            Variation { cause, changes: vec![("base", None)] },
        ]
    }
}
