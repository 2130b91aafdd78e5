//! ONNX operators as ONNX Runtime computes them.

mod antialiased;
mod arithmetic;
mod coordinates;
mod resize;
mod sampled;

use super::Engine;
use super::capability::{Arithmetic, Resize, Rounding, SideFormula, SideRule, TargetRule};
use crate::meta::Meta;

/// The engine.
pub struct Onnx;

const MANUAL: &str = "\
What it is\n\
    Nodes of an ONNX graph, run by ONNX Runtime on a CPU.\n\n\
    Arithmetic\n\
    `Sub`, `Div` and `Mul` in the tensors' own type, as written: dividing by 255 and multiplying by its reciprocal are two \
    different graphs. Optimizers may fold a normalization into the first convolution, which no preprocessing shows.\n\n\
    Resize\n\
    The operator of opset 18 and later on float32 and uint8 tensors, all coordinate mappings, all roundings of nearest, \
    cubic_coeff_a, exclude_outside and antialias. Linear on uint8 is cut off, not rounded. With antialias and without \
    exclude_outside the weight of taps outside goes to the edge pixel, so that borders differ from Pillow's by up to 18 \
    levels; a window wholly outside gives 0. tf_crop_and_resize reads `box`, the node's roi, in shares of the image, and \
    extrapolation_value. keep_aspect_ratio_policy is `scale` with the smaller (not_larger) or larger factor and \
    rounding: half_up. Without a filter it is nearest. For round_prefer_floor and round_prefer_ceil a position less \
    than a millionth from a half is a half. Sides by `scale` are multiplied in single precision and truncated.\n\
    ONNX Runtime differs from the standard on the node tests downsample_scales_linear_align_corners and \
    downsample_scales_cubic_align_corners: it aligns the corners of the whole target size, the standard those of the \
    scaled one. This engine does as ONNX Runtime does.\n\n\
    References\n\
    https://onnx.ai/onnx/operators/";

impl Engine for Onnx {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "onnx", summary: "operators of ONNX as ONNX Runtime computes them", manual: MANUAL, example: "" }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::OnnxResize)
    }

    /// Sides from factors are multiplied in single precision.
    fn target_rule(&self) -> TargetRule {
        let scale = SideRule { formula: SideFormula::Factor32, rounding: Rounding::Truncate };
        TargetRule { scale, ..TargetRule::TRUNCATED }
    }

    fn arithmetic(&self) -> Option<&'static Arithmetic> {
        Some(&arithmetic::ARITHMETIC)
    }
}
