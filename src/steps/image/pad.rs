//! `pad`: pixels added around a picture.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Geometry, PadRule, Rounding, TooSmall};
use crate::engines::kernel::window::{Border, Window};
use crate::engines::{Engine, Operation};
use crate::meta::Meta;
use crate::steps::raster::{self, Raster};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;
use std::borrow::Cow;

/// The step.
pub struct Pad;

const MANUAL: &str = "\
Adds pixels around a picture: by margins (`left`, `top`, `right`, `bottom`, or `padding` for all four), up to a size \
(`width` and `height`, or `size`; sides that are longer stay), to a square of the longer side (`square: true`, LLaVA's \
expand2square), or up to whole multiples of `stride`. With a size, a square or a stride the picture stands in the middle (`position: center`) or in the corner (`top_left`, `bottom_right`); the engine \
says where the odd pixel goes: right and bottom for most, left and top for the PIL processors of Hugging Face. Detection \
processors of Hugging Face pad on the right and bottom only: `position: top_left`.

`fill` is one number, or one per channel, in the units of the pixels at that point: 0 before `normalize` is black, 0 after \
it is the mean colour. 114 is YOLO's grey, 127 or 128 Darknet's half (0.5 of 255 is neither). `mode` repeats the `edge`, \
mirrors without (`reflect`) or with (`symmetric`) the outermost pixel, or goes on at the other end (`wrap`), as numpy.pad \
and torchvision name them.";

const MODES: [(&str, Mode); 5] = [
    ("constant", Mode::Constant),
    ("edge", Mode::Edge),
    ("reflect", Mode::Reflect),
    ("symmetric", Mode::Symmetric),
    ("wrap", Mode::Wrap),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    Constant,
    Edge,
    Reflect,
    Symmetric,
    Wrap,
}

const PARAMS: &[Param] = &[
    Param {
        name: "engine",
        kind: Kind::Engine(offers),
        summary: "whose rule for the odd pixel; default: right and bottom",
    },
    Param { name: "version", kind: Kind::Any, summary: "the engine's version" },
    Param { name: "padding", kind: Kind::Positive, summary: "pixels on all four sides" },
    Param { name: "left", kind: Kind::Integer, summary: "pixels on the left; default: 0" },
    Param { name: "top", kind: Kind::Integer, summary: "pixels above; default: 0" },
    Param { name: "right", kind: Kind::Integer, summary: "pixels on the right; default: 0" },
    Param { name: "bottom", kind: Kind::Integer, summary: "pixels below; default: 0" },
    Param { name: "width", kind: Kind::Positive, summary: "columns to pad to" },
    Param { name: "height", kind: Kind::Positive, summary: "rows to pad to" },
    Param { name: "size", kind: Kind::Positive, summary: "both" },
    Param {
        name: "square",
        kind: Kind::Boolean,
        summary: "true to pad the shorter side up to the longer; default: false",
    },
    Param { name: "stride", kind: Kind::Positive, summary: "pad both sides to multiples of this" },
    Param {
        name: "position",
        kind: Kind::Choice(&["center", "top_left", "bottom_right"]),
        summary: "where the picture stands; default: center",
    },
    Param { name: "fill", kind: Kind::Numbers, summary: "what is added: one number, or one per channel; default: 0" },
    Param {
        name: "mode",
        kind: Kind::Choice(&["constant", "edge", "reflect", "symmetric", "wrap"]),
        summary: "constant, or what is repeated; default: constant",
    },
];

