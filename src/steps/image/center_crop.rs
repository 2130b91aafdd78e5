//! `center_crop`: the middle of a picture, with each library's rounding of half a pixel.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{CropPart, Geometry, Rounding, TooSmall};
use crate::engines::kernel::window::{Border, Window};
use crate::engines::{self, Engine, Operation};
use crate::meta::Meta;
use crate::steps::raster::{self, Raster};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;
use std::borrow::Cow;

/// The step.
pub struct CenterCrop;

const MANUAL: &str = "\
Cuts the middle `width` x `height` (or `size` x `size`, or the fraction `crop_fraction` of both sides) out of a picture.

Where the difference is odd, half of it is rounded. torchvision and timm round to the even neighbour (`int(round(d / 2.0))` \
in Python), so a difference of 3 starts at 2 and one of 1 at 0; Hugging Face, TensorFlow, OpenCV code and numpy code start \
at `d // 2`, 1 and 0. The two differ exactly where the difference is 3 more than a multiple of 4: 343 or 383 pixels \
cropped to 224 or 256 are shifted by one pixel, even differences never.

A picture smaller than the crop is padded with `fill` (0) first, and there the halves differ too: torchvision, timm, the \
fast Hugging Face processors and TensorFlow put the smaller half on the left and top, the PIL processors of Hugging Face \
the larger one. OpenCV raises; a numpy slice with a negative start gives some other, smaller part. `rounding` overrides the \
engine's rule. A fraction is that of `tf.image.central_crop` for tensorflow (equal margins of `int((side - side * \
fraction) / 2)`); otherwise each side is multiplied and truncated. `square_fraction` takes a square of the shorter side \
before a resize, as the loaders of ffcv and of EfficientNet do (0.875 for 224 of 256).";

const PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers), summary: "whose rule for halves; default: torchvision" },
    Param { name: "version", kind: Kind::Any, summary: "the engine's version" },
    Param { name: "width", kind: Kind::Positive, summary: "columns" },
    Param { name: "height", kind: Kind::Positive, summary: "rows" },
    Param { name: "size", kind: Kind::Positive, summary: "both, for a square" },
    Param {
        name: "crop_fraction",
        kind: Kind::Number,
        summary: "the part of both sides that is kept, above 0 up to 1",
    },
    Param {
        name: "square_fraction",
        kind: Kind::Number,
        summary: "a square with this part of the shorter side, truncated, above 0 up to 1",
    },
    Param {
        name: "rounding",
        kind: Kind::Choice(&["truncate", "half_even", "half_up", "ceil"]),
        summary: "how half of an odd difference is rounded; default: the engine's rule",
    },
    Param { name: "fill", kind: Kind::Numbers, summary: "what a smaller picture is padded with; default: 0" },
];

fn offers(engine: &dyn Engine) -> bool {
    engine.geometry().is_some()
}

impl Step for CenterCrop {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "center_crop",
            summary: "cut the middle of a picture",
            manual: MANUAL,
            example: "center_crop: {engine: torchvision, width: 224, height: 224}",
        }
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let named = settings.engine(offers)?;
        let engine = named.unwrap_or(engines::PLAIN_GEOMETRY);
        let rule = engine.geometry().expect("checked by `offers`");
        let rounding = settings.choice("rounding", &Rounding::ALL)?;
        let offset = rounding.unwrap_or(rule.crop_offset);
        let mut defaults = Vec::new();
        if named.is_none() && rounding.is_none() {
            defaults.push(format!(
                "rounding of the offset left to the rule of {}: {}",
                engine.meta().id,
                offset.name()
            ));
        }
        let fill = settings.numbers("fill")?.unwrap_or_else(|| vec![0.0]);
        let middle = Middle {
            part: part(settings, runtime)?,
            offset,
            fraction: rule.fraction,
            too_small: rule.too_small,
            border: Border::Constant(fill),
        };
        Ok(Bound { defaults, ..Bound::one(middle) })
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let text = |value: &str| Some(Argument::Text(value.to_owned()));
        let engine = settings.engine(offers).ok().flatten().unwrap_or(engines::PLAIN_GEOMETRY);
        let own = engine.geometry().unwrap_or(&Geometry::PLAIN);
        let current = settings.choice("rounding", &Rounding::ALL).ok().flatten().unwrap_or(own.crop_offset);
        let mut all: Vec<Variation> = Rounding::ALL
            .into_iter()
            .filter(|(_, rounding)| *rounding != current)
            .map(|(name, _)| Variation { cause: "image.geom.crop_offset", changes: vec![("rounding", text(name))] })
            .collect();
        let mut seen = vec![own.too_small];
        for other in engines::ALL.iter().copied().filter(|other| offers(*other)) {
            let Some(rule) = other.geometry().filter(|rule| !seen.contains(&rule.too_small)) else { continue };
            seen.push(rule.too_small);
            let changes =
                vec![("engine", text(other.meta().id)), ("version", None), ("rounding", text(current.name()))];
            all.push(Variation { cause: "image.geom.pad", changes });
        }
        for fill in [0.0, 114.0, 127.0, 128.0, 255.0] {
            if settings.numbers("fill").ok().flatten().unwrap_or_else(|| vec![0.0]) != [fill] {
                let changes = vec![("fill", Some(Argument::Float(fill)))];
                all.push(Variation { cause: "image.geom.pad", changes });
            }
        }
        all.extend(other_sizes(settings));
        all
    }
}

