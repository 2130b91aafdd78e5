//! `resize`: images and arrays to another size, as a named library does it.

mod planes;
mod request;
mod target;
mod variations;

use self::target::Target;
use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Resize, ResizeRequest};
use crate::engines::{Bits, Engine, Operation};
use crate::meta::Meta;
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{Image, Samples, Value};
use std::borrow::Cow;

/// The step.
pub struct ResizeStep;

static PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(resizes), summary: "the library that resizes; required" },
    Param {
        name: "version",
        kind: Kind::Any,
        summary: "the library's version, where versions differ; default: newest",
    },
    Param { name: "width", kind: Kind::Positive, summary: "target width in pixels, with `height`" },
    Param { name: "height", kind: Kind::Positive, summary: "target height in pixels, with `width`" },
    Param {
        name: "shortest_edge",
        kind: Kind::Positive,
        summary: "target length of the shorter side in pixels; the longer one follows the aspect ratio",
    },
    Param {
        name: "longest_edge",
        kind: Kind::Positive,
        summary: "alone: target length of the longer side in pixels; with `shortest_edge`: a cap on it",
    },
    Param {
        name: "scale",
        kind: Kind::Numbers,
        summary: "factor on both sides, or [horizontal, vertical]; libraries that take factors map coordinates with them",
    },
    Param {
        name: "thumbnail",
        kind: Kind::Numbers,
        summary: "pillow: [width, height] of the box of Image.thumbnail, with its reducing_gap of 2; never larger than the input",
    },
    Param {
        name: "filter",
        kind: Kind::Filter,
        summary: "canonical name, or the library's own spelling or number; default: the library's",
    },
    Param { name: "antialias", kind: Kind::Boolean, summary: "whether filters average over the source when shrinking" },
    Param { name: "align_corners", kind: Kind::Boolean, summary: "whether the centres of the corner pixels are kept" },
    Param {
        name: "coordinates",
        kind: Kind::Text,
        summary: "coordinate mapping: half_pixel, pytorch_half_pixel, asymmetric, align_corners ...",
    },
    Param {
        name: "nearest_rounding",
        kind: Kind::Text,
        summary: "rounding for nearest: round_prefer_floor, round_prefer_ceil, floor, ceil",
    },
    Param {
        name: "cubic_a",
        kind: Kind::Number,
        summary: "the cubic kernel's a: -0.5 or -0.75 in nearly all libraries",
    },
    Param { name: "exclude_outside", kind: Kind::Boolean, summary: "whether taps outside the image lose their weight" },
    Param {
        name: "rounding",
        kind: Kind::Choice(target::ROUNDINGS),
        summary: "how computed target sides become whole; default: the library's rule, else truncate",
    },
    Param {
        name: "multiple_of",
        kind: Kind::Positive,
        summary: "makes both target sides multiples of this, by `rounding`",
    },
    Param {
        name: "box",
        kind: Kind::Numbers,
        summary: "source region [left, top, right, bottom] in pixels, may be fractions; in shares of the image for onnx (roi)",
    },
    Param {
        name: "extrapolation_value",
        kind: Kind::Number,
        summary: "onnx: the value of target pixels outside the source, with coordinates: tf_crop_and_resize; default: 0",
    },
    Param {
        name: "reducing_gap",
        kind: Kind::Number,
        summary: "shrinks by whole numbers first, so that the last step still shrinks by at least this factor",
    },
];

static META: Meta = Meta {
    id: "resize",
    summary: "resize an image or array as a library does",
    manual: "\
What it is
  Resamples an image, or an array with a known layout, to a target size with the arithmetic of one
  library: the same weights, the same order of passes, the same rounding.

Where libraries differ
  Shrinking with bilinear or bicubic splits the libraries in two families: Pillow, JAX, the crate
  image, fast_image_resize and torchvision average over the source area; OpenCV, TensorFlow, ONNX
  and torch look at two or four pixels a side only, unless told otherwise (antialias). Bicubic
  has a = -0.5 in the first family and -0.75 in OpenCV, torch and ONNX. Nearest takes the pixel
  centre (Pillow, TensorFlow 2, nearest_exact) or the pixel's corner (OpenCV, torch, TensorFlow 1).
  The long side of a shortest_edge target is truncated in most libraries, and rounded in some.

Parameters
  The target is width and height, or shortest_edge (longest_edge then caps the other side), or
  longest_edge alone, or scale, or thumbnail: [width, height]. The last is Pillow's method of that
  name on pixels; what it does to a JPEG before (draft, which decodes at an eighth, a quarter or a half)
  is not included. A reducing_gap beyond the factor of the shrinking is none at all. An engine must be named. A combination that the library does
  not have is refused, with a list of what it offers.",
    example: "resize: {engine: pillow, shortest_edge: 256, filter: bilinear}",
};

