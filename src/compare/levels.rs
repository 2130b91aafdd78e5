//! Differences in grey levels: divided by the size that one level of the decoded image has in the compared values.

use super::array::Array;
use super::numbers::Numbers;
use super::tally::Tally;

/// Largest difference, sum of the differences and number of elements, in levels; `None` where levels mean nothing.
pub fn levels(a: &Array, b: &Array, tally: &Tally, sizes: &[f64]) -> Option<(f64, f64, u64)> {
    let usable = |size: &f64| size.is_finite() && *size != 0.0;
    if sizes.is_empty() || !sizes.iter().all(usable) {
        return None;
    }
    if tally.is_equal() {
        return Some((0.0, 0.0, tally.numbers));
    }
    if sizes.iter().all(|size| *size == sizes[0]) {
        let size = sizes[0].abs();
        return Some((tally.max_abs / size, tally.sum_abs / size, tally.numbers));
    }
    let axis = a.channel_axis.or(b.channel_axis).or_else(|| guessed_axis(&a.shape, sizes.len()))?;
    if a.shape.get(axis) != Some(&sizes.len()) {
        return None;
    }
    let inner: usize = a.shape[axis + 1..].iter().product();
    let totals = match (&a.numbers, &b.numbers) {
        (Numbers::U8(a), Numbers::U8(b)) => by_channel(a.len(), sizes.len(), inner, |i| f64::from(a[i].abs_diff(b[i]))),
        (a, b) => match (a.to_f32(), b.to_f32()) {
            (Some(a), Some(b)) if sizes.len() == 3 => of_three(&a, &b, inner).to_vec(),
            _ => by_channel(a.len(), sizes.len(), inner, |i| {
                let (a, b) = (a.get(i), b.get(i));
                if a == b || (a.is_nan() && b.is_nan()) { 0.0 } else { (a - b).abs() }
            }),
        },
    };
    let (mut max, mut sum) = (0.0f64, 0.0);
    for ((channel_max, channel_sum), size) in totals.into_iter().zip(sizes) {
        max = max.max(channel_max / size.abs());
        sum += channel_sum / size.abs();
    }
    Some((max, sum, tally.numbers))
}

/// Largest and summed distance per channel; `inner` elements of one channel stand next to each other.
fn by_channel(length: usize, channels: usize, inner: usize, distance: impl Fn(usize) -> f64) -> Vec<(f64, f64)> {
    let mut totals = vec![(0.0f64, 0.0f64); channels];
    let mut index = 0;
    while index + inner * channels <= length && inner > 0 {
        for (max, sum) in &mut totals {
            for _ in 0..inner {
                let distance = distance(index);
                // NaN on one side only is infinitely far.
                let distance = if distance.is_nan() { f64::INFINITY } else { distance };
                *max = max.max(distance);
                *sum += distance;
                index += 1;
            }
        }
    }
    totals
}

/// The same for singles of three channels, all at once: the channels' sums do not wait for each other.
fn of_three(a: &[f32], b: &[f32], inner: usize) -> [(f64, f64); 3] {
    let mut largest = [0f32; 3];
    let mut sums = [0f64; 3];
    let mut add = |a: [f32; 3], b: [f32; 3]| {
        for channel in 0..3 {
            let (x, y) = (a[channel], b[channel]);
            let distance = if x == y || (x.is_nan() && y.is_nan()) { 0.0 } else { (x - y).abs() };
            let distance = if distance.is_nan() { f32::INFINITY } else { distance };
            largest[channel] = if distance > largest[channel] { distance } else { largest[channel] };
            sums[channel] += f64::from(distance);
        }
    };
    if inner == 1 {
        let (a, b) = (a.as_chunks::<3>().0, b.as_chunks::<3>().0);
        a.iter().zip(b).for_each(|(a, b)| add(*a, *b));
    } else {
        for (a, b) in a.chunks_exact(3 * inner).zip(b.chunks_exact(3 * inner)) {
            let (a, b) = (thirds(a, inner), thirds(b, inner));
            (0..inner).for_each(|index| add(a.map(|plane| plane[index]), b.map(|plane| plane[index])));
        }
    }
    std::array::from_fn(|channel| (f64::from(largest[channel]), sums[channel]))
}

fn thirds(data: &[f32], length: usize) -> [&[f32]; 3] {
    std::array::from_fn(|third| &data[third * length..][..length])
}

/// The channel axis of an array without layout: the last axis of the right length, else the first.
fn guessed_axis(shape: &[usize], channels: usize) -> Option<usize> {
    match shape.last() {
        Some(last) if *last == channels => Some(shape.len() - 1),
        _ => shape.iter().position(|length| *length == channels),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_channels_at_once_agree_with_one_after_the_other() {
        let noise = |seed: u32| -> Vec<f32> {
            (0..3 * 4 * 77u32).map(|i| ((i * 7919 + seed) % 1009) as f32 / 100.0 + f32::EPSILON).collect()
        };
        let (a, mut b) = (noise(1), noise(500));
        for rare in [f32::NAN, f32::INFINITY, 0.0] {
            b[100] = rare;
            for inner in [1, 4, 77] {
                let distance = |i: usize| if a[i] == b[i] { 0.0 } else { f64::from((a[i] - b[i]).abs()) };
                assert_eq!(of_three(&a, &b, inner).to_vec(), by_channel(a.len(), 3, inner, distance));
            }
        }
        // NaN on both sides is no difference.
        let (mut a, mut b) = (a.clone(), a);
        (a[7], b[7]) = (f32::NAN, f32::NAN);
        a[20] += 1.0;
        assert!(of_three(&a, &b, 4).iter().all(|(largest, _)| largest.is_finite()));
    }
}
