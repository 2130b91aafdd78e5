//! Steps on images and arrays.

mod alpha;
mod color;
mod decode;
mod pixels;
mod resize;

use super::Step;

/// All of them, in the order in which pipelines use them.
pub static ALL: &[&dyn Step] = &[&decode::Decode, &color::ColorStep, &alpha::Alpha, &resize::ResizeStep];
