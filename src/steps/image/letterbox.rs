//! `letterbox`: a picture fitted into a box, its aspect ratio kept, and the rest filled.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{LetterboxRule, Resize, ResizeRequest};
use crate::engines::kernel::target_size::{TargetRequest, Wanted, fit, target_size};
use crate::engines::kernel::window::{Border, Window};
use crate::engines::{self, Bits, Engine, Operation};
use crate::meta::Meta;
use crate::steps::pixels::{image_of, wrong_value};
use crate::steps::raster::{self, Raster};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;
use std::borrow::Cow;

/// The step.
pub struct Letterbox;

const MANUAL: &str = "\
Resizes a picture so that it fits into `width` x `height` (or `size` x `size`) with its aspect ratio kept, and fills the \
rest. With `stride` only as much is filled as the next multiple of it needs (ultralytics' `auto`, a minimal rectangle).

Libraries differ in five ways, and `engine` chooses them together. The size in the box: ultralytics and timm round halves \
to even, Hugging Face (SAM) halves up, OpenCV's `Image2BlobParams`, TensorFlow's `resize_with_pad` and torchvision \
truncate, each with its own order of operations in single or double precision. The place: centred, or top left (Hugging \
Face). The odd pixel: right and bottom; ultralytics takes 0.1 from the halves and adds it on the other side before it \
rounds, which comes to the same for whole pixels; TensorFlow counts the free pixels before the size is rounded. The fill: \
114 for ultralytics, 0 elsewhere. The resize: OpenCV bilinear for ultralytics and OpenCV, Pillow bicubic for timm, Pillow \
bilinear for Hugging Face, the library's own for TensorFlow and torchvision; `resize_engine` and `filter` override it.

Common mistakes: a fill of 0, 127 or 128 for 114; the picture in the corner instead of the middle; a fixed square where \
the other side pads to a stride only, so that (640, 640) meets (384, 640); filling after normalizing.";

const PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers), summary: "whose rules; default: ultralytics" },
    Param { name: "version", kind: Kind::Any, summary: "the engine's version" },
    Param { name: "width", kind: Kind::Positive, summary: "columns of the box" },
    Param { name: "height", kind: Kind::Positive, summary: "rows of the box" },
    Param { name: "size", kind: Kind::Positive, summary: "both, for a square" },
    Param {
        name: "stride",
        kind: Kind::Positive,
        summary: "fill up to multiples of this only; default: the whole box",
    },
    Param { name: "fill", kind: Kind::Numbers, summary: "one number, or one per channel; default: the engine's" },
    Param {
        name: "position",
        kind: Kind::Choice(&["center", "top_left"]),
        summary: "where the picture stands; default: the engine's",
    },
    Param {
        name: "scale_up",
        kind: Kind::Boolean,
        summary: "false to leave smaller pictures at their size; default: true",
    },
    Param { name: "resize_engine", kind: Kind::Text, summary: "the library that resizes; default: the engine's" },
    Param { name: "filter", kind: Kind::Filter, summary: "the resize filter; default: the engine's" },
];

fn offers(engine: &dyn Engine) -> bool {
    engine.geometry().is_some_and(|rule| rule.letterbox.is_some())
}

fn rule_of(engine: &dyn Engine) -> LetterboxRule {
    engine.geometry().and_then(|rule| rule.letterbox).expect("checked by `offers`")
}

