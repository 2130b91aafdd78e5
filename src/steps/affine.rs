//! What `rescale` and `normalize` become: chains of additions and multiplications on images and arrays.

use super::raster::Raster;
use super::{Argument, Settings, Variation};
use crate::diagnostic::Diagnostic;
use crate::engines::kernel::affine::{self, Channels, Pass};
use crate::engines::kernel::cast;
use crate::engines::{self, Engine, Operation};
use crate::value::{Dtype, Elements, Layout, Samples, Tensor, Value};
use std::borrow::Cow;
use std::fmt::Write as _;

/// The names of the element types that arithmetic is done in.
pub const FLOATS: [(&str, Dtype); 4] =
    [("float32", Dtype::F32), ("float64", Dtype::F64), ("float16", Dtype::F16), ("bfloat16", Dtype::Bf16)];

/// Passes in one element type.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The type; `None` is that of the values, single precision for whole numbers.
    pub dtype: Option<Dtype>,
    /// In order.
    pub passes: Vec<Pass>,
}

/// Stages of arithmetic.
pub struct Affine {
    /// The step's id, for messages.
    pub step: &'static str,
    /// True if the channels are reversed first.
    pub reverse_channels: bool,
    /// In order.
    pub stages: Vec<Stage>,
    /// The error that whole numbers raise.
    pub whole_numbers: Option<&'static str>,
}

impl Affine {
    /// How many channels the constants are for; 1 where every constant is for all channels.
    fn channels(&self) -> usize {
        self.stages.iter().flat_map(|stage| &stage.passes).map(|pass| pass.by.len()).max().unwrap_or(1)
    }

    fn run(&self, mut elements: Elements, channels: Channels) -> Elements {
        for stage in &self.stages {
            let dtype = resolved(stage.dtype, elements.dtype());
            elements = affine::run(elements, dtype, channels, &stage.passes);
        }
        elements
    }

    fn on_pixels(&self, input: Value) -> Result<Value, Diagnostic> {
        let wanted = self.channels();
        let mut raster = Raster::of(input, self.step, (wanted > 1).then_some(wanted))?;
        if wanted > 1 && raster.channels != wanted {
            let found = raster.into_value().describe();
            let message = format!("{} has constants for {wanted} channels, and the value is {found}", self.step);
            let error = Diagnostic::error("step.channels", message);
            return Err(error.hint("give one constant for all channels, or bring the image to that many with `color`"));
        }
        if self.reverse_channels {
            raster.reverse_channels();
        }
        let places = raster.places();
        let elements = std::mem::replace(&mut raster.elements, Elements::Bool(Vec::new()));
        raster.elements = self.run(elements, places);
        Ok(raster.into_value())
    }
}

fn resolved(asked: Option<Dtype>, own: Dtype) -> Dtype {
    asked.unwrap_or(if own.is_float() { own } else { Dtype::F32 })
}

fn own_dtype(value: &Value) -> Option<Dtype> {
    match value {
        Value::Image(image) => Some(image.samples.dtype()),
        Value::Tensor(tensor) => Some(tensor.elements.dtype()),
        _ => None,
    }
}

impl Operation for Affine {
    fn key(&self, input: &Value) -> Cow<'_, str> {
        let mut dtype = own_dtype(input).unwrap_or(Dtype::F32);
        let mut key = String::from(if self.reverse_channels { "affine reversed" } else { "affine" });
        if !dtype.is_float() && self.whole_numbers.is_some() {
            key.push_str(" refused");
        }
        for stage in &self.stages {
            dtype = resolved(stage.dtype, dtype);
            // Writing to a text does not fail.
            let _ = write!(key, " {} {:?}", dtype.name(), stage.passes);
        }
        Cow::Owned(key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        if let (Some(error), Some(dtype)) = (self.whole_numbers, own_dtype(&input))
            && !dtype.is_float()
        {
            let message = format!("{} takes floating-point values, found {}", self.step, input.describe());
            return Ok(Value::rejected(error, message));
        }
        if self.channels() > 1 || self.reverse_channels {
            return self.on_pixels(input);
        }
        let anywhere = Channels { count: 1, inner: 1 };
        match input {
            Value::Tensor(Tensor { shape, elements, layout }) => {
                Ok(Value::Tensor(Tensor::new(shape, self.run(elements, anywhere), layout)))
            }
            Value::Image(mut image) if matches!(image.samples, Samples::F32(_)) => {
                let samples = std::mem::replace(&mut image.samples, Samples::U8(Vec::new()));
                let Samples::F32(data) = samples else { unreachable!("matched above") };
                let shape = vec![image.height, image.width, image.channels()];
                match self.run(Elements::F32(data), anywhere) {
                    Elements::F32(data) => {
                        image.samples = Samples::F32(data);
                        Ok(Value::Image(image))
                    }
                    elements => Ok(Value::Tensor(Tensor::new(shape, elements, Some(Layout::Hwc)))),
                }
            }
            other => self.on_pixels(other),
        }
    }
}

/// A constant as it stands in single precision.
pub fn single(value: f64) -> f64 {
    cast::singles(Elements::F64(vec![value])).first().map_or(value, |single| f64::from(*single))
}

/// What is worth trying about precision: other element types, and the engines whose order of operations differs.
pub fn precisions(
    settings: &Settings,
    offers: fn(&dyn Engine) -> bool,
    rule: impl Fn(&dyn Engine) -> Option<String>,
) -> Vec<Variation> {
    let cause = "image.norm.dtype";
    let current = settings.text("dtype").ok().flatten();
    let mut all: Vec<Variation> = ["float16", "bfloat16", "float64", "float32"]
        .into_iter()
        .filter(|dtype| Some(*dtype) != current)
        .map(|dtype| Variation { cause, changes: vec![("dtype", Some(Argument::Text(dtype.to_owned())))] })
        .collect();
    let engine = settings.engine(offers).ok().flatten().unwrap_or(engines::PLAIN_ARITHMETIC);
    let mut seen = vec![rule(engine)];
    for other in engines::ALL.iter().copied().filter(|other| offers(*other)) {
        let own = rule(other);
        if own.is_some() && !seen.contains(&own) {
            seen.push(own);
            let id = Argument::Text(other.meta().id.to_owned());
            all.push(Variation { cause, changes: vec![("engine", Some(id)), ("version", None)] });
        }
    }
    all
}

/// A step whose parameters make the library raise whatever the input.
pub struct Raises {
    /// The library's error.
    pub error: &'static str,
    /// Why.
    pub message: &'static str,
}

impl Operation for Raises {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("raises {} {}", self.error, self.message))
    }

    fn apply(&self, _input: Value) -> Result<Value, Diagnostic> {
        Ok(Value::rejected(self.error, self.message))
    }
}
