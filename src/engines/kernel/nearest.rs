//! Picking single pixels.

use crate::value::{Image, Samples};

/// The image whose pixel (x, y) is the source's pixel (`columns[x]`, `rows[y]`).
pub fn pick(image: &Image, columns: &[usize], rows: &[usize]) -> Image {
    let samples = match &image.samples {
        Samples::U8(data) => Samples::U8(pick_samples(data, image.width, image.channels(), columns, rows)),
        Samples::U16(data) => Samples::U16(pick_samples(data, image.width, image.channels(), columns, rows)),
        Samples::F32(data) => Samples::F32(pick_samples(data, image.width, image.channels(), columns, rows)),
    };
    Image::new(columns.len(), rows.len(), image.order, samples)
}

fn pick_samples<T: Copy>(data: &[T], width: usize, channels: usize, columns: &[usize], rows: &[usize]) -> Vec<T> {
    match channels {
        1 => pick_pixels::<T, 1>(data, width, columns, rows),
        2 => pick_pixels::<T, 2>(data, width, columns, rows),
        3 => pick_pixels::<T, 3>(data, width, columns, rows),
        4 => pick_pixels::<T, 4>(data, width, columns, rows),
        _ => unreachable!("images have one to four channels"),
    }
}

fn pick_pixels<T: Copy, const C: usize>(data: &[T], width: usize, columns: &[usize], rows: &[usize]) -> Vec<T> {
    let mut output = Vec::with_capacity(columns.len() * rows.len() * C);
    let (pixels, _) = data.as_chunks::<C>();
    for &row in rows {
        let row = &pixels[row * width..(row + 1) * width];
        output.extend(columns.iter().flat_map(|&column| row[column]));
    }
    output
}

/// The source positions under the pixel centres of `size` positions over `from..to`, by adding the step again and again:
/// rounding errors add up as they do where it is computed so.
pub fn accumulated(from: f32, to: f32, size: usize, length: usize) -> Vec<usize> {
    let step = f64::from(to - from) / size as f64;
    let mut position = f64::from(from) + step * 0.5;
    let mut positions = Vec::with_capacity(size);
    for _ in 0..size {
        positions.push((position as usize).min(length - 1));
        position += step;
    }
    positions
}

/// The source positions under the pixel centres of `size` positions over `from..to`, each computed for itself.
pub fn centers(from: f32, to: f32, size: usize, length: usize) -> Vec<usize> {
    let step = f64::from(to - from) / size as f64;
    (0..size).map(|index| ((step * (index as f64 + 0.5) + f64::from(from)) as usize).min(length - 1)).collect()
}
