//! Arrays: a histogram of the differences and the elements that differ most.

use crate::value::{Samples, Value};

/// Elements that are listed.
const LISTED: usize = 12;

/// How many differences there are of each size.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// `grey levels`, or `units of the value` where levels mean nothing.
    pub unit: &'static str,
    /// Upper end of each bin, the first of which counts what is equal; a bin takes what is at most its end.
    pub ends: Vec<f64>,
    /// Elements in each bin.
    pub counts: Vec<u64>,
    /// The largest difference.
    pub most: f64,
}

/// One element.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberRow {
    /// Its index, as Python writes it.
    pub index: String,
    /// The first value's element.
    pub a: f64,
    /// The second value's element.
    pub b: f64,
}

/// Two arrays of one size.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// The elements that differ most, largest difference first.
    pub rows: Vec<NumberRow>,
    /// All differences.
    pub histogram: Histogram,
}

/// An array's shape and elements.
pub struct Flat {
    pub shape: Vec<usize>,
    pub elements: Vec<f64>,
    /// The axis of the channels, if it is known.
    pub channels: Option<usize>,
}

impl Flat {
    /// An image or a tensor; other values are none.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Image(image) => {
                let elements = match &image.samples {
                    Samples::U8(data) => data.iter().map(|v| f64::from(*v)).collect(),
                    Samples::U16(data) => data.iter().map(|v| f64::from(*v)).collect(),
                    Samples::F32(data) => data.iter().map(|v| f64::from(*v)).collect(),
                };
                Some(Self { shape: vec![image.height, image.width, image.channels()], elements, channels: Some(2) })
            }
            Value::Tensor(tensor) => Some(Self {
                shape: tensor.shape.clone(),
                elements: tensor.elements.to_f64(),
                channels: tensor.layout.map(crate::value::Layout::channel_axis),
            }),
            _ => None,
        }
    }

    /// The index of an element, outermost axis first.
    fn index(&self, mut at: usize) -> String {
        let mut index = vec![0; self.shape.len()];
        for (place, length) in index.iter_mut().zip(&self.shape).rev() {
            *place = at % length.max(&1);
            at /= length.max(&1);
        }
        let axes: Vec<String> = index.iter().map(ToString::to_string).collect();
        format!("({})", axes.join(", "))
    }
}

/// The distance of two elements; a NaN on one side only is infinitely far.
pub fn distance(a: f64, b: f64) -> f64 {
    if a == b || (a.is_nan() && b.is_nan()) {
        0.0
    } else {
        let distance = (a - b).abs();
        if distance.is_nan() { f64::INFINITY } else { distance }
    }
}

impl Histogram {
    /// The differences in bins: doubling steps for grey levels, ten equal ones for other units.
    pub fn of(differences: impl Iterator<Item = f64> + Clone, unit: &'static str) -> Self {
        let most = differences.clone().fold(0.0, f64::max);
        let finite = differences.clone().filter(|d| d.is_finite()).fold(0.0, f64::max);
        let mut ends = vec![0.0];
        if unit == LEVELS {
            ends.extend([0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, f64::INFINITY]);
        } else {
            ends.extend((1..10).map(|tenth| finite * f64::from(tenth) / 10.0).chain([f64::INFINITY]));
        }
        let mut counts = vec![0; ends.len()];
        for difference in differences {
            counts[ends.partition_point(|end| *end < difference).min(ends.len() - 1)] += 1;
        }
        Self { unit, ends, counts, most }
    }
}

/// The unit of differences whose grey level is known.
pub const LEVELS: &str = "grey levels";
/// The unit of all others.
pub const UNITS: &str = "units of the value";

/// Arrays of one shape as numbers.
pub fn numbers(a: &Value, b: &Value, level_size: Option<&[f64]>) -> Option<Numbers> {
    let (a, b) = (Flat::of(a)?, Flat::of(b)?);
    if a.elements.len() != b.elements.len() || a.elements.is_empty() {
        return None;
    }
    // A level of one size holds for arrays that have lost their channels too.
    let size =
        level_size.filter(|sizes| sizes.iter().all(|size| size == &sizes[0] && *size != 0.0)).map(|s| s[0].abs());
    let pairs = || a.elements.iter().zip(&b.elements).map(|(a, b)| distance(*a, *b));
    let scale = size.unwrap_or(1.0);
    let histogram = Histogram::of(pairs().map(|d| d / scale), if size.is_some() { LEVELS } else { UNITS });
    let mut order: Vec<(usize, f64)> = pairs().enumerate().filter(|(_, d)| *d > 0.0).collect();
    let listed = LISTED.min(order.len());
    if listed > 0 {
        order.select_nth_unstable_by(listed - 1, |a, b| b.1.total_cmp(&a.1));
    }
    order.truncate(listed);
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let row = |(at, _): (usize, f64)| NumberRow { index: a.index(at), a: a.elements[at], b: b.elements[at] };
    Some(Numbers { rows: order.into_iter().map(row).collect(), histogram })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Elements, Tensor};

    #[test]
    fn the_elements_that_differ_most_come_first() {
        let tensor = |data: &[f32]| Value::Tensor(Tensor::new(vec![2, 3], Elements::F32(data.to_vec()), None));
        let found =
            numbers(&tensor(&[0.0, 1.0, 2.0, 3.0, 4.0, f32::NAN]), &tensor(&[0.0, 1.5, 2.0, 0.0, 4.0, f32::NAN]), None)
                .expect("numbers");
        let indices: Vec<&str> = found.rows.iter().map(|row| row.index.as_str()).collect();
        assert_eq!(indices, ["(1, 0)", "(0, 1)"]);
        assert_eq!((found.histogram.most, found.histogram.counts[0]), (3.0, 4));
        assert_eq!(found.histogram.counts.iter().sum::<u64>(), 6);
    }

    #[test]
    fn levels_are_counted_in_doubling_bins() {
        let differences = [0.0, 0.2, 1.0, 1.5, 200.0];
        let histogram = Histogram::of(differences.into_iter(), LEVELS);
        assert_eq!(histogram.counts, [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1]);
    }
}
