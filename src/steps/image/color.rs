//! `color`: channels in another order, grey of colour, colour of grey.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Color, Gray, GrayRules};
use crate::engines::kernel::decode::{Picture, PixelOp};
use crate::engines::kernel::orient::red_and_blue_swapped;
use crate::engines::{self, Bits, Operation};
use crate::meta::Meta;
use crate::steps::pixels::{image_of, wrong_value};
use crate::steps::raster::{Raster, plain_layout};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{ChannelOrder, Image, Layout, Samples, Tensor, Value};
use std::borrow::Cow;

/// The step.
pub struct ColorStep;

/// Whose grey formula is used when none is named.
const DEFAULT_ENGINE: &str = "pillow";

const MANUAL: &str = "\
Changes the channels of an image: their order, grey out of colour, colour out of grey, an alpha channel added or \
dropped. The step knows the order that the image has (decode with OpenCV gives blue first), so `to: rgb` on an image \
that is red, green, blue already changes nothing. An array of which the order is unknown is taken for rgb.

Libraries differ in the grey formula. All but the Rust crate image weigh with ITU-R 601 (0.299, 0.587, 0.114), in \
different precision: Pillow in 16-bit fixed point, rounded; OpenCV in 15 bits, rounded, which differs from Pillow by one \
level on 0.1 % of colours; torchvision on tensors in float32, truncated, which is one level below Pillow on half of all \
colours (`torchvision` and `torchvision-v1` add plain products as `transforms.functional` does, `torchvision-v2` fused \
ones as `transforms.v2`: floats differ in the last bits); TensorFlow in float32 on 0 to 1, scaled back by 255.5 and truncated. The crate image weighs with ITU-R 709 \
(0.2126, 0.7152, 0.0722), up to 33 levels away. Pure red is 76 in the first family and 54 in the second. torchvision's \
Grayscale on a PIL image is Pillow's formula.

`swapped: true` is grey of blue, green, red pixels that the library took for red, green, blue. `weights` is for code that writes the sum itself: a third each is the mean. The sum is in double precision, from red to blue, rounded half to even, or truncated as astype(uint8) does.

Grey made of a decoded file here is not the same as grey asked of the decoder: `decode: {engine: opencv, color: gray}` \
takes the luma plane of a JPEG, up to 11 levels away from grey made of its colours.

Alpha is dropped without compositing, as all libraries do; `alpha` composites. Added alpha is opaque.";

/// Weights that are tried: 709 as two libraries write it, the mean, and 601.
const WEIGHTS: [[f64; 3]; 4] =
    [[0.2126, 0.7152, 0.0722], [0.2125, 0.7154, 0.0721], [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0], [0.299, 0.587, 0.114]];

