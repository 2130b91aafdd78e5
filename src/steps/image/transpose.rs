//! `transpose`: rows and columns exchanged, quarter turns, or the axes of an array permuted.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::kernel::window;
use crate::for_elements;
use crate::meta::Meta;
use crate::steps::raster::Raster;
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step};
use crate::value::{Elements, Image, Samples, Tensor, Value};
use std::borrow::Cow;

/// The step.
pub struct Transpose;

const MANUAL: &str = "\
Exchanges rows and columns of a picture (`method: transpose`, the default), or turns it: `rotate_90`, `rotate_180` and \
`rotate_270` counter-clockwise as Pillow's `Image.transpose` names them, `transverse` is the other diagonal. With `axes` \
the axes of an array are permuted as numpy's `transpose` does: `axes: [2, 0, 1]` makes (channels, height, width) of \
(height, width, channels). The result is a plain array whose layout is not known any more; `layout` keeps it.

Swapping width and height by mistake is common where one library counts (width, height), as Pillow and OpenCV's sizes do, \
and another (height, width), as numpy and TensorFlow do.";

const METHODS: [(&str, Turn); 5] = [
    ("transpose", Turn { swap: true, horizontal: false, vertical: false }),
    ("transverse", Turn { swap: true, horizontal: true, vertical: true }),
    ("rotate_90", Turn { swap: true, horizontal: false, vertical: true }),
    ("rotate_180", Turn { swap: false, horizontal: true, vertical: true }),
    ("rotate_270", Turn { swap: true, horizontal: true, vertical: false }),
];

/// Rows and columns exchanged first, then flips.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Turn {
    swap: bool,
    horizontal: bool,
    vertical: bool,
}

impl Step for Transpose {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "transpose",
            summary: "exchange rows and columns, turn, or permute the axes of an array",
            manual: MANUAL,
            example: "transpose: {method: rotate_90}",
        }
    }

    fn params(&self) -> &'static [Param] {
        &[
            Param {
                name: "method",
                kind: Kind::Choice(&["transpose", "transverse", "rotate_90", "rotate_180", "rotate_270"]),
                summary: "what is done; default: transpose",
            },
            Param { name: "axes", kind: Kind::Numbers, summary: "the order of an array's axes instead, from 0" },
        ]
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let method = settings.choice("method", &METHODS)?;
        match (settings.numbers("axes")?, method) {
            (Some(_), Some(_)) => Err(settings.fail("axes", "transpose takes `method` or `axes`, not both")),
            (Some(axes), None) => {
                let whole: Vec<usize> = axes.iter().map(|axis| *axis as usize).collect();
                let is_permutation = (0..axes.len()).all(|axis| axes.contains(&(axis as f64)));
                if !is_permutation {
                    let message = format!("transpose.axes must name every axis from 0 once, found {axes:?}");
                    return Err(settings.fail("axes", message));
                }
                Ok(Bound::one(Permuted(whole)))
            }
            (None, method) => Ok(Bound::one(Turned(method.unwrap_or(METHODS[0].1)))),
        }
    }
}

struct Turned(Turn);

impl Operation for Turned {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("turn {:?}", self.0))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let mut raster = Raster::of(input, "transpose", None)?;
        if self.0.swap {
            raster.transpose();
        }
        raster.flip(self.0.horizontal, self.0.vertical);
        Ok(raster.into_value())
    }
}

struct Permuted(Vec<usize>);

impl Operation for Permuted {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("permute {:?}", self.0))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let described = input.describe();
        let (shape, elements) = match input {
            Value::Tensor(Tensor { shape, elements, .. }) => (shape, elements),
            Value::Image(image) => {
                let shape = vec![image.height, image.width, image.channels()];
                let Image { samples, .. } = image;
                let elements = match samples {
                    Samples::U8(data) => Elements::U8(data),
                    Samples::U16(data) => Elements::U16(data),
                    Samples::F32(data) => Elements::F32(data),
                };
                (shape, elements)
            }
            _ => {
                let message = format!("transpose takes an image or an array, found {described}");
                return Err(Diagnostic::error("step.wrong_kind", message));
            }
        };
        if shape.len() != self.0.len() {
            let message = format!("transpose.axes names {} axes, and the value is {described}", self.0.len());
            return Err(Diagnostic::error("step.wrong_shape", message));
        }
        let wanted: Vec<usize> = self.0.iter().map(|&axis| shape[axis]).collect();
        macro_rules! permuted {
            ($($variant:ident),*) => {
                match elements {
                    $(Elements::$variant(data) => Elements::$variant(window::permute(&data, &shape, &self.0)),)*
                }
            };
        }
        let elements = permuted!(Bool, U8, I8, U16, I16, U32, I32, U64, I64, F16, Bf16, F32, F64);
        debug_assert_eq!(for_elements!(&elements, data => data.len()), wanted.iter().product::<usize>());
        Ok(Value::Tensor(Tensor::new(wanted, elements, None)))
    }
}