fn offers(engine: &dyn Engine) -> bool {
    engine.geometry().is_some()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Position {
    Center(Rounding),
    TopLeft,
    BottomRight,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Amount {
    Margins { left: usize, top: usize, right: usize, bottom: usize },
    Size { width: usize, height: usize },
    Square,
    Stride(usize),
}

impl Step for Pad {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "pad",
            summary: "add pixels around a picture",
            manual: MANUAL,
            example: "pad: {width: 640, height: 640, fill: 114, position: top_left}",
        }
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let rule = settings.engine(offers)?.and_then(Engine::geometry).unwrap_or(&Geometry::PLAIN);
        let half = if let TooSmall::Pad(rounding) = rule.too_small { rounding } else { Rounding::Truncate };
        let positions = [
            ("center", Position::Center(half)),
            ("top_left", Position::TopLeft),
            ("bottom_right", Position::BottomRight),
        ];
        let position = settings.choice("position", &positions)?.unwrap_or(Position::Center(half));
        let fill = settings.numbers("fill")?;
        let border = match (settings.choice("mode", &MODES)?.unwrap_or(Mode::Constant), fill) {
            (Mode::Constant, fill) => Border::Constant(fill.unwrap_or_else(|| vec![0.0])),
            (mode, Some(_)) => {
                return Err(settings.fail("fill", format!("`fill` and `mode: {}` exclude each other", name(mode))));
            }
            (Mode::Edge, None) => Border::Edge,
            (Mode::Reflect, None) => Border::Reflect,
            (Mode::Symmetric, None) => Border::Symmetric,
            (Mode::Wrap, None) => Border::Wrap,
        };
        let limit = runtime.pixel_limit();
        let (amount, rule, settings) = (amount(settings, limit)?, rule.pad, settings.clone());
        Ok(Bound::one(Padded { amount, position, border, rule, settings, limit }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let cause = "image.geom.pad";
        let mut all = Vec::new();
        let mut push = |changes| all.push(Variation { cause, changes });
        if settings.get("mode").is_none() {
            for fill in [0.0, 114.0, 127.0, 127.5, 128.0, 255.0, 0.5, 1.0] {
                if settings.numbers("fill").ok().flatten().unwrap_or_else(|| vec![0.0]) != [fill] {
                    push(vec![("fill", Some(Argument::Float(fill)))]);
                }
            }
        }
        for (other, _) in MODES {
            if settings.text("mode").ok().flatten().unwrap_or("constant") != other {
                push(vec![("mode", Some(Argument::Text(other.to_owned()))), ("fill", None)]);
            }
        }
        if ["width", "size", "square", "stride"].iter().any(|name| settings.get(name).is_some()) {
            for other in ["center", "top_left", "bottom_right"] {
                if settings.text("position").ok().flatten().unwrap_or("center") != other {
                    push(vec![("position", Some(Argument::Text(other.to_owned())))]);
                }
            }
        }
        if let Ok(Some(stride)) = settings.positive("stride") {
            for other in [8, 14, 16, 28, 32, 64] {
                if other != stride {
                    push(vec![("stride", Some(Argument::Integer(other as i64)))]);
                }
            }
        }
        all
    }
}

fn name(mode: Mode) -> &'static str {
    MODES.iter().find(|(_, known)| *known == mode).map_or("", |(name, _)| name)
}

fn amount(settings: &Settings, limit: u64) -> Result<Amount, Diagnostic> {
    let padding = settings.positive("padding")?;
    let size = settings.positive("size")?;
    let (width, height) = (settings.positive("width")?.or(size), settings.positive("height")?.or(size));
    let stride = settings.positive("stride")?;
    let margin = |name: &str| match settings.integer(name)? {
        None => Ok(None),
        Some(value) if value >= 0 => Ok(Some(value as usize)),
        Some(value) => Err(settings.fail(name, format!("pad.{name} must not be negative, found {value}"))),
    };
    let sides = [margin("left")?, margin("top")?, margin("right")?, margin("bottom")?];
    let by_margins = padding.is_some() || sides.iter().any(Option::is_some);
    let [left, top, right, bottom] = sides.map(|side| side.or(padding).unwrap_or(0));
    let square = settings.boolean("square")?.unwrap_or(false);
    let amount = match (by_margins, width, height, square, stride) {
        (true, None, None, false, None) => Amount::Margins { left, top, right, bottom },
        (false, Some(width), Some(height), false, None) => Amount::Size { width, height },
        (false, None, None, true, None) => Amount::Square,
        (false, None, None, false, Some(stride)) => Amount::Stride(stride),
        _ => {
            let needs = "pad needs margins, `width` and `height`, `square: true`, or `stride`: one of these";
            return Err(settings.fail_step(needs));
        }
    };
    let largest = match amount {
        Amount::Margins { .. } => Window { left: 0, top: 0, width: left.max(right), height: top.max(bottom) },
        Amount::Size { width, height } => Window { left: 0, top: 0, width, height },
        Amount::Square => Window { left: 0, top: 0, width: 1, height: 1 },
        Amount::Stride(stride) => Window { left: 0, top: 0, width: stride, height: stride },
    };
    raster::bounded(largest, limit).map_err(|message| settings.fail_step(message))?;
    Ok(amount)
}

struct Padded {
    amount: Amount,
    position: Position,
    border: Border,
    rule: PadRule,
    settings: Settings,
    /// The most pixels that the result may have.
    limit: u64,
}

impl Padded {
    /// The rejection of a mirror that the library does not reach so far with.
    fn beyond_mirror(&self, window: Window, width: usize, height: usize) -> Option<Value> {
        let (error, spare) = match (&self.border, self.rule.beyond_mirror?) {
            (Border::Reflect, (error, _)) => (error, 1),
            (Border::Symmetric, (_, error)) => (error, 0),
            _ => return None,
        };
        let beyond = |start: isize, length: usize, side: usize| {
            let before = start.unsigned_abs();
            before.max((length - before).saturating_sub(side)) > side.saturating_sub(spare)
        };
        let fails = beyond(window.left, window.width, width) || beyond(window.top, window.height, height);
        let message = format!("{}x{} mirrored to {}x{}", width, height, window.width, window.height);
        fails.then(|| Value::rejected(error, message))
    }

    fn window(&self, width: usize, height: usize) -> Window {
        let start = |free: usize| match self.position {
            Position::Center(rounding) => rounding.apply(free as f64 / 2.0) as isize,
            Position::TopLeft => 0,
            Position::BottomRight => free as isize,
        };
        let (wide, high) = match self.amount {
            Amount::Margins { left, top, right, bottom } => {
                let (width, height) = (width + left + right, height + top + bottom);
                return Window { left: -(left as isize), top: -(top as isize), width, height };
            }
            Amount::Size { width: wide, height: high } => (width.max(wide), height.max(high)),
            Amount::Square => (width.max(height), width.max(height)),
            Amount::Stride(stride) => (width.next_multiple_of(stride), height.next_multiple_of(stride)),
        };
        Window { left: -start(wide - width), top: -start(high - height), width: wide, height: high }
    }
}

impl Operation for Padded {
    fn key(&self, input: &Value) -> Cow<'_, str> {
        let Some((width, height)) = raster::size(input) else {
            return Cow::Borrowed("pad refused");
        };
        Cow::Owned(format!("pad {:?} {:?} {:?}", self.window(width, height), self.border, self.rule))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let mut raster = Raster::of(input, "pad", None)?;
        raster.check_border(&self.border, "pad")?;
        if raster.width == 0 || raster.height == 0 {
            return Err(Diagnostic::error("step.empty", "pad takes a picture with pixels, found an empty one"));
        }
        let window = raster::bounded(self.window(raster.width, raster.height), self.limit)
            .map_err(|message| Diagnostic::error("step.too_large", message))?;
        raster.check_fill(&self.border, self.rule.saturates).map_err(|message| {
            self.settings.fail("fill", message).hint("give a fill in the units of the pixels at this point")
        })?;
        if let Some(rejected) = self.beyond_mirror(window, raster.width, raster.height) {
            return Ok(rejected);
        }
        raster.cut(window, &self.border);
        Ok(raster.into_value())
    }
}
