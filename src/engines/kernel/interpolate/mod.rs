//! Interpolation of bytes with adaptive precision and of floats with fused sums, with and without antialias, and the two
//! rules of nearest.

mod bytes;
mod floats;

use super::nearest::pick;
use crate::engines::Bits;
use crate::value::{Image, Samples};

/// What processors with other fused arithmetic, and one thread in place of several, may make of floats.
pub const PROMISE: Bits = Bits::Share { flat: 4e-6, by_side: 2.4e-7 };

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Request {
    /// Target width and height.
    pub size: (usize, usize),
    /// Scale factors that map coordinates in place of the sizes.
    pub factors: Option<(f64, f64)>,
    /// Four taps a side, not two.
    pub cubic: bool,
    /// Whether the support grows when shrinking.
    pub antialias: bool,
    /// Whether the centres of the corner pixels stay.
    pub align_corners: bool,
}

/// One axis in the precision of the weights.
#[derive(Debug, Clone, Copy)]
struct Axis {
    from: usize,
    to: usize,
    factor: Option<f64>,
    align_corners: bool,
}

impl Axis {
    fn both(image: &Image, request: &Request) -> (Self, Self) {
        // A side whose length stays is copied whatever its factor, except by the cubic of floats.
        let maps = request.cubic && !request.antialias && matches!(image.samples, Samples::F32(_));
        let axis = |from: usize, to: usize, factor: Option<f64>| Self {
            from,
            to,
            factor: factor.filter(|_| from != to || maps),
            align_corners: request.align_corners,
        };
        let (x, y) = (request.factors.map(|f| f.0), request.factors.map(|f| f.1));
        (axis(image.width, request.size.0, x), axis(image.height, request.size.1, y))
    }

    /// Source lengths per target length, in double precision.
    fn scale(self) -> f64 {
        match self.factor {
            _ if self.align_corners && self.to > 1 => (self.from - 1) as f64 / (self.to - 1) as f64,
            _ if self.align_corners => 0.0,
            Some(factor) => 1.0 / factor,
            None => self.from as f64 / self.to as f64,
        }
    }

    /// Source lengths per target length, in single precision.
    fn scale32(self) -> f32 {
        match self.factor {
            _ if self.align_corners && self.to > 1 => (self.from - 1) as f32 / (self.to - 1) as f32,
            _ if self.align_corners => 0.0,
            Some(factor) => (1.0 / factor) as f32,
            None => self.from as f32 / self.to as f32,
        }
    }
}

/// Bilinear and bicubic. Words are no element type here and come back as they are.
pub fn resize(image: &Image, request: &Request) -> Image {
    match &image.samples {
        Samples::U8(data) => bytes::resize(image, data, request),
        Samples::F32(data) => floats::resize(image, data, request),
        Samples::U16(_) => image.clone(),
    }
}

/// The largest sum of width and height of a target that is small to nearest.
const SMALL: usize = 128;

/// The pixel under the corner, or with `exact` under the centre, of each target pixel.
pub fn nearest(image: &Image, size: (usize, usize), factors: Option<(f64, f64)>, exact: bool) -> Image {
    // The library has a kernel for small targets, and another, with fused sums, for all others.
    let small = size.0 + size.1 <= SMALL;
    let positions = |from: usize, to: usize, factor: Option<f64>| -> Vec<usize> {
        let scale = Axis { from, to, factor, align_corners: false }.scale32();
        let at = |index: usize| match () {
            () if exact && small => ((index as f32 + 0.5) * scale).floor() as usize,
            () if exact => {
                let position = scale.mul_add(index as f32 + 0.5, -0.5).max(0.0);
                ((f64::from(position) + 0.5) as f32).floor() as usize
            }
            () if small && to == from => index,
            () if small && to == 2 * from => index >> 1,
            () => (index as f32 * scale).floor() as usize,
        };
        (0..to).map(|index| at(index).min(from - 1)).collect()
    };
    let columns = positions(image.width, size.0, factors.map(|f| f.0));
    let rows = positions(image.height, size.1, factors.map(|f| f.1));
    pick(image, &columns, &rows)
}

/// Means over whole pixels; neighbouring areas may overlap. The mean of a whole plane is added up in the library's vectors,
/// whose order depends on the processor: here in double precision.
pub fn area(image: &Image, data: &[f32], size: (usize, usize)) -> Image {
    let (width, height) = size;
    let channels = image.channels();
    let span = |index: usize, from: usize, to: usize| index * from / to..((index + 1) * from).div_ceil(to);
    let mut output = Vec::with_capacity(width * height * channels);
    if size == (1, 1) {
        let mean = |channel: usize| {
            let sum: f64 = data.iter().skip(channel).step_by(channels).map(|sample| f64::from(*sample)).sum();
            (sum / (image.width * image.height) as f64) as f32
        };
        return Image::new(1, 1, image.order, Samples::F32((0..channels).map(mean).collect()));
    }
    for y in 0..height {
        let rows = span(y, image.height, height);
        for x in 0..width {
            let columns = span(x, image.width, width);
            for channel in 0..channels {
                let mut sum = 0.0_f32;
                for row in rows.clone() {
                    for column in columns.clone() {
                        sum += data[(row * image.width + column) * channels + channel];
                    }
                }
                output.push(sum / rows.len() as f32 / columns.len() as f32);
            }
        }
    }
    Image::new(width, height, image.order, Samples::F32(output))
}
