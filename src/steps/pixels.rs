//! What the steps on pixels share: which values they take.

use crate::diagnostic::Diagnostic;
use crate::value::{ChannelOrder, Elements, Image, Layout, Samples, Value};

/// The image that a value is, or that an array of (height, width, channels) holds; the value itself if it is neither.
///
/// # Errors
/// Any other value.
pub fn image_of(value: Value) -> Result<Image, Value> {
    let tensor = match value {
        Value::Image(image) => return Ok(image),
        Value::Tensor(tensor) => tensor,
        other => return Err(other),
    };
    let (height, width, order) = match *tensor.shape {
        [height, width] => (height, width, ChannelOrder::Gray),
        [height, width, channels] => match channels {
            1 => (height, width, ChannelOrder::Gray),
            3 => (height, width, ChannelOrder::Rgb),
            4 => (height, width, ChannelOrder::Rgba),
            _ => return Err(Value::Tensor(tensor)),
        },
        _ => return Err(Value::Tensor(tensor)),
    };
    if !matches!(tensor.layout, None | Some(Layout::Hwc)) {
        return Err(Value::Tensor(tensor));
    }
    let samples = match tensor.elements {
        Elements::U8(data) => Samples::U8(data),
        Elements::U16(data) => Samples::U16(data),
        Elements::F32(data) => Samples::F32(data),
        elements => return Err(Value::Tensor(crate::value::Tensor { elements, ..tensor })),
    };
    Ok(Image::new(width, height, order, samples))
}

/// The error for a value that a step on pixels does not take.
pub fn wrong_value(step: &str, found: &Value) -> Diagnostic {
    let message = format!("{step} takes an image, found {}", found.describe());
    let error = Diagnostic::error("step.wrong_kind", message);
    match found {
        Value::Bytes(_) => error.hint("put `decode` before it"),
        Value::Tensor(_) => {
            error.hint("an array counts as an image if it is (height, width, 1, 3 or 4) of uint8, uint16 or float32")
        }
        _ => error,
    }
}
