//! `flip`: a picture mirrored.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::meta::Meta;
use crate::steps::raster::Raster;
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;
use std::borrow::Cow;

/// The step.
pub struct Flip;

const MANUAL: &str = "\
Mirrors a picture: `direction: horizontal` exchanges left and right (the default), `vertical` top and bottom, `both` turns \
it by 180 degrees. `channels` reverses the order of the channels instead, which makes BGR of RGB.

All libraries agree on flips; they differ in names. OpenCV's flip code 1 is horizontal, 0 vertical, -1 both; numpy's \
`flip(axis=1)` on height x width x channels is horizontal; OpenGL and BMP readers that count rows from the bottom give a \
vertical flip that nobody asked for.";

const DIRECTIONS: [(&str, Direction); 4] = [
    ("horizontal", Direction::Horizontal),
    ("vertical", Direction::Vertical),
    ("both", Direction::Both),
    ("channels", Direction::Channels),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Direction {
    Horizontal,
    Vertical,
    Both,
    Channels,
}

impl Step for Flip {
    fn meta(&self) -> &'static Meta {
        &Meta { id: "flip", summary: "mirror a picture", manual: MANUAL, example: "flip: {direction: horizontal}" }
    }

    fn params(&self) -> &'static [Param] {
        &[Param {
            name: "direction",
            kind: Kind::Choice(&["horizontal", "vertical", "both", "channels"]),
            summary: "what is exchanged; default: horizontal",
        }]
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let direction = settings.choice("direction", &DIRECTIONS)?.unwrap_or(Direction::Horizontal);
        Ok(Bound::one(Mirrored(direction)))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let current = settings.text("direction").ok().flatten().unwrap_or("horizontal");
        let other = |name: &str| Variation {
            cause: "image.geom.op_order",
            changes: vec![("direction", Some(Argument::Text(name.to_owned())))],
        };
        ["horizontal", "vertical", "both"].into_iter().filter(|name| *name != current).map(other).collect()
    }
}

struct Mirrored(Direction);

impl Operation for Mirrored {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("flip {:?}", self.0))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let mut raster = Raster::of(input, "flip", None)?;
        match self.0 {
            Direction::Horizontal => raster.flip(true, false),
            Direction::Vertical => raster.flip(false, true),
            Direction::Both => raster.flip(true, true),
            Direction::Channels => raster.reverse_channels(),
        }
        Ok(raster.into_value())
    }
}