impl Step for Letterbox {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "letterbox",
            summary: "fit a picture into a box and fill the rest",
            manual: MANUAL,
            example: "letterbox: {engine: ultralytics, width: 640, height: 640}",
        }
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let engine = settings.engine(offers)?.unwrap_or(engines::LETTERBOX);
        let rule = rule_of(engine);
        let size = settings.positive("size")?;
        let (width, height) = match (size, settings.positive("width")?, settings.positive("height")?) {
            (Some(size), None, None) => (size, size),
            (None, Some(width), Some(height)) => (width, height),
            _ => return Err(settings.fail_step("letterbox needs `width` and `height`, or `size`")),
        };
        raster::bounded(Window { left: 0, top: 0, width, height }, runtime.pixel_limit())
            .map_err(|message| settings.fail("width", message))?;
        let (kernel, request, defaults) = resizer(settings, engine, &rule)?;
        let centered = settings.choice("position", &[("center", true), ("top_left", false)])?;
        Ok(Bound {
            defaults,
            ..Bound::one(Boxed {
                rule,
                width,
                height,
                stride: settings.positive("stride")?,
                centered: centered.unwrap_or(rule.centered),
                scale_up: settings.boolean("scale_up")?.unwrap_or(true),
                border: Border::Constant(settings.numbers("fill")?.unwrap_or_else(|| vec![rule.fill])),
                kernel,
                request,
                saturates: engine.geometry().is_some_and(|rule| rule.pad.saturates),
                settings: settings.clone(),
            })
        })
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let text = |value: &str| Some(Argument::Text(value.to_owned()));
        let engine = settings.engine(offers).ok().flatten().unwrap_or(engines::LETTERBOX);
        let rule = rule_of(engine);
        let mut all = Vec::new();
        let mut pad = |changes| all.push(Variation { cause: "image.geom.pad", changes });
        let fill = settings.numbers("fill").ok().flatten().unwrap_or_else(|| vec![rule.fill]);
        for other in [0.0, 114.0, 127.0, 127.5, 128.0, 255.0] {
            if fill != [other] {
                pad(vec![("fill", Some(Argument::Float(other)))]);
            }
        }
        let place =
            settings.text("position").ok().flatten().unwrap_or(if rule.centered { "center" } else { "top_left" });
        pad(vec![("position", text(if place == "center" { "top_left" } else { "center" }))]);
        match settings.positive("stride").ok().flatten() {
            Some(_) => pad(vec![("stride", None)]),
            None => pad(vec![("stride", Some(Argument::Integer(32)))]),
        }
        let grows = settings.boolean("scale_up").ok().flatten().unwrap_or(true);
        pad(vec![("scale_up", Some(Argument::Boolean(!grows)))]);
        // Another library's size rule, with everything else kept.
        let (resize_engine, filter) = (settings.text("resize_engine"), settings.text("filter"));
        for other in engines::ALL.iter().copied().filter(|other| offers(*other)) {
            let own = rule_of(other);
            if own.size == rule.size && own.free_before_rounding == rule.free_before_rounding {
                continue;
            }
            let mut changes = vec![("engine", text(other.meta().id)), ("version", None)];
            changes.push(("fill", Some(Argument::List(fill.iter().map(|v| Argument::Float(*v)).collect()))));
            changes.push(("position", text(place)));
            changes
                .push(("resize_engine", text(resize_engine.as_ref().ok().and_then(|e| *e).unwrap_or(rule.resize.0))));
            changes.push(("filter", text(filter.as_ref().ok().and_then(|f| *f).unwrap_or(rule.resize.1.name()))));
            all.push(Variation { cause: "image.geom.target_round", changes });
        }
        all
    }
}

type Resizer = (&'static dyn Resize, ResizeRequest, Vec<String>);

/// The kernel that resizes, and what it is asked for beside the size.
fn resizer(settings: &Settings, engine: &dyn Engine, rule: &LetterboxRule) -> Result<Resizer, Diagnostic> {
    let typed = settings.text("resize_engine")?;
    let id = typed.unwrap_or(rule.resize.0);
    let able = || engines::ALL.iter().filter(|e| e.resize().is_some()).map(|e| e.meta().id).collect::<Vec<_>>();
    let Some(resizing) = engines::find(id) else {
        return Err(settings.unknown_value("resize_engine", "engine", id, &able()));
    };
    let Some(kernel) = resizing.resize() else {
        let error = settings.fail("resize_engine", format!("engine {id} does not resize"));
        return Err(error.note(format!("these do: {}", able().join(", "))));
    };
    let offer = kernel.offer();
    let mut defaults = Vec::new();
    let filter = match settings.name_or_code("filter")? {
        Some(typed) => offer.filter(&typed).ok_or_else(|| {
            let error = settings.fail("filter", format!("{id} does not offer the filter {typed}"));
            error.note(format!("{id} offers: {}", offer.filter_names()))
        })?,
        None if typed.is_none() => {
            let (id, filter) = (engine.meta().id, rule.resize.1);
            defaults.push(format!("filter left to the default of {id}: {} of {}", filter.name(), rule.resize.0));
            filter
        }
        None => offer.default_filter.filter(|_| !offer.offers(rule.resize.1)).unwrap_or(rule.resize.1),
    };
    let request = offer.request(resizing.versions().last().copied().unwrap_or(""), filter, 0, 0);
    kernel.check(&request).map_err(|error| settings.place(error, settings.span(), ""))?;
    Ok((kernel, request, defaults))
}

struct Boxed {
    rule: LetterboxRule,
    width: usize,
    height: usize,
    stride: Option<usize>,
    centered: bool,
    scale_up: bool,
    border: Border,
    kernel: &'static dyn Resize,
    request: ResizeRequest,
    saturates: bool,
    settings: Settings,
}

/// Where the resized picture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Placed {
    width: usize,
    height: usize,
    window: Window,
}