impl Step for ColorStep {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "color",
            summary: "change channels: rgb, bgr, gray, rgba",
            manual: MANUAL,
            example: "color: {to: gray, engine: opencv}",
        }
    }

    fn params(&self) -> &'static [Param] {
        &[
            Param {
                name: "to",
                kind: Kind::Choice(&["rgb", "bgr", "gray", "rgba"]),
                summary: "the channels to make; required",
            },
            Param {
                name: "engine",
                kind: Kind::Engine(|engine| engine.gray().is_some()),
                summary: "the library whose grey formula is used; default: pillow",
            },
            Param { name: "version", kind: Kind::Any, summary: "the library's version, where versions differ" },
            Param {
                name: "weights",
                kind: Kind::Numbers,
                summary: "own weights of red, green and blue for grey, in the place of an engine's formula",
            },
            Param {
                name: "swapped",
                kind: Kind::Boolean,
                summary: "true for grey that weighs red as blue and blue as red; default: false",
            },
            Param {
                name: "rounding",
                kind: Kind::Choice(&["round", "truncate"]),
                summary: "with `weights`: how whole samples are made; default: round",
            },
        ]
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let choices: Vec<_> = Color::ALL.into_iter().filter(|(_, color)| *color != Color::AsIs).collect();
        let Some(to) = settings.choice("to", &choices)? else {
            return Err(settings.fail_step("color needs `to`").hint("for example `color: {to: rgb}`"));
        };
        let engine = settings.engine(|engine| engine.gray().is_some())?;
        let chosen = engine.or_else(|| engines::find(DEFAULT_ENGINE));
        let Some((id, rules)) = chosen.and_then(|engine| Some((engine.meta().id, engine.gray()?))) else {
            return Err(settings.fail("engine", "this engine makes no grey"));
        };
        let own = weights(settings)?;
        let rules = own.unwrap_or(*rules);
        let swapped = settings.boolean("swapped")?.unwrap_or(false);
        let rules = if swapped { exchanged(rules) } else { rules };
        let mut bound = Bound::one(ChangeColor { to, rules, engine: id });
        if to == Color::Gray && engine.is_none() && own.is_none() {
            bound.defaults.push(format!("engine left to the default of color: {DEFAULT_ENGINE}"));
        }
        Ok(bound)
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let set = |cause, name, value: &str| Variation {
            cause,
            changes: vec![(name, Some(Argument::Text(value.to_owned())))],
        };
        let to = settings.get("to").and_then(Argument::as_text);
        match to {
            Some("gray") => {
                let cause = "image.decode.gray_weights";
                let text = |value: &str| Some(Argument::Text(value.to_owned()));
                let engines = engines::ALL.iter().filter(|engine| engine.gray().is_some());
                let mut all: Vec<Variation> = engines
                    .map(|engine| vec![("engine", text(engine.meta().id)), ("weights", None), ("rounding", None)])
                    .map(|changes| Variation { cause, changes })
                    .collect();
                let swapped = settings.boolean("swapped").ok().flatten().unwrap_or(false);
                all.push(Variation { cause, changes: vec![("swapped", Some(Argument::Boolean(!swapped)))] });
                for weights in WEIGHTS {
                    let weights = Some(Argument::List(weights.map(Argument::Float).to_vec()));
                    for rounding in ["round", "truncate"] {
                        let changes =
                            vec![("engine", None), ("weights", weights.clone()), ("rounding", text(rounding))];
                        all.push(Variation { cause, changes });
                    }
                }
                all
            }
            Some("rgb") => vec![set("image.layout.channel_order", "to", "bgr")],
            Some("bgr") => vec![set("image.layout.channel_order", "to", "rgb")],
            _ => Vec::new(),
        }
    }
}

/// A formula of the definition's own.
fn weights(settings: &Settings) -> Result<Option<GrayRules>, Diagnostic> {
    let rounding = settings.choice("rounding", &[("round", true), ("truncate", false)])?;
    let Some(weights) = settings.numbers("weights")? else {
        return match rounding {
            Some(_) => Err(settings.fail("rounding", "color.rounding goes with `weights`")),
            None => Ok(None),
        };
    };
    let Ok(weights) = <[f64; 3]>::try_from(weights) else {
        return Err(settings.fail("weights", "color.weights takes three numbers, for red, green and blue"));
    };
    if settings.get("engine").is_some() {
        return Err(settings.fail("weights", "`weights` and `engine` exclude each other"));
    }
    let formula = Gray::Weighted { weights, round: rounding.unwrap_or(true) };
    Ok(Some(GrayRules { uint8: formula, uint16: Some(formula), float32: Some(formula), float32_off: 0.0 }))
}

/// The formulas with the weights of red and blue exchanged.
fn exchanged(rules: GrayRules) -> GrayRules {
    let one = |formula: Gray| match formula {
        Gray::Whole { weights: [r, g, b], bias, divisor } => Gray::Whole { weights: [b, g, r], bias, divisor },
        Gray::Float { weights: [r, g, b] } => Gray::Float { weights: [b, g, r] },
        Gray::FusedFloat { weights: [r, g, b] } => Gray::FusedFloat { weights: [b, g, r] },
        Gray::UnitFloat { weights: [r, g, b] } => Gray::UnitFloat { weights: [b, g, r] },
        Gray::Weighted { weights: [r, g, b], round } => Gray::Weighted { weights: [b, g, r], round },
        Gray::Linear { weights: [r, g, b], gamma } => Gray::Linear { weights: [b, g, r], gamma },
        Gray::ImageCrate => Gray::ImageCrate,
    };
    GrayRules { uint8: one(rules.uint8), uint16: rules.uint16.map(one), float32: rules.float32.map(one), ..rules }
}

struct ChangeColor {
    to: Color,
    rules: GrayRules,
    engine: &'static str,
}

