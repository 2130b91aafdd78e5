//! Images and arrays that look like one, as small pictures with the map of their differences. Differences are taken
//! between the full values and reduced by the largest of each block, so that none is averaged away.

use super::arrays::{Flat, Histogram, LEVELS, UNITS, distance};
use crate::value::{ChannelOrder, Image, Samples, Value};

/// A small picture in RGB, 8 bits a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Columns and rows of the value that it shows.
    pub full: (usize, usize),
    /// The order of the value's channels where blue comes first: it is shown in true colours all the same.
    pub order: Option<&'static str>,
    /// The samples, row by row.
    pub rgb: Vec<u8>,
}

/// Where two pictures differ, and by how much.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferenceMap {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The largest difference over the channels at each place; 255 is the largest of all.
    pub levels: Vec<u8>,
}

/// Two pictures and how they differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Pictures {
    /// The first value.
    pub a: Picture,
    /// The second value.
    pub b: Picture,
    /// The differences; `None` where the sizes differ.
    pub map: Option<DifferenceMap>,
    /// All differences, by size.
    pub histogram: Option<Histogram>,
    /// True if the samples were stretched to be seen, because they are no grey levels.
    pub stretched: bool,
}

impl From<&Picture> for Image {
    fn from(picture: &Picture) -> Self {
        Self::new(picture.width, picture.height, ChannelOrder::Rgb, Samples::U8(picture.rgb.clone()))
    }
}

impl From<&DifferenceMap> for Image {
    fn from(map: &DifferenceMap) -> Self {
        Self::new(map.width, map.height, ChannelOrder::Gray, Samples::U8(map.levels.clone()))
    }
}

/// An array seen as rows of pixels.
struct Raster {
    height: usize,
    width: usize,
    channels: usize,
    elements: Vec<f64>,
    /// Distance between two neighbours along each axis: row, column, channel.
    strides: [usize; 3],
    /// The channels that are shown as red, green and blue.
    colors: [usize; 3],
    /// True for samples that are grey levels already.
    levels: bool,
    /// The name of the channels' order where blue comes first.
    order: Option<&'static str>,
}

impl Raster {
    fn of(value: &Value) -> Option<Self> {
        let flat = Flat::of(value)?;
        let mut shape = flat.shape;
        let mut axis = flat.channels;
        if shape.len() == 4 && shape[0] >= 1 {
            // The first picture of a batch.
            shape.remove(0);
            axis = axis.map(|axis| axis - 1);
        }
        let small = |length: usize| matches!(length, 1..=4);
        let axis = match (shape.len(), axis) {
            (2, _) => {
                shape.push(1);
                2
            }
            (3, Some(axis)) if axis < 3 => axis,
            (3, _) if small(shape[2]) => 2,
            (3, _) if small(shape[0]) => 0,
            _ => return None,
        };
        let (height, width, channels, strides) = match axis {
            0 => (shape[1], shape[2], shape[0], [shape[2], 1, shape[1] * shape[2]]),
            _ => (shape[0], shape[1], shape[2], [shape[1] * shape[2], shape[2], 1]),
        };
        if height < 4 || width < 4 || !small(channels) {
            return None;
        }
        let (swapped, levels) = match value {
            Value::Image(image) => {
                let swapped = matches!(image.order, ChannelOrder::Bgr | ChannelOrder::Bgra);
                (swapped, matches!(image.samples, Samples::U8(_)))
            }
            Value::Tensor(tensor) => (false, tensor.elements.dtype() == crate::value::Dtype::U8),
            _ => (false, false),
        };
        let colors = match (channels, swapped) {
            (1 | 2, _) => [0; 3],
            (_, true) => [2, 1, 0],
            _ => [0, 1, 2],
        };
        let order = match value {
            Value::Image(image) if swapped => Some(image.order.name()),
            _ => None,
        };
        Some(Self { height, width, channels, elements: flat.elements, strides, colors, levels, order })
    }

