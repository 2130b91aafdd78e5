//! `cast`: another element type.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::Rounding;
use crate::engines::kernel::cast;
use crate::meta::Meta;
use crate::steps::raster::Raster;
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{Dtype, Elements, Number, Tensor, Value};
use std::borrow::Cow;

/// The step.
pub struct Cast;

const MANUAL: &str = "\
Makes elements of another type: of an image, an array or a number. An image stays one as uint8, uint16 and float32, and \
becomes an array of height x width x channels otherwise.

Floats on their way to whole numbers are cut toward zero (`rounding: truncate`), as numpy's `astype`, torch's `to` and C \
do; `half_even` is numpy's and torch's `round` and OpenCV's `cvRound`, `half_up` is `int(x + 0.5)`. What does not fit \
wraps as those libraries do on x86-64: 256.7 becomes 0 and -1 becomes 255 in uint8, and NaN and anything beyond 32 bits \
becomes 0. `saturate: true` brings it to the nearest end instead, as OpenCV's `convertTo` and TensorFlow's `saturate_cast` \
do. Floats become float16 and bfloat16 by rounding halves to even.

Common mistakes: truncating resized floats (a mean shift of half a level), and wrapping where a cubic filter overshoots \
(black specks in highlights).";

const DTYPES: [(&str, Dtype); 13] = [
    ("uint8", Dtype::U8),
    ("uint16", Dtype::U16),
    ("int32", Dtype::I32),
    ("int64", Dtype::I64),
    ("float16", Dtype::F16),
    ("bfloat16", Dtype::Bf16),
    ("float32", Dtype::F32),
    ("float64", Dtype::F64),
    ("int8", Dtype::I8),
    ("int16", Dtype::I16),
    ("uint32", Dtype::U32),
    ("uint64", Dtype::U64),
    ("bool", Dtype::Bool),
];

impl Step for Cast {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "cast",
            summary: "make elements of another type",
            manual: MANUAL,
            example: "cast: {dtype: uint8, rounding: half_even, saturate: true}",
        }
    }

    fn params(&self) -> &'static [Param] {
        const NAMES: &[&str] = &[
            "uint8", "uint16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "int8", "int16",
            "uint32", "uint64", "bool",
        ];
        &[
            Param { name: "dtype", kind: Kind::Choice(NAMES), summary: "the element type" },
            Param {
                name: "rounding",
                kind: Kind::Choice(&["truncate", "half_even", "half_up", "ceil"]),
                summary: "how floats become whole numbers; default: truncate",
            },
            Param {
                name: "saturate",
                kind: Kind::Boolean,
                summary: "true to stop at the ends, false to wrap; default: false",
            },
        ]
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let Some(dtype) = settings.choice("dtype", &DTYPES)? else {
            return Err(settings.fail_step("cast needs `dtype`"));
        };
        let rounding = settings.choice("rounding", &Rounding::ALL)?.unwrap_or(Rounding::Truncate);
        let saturate = settings.boolean("saturate")?.unwrap_or(false);
        Ok(Bound::one(Recast { dtype, rounding, saturate }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let cause = "image.norm.dtype";
        let text = |value: &str| Some(Argument::Text(value.to_owned()));
        let dtype = settings.text("dtype").ok().flatten().unwrap_or_default();
        let mut all = Vec::new();
        if dtype.contains("int") {
            let current = settings.text("rounding").ok().flatten().unwrap_or("truncate");
            let others = Rounding::ALL.iter().filter(|(name, _)| *name != current);
            all.extend(others.map(|(name, _)| Variation { cause, changes: vec![("rounding", text(name))] }));
            let saturate = settings.boolean("saturate").ok().flatten().unwrap_or(false);
            all.push(Variation { cause, changes: vec![("saturate", Some(Argument::Boolean(!saturate)))] });
        }
        let floats = ["float16", "bfloat16", "float32", "float64"];
        let others = floats.into_iter().filter(|other| floats.contains(&dtype) && *other != dtype);
        all.extend(others.map(|name| Variation { cause, changes: vec![("dtype", text(name))] }));
        all
    }
}

struct Recast {
    dtype: Dtype,
    rounding: Rounding,
    saturate: bool,
}

impl Recast {
    fn elements(&self, elements: Elements) -> Elements {
        let whole = cast::range(self.dtype).is_some();
        // The conversion itself truncates.
        let elements =
            if whole && self.rounding != Rounding::Truncate { cast::round(elements, self.rounding) } else { elements };
        if whole && self.saturate { cast::saturate(elements, self.dtype) } else { cast::cast(elements, self.dtype) }
    }

    fn number(&self, number: Number) -> Value {
        let elements = match number {
            Number::Int(value) => Elements::I64(vec![value]),
            Number::Float(value) => Elements::F64(vec![value]),
            Number::Float32(value) => Elements::F32(vec![value]),
        };
        let elements = self.elements(elements);
        match (self.dtype, elements) {
            (Dtype::Bool, Elements::Bool(data)) => Value::Boolean(data[0]),
            (Dtype::F64, elements) => Value::Number(Number::Float(elements.to_f64()[0])),
            (Dtype::F32 | Dtype::F16 | Dtype::Bf16, elements) => {
                Value::Number(Number::Float32(cast::singles(elements)[0]))
            }
            (_, elements) => match cast::cast(elements, Dtype::I64) {
                Elements::I64(data) => Value::Number(Number::Int(data[0])),
                other => Value::Number(Number::Float(other.to_f64()[0])),
            },
        }
    }
}

impl Operation for Recast {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("cast {} {} {}", self.dtype.name(), self.rounding.name(), self.saturate))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        match input {
            Value::Tensor(Tensor { shape, elements, layout }) => {
                Ok(Value::Tensor(Tensor::new(shape, self.elements(elements), layout)))
            }
            Value::Number(number) => Ok(self.number(number)),
            Value::Boolean(value) => Ok(self.number(Number::Int(i64::from(value)))),
            Value::Null => Ok(Value::Null),
            Value::List(values) => {
                Ok(Value::List(values.into_iter().map(|value| self.apply(value)).collect::<Result<_, _>>()?))
            }
            Value::Image(_) => {
                let mut raster = Raster::of(input, "cast", None)?;
                let elements = std::mem::replace(&mut raster.elements, Elements::Bool(Vec::new()));
                raster.elements = self.elements(elements);
                Ok(raster.into_value())
            }
            other => {
                let message = format!("cast takes an image, an array or a number, found {}", other.describe());
                Err(Diagnostic::error("step.wrong_kind", message))
            }
        }
    }
}
