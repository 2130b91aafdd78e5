//! Linear and cubic without antialias.

use super::coordinates::Axis;
use crate::engines::kernel::stretched::floats;
use crate::value::Image;

/// Two positions and the weights of the *other* one: distances to them.
fn pairs(axis: Axis) -> Vec<([usize; 2], [f32; 2])> {
    let pair = |index: usize| {
        let position = axis.position(index).clamp(0.0, (axis.from - 1) as f32);
        let first = (position as usize).min(axis.from - 1);
        let second = (first + 1).min(axis.from - 1);
        let distances = if first == second {
            [0.5, 0.5]
        } else {
            [(position - first as f32).abs(), (position - second as f32).abs()]
        };
        ([first, second], distances)
    };
    (0..axis.to).map(pair).collect()
}

/// Products of weights first, then one sum of four.
pub fn linear(image: &Image, columns: Axis, rows: Axis) -> Vec<f32> {
    let (source, channels) = (floats(image), image.channels());
    let horizontal = pairs(columns);
    let mut output = Vec::with_capacity(columns.to * rows.to * channels);
    for ([top, bottom], [dy1, dy2]) in pairs(rows) {
        for &([left, right], [dx1, dx2]) in &horizontal {
            output.extend((0..channels).map(|channel| {
                let at = |y: usize, x: usize| source[(y * image.width + x) * channels + channel];
                dx2 * dy2 * at(top, left)
                    + dx1 * dy2 * at(top, right)
                    + dx2 * dy1 * at(bottom, left)
                    + dx1 * dy1 * at(bottom, right)
            }));
        }
    }
    output
}

/// Positions and weights of four pixels, and the sum of the weights where it is divided by.
fn quads(axis: Axis, a: f32, exclude_outside: bool) -> Vec<([usize; 4], [f32; 4], f32)> {
    let quad = |index: usize| {
        let position = axis.position(index);
        let floor = position.floor();
        let s = position - floor;
        let mut weights = [
            ((a * (s + 1.0) - 5.0 * a) * (s + 1.0) + 8.0 * a) * (s + 1.0) - 4.0 * a,
            ((a + 2.0) * s - (a + 3.0)) * s * s + 1.0,
            ((a + 2.0) * (1.0 - s) - (a + 3.0)) * (1.0 - s) * (1.0 - s) + 1.0,
            ((a * (2.0 - s) - 5.0 * a) * (2.0 - s) + 8.0 * a) * (2.0 - s) - 4.0 * a,
        ];
        let wanted = [-1, 0, 1, 2].map(|k| floor as isize + k);
        let mut total = 1.0;
        if exclude_outside {
            for k in 0..4 {
                if wanted[k] < 0 || wanted[k] >= axis.from as isize {
                    weights[k] = 0.0;
                }
            }
            total = weights[0] + weights[1] + weights[2] + weights[3];
        }
        (wanted.map(|p| p.clamp(0, axis.from as isize - 1) as usize), weights, total)
    };
    (0..axis.to).map(quad).collect()
}

/// Sums of four along rows, then of four rows.
pub fn cubic(image: &Image, columns: Axis, rows: Axis, a: f32, exclude_outside: bool) -> Vec<f32> {
    let (source, channels) = (floats(image), image.channels());
    let horizontal = quads(columns, a, exclude_outside);
    let mut output = Vec::with_capacity(columns.to * rows.to * channels);
    for (ys, weights_y, total_y) in quads(rows, a, exclude_outside) {
        for (xs, weights_x, total_x) in &horizontal {
            output.extend((0..channels).map(|channel| {
                let mut total = 0.0_f32;
                for (y, weight_y) in ys.iter().zip(weights_y) {
                    let mut sum = 0.0_f32;
                    for (x, weight_x) in xs.iter().zip(weights_x) {
                        // Weights of a row are divided before they are applied, those of a column after.
                        sum += weight_x / total_x * source[(y * image.width + x) * channels + channel];
                    }
                    total += sum * weight_y / total_y;
                }
                total
            }));
        }
    }
    output
}
