//! The operations of decoding: a file is read, made grey, and its channels put in order.

use super::read_file::ReadFile;
use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::{Color, Decode, DecodeRequest, Gray, JpegReader};
use crate::engines::kernel::{gray, orient};
use crate::value::{ChannelOrder, Image, Value};
use std::borrow::Cow;

/// The operations that turn a file's bytes into a library's image.
///
/// # Errors
/// A combination that the library does not offer.
pub fn bind(rules: &'static Decode, request: DecodeRequest) -> Result<Vec<Box<dyn Operation>>, Diagnostic> {
    let color = request.color.unwrap_or(rules.color);
    if !rules.colors.contains(&color) {
        let offered: Vec<&str> = rules.colors.iter().map(|color| color.name()).collect();
        let message = format!("this engine does not decode to {}", color.name());
        let error = Diagnostic::error("engine.not_offered", message);
        return Err(error.note(format!("it offers: {}", offered.join(", "))).hint("add a `color` step after `decode`"));
    }
    if rules.jpeg == JpegReader::ImageCrate && (request.dct.is_some() || request.chroma.is_some()) {
        let message = "this engine's JPEG decoder has no choice of dct or chroma";
        return Err(Diagnostic::error("engine.not_offered", message).hint("leave them out"));
    }
    let mut operations: Vec<Box<dyn Operation>> = vec![Box::new(ReadFile { rules, request, color })];
    if let (Color::Gray, Some(formula)) = (color, rules.gray) {
        operations.push(Box::new(MakeGray { formula }));
    }
    if color == Color::Bgr || (color == Color::AsIs && rules.as_is_bgr) {
        operations.push(Box::new(BlueFirst));
    }
    Ok(operations)
}

/// Makes grey of the colours that the first operation read.
struct MakeGray {
    formula: Gray,
}

impl Operation for MakeGray {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("gray {:?}", self.formula))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        match input {
            Value::Image(image) if image.order == ChannelOrder::Rgb => {
                let samples = gray::of_rgb(&image.samples, self.formula);
                Ok(Value::Image(Image::new(image.width, image.height, ChannelOrder::Gray, samples)))
            }
            other => Ok(other),
        }
    }
}

/// Puts blue first.
struct BlueFirst;

impl Operation for BlueFirst {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed("blue first")
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let Value::Image(image) = input else {
            return Ok(input);
        };
        Ok(Value::Image(orient::red_and_blue_swapped(image)))
    }
}