/// Sizes and fractions that models are commonly fed with.
fn other_sizes(settings: &Settings) -> Vec<Variation> {
    let cause = "image.geom.size";
    for name in ["crop_fraction", "square_fraction"] {
        if let Ok(Some(fraction)) = settings.number(name) {
            let others = [0.875, 0.9, 0.95, 1.0, 0.96].into_iter().filter(|other| *other != fraction);
            return others
                .map(|other| Variation { cause, changes: vec![(name, Some(Argument::Float(other)))] })
                .collect();
        }
    }
    // A crop of another size gives another shape, which only a later resize can hide.
    let current = settings.positive("size").ok().flatten().or(settings.positive("width").ok().flatten());
    [224, 256, 288, 299, 320, 384, 448]
        .into_iter()
        .filter(|size| current != Some(*size as usize))
        .map(|size| {
            let size = Some(Argument::Integer(size));
            let changes = if settings.get("size").is_some() {
                vec![("size", size)]
            } else {
                vec![("width", size.clone()), ("height", size)]
            };
            Variation { cause, changes }
        })
        .collect()
}

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Pixels { width: usize, height: usize },
    Fraction(f64),
    Square(f64),
}

fn part(settings: &Settings, runtime: &Runtime) -> Result<Part, Diagnostic> {
    let size = settings.positive("size")?;
    let (width, height) = (settings.positive("width")?, settings.positive("height")?);
    let fraction = settings.number("crop_fraction")?;
    if let Some(square) = settings.number("square_fraction")? {
        if size.or(width).or(height).is_some() || fraction.is_some() {
            return Err(settings.fail("square_fraction", "`square_fraction` stands alone: it says the size"));
        }
        if !(square > 0.0 && square <= 1.0) {
            let message = format!("square_fraction must be above 0 and at most 1, found {square}");
            return Err(settings.fail("square_fraction", message));
        }
        return Ok(Part::Square(square));
    }
    match (size, width, height, fraction) {
        (Some(size), None, None, None) => Ok(Part::Pixels { width: size, height: size }),
        (None, Some(width), Some(height), None) => Ok(Part::Pixels { width, height }),
        (None, None, None, Some(fraction)) if fraction > 0.0 && fraction <= 1.0 => Ok(Part::Fraction(fraction)),
        (None, None, None, Some(fraction)) => {
            Err(settings
                .fail("crop_fraction", format!("crop_fraction must be above 0 and at most 1, found {fraction}")))
        }
        _ => {
            Err(settings.fail_step("center_crop needs `width` and `height`, `size`, or `crop_fraction`: one of these"))
        }
    }
    .and_then(|part| {
        if let Part::Pixels { width, height } = part {
            let window = Window { left: 0, top: 0, width, height };
            raster::bounded(window, runtime.pixel_limit()).map_err(|message| settings.fail("width", message))?;
        }
        Ok(part)
    })
}

struct Middle {
    part: Part,
    offset: Rounding,
    fraction: CropPart,
    too_small: TooSmall,
    border: Border,
}

impl Middle {
    /// Start and length along one side.
    fn along(&self, whole: usize, wanted: usize) -> (isize, usize) {
        let slack = whole as isize - wanted as isize;
        let start = if slack >= 0 {
            self.offset.apply(slack as f64 / 2.0) as isize
        } else {
            match self.too_small {
                TooSmall::Pad(rounding) => -(rounding.apply(-slack as f64 / 2.0) as isize),
                TooSmall::Raise(_) | TooSmall::Slice => slack.div_euclid(2),
            }
        };
        (start, wanted)
    }

    fn window(&self, width: usize, height: usize) -> Window {
        let ((left, width), (top, height)) = match (self.part, self.fraction) {
            (Part::Pixels { width: w, height: h }, _) => (self.along(width, w), self.along(height, h)),
            (Part::Square(fraction), _) => {
                let side = ((width.min(height) as f64 * fraction) as usize).max(1);
                (self.along(width, side), self.along(height, side))
            }
            (Part::Fraction(fraction), CropPart::Sides) => {
                let kept = |side: usize| ((side as f64 * fraction) as usize).max(1);
                (self.along(width, kept(width)), self.along(height, kept(height)))
            }
            (Part::Fraction(fraction), CropPart::Margins) => {
                let inner = |side: usize| {
                    let margin = ((side as f64 - side as f64 * fraction) / 2.0) as usize;
                    (margin as isize, side - 2 * margin)
                };
                (inner(width), inner(height))
            }
        };
        Window { left, top, width, height }
    }
}

impl Operation for Middle {
    fn key(&self, input: &Value) -> Cow<'_, str> {
        // Two rules that meet in the same window do the same work.
        let Some((width, height)) = raster::size(input) else {
            return Cow::Borrowed("center_crop refused");
        };
        Cow::Owned(format!("cut {:?} {:?} {:?}", self.window(width, height), self.too_small, self.border))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let raster = Raster::of(input, "center_crop", None)?;
        let window = self.window(raster.width, raster.height);
        raster.cut_by_rule(window, self.too_small, &self.border, "center_crop")
    }
}
