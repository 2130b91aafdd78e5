//! `assert`: what must hold at this point of a pipeline.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::meta::Meta;
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step};
use crate::value::{Number, Value};
use std::borrow::Cow;
use std::collections::HashSet;

/// The step.
pub struct Assert;

const MANUAL: &str = "\
Stops with a clear finding where a value is not what the pipeline's author takes for granted, and hands it on unchanged \
otherwise. All conditions that are given must hold.

`shape: [3, 224, 224]` is the shape of an array (height, width, channels of an image), with `null` for an axis of any \
length. `dtype: float32` is the element type. `range: [0, 1]` bounds every number, ends included; NaN is outside. \
`finite: true` refuses NaN and infinities. `unique: true` refuses a list, a row of token ids or an array in which \
something stands twice. `length: 77`, or `length: [1, 77]` for a range, counts tokens, list items, record fields, \
characters of a text, bytes of a file, or the first axis of an array.";

const PARAMS: &[Param] = &[
    Param { name: "shape", kind: Kind::Any, summary: "lengths of the axes, null for any" },
    Param { name: "dtype", kind: Kind::Text, summary: "the element type" },
    Param { name: "range", kind: Kind::Numbers, summary: "[least, greatest], ends included" },
    Param { name: "finite", kind: Kind::Boolean, summary: "true to refuse NaN and infinities" },
    Param { name: "unique", kind: Kind::Boolean, summary: "true to refuse repeated items" },
    Param { name: "length", kind: Kind::Numbers, summary: "how many items: one number, or [least, most]" },
];

const DTYPES: &[&str] = &[
    "bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float16", "bfloat16", "float32",
    "float64",
];

impl Step for Assert {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "assert",
            summary: "stop with a finding where a value is not as it should be",
            manual: MANUAL,
            example: "assert: {shape: [3, 224, 224], dtype: float32, finite: true}",
        }
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let dtype = settings.text("dtype")?.map(str::to_owned);
        if let Some(typed) = &dtype
            && !DTYPES.contains(&typed.as_str())
        {
            return Err(settings.unknown_value("dtype", "element type", typed, DTYPES));
        }
        let conditions = Conditions {
            shape: shape(settings)?,
            dtype,
            range: pair(settings, "range")?,
            finite: settings.boolean("finite")?.unwrap_or(false),
            unique: settings.boolean("unique")?.unwrap_or(false),
            length: lengths(settings)?,
        };
        if conditions == Conditions::default() {
            return Err(settings.fail_step("assert needs a condition: shape, dtype, range, finite, unique or length"));
        }
        Ok(Bound::one(conditions))
    }
}

fn shape(settings: &Settings) -> Result<Option<Vec<Option<usize>>>, Diagnostic> {
    let axis = |argument: &Argument| match argument {
        Argument::Null => Some(None),
        Argument::Integer(length) => usize::try_from(*length).ok().map(Some),
        _ => None,
    };
    match settings.get("shape") {
        None => Ok(None),
        Some(Argument::List(axes)) => {
            let axes: Option<Vec<_>> = axes.iter().map(axis).collect();
            axes.map(Some)
                .ok_or_else(|| settings.fail("shape", "assert.shape takes whole numbers, and null for any length"))
        }
        Some(_) => Err(settings.fail("shape", "assert.shape takes a list, such as [3, 224, 224]")),
    }
}

fn pair(settings: &Settings, name: &str) -> Result<Option<(f64, f64)>, Diagnostic> {
    match settings.numbers(name)?.as_deref() {
        None => Ok(None),
        Some(&[least, greatest]) if least <= greatest => Ok(Some((least, greatest))),
        Some(_) => Err(settings.fail(name, format!("assert.{name} takes [least, greatest]"))),
    }
}