    fn at(&self, row: usize, column: usize, channel: usize) -> f64 {
        let [rows, columns, channels] = self.strides;
        self.elements.get(row * rows + column * columns + channel * channels).copied().unwrap_or(f64::NAN)
    }

    /// Smallest and largest finite sample of a channel.
    fn range(&self, channel: usize) -> (f64, f64) {
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        for row in 0..self.height {
            for column in 0..self.width {
                let sample = self.at(row, column, channel);
                if sample.is_finite() {
                    range = (range.0.min(sample), range.1.max(sample));
                }
            }
        }
        range
    }

    /// The picture, each of its pixels the mean of a block.
    fn reduced(&self, size: (usize, usize), shown: &dyn Fn(usize, f64) -> f64) -> Picture {
        let (width, height) = size;
        let mut rgb = Vec::with_capacity(width * height * 3);
        for row in 0..height {
            for column in 0..width {
                for channel in self.colors {
                    let (mut sum, mut count) = (0.0, 0.0);
                    for (y, x) in block(row, column, size, (self.width, self.height)) {
                        sum += shown(channel, self.at(y, x, channel));
                        count += 1.0;
                    }
                    let mean: f64 = sum / f64::max(count, 1.0);
                    rgb.push(mean.round().clamp(0.0, 255.0) as u8);
                }
            }
        }
        Picture { width, height, full: (self.width, self.height), order: self.order, rgb }
    }
}

/// The pixels of the full picture that one pixel of the small one stands for.
fn block(
    row: usize,
    column: usize,
    (width, height): (usize, usize),
    full: (usize, usize),
) -> impl Iterator<Item = (usize, usize)> {
    let span =
        |at: usize, small: usize, full: usize| at * full / small..((at + 1) * full / small).max(at * full / small + 1);
    let (rows, columns) = (span(row, height, full.1), span(column, width, full.0));
    rows.flat_map(move |y| columns.clone().map(move |x| (y, x)))
}

/// The size of a small picture: never enlarged, sides in proportion.
fn small(full: (usize, usize), edge: usize) -> (usize, usize) {
    let longest = full.0.max(full.1);
    if longest <= edge {
        return full;
    }
    ((full.0 * edge / longest).max(1), (full.1 * edge / longest).max(1))
}

/// Two values as pictures, if both look like one.
pub fn pictures(a: &Value, b: &Value, level_size: Option<&[f64]>, edge: usize) -> Option<Pictures> {
    let (a, b) = (Raster::of(a)?, Raster::of(b)?);
    let stretched = !(a.levels && b.levels);
    let most = a.channels.max(b.channels);
    let ranges: Vec<(f64, f64)> = (0..most)
        .map(|channel| {
            let of = |raster: &Raster| if channel < raster.channels { raster.range(channel) } else { (0.0, 0.0) };
            let (a, b) = (of(&a), of(&b));
            (a.0.min(b.0), a.1.max(b.1))
        })
        .collect();
    let shown = |channel: usize, sample: f64| {
        let (low, high) = ranges[channel];
        match (stretched, high > low) {
            (false, _) => sample,
            (true, true) if sample.is_finite() => (sample - low) / (high - low) * 255.0,
            _ => 0.0,
        }
    };
    let of = |raster: &Raster| raster.reduced(small((raster.width, raster.height), edge), &shown);
    let sizes_fit = (a.width, a.height, a.channels) == (b.width, b.height, b.channels);
    let differences = sizes_fit.then(|| differences(&a, &b, level_size, edge));
    let (map, histogram) = differences.unzip();
    Some(Pictures { a: of(&a), b: of(&b), map, histogram, stretched })
}

