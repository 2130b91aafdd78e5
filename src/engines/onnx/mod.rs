//! ONNX operators as ONNX Runtime computes them.

mod arithmetic;

use super::Engine;
use super::capability::Arithmetic;
use crate::meta::Meta;

/// The engine.
pub struct Onnx;

const MANUAL: &str = "\
What it is\n\\
    Nodes of an ONNX graph, run by ONNX Runtime on a CPU.\n\n\\
    Arithmetic\n\\
    `Sub`, `Div` and `Mul` in the tensors' own type, as written: dividing by 255 and multiplying by its reciprocal are two \\
    different graphs. Optimizers may fold a normalization into the first convolution, which no preprocessing shows.\n\n\\
    References\n\\
    https://onnx.ai/onnx/operators/";

impl Engine for Onnx {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "onnx", summary: "operators of ONNX as ONNX Runtime computes them", manual: MANUAL, example: "" }
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&arithmetic::ARITHMETIC)
    }
}
