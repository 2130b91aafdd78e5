//! Arrays as images: an array with channels last is one image, one with channels first an image a plane.

use crate::diagnostic::Diagnostic;
use crate::value::{ChannelOrder, Elements, Image, Layout, Samples, Tensor, Value};

/// Width and height of an image, or of an array with a known layout.
pub fn size(value: &Value) -> Option<(usize, usize)> {
    match value {
        Value::Image(image) => Some((image.width, image.height)),
        Value::Tensor(tensor) => Shape::of(tensor).map(|shape| (shape.width, shape.height)),
        _ => None,
    }
}

/// The error for a value that is no picture.
pub fn wrong_kind(value: &Value) -> Diagnostic {
    let error = Diagnostic::error("step.wrong_kind", format!("resize takes an image, found {}", value.describe()));
    match value {
        Value::Bytes(_) => error.hint("decode the file first: `- decode: {engine: pillow}`"),
        Value::Tensor(_) => error.hint("say what the axes are with a `layout` step"),
        _ => error,
    }
}

/// Applies `change` to every image in the value and puts the results together in the same way; `mixed` if channels that
/// stand side by side must not be taken one by one.
///
/// # Errors
/// What `change` raises; element types that are not resized, and mixed channels of a number that no image has.
pub fn map_images(
    value: Value,
    mixed: bool,
    change: impl Fn(&Image) -> Result<Image, Diagnostic>,
) -> Result<Value, Diagnostic> {
    let tensor = match value {
        Value::Image(image) => return change(&image).map(Value::Image),
        Value::Tensor(tensor) => tensor,
        other => return Err(wrong_kind(&other)),
    };
    let Some(shape) = Shape::of(&tensor) else {
        return Err(wrong_kind(&Value::Tensor(tensor)));
    };
    if mixed && shape.channels_last && shape.channels > 4 {
        let message = format!("this filter is known for one to four channels side by side, not {}", shape.channels);
        return Err(Diagnostic::error("image.unsupported", message)
            .hint("split the channels, or choose a filter that takes each by itself, as nearest does"));
    }
    let order = shape.order(mixed);
    let elements = match &tensor.elements {
        Elements::U8(data) => shape.map(data, order, &change)?,
        Elements::U16(data) => shape.map(data, order, &change)?,
        Elements::F32(data) => shape.map(data, order, &change)?,
        other => {
            let message = format!("resize takes uint8, uint16 or float32, found {}", other.dtype().name());
            return Err(Diagnostic::error("step.wrong_kind", message).hint("change the type with a `cast` step first"));
        }
    };
    let known: usize = shape.batch * shape.channels;
    let shape_after = |width: usize, height: usize| shape.sized(width, height);
    let pixels = elements.len() / known.max(1);
    let (width, height) = shape.found.get().unwrap_or((pixels, 1));
    Ok(Value::Tensor(Tensor::new(shape_after(width, height), elements, tensor.layout)))
}

/// The element types that images have.
trait Sample: Copy {
    fn wrap(samples: Vec<Self>) -> Samples;
}

macro_rules! sample {
    ($type:ty, $variant:ident) => {
        impl Sample for $type {
            fn wrap(samples: Vec<Self>) -> Samples {
                Samples::$variant(samples)
            }
        }
    };
}

sample!(u8, U8);
sample!(u16, U16);
sample!(f32, F32);

/// Results one behind the other, in the element type that the library gives, which need not be that of its input.
fn joined(parts: Vec<Samples>) -> Elements {
    let mut parts = parts.into_iter();
    let mut all = parts.next().unwrap_or(Samples::U8(Vec::new()));
    for part in parts {
        match (&mut all, part) {
            (Samples::U8(all), Samples::U8(part)) => all.extend(part),
            (Samples::U16(all), Samples::U16(part)) => all.extend(part),
            (Samples::F32(all), Samples::F32(part)) => all.extend(part),
            _ => unreachable!("one library gives one element type"),
        }
    }
    match all {
        Samples::U8(all) => Elements::U8(all),
        Samples::U16(all) => Elements::U16(all),
        Samples::F32(all) => Elements::F32(all),
    }
}