fn lengths(settings: &Settings) -> Result<Option<(f64, f64)>, Diagnostic> {
    match settings.numbers("length")?.as_deref() {
        Some(&[length]) => Ok(Some((length, length))),
        _ => pair(settings, "length"),
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Conditions {
    shape: Option<Vec<Option<usize>>>,
    dtype: Option<String>,
    range: Option<(f64, f64)>,
    finite: bool,
    unique: bool,
    length: Option<(f64, f64)>,
}

impl Operation for Conditions {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Owned(format!("assert {self:?}"))
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        self.check_shape(&input)?;
        self.check_dtype(&input)?;
        self.check_length(&input)?;
        if self.finite || self.range.is_some() {
            self.check_numbers(&input, &mut 0)?;
        }
        if self.unique {
            check_unique(&input)?;
        }
        Ok(input)
    }
}

fn finding(id: &'static str, message: String) -> Diagnostic {
    Diagnostic::error(id, message).note("an `assert` step demands it; no later step was run")
}

fn found_shape(value: &Value) -> Option<Vec<usize>> {
    match value {
        Value::Image(image) => Some(vec![image.height, image.width, image.channels()]),
        Value::Tensor(tensor) => Some(tensor.shape.clone()),
        Value::Number(_) | Value::Boolean(_) => Some(Vec::new()),
        Value::List(values) => Some(vec![values.len()]),
        Value::Tokens(tokens) => Some(vec![tokens.ids.len()]),
        _ => None,
    }
}

impl Conditions {
    fn check_shape(&self, value: &Value) -> Result<(), Diagnostic> {
        let Some(wanted) = &self.shape else { return Ok(()) };
        let text: Vec<String> = wanted.iter().map(|axis| axis.map_or("any".to_owned(), |n| n.to_string())).collect();
        let fits = |found: &[usize]| {
            found.len() == wanted.len()
                && wanted.iter().zip(found).all(|(wanted, found)| wanted.is_none_or(|w| w == *found))
        };
        let found = found_shape(value);
        // A one-channel image is an array of (height, width) as well.
        let flat = match value {
            Value::Image(image) if image.channels() == 1 => fits(&[image.height, image.width]),
            _ => false,
        };
        if flat || found.as_deref().is_some_and(fits) {
            return Ok(());
        }
        let message = format!("the shape must be ({}), found {}", text.join(", "), value.describe());
        Err(finding("assert.shape", message))
    }

    fn check_dtype(&self, value: &Value) -> Result<(), Diagnostic> {
        let Some(wanted) = self.dtype.as_deref() else { return Ok(()) };
        let found = match value {
            Value::Image(image) => image.samples.dtype().name(),
            Value::Tensor(tensor) => tensor.elements.dtype().name(),
            Value::Number(Number::Int(_)) | Value::Tokens(_) => "int64",
            Value::Number(Number::Float(_)) => "float64",
            Value::Number(Number::Float32(_)) => "float32",
            Value::Boolean(_) => "bool",
            other => other.kind(),
        };
        if found == wanted {
            return Ok(());
        }
        Err(finding("assert.dtype", format!("the element type must be {wanted}, found {}", value.describe())))
    }

    fn check_length(&self, value: &Value) -> Result<(), Diagnostic> {
        let Some((least, most)) = self.length else { return Ok(()) };
        let found = match value {
            Value::Bytes(bytes) => bytes.len(),
            Value::Text(text) => text.chars().count(),
            Value::Image(image) => image.height,
            Value::Tensor(tensor) => tensor.shape.first().copied().unwrap_or(0),
            Value::Tokens(tokens) => tokens.ids.len(),
            Value::Record(record) => record.len(),
            Value::List(values) => values.len(),
            other => return Err(finding("assert.length", format!("{} has no length", other.describe()))),
        };
        if (least..=most).contains(&(found as f64)) {
            return Ok(());
        }
        let wanted = if least == most { format!("{least}") } else { format!("{least} to {most}") };
        Err(finding("assert.length", format!("the length must be {wanted}, found {found} in {}", value.describe())))
    }

    /// Every number in the value; `at` counts them for the message.
    fn check_numbers(&self, value: &Value, at: &mut usize) -> Result<(), Diagnostic> {
        let numbers: Vec<f64> = match value {
            Value::Image(image) => match &image.samples {
                crate::value::Samples::U8(data) => data.iter().map(|v| f64::from(*v)).collect(),
                crate::value::Samples::U16(data) => data.iter().map(|v| f64::from(*v)).collect(),
                crate::value::Samples::F32(data) => data.iter().map(|v| f64::from(*v)).collect(),
            },
            Value::Tensor(tensor) => tensor.elements.to_f64(),
            Value::Number(number) => vec![number.as_f64()],
            Value::Tokens(tokens) => tokens.ids.iter().map(|id| *id as f64).collect(),
            Value::List(values) => {
                return values.iter().try_for_each(|value| self.check_numbers(value, at));
            }
            Value::Record(record) => {
                return record.iter().try_for_each(|(_, value)| match value {
                    Value::Number(_) | Value::Tensor(_) | Value::List(_) => self.check_numbers(value, at),
                    _ => Ok(()),
                });
            }
            other => {
                let id = if self.finite { "assert.finite" } else { "assert.range" };
                return Err(finding(id, format!("{} holds no numbers", other.describe())));
            }
        };
        if self.finite
            && let Some(index) = numbers.iter().position(|number| !number.is_finite())
        {
            let count = numbers.iter().filter(|number| !number.is_finite()).count();
            let (number, index) = (numbers[index], *at + index);
            let message = format!("all numbers must be finite, found {number} at index {index} ({count} in all)");
            return Err(finding("assert.finite", message));
        }
        if let Some((least, greatest)) = self.range {
            let outside = |number: &f64| !(least..=greatest).contains(number);
            if let Some(index) = numbers.iter().position(outside) {
                let count = numbers.iter().filter(|number| outside(number)).count();
                let (number, index) = (numbers[index], *at + index);
                let message = format!(
                    "all numbers must lie in {least} to {greatest}, found {number} at index {index} ({count} in all)"
                );
                return Err(finding("assert.range", message));
            }
        }
        *at += numbers.len();
        Ok(())
    }
}

fn check_unique(value: &Value) -> Result<(), Diagnostic> {
    let items: Vec<String> = match value {
        Value::List(values) => values.iter().map(|value| format!("{value:?}")).collect(),
        Value::Tokens(tokens) => tokens.ids.iter().map(ToString::to_string).collect(),
        Value::Tensor(tensor) => tensor.elements.to_f64().iter().map(ToString::to_string).collect(),
        other => return Err(finding("assert.unique", format!("{} has no items to compare", other.describe()))),
    };
    let mut seen = HashSet::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        if !seen.insert(item) {
            let message = format!("all items must differ, found {item} a second time at index {index}");
            return Err(finding("assert.unique", message));
        }
    }
    Ok(())
}
