//! `rescale`: pixels multiplied or divided by one number, and shifted.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::Factor;
use crate::engines::kernel::affine::{Op, Pass};
use crate::engines::{self, Engine};
use crate::meta::Meta;
use crate::steps::affine::{Affine, FLOATS, Stage, precisions};
use crate::steps::{Argument, Bound, Kind, Levels, Param, Runtime, Settings, Step, Variation};
use crate::value::Dtype;

/// The step.
pub struct Rescale;

const MANUAL: &str = "\
Brings pixels to another range: `divide: 255` or `multiply: 0.00392156862745098` (one of the two), then `offset` is added. \
`rescale: {divide: 127.5, offset: -1}` gives -1 to 1.

Whole numbers become float32, whatever the engine, and floating-point values keep their type; `dtype` asks for another \
one. (numpy itself would make float64 of `image / 255`; most code casts first. `dtype: float64` says so.)

Libraries differ in the last bit. Division by 255 (torchvision's ToTensor, numpy) and multiplication by float32(1/255) \
(torchvision v2 `to_dtype`, tf.image.convert_image_dtype, OpenCV's blobFromImage, Keras Rescaling) give 126 of the 256 \
levels one unit in the last place apart. Hugging Face's PIL processors multiply in float64 and round the product once. In \
float16, torch keeps the factor in single precision, and numpy rounds it to float16 first.

Common mistakes: 256 for 255; rescaling twice, in the data loader and in the graph (0 to 0.0039); not at all; 0 to 1 on \
one side and -1 to 1 on the other.";

const PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers), summary: "whose order of operations; default: numpy" },
    Param { name: "version", kind: Kind::Any, summary: "the engine's version" },
    Param { name: "multiply", kind: Kind::Number, summary: "the factor" },
    Param { name: "divide", kind: Kind::Number, summary: "the divisor, instead of `multiply`" },
    Param { name: "offset", kind: Kind::Number, summary: "added after that; default: 0" },
    Param {
        name: "dtype",
        kind: Kind::Choice(&["float32", "float64", "float16", "bfloat16"]),
        summary: "the element type; default: the values' own floating-point type, float32 for whole numbers",
    },
];

fn offers(engine: &dyn Engine) -> bool {
    engine.arithmetic().is_some()
}

impl Step for Rescale {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "rescale",
            summary: "multiply or divide pixels by a number, and shift them",
            manual: MANUAL,
            example: "rescale: {divide: 255}",
        }
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let engine = settings.engine(offers)?.unwrap_or(engines::PLAIN_ARITHMETIC);
        let rule = engine.arithmetic().expect("checked by `offers`");
        let dtype = settings.choice("dtype", &FLOATS)?;
        let (multiply, divide) = (settings.number("multiply")?, settings.number("divide")?);
        let (op, by) = match (multiply, divide) {
            (Some(by), None) => (Op::Multiply, by),
            (None, Some(by)) => (Op::Divide, by),
            (None, None) => return Err(settings.fail_step("rescale needs `divide` or `multiply`")),
            (Some(_), Some(_)) => return Err(settings.fail("divide", "rescale takes `divide` or `multiply`, not both")),
        };
        if !by.is_finite() || by == 0.0 {
            let name = if op == Op::Divide { "divide" } else { "multiply" };
            return Err(settings.fail(name, format!("rescale.{name} must be a number other than 0, found {by}")));
        }
        let factor = if op == Op::Divide { 1.0 / by } else { by };
        let pass = |op, by| Pass { op, by: vec![by], narrow: rule.narrow_scalars };
        let mut stages = match rule.factor {
            Factor::AsWritten => vec![Stage { dtype, passes: vec![pass(op, by)] }],
            Factor::Reciprocal => vec![Stage { dtype, passes: vec![pass(Op::Multiply, factor)] }],
            Factor::Double => vec![
                Stage { dtype: Some(Dtype::F64), passes: vec![pass(Op::Multiply, factor)] },
                Stage { dtype: Some(dtype.unwrap_or(Dtype::F32)), passes: Vec::new() },
            ],
        };
        if let (Some(offset), Some(last)) = (settings.number("offset")?, stages.last_mut()) {
            last.passes.push(pass(Op::Add, offset));
        }
        let operation = Affine { step: "rescale", reverse_channels: false, stages, whole_numbers: None };
        Ok(Bound { levels: Levels::Times(vec![factor]), ..Bound::one(operation) })
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let number = |value| Some(Argument::Float(value));
        let mut all = Vec::new();
        let current = (settings.number("multiply"), settings.number("divide"), settings.number("offset"));
        let (Ok(multiply), Ok(divide), Ok(offset)) = current else { return all };
        let by = divide.or(multiply.map(|factor| 1.0 / factor)).unwrap_or(1.0);
        for (divisor, shift) in [(255.0, 0.0), (256.0, 0.0), (127.5, -1.0), (128.0, -1.0), (65535.0, 0.0)] {
            if (by - divisor).abs() > 1e-9 * divisor || offset.unwrap_or(0.0) != shift {
                let changes = vec![
                    ("multiply", None),
                    ("divide", number(divisor)),
                    ("offset", if shift == 0.0 { None } else { number(shift) }),
                ];
                all.push(Variation { cause: "image.norm.range", changes });
            }
        }
        if let Some(offset) = offset.filter(|offset| *offset != 0.0) {
            all.push(Variation { cause: "image.norm.op_order", changes: vec![("offset", number(offset / by))] });
            all.push(Variation { cause: "image.norm.op_order", changes: vec![("offset", number(offset * by))] });
        }
        all.extend(precisions(settings, offers, |engine| {
            engine.arithmetic().map(|rule| format!("{:?} {}", rule.factor, rule.narrow_scalars))
        }));
        all
    }
}