/// Planes of channels as pixels.
fn interleaved(planes: Vec<Samples>) -> Samples {
    fn mixed<T: Copy>(data: &[T], channels: usize) -> Vec<T> {
        let pixels = data.len() / channels.max(1);
        (0..data.len()).map(|index| data[index % channels * pixels + index / channels]).collect()
    }
    let channels = planes.len();
    match joined(planes) {
        Elements::U16(data) => Samples::U16(mixed(&data, channels)),
        Elements::F32(data) => Samples::F32(mixed(&data, channels)),
        Elements::U8(data) => Samples::U8(mixed(&data, channels)),
        _ => Samples::U8(Vec::new()),
    }
}

struct Shape {
    batch: usize,
    channels: usize,
    height: usize,
    width: usize,
    channels_last: bool,
    rank: usize,
    /// The size of the results, once there are any.
    found: std::cell::Cell<Option<(usize, usize)>>,
}

impl Shape {
    fn of(tensor: &Tensor) -> Option<Self> {
        let (batch, channels, height, width, channels_last) = match (tensor.layout, tensor.shape.as_slice()) {
            (_, &[height, width]) => (1, 1, height, width, true),
            (Some(Layout::Hwc), &[height, width, channels]) => (1, channels, height, width, true),
            (Some(Layout::Chw), &[channels, height, width]) => (1, channels, height, width, false),
            (Some(Layout::Nhwc), &[batch, height, width, channels]) => (batch, channels, height, width, true),
            (Some(Layout::Nchw), &[batch, channels, height, width]) => (batch, channels, height, width, false),
            _ => return None,
        };
        let found = std::cell::Cell::new(None);
        Some(Self { batch, channels, height, width, channels_last, rank: tensor.shape.len(), found })
    }

    fn sized(&self, width: usize, height: usize) -> Vec<usize> {
        let all = if self.channels_last {
            [self.batch, height, width, self.channels]
        } else {
            [self.batch, self.channels, height, width]
        };
        match self.rank {
            2 => vec![height, width],
            3 => all[1..].to_vec(),
            _ => all.to_vec(),
        }
    }

    /// The channels of one picture; `None` for channels that are taken one by one.
    fn order(&self, mixed: bool) -> Option<ChannelOrder> {
        match self.channels {
            1 => Some(ChannelOrder::Gray),
            2 if mixed => Some(ChannelOrder::GrayAlpha),
            3 => Some(ChannelOrder::Rgb),
            // Four channels of an array are no picture with alpha: none of them may be weighted by another.
            4 => Some(ChannelOrder::Cmyk),
            _ => None,
        }
    }

    fn map<T: Sample>(
        &self,
        data: &[T],
        order: Option<ChannelOrder>,
        change: &impl Fn(&Image) -> Result<Image, Diagnostic>,
    ) -> Result<Elements, Diagnostic> {
        let plane = self.width * self.height;
        let item = if self.channels_last { plane * self.channels } else { plane };
        let parts = data.chunks_exact(item.max(1)).map(|item| match order {
            Some(order) if self.channels_last => self.one(item.to_vec(), order, change),
            None if self.channels_last => self.by_channel(item, change),
            _ => self.one(item.to_vec(), ChannelOrder::Gray, change),
        });
        Ok(joined(parts.collect::<Result<_, _>>()?))
    }

    fn one<T: Sample>(
        &self,
        data: Vec<T>,
        order: ChannelOrder,
        change: &impl Fn(&Image) -> Result<Image, Diagnostic>,
    ) -> Result<Samples, Diagnostic> {
        let image = change(&Image::new(self.width, self.height, order, T::wrap(data)))?;
        self.found.set(Some((image.width, image.height)));
        Ok(image.samples)
    }

    /// Channels last, but not a number of them that an image may have: one after the other.
    fn by_channel<T: Sample>(
        &self,
        item: &[T],
        change: &impl Fn(&Image) -> Result<Image, Diagnostic>,
    ) -> Result<Samples, Diagnostic> {
        let plane = |channel: usize| item.iter().skip(channel).step_by(self.channels).copied().collect();
        let planes = (0..self.channels).map(|channel| self.one(plane(channel), ChannelOrder::Gray, change));
        Ok(interleaved(planes.collect::<Result<_, _>>()?))
    }
}
