//! `crop`: a rectangle by its corner and size.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Geometry, TooSmall};
use crate::engines::kernel::window::{Border, Window};
use crate::engines::{Engine, Operation};
use crate::meta::Meta;
use crate::steps::raster::{self, Raster};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;
use std::borrow::Cow;

/// The step.
pub struct Crop;

const MANUAL: &str = "\
Cuts the rectangle of `width` x `height` whose upper left pixel is (`left`, `top`), counted from 0. It works on images and \
on arrays whose layout is known.

Libraries differ where the rectangle sticks out. Pillow, torchvision and Hugging Face fill with `fill` (0); OpenCV's \
`Mat(Rect)` raises; numpy's slices count a negative start from the other end and stop at the border, so the result is \
smaller than asked for. Without an engine the rest is filled. \
(torchvision's tensors come out too large where the rectangle lies wholly above or left of the picture: a slip of that \
library that is not imitated.)";

impl Step for Crop {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "crop",
            summary: "cut a rectangle by its corner and size",
            manual: MANUAL,
            example: "crop: {left: 16, top: 16, width: 224, height: 224}",
        }
    }

    fn params(&self) -> &'static [Param] {
        &[
            Param { name: "engine", kind: Kind::Engine(offers), summary: "whose rule beyond the border" },
            Param { name: "version", kind: Kind::Any, summary: "the engine's version" },
            Param { name: "left", kind: Kind::Integer, summary: "first column; default: 0" },
            Param { name: "top", kind: Kind::Integer, summary: "first row; default: 0" },
            Param { name: "width", kind: Kind::Positive, summary: "columns" },
            Param { name: "height", kind: Kind::Positive, summary: "rows" },
            Param { name: "fill", kind: Kind::Numbers, summary: "what stands beyond the border; default: 0" },
        ]
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let too_small = settings
            .engine(offers)?
            .and_then(Engine::geometry)
            .map_or(Geometry::PLAIN.too_small, |rule| rule.too_small);
        let (Some(width), Some(height)) = (settings.positive("width")?, settings.positive("height")?) else {
            return Err(settings.fail_step("crop needs `width` and `height`"));
        };
        let left = settings.integer("left")?.unwrap_or(0) as isize;
        let top = settings.integer("top")?.unwrap_or(0) as isize;
        let fill = settings.numbers("fill")?.unwrap_or_else(|| vec![0.0]);
        let window = raster::bounded(Window { left, top, width, height }, runtime.pixel_limit());
        let window = window.map_err(|message| settings.fail("width", message))?;
        Ok(Bound::one(Cut { window, too_small, border: Border::Constant(fill) }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let mut all = Vec::new();
        for name in ["left", "top"] {
            let current = settings.integer(name).ok().flatten().unwrap_or(0);
            for shift in [-1, 1] {
                let value = Some(Argument::Integer(current + shift));
                all.push(Variation { cause: "image.geom.crop_offset", changes: vec![(name, value)] });
            }
        }
        all
    }
}

fn offers(engine: &dyn Engine) -> bool {
    engine.geometry().is_some()
}

struct Cut {
    window: Window,
    too_small: TooSmall,
    border: Border,
}

impl Operation for Cut {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("cut {:?} {:?} {:?}", self.window, self.too_small, self.border))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        Raster::of(input, "crop", None)?.cut_by_rule(self.window, self.too_small, &self.border, "crop")
    }
}
