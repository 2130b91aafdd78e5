//! JAX: `jax.image.resize`.

mod resize;

use super::Engine;
use super::capability::Resize;
use crate::meta::Meta;

/// The engine.
pub struct Jax;

const MANUAL: &str = "\
What it is
  jax.image.resize on a CPU.

Resize
  Pixel centres, antialias by default, a = -0.5, floats out except with nearest. The method
  must be named.
  Bounded: XLA compiles the sums, in an order of its own, and fuses positions where the processor
  can: promised within 0.00001 of the largest sample, and 0.00000048 more for every pixel of width
  and height. Rounded to whole levels it differs from TensorFlow's antialias by at most 1, on 1.3 % of
  the samples for bilinear and fewer for the others (jax 0.10.2).

References
  https://docs.jax.dev/en/latest/_autosummary/jax.image.resize.html";

impl Engine for Jax {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "jax",
            summary: "jax.image.resize",
            manual: MANUAL,
            example: "resize: {engine: jax, width: 224, height: 224, filter: bilinear}",
        }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::JaxResize)
    }
}
