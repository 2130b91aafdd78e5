//! torch: `torch.nn.functional.interpolate`.

mod resize;

use super::Engine;
use super::capability::Resize;
use crate::meta::Meta;

/// The engine.
pub struct Torch;

const MANUAL: &str = "\
What it is
  torch.nn.functional.interpolate on CPU tensors.

Resize
  Without antialias (the default) bilinear looks at four pixels and bicubic (a = -0.75) at sixteen;
  with it both average over the source area, and bicubic has a = -0.5. nearest takes the pixel under
  the corner, nearest_exact the one under the centre. area is an adaptive mean over whole pixels.
  scale is a scale_factor: the size is rounded down, the factor maps coordinates. Without a filter
  it is nearest.
  uint8 is exact with every filter, and so are nearest, nearest_exact and area on float32. Bilinear
  and bicubic on float32 depend on the processor's fused arithmetic: they are those of AVX2. With
  one thread, three channels take another path through bilinear. Elsewhere they are promised within
  0.000004 of the largest sample, and 0.00000024 more for every pixel of width and height, along
  which positions are rounded. So is area, within 0.000001, where the target is one pixel.
  Float images of width 1 with antialias are refused: torch 2.15 repeats the first row there.

References
  https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html";

impl Engine for Torch {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "torch",
            summary: "interpolate of torch on CPU tensors",
            manual: MANUAL,
            example: "resize: {engine: torch, width: 224, height: 224, filter: bilinear, antialias: true}",
        }
    }

    fn resize(&self) -> Option<&'static dyn Resize> {
        Some(&resize::TorchResize)
    }
}
