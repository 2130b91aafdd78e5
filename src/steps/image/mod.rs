//! Steps on images and arrays.

mod alpha;
mod assert;
mod cast;
mod center_crop;
mod color;
mod crop;
mod decode;
mod flip;
mod layout;
mod letterbox;
mod normalize;
mod pad;
mod rescale;
mod resize;
mod transpose;

use super::Step;

/// All of them, in the order in which pipelines use them.
pub static ALL: &[&dyn Step] = &[
    &decode::Decode,
    &color::ColorStep,
    &alpha::Alpha,
    &resize::ResizeStep,
    &crop::Crop,
    &center_crop::CenterCrop,
    &pad::Pad,
    &letterbox::Letterbox,
    &flip::Flip,
    &transpose::Transpose,
    &rescale::Rescale,
    &normalize::Normalize,
    &cast::Cast,
    &layout::LayoutStep,
    &assert::Assert,
];
