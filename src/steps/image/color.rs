//! `color`: channels in another order, grey of colour, colour of grey.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Color, Gray, GrayRules};
use crate::engines::kernel::decode::{Picture, PixelOp};
use crate::engines::kernel::orient::red_and_blue_swapped;
use crate::engines::{self, Operation};
use crate::meta::Meta;
use crate::steps::pixels::{image_of, wrong_value};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{ChannelOrder, Image, Samples, Value};
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
colours; TensorFlow in float32 on 0 to 1, scaled back by 255.5 and truncated. The crate image weighs with ITU-R 709 \
(0.2126, 0.7152, 0.0722), up to 33 levels away. Pure red is 76 in the first family and 54 in the second. torchvision's \
Grayscale on a PIL image is Pillow's formula.

Grey made of a decoded file here is not the same as grey asked of the decoder: `decode: {engine: opencv, color: gray}` \
takes the luma plane of a JPEG, up to 11 levels away from grey made of its colours.

Alpha is dropped without compositing, as all libraries do; `alpha` composites. Added alpha is opaque.";

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
        let mut bound = Bound::one(ChangeColor { to, rules, engine: id });
        if to == Color::Gray && engine.is_none() {
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
            Some("gray") => engines::ALL
                .iter()
                .filter(|engine| engine.gray().is_some())
                .filter(|engine| settings.get("engine").and_then(Argument::as_text) != Some(engine.meta().id))
                .map(|engine| set("image.decode.gray_weights", "engine", engine.meta().id))
                .collect(),
            Some("rgb") => vec![set("image.layout.channel_order", "to", "bgr")],
            Some("bgr") => vec![set("image.layout.channel_order", "to", "rgb")],
            _ => Vec::new(),
        }
    }
}

struct ChangeColor {
    to: Color,
    rules: &'static GrayRules,
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

    fn image(&self, image: Image) -> Result<Image, Diagnostic> {
        let wanted = match self.to {
            Color::Gray => ChannelOrder::Gray,
            Color::Bgr => ChannelOrder::Bgr,
            Color::Rgba => ChannelOrder::Rgba,
            Color::Rgb | Color::AsIs => ChannelOrder::Rgb,
        };
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

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        match image_of(input) {
            Ok(image) => self.image(image).map(Value::Image),
            Err(other) => Err(wrong_value("color", &other)),
        }
    }
}