/// The map of the differences and how many there are of each size.
fn differences(a: &Raster, b: &Raster, level_size: Option<&[f64]>, edge: usize) -> (DifferenceMap, Histogram) {
    let sizes: Option<Vec<f64>> = level_size
        .filter(|sizes| sizes.iter().all(|s| *s != 0.0 && s.is_finite()))
        .map(|s| (0..a.channels).map(|channel| s.get(channel).or(s.first()).copied().unwrap_or(1.0).abs()).collect());
    let scale = |channel: usize| sizes.as_ref().map_or(1.0, |sizes| sizes[channel]);
    let at = |y: usize, x: usize, channel: usize| distance(a.at(y, x, channel), b.at(y, x, channel)) / scale(channel);
    let all = (0..a.height)
        .flat_map(|y| (0..a.width).map(move |x| (y, x)))
        .flat_map(|(y, x)| (0..a.channels).map(move |channel| (y, x, channel)))
        .map(|(y, x, channel)| at(y, x, channel));
    let unit = if sizes.is_some() { LEVELS } else { UNITS };
    let histogram = Histogram::of(all, unit);
    let size = small((a.width, a.height), edge);
    let most = if histogram.most > 0.0 { histogram.most } else { 1.0 };
    let mut levels = Vec::with_capacity(size.0 * size.1);
    for row in 0..size.1 {
        for column in 0..size.0 {
            let block = block(row, column, size, (a.width, a.height));
            let largest = block.flat_map(|(y, x)| (0..a.channels).map(move |c| (y, x, c))).map(|(y, x, c)| at(y, x, c));
            let share = largest.fold(0.0, f64::max) / most;
            // What differs at all is never shown as equal.
            levels.push(if share > 0.0 { (share * 255.0).round().clamp(1.0, 255.0) as u8 } else { 0 });
        }
    }
    (DifferenceMap { width: size.0, height: size.1, levels }, histogram)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Elements, Layout, Tensor};

    fn image(order: ChannelOrder, data: Vec<u8>) -> Value {
        Value::Image(Image::new(8, 8, order, Samples::U8(data)))
    }

    #[test]
    fn one_pixel_survives_the_reduction() {
        let (plain, mut other) = (vec![100; 192], vec![100; 192]);
        other[3 * 13 + 1] = 104;
        let found = pictures(&image(ChannelOrder::Rgb, plain), &image(ChannelOrder::Rgb, other), Some(&[1.0]), 4);
        let found = found.expect("pictures");
        let map = found.map.expect("a map");
        assert_eq!((map.width, map.height), (4, 4));
        assert_eq!(map.levels.iter().filter(|level| **level > 0).count(), 1);
        // Pixel 13 is the sixth of the second row.
        assert_eq!(map.levels[2], 255);
        assert_eq!(found.histogram.expect("a histogram").most, 4.0);
    }

    #[test]
    fn blue_and_red_are_shown_right_and_floats_are_stretched() {
        let blue: Vec<u8> = (0..64).flat_map(|_| [200, 10, 20]).collect();
        let found = pictures(&image(ChannelOrder::Bgr, blue.clone()), &image(ChannelOrder::Rgb, blue), None, 8);
        let found = found.expect("pictures");
        assert_eq!((&found.a.rgb[..3], &found.b.rgb[..3]), (&[20, 10, 200][..], &[200, 10, 20][..]));
        let tensor = |from: f32| {
            let data = (0..48).map(|i| from + i as f32 / 100.0).collect();
            Value::Tensor(Tensor::new(vec![3, 4, 4], Elements::F32(data), Some(Layout::Chw)))
        };
        let found = pictures(&tensor(0.0), &tensor(0.0), Some(&[1.0]), 8).expect("pictures");
        assert!(found.stretched && found.a.rgb.contains(&255) && found.a.rgb.contains(&0));
        let other = Value::Tensor(Tensor::new(vec![3, 5, 4], Elements::F32(vec![0.0; 60]), Some(Layout::Chw)));
        assert!(pictures(&tensor(0.0), &other, None, 8).expect("pictures").map.is_none());
    }
}
