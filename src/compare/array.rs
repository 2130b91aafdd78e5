//! Images, arrays and lists of numbers seen as one thing: a shape, elements, perhaps an element type.

use super::numbers::Numbers;
use crate::value::{Elements, Image, Layout, Number, Samples, Tensor, Value};
use std::borrow::Cow;

/// A value seen as an array.
pub struct Array<'a> {
    /// Lengths of the axes, outermost first.
    pub shape: Vec<usize>,
    /// The elements, borrowed where the value holds an array.
    pub numbers: Numbers<'a>,
    /// Whether the element type counts: not for lists, which have none.
    pub typed: bool,
    /// The index of the channel axis, if it is known.
    pub channel_axis: Option<usize>,
    /// The meaning of the axes, if it is known.
    pub layout: Option<Layout>,
    /// Whether it is an image of one channel, for which (h, w) is as good a shape as (h, w, 1).
    flat: bool,
}

impl<'a> Array<'a> {
    /// The value as an array, if it is one.
    pub fn of(value: &'a Value) -> Option<Self> {
        match value {
            Value::Image(image) => Some(Self::of_image(image)),
            Value::Tensor(tensor) => Some(Self::of_tensor(tensor)),
            Value::List(items) => Self::of_list(items),
            _ => None,
        }
    }

    fn of_image(image: &'a Image) -> Self {
        Self {
            shape: vec![image.height, image.width, image.channels()],
            numbers: match &image.samples {
                Samples::U8(data) => Numbers::U8(data),
                Samples::U16(data) => Numbers::U16(data),
                Samples::F32(data) => Numbers::F32(data),
            },
            typed: true,
            channel_axis: Some(2),
            layout: Some(Layout::Hwc),
            flat: image.channels() == 1,
        }
    }

    fn of_tensor(tensor: &'a Tensor) -> Self {
        Self {
            shape: tensor.shape.clone(),
            numbers: match &tensor.elements {
                Elements::U8(data) => Numbers::U8(data),
                Elements::U16(data) => Numbers::U16(data),
                Elements::F32(data) => Numbers::F32(data),
                other => Numbers::Other(Cow::Borrowed(other)),
            },
            typed: true,
            channel_axis: tensor.layout.map(Layout::channel_axis),
            layout: tensor.layout,
            flat: false,
        }
    }

    /// A list of numbers, nested to any regular shape; integers stay exact.
    fn of_list(items: &[Value]) -> Option<Self> {
        let mut shape = Vec::new();
        let mut numbers = Vec::new();
        gather(items, 0, &mut shape, &mut numbers)?;
        if shape.iter().product::<usize>() != numbers.len() {
            return None;
        }
        let integers = numbers.iter().map(|n| if let Number::Int(value) = n { Some(*value) } else { None });
        let elements = match integers.collect::<Option<Vec<i64>>>() {
            Some(integers) if !integers.is_empty() => Elements::I64(integers),
            _ => Elements::F64(numbers.iter().map(|n| n.as_f64()).collect()),
        };
        let numbers = Numbers::Other(Cow::Owned(elements));
        Some(Self { shape, numbers, typed: false, channel_axis: None, layout: None, flat: false })
    }

    /// True if the two have one shape, as the contract sees it.
    pub fn fits(&self, other: &Self) -> bool {
        let squeezed = |image: &Self, other: &Self| image.flat && image.shape[..2] == other.shape[..];
        self.shape == other.shape || squeezed(self, other) || squeezed(other, self)
    }
}

fn gather(items: &[Value], depth: usize, shape: &mut Vec<usize>, numbers: &mut Vec<Number>) -> Option<()> {
    match shape.get(depth) {
        None => shape.push(items.len()),
        Some(known) if *known == items.len() => {}
        Some(_) => return None,
    }
    for item in items {
        match item {
            Value::Number(number) if shape.len() == depth + 1 => numbers.push(*number),
            Value::List(inner) if numbers.is_empty() || shape.len() > depth + 1 => {
                gather(inner, depth + 1, shape, numbers)?;
            }
            _ => return None,
        }
    }
    Some(())
}
