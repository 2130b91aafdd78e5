//! `layout`: where the channels of an array lie.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::meta::Meta;
use crate::steps::raster::Raster;
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{Layout, Value};
use std::borrow::Cow;

/// The step.
pub struct LayoutStep;

const MANUAL: &str = "\
Puts the channels last (`hwc`: height, width, channels, as Pillow, OpenCV, numpy and TensorFlow hold pictures) or first \
(`chw`, as PyTorch takes them), with a batch axis of one (`nhwc`, `nchw`) or without. An image counts as hwc. An array that \
names no layout is understood where only one axis can be that of the channels; else `from` says what it is.

`by: reshape` keeps the elements in their order and only names the axes anew. That is a bug wherever it is not a no-op, \
and a common one: the shapes are right and the picture is torn into stripes. It is offered so that it can be reproduced.";

const LAYOUTS: [(&str, Layout); 4] =
    [("chw", Layout::Chw), ("hwc", Layout::Hwc), ("nchw", Layout::Nchw), ("nhwc", Layout::Nhwc)];

const NAMES: &[&str] = &["chw", "hwc", "nchw", "nhwc"];

impl Step for LayoutStep {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "layout",
            summary: "put the channels first or last, with a batch axis or without",
            manual: MANUAL,
            example: "layout: {to: chw}",
        }
    }

    fn params(&self) -> &'static [Param] {
        &[
            Param { name: "to", kind: Kind::Choice(NAMES), summary: "the layout" },
            Param { name: "from", kind: Kind::Choice(NAMES), summary: "what an array is that names no layout" },
            Param {
                name: "by",
                kind: Kind::Choice(&["transpose", "reshape"]),
                summary: "move the elements, or only name the axes anew; default: transpose",
            },
        ]
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let Some(to) = settings.choice("to", &LAYOUTS)? else {
            return Err(settings.fail_step("layout needs `to`").hint("one of: chw, hwc, nchw, nhwc"));
        };
        let from = settings.choice("from", &LAYOUTS)?;
        let moves = settings.choice("by", &[("transpose", true), ("reshape", false)])?.unwrap_or(true);
        Ok(Bound::one(Arranged { to, from, moves }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let cause = "image.layout.hwc_chw";
        let text = |value: &str| Some(Argument::Text(value.to_owned()));
        let by = if settings.text("by").ok().flatten() == Some("reshape") { "transpose" } else { "reshape" };
        let mut all = vec![Variation { cause, changes: vec![("by", text(by))] }];
        let current = settings.text("to").ok().flatten();
        let others = NAMES.iter().filter(|name| current != Some(**name));
        all.extend(others.map(|name| Variation { cause, changes: vec![("to", text(name))] }));
        all
    }
}

struct Arranged {
    to: Layout,
    from: Option<Layout>,
    moves: bool,
}

impl Operation for Arranged {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("layout {:?} {:?} {}", self.from, self.to, self.moves))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let input = match (input, self.from) {
            (Value::Tensor(mut tensor), Some(from)) if tensor.layout.is_none() => {
                tensor.layout = Some(from);
                Value::Tensor(tensor)
            }
            (Value::Tensor(tensor), Some(from)) if tensor.layout != Some(from) => {
                let message = format!("layout.from is {}, and the value is {}", from.name(), tensor.describe());
                return Err(Diagnostic::error("step.wrong_shape", message));
            }
            (Value::Image(image), Some(from)) if from != Layout::Hwc => {
                let message = format!("layout.from is {}, and the value is {}", from.name(), image.describe());
                return Err(Diagnostic::error("step.wrong_shape", message).hint("an image is hwc"));
            }
            (input, _) => input,
        };
        let mut raster = Raster::of(input, "layout", None)?;
        if raster.batch != 1 && matches!(self.to, Layout::Hwc | Layout::Chw) {
            let message = format!("layout cannot drop a batch axis of {} pictures", raster.batch);
            return Err(Diagnostic::error("step.wrong_shape", message).hint("use nchw or nhwc"));
        }
        raster.arrange(self.to, self.moves);
        Ok(raster.into_value())
    }
}
