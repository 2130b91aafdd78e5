//! The resize functions of TensorFlow 1, which TensorFlow 2 keeps under `compat.v1`.

mod resize;

use super::Engine;
use super::capability::Resize;
use crate::meta::Meta;

/// The engine.
pub struct TensorFlow1;

const MANUAL: &str = "\
What it is
  tf.image.resize_images of TensorFlow 1, kept as tf.compat.v1.image.resize_images: what models of
  2016 to 2019 were trained with.

Resize
  Coordinates are pixel corners, i * scale, so that the picture shifts by up to half a source pixel
  against every later library; align_corners keeps the centres of the corner pixels instead.
  Bicubic has a = -0.75. Results are floats, except with nearest and where nothing is resized.
  Exact, against TensorFlow 2.21.0 on uint8 and float32: nearest, bilinear, bicubic, area
  (tests/reference/compare.py tensorflow), but for bicubic with align_corners on images one pixel
  high or wide: one unit in the last place.

References
  https://www.tensorflow.org/api_docs/python/tf/compat/v1/image/resize_images";

impl Engine for TensorFlow1 {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "tensorflow1",
            summary: "resize of TensorFlow 1 (compat.v1): pixel corners",
            manual: MANUAL,
            example: "resize: {engine: tensorflow1, width: 224, height: 224, filter: bilinear}",
        }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::LegacyResize)
    }
}