fn resizes(engine: &dyn Engine) -> bool {
    engine.resize().is_some()
}

impl Step for ResizeStep {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let engine = settings.required_engine(resizes)?;
        let Some(kernel) = engine.resize() else {
            return Err(settings.fail("engine", "this engine does not resize"));
        };
        let target = Target::read(settings, engine, runtime)?;
        let (request, defaults) = request::read(settings, engine, kernel, &target)?;
        let settings = settings.clone();
        Ok(Bound { defaults, ..Bound::one(ResizeOperation { kernel, target, request, settings }) })
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        variations::of(settings)
    }
}

struct ResizeOperation {
    kernel: &'static dyn Resize,
    target: Target,
    request: ResizeRequest,
    settings: Settings,
}

impl ResizeOperation {
    /// The request for an input of this size; `Err` with the rejection where the library would raise.
    fn for_size(&self, width: usize, height: usize) -> Result<Result<ResizeRequest, Value>, Diagnostic> {
        let (target_width, target_height) =
            (self.target.size(width, height)).map_err(|error| self.settings.place(error, self.settings.span(), ""))?;
        if width == 0 || height == 0 || target_width == 0 || target_height == 0 {
            let message = format!("a {width}x{height} image to {target_width}x{target_height}");
            return Ok(Err(Value::rejected(self.kernel.offer().error, message)));
        }
        if let Some([left, top, right, bottom]) = self.request.region.filter(|_| !self.kernel.offer().crops()) {
            let (w, h) = (width as f64, height as f64);
            if left < 0.0 || top < 0.0 || right > w || bottom > h || left >= right || top >= bottom {
                let message = format!("box ({left}, {top}, {right}, {bottom}) of a {width}x{height} image");
                return Ok(Err(Value::rejected(self.kernel.offer().error, message)));
            }
        }
        Ok(Ok(ResizeRequest { width: target_width, height: target_height, ..self.request.clone() }))
    }

    /// One image. Black and white that a library has filtered is grey.
    fn one(&self, image: &Image, request: &ResizeRequest) -> Result<Image, Diagnostic> {
        let resized = self.kernel.resize(image, request)?;
        let filtered =
            matches!(&resized.samples, Samples::U8(data) if data.iter().any(|level| !matches!(level, 0 | 255)));
        Ok(if filtered { resized.bilevel_as_gray() } else { resized })
    }
}

impl Operation for ResizeOperation {
    fn key(&self, input: &Value) -> Cow<'_, str> {
        let size = planes::size(input).and_then(|(width, height)| self.target.size(width, height).ok());
        Cow::Owned(format!("resize {size:?} {}", self.kernel.key(&self.request)))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let (width, height) = planes::size(&input).ok_or_else(|| planes::wrong_kind(&input))?;
        match self.for_size(width, height)? {
            Ok(request) => {
                let mixed = self.kernel.mixes_channels(&request);
                planes::map_images(input, mixed, |image| self.one(image, &request))
            }
            Err(rejected) => Ok(rejected),
        }
    }

    fn apply_shared(&self, input: &Value) -> Result<Value, Diagnostic> {
        let Value::Image(image) = input else {
            return self.apply(input.clone());
        };
        match self.for_size(image.width, image.height)? {
            Ok(request) => self.one(image, &request).map(Value::Image),
            Err(rejected) => Ok(rejected),
        }
    }

    fn bits(&self, input: &Value) -> Bits {
        self.kernel.promise(&self.request, input)
    }
}
