//! ONNX operators as ONNX Runtime computes them.

mod antialiased;
mod arithmetic;
mod coordinates;
mod resize;
mod sampled;

use super::Engine;
use super::capability::{Arithmetic, Resize};
use crate::meta::Meta;

/// The engine.
pub struct Onnx;

const MANUAL: &str = "\
What it is\n\
    Nodes of an ONNX graph, run by ONNX Runtime on a CPU.\n\n\
    Arithmetic\n\
    `Sub`, `Div` and `Mul` in the tensors' own type, as written: dividing by 255 and multiplying by its reciprocal are two \
    different graphs. Optimizers may fold a normalization into the first convolution, which no preprocessing shows.\n\
    Exact: 18 of 18 recorded answers of ONNX Runtime 1.31.1 (tests/recorded/pixels).\n\n\
    Resize\n\
    The operator of opset 18 and later on float32 and uint8 tensors, all coordinate mappings but tf_crop_and_resize, \
    all roundings of nearest, cubic_coeff_a, exclude_outside and antialias. Linear on uint8 is cut off, not rounded. With \
    antialias and without exclude_outside the weight of taps outside goes to the edge pixel, so that borders differ from \
    Pillow's by up to 18 levels. Without a filter it is nearest.\n\
    Exact, against ONNX Runtime 1.31.1: nearest, linear and cubic, but for single ties and last bits with \
    half_pixel_symmetric and exclude_outside (tests/reference/compare.py onnx); with antialias uint8 within 1 level, float32 \
    within 0.001 on samples of 0 to 255.\n\n\
    References\n\
    https://onnx.ai/onnx/operators/";

impl Engine for Onnx {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "onnx", summary: "operators of ONNX as ONNX Runtime computes them", manual: MANUAL, example: "" }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::OnnxResize)
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&arithmetic::ARITHMETIC)
    }
}