impl ChangeColor {
    fn formula(&self, samples: &Samples) -> Result<Gray, Diagnostic> {
        let formula = match samples {
            Samples::U8(_) => Some(self.rules.uint8),
            Samples::U16(_) => self.rules.uint16,
            Samples::F32(_) => self.rules.float32,
        };
        formula.ok_or_else(|| {
            let message = format!("{} makes no grey of {} images", self.engine, samples.dtype().name());
            Diagnostic::error("step.wrong_kind", message).hint("`cast` to uint8 first, or name another engine")
        })
    }

    /// An array of planes, by way of an image and back.
    fn planes(&self, tensor: Tensor) -> Result<Value, Diagnostic> {
        let tensor = Tensor { layout: Some(Layout::Chw), ..tensor };
        let rearranged = |value: Value, to: Layout| {
            let mut raster = Raster::of(value, "color", None)?;
            raster.arrange(to, true);
            Ok(raster.into_value())
        };
        let image = image_of(rearranged(Value::Tensor(tensor), Layout::Hwc)?);
        let image = image.map_err(|other| wrong_value("color", &other))?;
        rearranged(Value::Image(self.image(image)?), Layout::Chw)
    }

    fn image(&self, image: Image) -> Result<Image, Diagnostic> {
        let wanted = match self.to {
            Color::Gray => ChannelOrder::Gray,
            Color::Bgr => ChannelOrder::Bgr,
            Color::Rgba => ChannelOrder::Rgba,
            Color::Rgb | Color::AsIs => ChannelOrder::Rgb,
        };
        let image = image.bilevel_as_gray();
        if image.order == wanted {
            return Ok(image);
        }
        let image = match image.order {
            ChannelOrder::Bgr | ChannelOrder::Bgra => red_and_blue_swapped(image),
            ChannelOrder::Indexed | ChannelOrder::Cmyk => return Err(unexpanded(&image)),
            _ => image,
        };
        let is_gray = matches!(image.order, ChannelOrder::Gray | ChannelOrder::GrayAlpha);
        let ops = match self.to {
            Color::Gray if is_gray => vec![PixelOp::DropAlpha],
            Color::Gray => vec![PixelOp::DropAlpha, PixelOp::ToGray(self.formula(&image.samples)?)],
            Color::Rgba => vec![PixelOp::AddAlpha, PixelOp::GrayToRgb],
            _ => vec![PixelOp::DropAlpha, PixelOp::GrayToRgb],
        };
        let Image { width, height, order, samples } = image;
        let image = Picture::plain(width, height, order, samples).image(&ops);
        Ok(if self.to == Color::Bgr { red_and_blue_swapped(image) } else { image })
    }
}

/// True for one picture whose channels are planes.
fn is_planar(tensor: &Tensor) -> bool {
    let channels = tensor.shape.first().copied();
    let layout = tensor.layout.or_else(|| plain_layout(&tensor.shape, None));
    layout == Some(Layout::Chw) && tensor.shape.len() == 3 && matches!(channels, Some(1 | 3 | 4))
}

fn unexpanded(image: &Image) -> Diagnostic {
    let what = if image.order == ChannelOrder::Indexed { "palette indices" } else { "CMYK samples" };
    Diagnostic::error("step.wrong_kind", format!("color does not take {what}: found {}", image.describe()))
        .hint("let `decode` make colour of them: `color: rgb`")
}

impl Operation for ChangeColor {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(match self.to {
            Color::Gray => format!("color gray {:?}", self.rules),
            to => format!("color {}", to.name()),
        })
    }

    fn bits(&self, input: &Value) -> Bits {
        match input {
            Value::Image(image) if self.to == Color::Gray && self.rules.float32_off > 0.0 => match &image.samples {
                Samples::F32(data) => Bits::Within(self.rules.float32_off * f64::from(largest(data))),
                _ => Bits::Exact,
            },
            _ => Bits::Exact,
        }
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        match image_of(input) {
            Ok(image) => self.image(image).map(Value::Image),
            Err(Value::Tensor(tensor)) if is_planar(&tensor) => self.planes(tensor),
            Err(other) => Err(wrong_value("color", &other)),
        }
    }
}

/// The largest magnitude of finite samples.
fn largest(data: &[f32]) -> f32 {
    data.iter().filter(|sample| sample.is_finite()).fold(0.0, |most, sample| most.max(sample.abs()))
}
