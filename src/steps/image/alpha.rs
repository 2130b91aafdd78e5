//! `alpha`: compositing over a colour, or dropping the channel.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::kernel::decode::{Picture, PixelOp};
use crate::engines::kernel::orient::red_and_blue_swapped;
use crate::meta::Meta;
use crate::steps::pixels::{image_of, wrong_value};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{ChannelOrder, Image, Samples, Value};
use std::borrow::Cow;

/// The step.
pub struct Alpha;

const MANUAL: &str = "\
Takes the alpha channel out of an image. `over: [r, g, b]` composites the image over that colour, given in 8-bit levels \
as red, green, blue whatever the order of the channels; `drop: true` throws alpha away, so that the colours hidden under \
transparent pixels come to light. An image without alpha is left alone.

Every decoder and every `convert` drops; a browser, a viewer and most hand-written loaders composite, over white more \
often than black. The hidden colour of a transparent pixel can be anything: an icon that looks black on white may be \
black on black once alpha is dropped.

Compositing is Pillow's `Image.paste(image, mask=image)` and `alpha_composite` over an opaque ground: \
`colour * alpha + ground * (255 - alpha)`, divided by 255 and rounded, in whole numbers. 16-bit images do the same with \
65,535; float32 images multiply by alpha as it is (0 to 1).";

impl Step for Alpha {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "alpha",
            summary: "composite over a colour, or drop the alpha channel",
            manual: MANUAL,
            example: "alpha: {over: [255, 255, 255]}",
        }
    }

    fn params(&self) -> &'static [Param] {
        &[
            Param { name: "over", kind: Kind::Numbers, summary: "the ground: red, green, blue from 0 to 255" },
            Param { name: "drop", kind: Kind::Boolean, summary: "true to throw alpha away" },
        ]
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let drop = settings.boolean("drop")?.unwrap_or(false);
        let over = settings.numbers("over")?;
        match (over, drop) {
            (None, true) => Ok(Bound::one(TakeAlpha { over: None })),
            (Some(over), false) => {
                let valid = |v: &f64| (0.0..=255.0).contains(v) && v.fract() == 0.0;
                let over = match *over {
                    [gray] if valid(&gray) => [gray as u8; 3],
                    [r, g, b] if over.iter().all(valid) => [r as u8, g as u8, b as u8],
                    _ => {
                        let message = "alpha.over takes red, green, blue as whole numbers from 0 to 255";
                        return Err(settings.fail("over", message).hint("white is `over: [255, 255, 255]`"));
                    }
                };
                Ok(Bound::one(TakeAlpha { over: Some(over) }))
            }
            (Some(_), true) => Err(settings.fail("drop", "alpha takes `over` or `drop: true`, not both")),
            (None, false) => Err(settings.fail_step("alpha needs `over: [r, g, b]` or `drop: true`")),
        }
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let over = |level: i64| Some(Argument::List(vec![Argument::Integer(level); 3]));
        let all = [
            vec![("over", over(255)), ("drop", None)],
            vec![("over", over(0)), ("drop", None)],
            vec![("over", None), ("drop", Some(Argument::Boolean(true)))],
        ];
        all.into_iter()
            .filter(|changes| changes.iter().any(|(name, value)| settings.get(name) != value.as_ref()))
            .map(|changes| Variation { cause: "image.decode.alpha", changes })
            .collect()
    }
}

struct TakeAlpha {
    over: Option<[u8; 3]>,
}

impl Operation for TakeAlpha {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("alpha {:?}", self.over))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let mut image = image_of(input).map_err(|other| wrong_value("alpha", &other))?;
        let blue_first = image.order == ChannelOrder::Bgra;
        if blue_first {
            image = red_and_blue_swapped(image);
        }
        if let Some(ground) = self.over {
            composite(&mut image, ground);
        }
        let Image { width, height, order, samples } = image;
        let image = Picture::plain(width, height, order, samples).image(&[PixelOp::DropAlpha]);
        Ok(Value::Image(if blue_first { red_and_blue_swapped(image) } else { image }))
    }
}

/// Blends the colour channels with an opaque ground; alpha itself is left as it is.
fn composite(image: &mut Image, ground: [u8; 3]) {
    if !image.order.has_alpha() {
        return;
    }
    let channels = image.channels();
    match &mut image.samples {
        Samples::U8(data) => {
            for pixel in data.chunks_exact_mut(channels) {
                let alpha = pixel[channels - 1] as u32;
                for (level, ground) in pixel[..channels - 1].iter_mut().zip(ground) {
                    let sum = *level as u32 * alpha + ground as u32 * (255 - alpha) + 128;
                    *level = (((sum >> 8) + sum) >> 8) as u8;
                }
            }
        }
        Samples::U16(data) => {
            for pixel in data.chunks_exact_mut(channels) {
                let alpha = pixel[channels - 1] as u64;
                for (level, ground) in pixel[..channels - 1].iter_mut().zip(ground) {
                    let sum = *level as u64 * alpha + ground as u64 * 257 * (65535 - alpha);
                    *level = ((sum + 32767) / 65535) as u16;
                }
            }
        }
        Samples::F32(data) => {
            for pixel in data.chunks_exact_mut(channels) {
                let alpha = pixel[channels - 1];
                for (level, ground) in pixel[..channels - 1].iter_mut().zip(ground) {
                    *level = *level * alpha + ground as f32 * (1.0 - alpha);
                }
            }
        }
    }
}
