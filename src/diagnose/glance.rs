//! A glance at two arrays: some of their pixels tell most changes apart from the right one, at a small part of the cost
//! of a whole comparison. What a glance finds equal is compared in full afterwards.

use crate::value::{Elements, Layout, Samples, Value};
use half::{bf16, f16};

/// Pixels that are looked at.
const PIXELS: usize = 1500;

/// What a glance found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glance {
    /// Same shape, axes and element type.
    pub alike: bool,
    /// Share of the elements that differ by more than rounding.
    pub share: f64,
    /// Mean absolute difference.
    pub mean: f64,
    /// How far one is from a factor and an offset per channel of the other, in either order of the channels: 0 where such
    /// a map explains everything, 1 where it explains nothing. It tells pixels that are right from scaling that is not.
    pub likeness: Option<f64>,
}

enum Data<'a> {
    Bytes(&'a [u8]),
    Words(&'a [u16]),
    Halves(&'a [f16]),
    Brains(&'a [bf16]),
    Floats(&'a [f32]),
    Doubles(&'a [f64]),
}

/// An array as rows and columns of pixels.
struct Plane<'a> {
    data: Data<'a>,
    pixels: usize,
    width: usize,
    channels: usize,
    channels_first: bool,
    shape: Vec<usize>,
}

impl<'a> Plane<'a> {
    fn of(value: &'a Value) -> Option<Self> {
        match value {
            Value::Image(image) => {
                let data = match &image.samples {
                    Samples::U8(data) => Data::Bytes(data),
                    Samples::F32(data) => Data::Floats(data),
                    Samples::U16(data) => Data::Words(data),
                };
                let (width, pixels, channels) = (image.width, image.width * image.height, image.channels());
                let shape = vec![image.height, image.width, channels];
                Some(Self { data, pixels, width, channels, channels_first: false, shape })
            }
            Value::Tensor(tensor) => {
                let data = match &tensor.elements {
                    Elements::U8(data) => Data::Bytes(data),
                    Elements::U16(data) => Data::Words(data),
                    Elements::F16(data) => Data::Halves(data),
                    Elements::Bf16(data) => Data::Brains(data),
                    Elements::F32(data) => Data::Floats(data),
                    Elements::F64(data) => Data::Doubles(data),
                    _ => return None,
                };
                let dims = match tensor.shape[..] {
                    [1, a, b, c] | [a, b, c] => [a, b, c],
                    _ => return None,
                };
                let first = match tensor.layout {
                    Some(Layout::Chw | Layout::Nchw) => true,
                    Some(Layout::Hwc | Layout::Nhwc) => false,
                    None => dims[0] <= 4 && dims[2] > 4,
                };
                let [height, width, channels] = if first { [dims[1], dims[2], dims[0]] } else { dims };
                let (pixels, shape) = (height * width, tensor.shape.clone());
                Some(Self { data, pixels, width, channels, channels_first: first, shape })
            }
            _ => None,
        }
    }

    /// The numbers of some pixels, a list for each channel.
    fn channels_at(&self, pixels: &[usize]) -> Vec<Vec<f64>> {
        let (step, stride) = if self.channels_first { (1, self.pixels) } else { (self.channels, 1) };
        let one = |channel: usize| {
            let index = pixels.iter().map(|pixel| pixel * step + channel * stride);
            match self.data {
                Data::Bytes(data) => index.map(|index| f64::from(data[index])).collect(),
                Data::Words(data) => index.map(|index| f64::from(data[index])).collect(),
                Data::Halves(data) => index.map(|index| data[index].to_f64()).collect(),
                Data::Brains(data) => index.map(|index| data[index].to_f64()).collect(),
                Data::Floats(data) => index.map(|index| f64::from(data[index])).collect(),
                Data::Doubles(data) => index.map(|index| data[index]).collect(),
            }
        };
        (0..self.channels).map(one).collect()
    }

    /// How far rounding alone takes a number away, as a share of it: some units in the last place.
    fn rounding(&self) -> f64 {
        match self.data {
            Data::Halves(_) => 4e-3,
            Data::Brains(_) => 4e-2,
            _ => 2e-6,
        }
    }
}

/// A glance; `None` for values that are no arrays of pixels, or of different sizes. `slack` is the difference that is
/// still rounding.
pub fn at(a: &Value, b: &Value, slack: f64) -> Option<Glance> {
    let (a, b) = (Plane::of(a)?, Plane::of(b)?);
    if (a.pixels, a.width, a.channels) != (b.pixels, b.width, b.channels) || a.pixels == 0 || a.channels > 4 {
        return None;
    }
    let count = a.pixels.min(PIXELS);
    // A multiplicative hash spreads the pixels without a pattern that a picture could share.
    let pixel = |k: usize| if count == a.pixels { k } else { (k as u64 * 2_654_435_761 % a.pixels as u64) as usize };
    let pixels: Vec<usize> = (0..count).map(pixel).collect();
    let (mut differing, mut sum, rounding) = (0usize, 0.0, a.rounding().max(b.rounding()));
    let (own, other) = (a.channels_at(&pixels), b.channels_at(&pixels));
    for (x, y) in own.iter().flatten().zip(other.iter().flatten()) {
        if x == y || (x.is_nan() && y.is_nan()) {
            continue;
        }
        let apart = (x - y).abs();
        differing += usize::from(apart.is_nan() || apart > slack + rounding * y.abs());
        sum += if apart.is_finite() { apart } else { 1e6 };
    }
    let elements = (count * a.channels) as f64;
    let alike = a.shape == b.shape && std::mem::discriminant(&a.data) == std::mem::discriminant(&b.data);
    Some(Glance { alike, share: differing as f64 / elements, mean: sum / elements, likeness: likeness(&own, &other) })
}

fn likeness(own: &[Vec<f64>], other: &[Vec<f64>]) -> Option<f64> {
    let orders: &[[usize; 4]] = if own.len() >= 3 { &[[0, 1, 2, 3], [2, 1, 0, 3]] } else { &[[0, 1, 2, 3]] };
    let unlike = |order: &[usize; 4]| -> Option<f64> {
        let mut total = (0.0, 0usize);
        for (channel, from) in other.iter().zip(order) {
            if let Some(rest) = unexplained(&own[*from], channel) {
                total = (total.0 + rest, total.1 + 1);
            }
        }
        (total.1 > 0).then(|| total.0 / total.1 as f64)
    };
    orders.iter().filter_map(unlike).min_by(f64::total_cmp)
}

/// The share of the second numbers' spread that no line through the first explains; `None` where they have no spread.
fn unexplained(own: &[f64], other: &[f64]) -> Option<f64> {
    let n = own.len() as f64;
    let (mx, my) = (own.iter().sum::<f64>() / n, other.iter().sum::<f64>() / n);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in own.iter().zip(other) {
        let (x, y) = (x - mx, y - my);
        (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
    }
    if !(yy > 0.0 && yy.is_finite() && xx.is_finite()) {
        return None;
    }
    let explained = if xx > 0.0 { xy * xy / (xx * yy) } else { 0.0 };
    Some((1.0 - explained).max(0.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Tensor;

    fn planes(change: impl Fn(usize, usize) -> f32) -> Value {
        let data = (0..3).flat_map(|c| (0..64).map(move |p| (c, p))).map(|(c, p)| change(c, p)).collect();
        Value::Tensor(Tensor::new(vec![3, 8, 8], Elements::F32(data), Some(Layout::Chw)))
    }

    fn wave(channel: usize, pixel: usize) -> f32 {
        ((pixel * (channel + 2)) as f32).sin()
    }

    #[test]
    fn scaling_and_channel_order_leave_the_likeness() {
        let scaled = planes(|c, p| 3.0 * wave(2 - c, p) + 1.0 + c as f32);
        let found = at(&planes(wave), &scaled, 1e-6).expect("arrays");
        assert!(found.share > 0.9 && found.likeness.expect("a spread") < 1e-3, "{found:?}");
        let other = at(&planes(wave), &planes(|c, p| wave(c, p + 1)), 1e-6).expect("arrays");
        assert!(other.likeness.expect("a spread") > 0.1, "{other:?}");
        assert_eq!(at(&planes(wave), &planes(wave), 0.0).expect("arrays").share, 0.0);
    }
}