impl Boxed {
    fn place(&self, width: usize, height: usize) -> Placed {
        let fits_already = width <= self.width && height <= self.height;
        let (inner, exact) = if fits_already && !self.scale_up {
            ((width, height), (width as f64, height as f64))
        } else {
            let rule = engines::capability::TargetRule {
                longest: self.rule.size,
                ..engines::capability::TargetRule::TRUNCATED
            };
            let wanted = Wanted::Within { width: self.width, height: self.height };
            let (inner_width, inner_height) = target_size(&rule, (width, height), &TargetRequest::new(wanted));
            let least = usize::from(self.rule.empty.is_none());
            let inner = (inner_width.clamp(least, self.width), inner_height.clamp(least, self.height));
            (inner, fit(self.rule.size, (width, height), (self.width, self.height)))
        };
        let (left, width) = self.along(self.width, inner.0, exact.0);
        let (top, height) = self.along(self.height, inner.1, exact.1);
        Placed { width: inner.0, height: inner.1, window: Window { left, top, width, height } }
    }

    /// The start of the window in the resized picture's coordinates, and its length.
    fn along(&self, whole: usize, inner: usize, exact: f64) -> (isize, usize) {
        let free = whole - inner;
        let free = self.stride.map_or(free, |stride| free % stride);
        let total = inner + free;
        if !self.centered {
            return (0, total);
        }
        let loose =
            if self.rule.free_before_rounding && self.stride.is_none() { whole as f64 - exact } else { free as f64 };
        let before = self.rule.rounding.apply((loose / 2.0 - self.rule.nudge).max(0.0)) as usize;
        (-(before.min(free) as isize), total)
    }
}

impl Operation for Boxed {
    fn key(&self, input: &Value) -> Cow<'_, str> {
        let Some((width, height)) = raster::size(input) else {
            return Cow::Borrowed("letterbox refused");
        };
        let resize = self.kernel.key(&self.request);
        Cow::Owned(format!("letterbox {resize} {:?} {:?} {}", self.place(width, height), self.border, self.saturates))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let image = image_of(input).map_err(|other| wrong_value("letterbox", &other))?;
        if image.width == 0 || image.height == 0 {
            return Err(Diagnostic::error("step.empty", "letterbox takes a picture with pixels, found an empty one"));
        }
        let placed = self.place(image.width, image.height);
        if let Some(error) = self.rule.empty.filter(|_| placed.width == 0 || placed.height == 0) {
            let message = format!("{} leaves {}x{} pixels", image.describe(), placed.width, placed.height);
            return Ok(Value::rejected(error, message));
        }
        let resized = if (image.width, image.height) == (placed.width, placed.height) {
            image
        } else {
            let request = ResizeRequest { width: placed.width, height: placed.height, ..self.request.clone() };
            self.kernel.resize(&image, &request)?
        };
        let mut raster = Raster::of(Value::Image(resized), "letterbox", None)?;
        raster.check_border(&self.border, "letterbox")?;
        raster.check_fill(&self.border, self.saturates).map_err(|message| {
            self.settings.fail("fill", message).hint("give a fill in the units of the pixels at this point")
        })?;
        raster.cut(placed.window, &self.border);
        Ok(raster.into_value())
    }

    fn bits(&self, input: &Value) -> Bits {
        match raster::size(input) {
            Some((width, height))
                if (self.place(width, height).width, self.place(width, height).height) != (width, height) =>
            {
                self.kernel.promise(&self.request, input)
            }
            _ => Bits::Exact,
        }
    }
}
