//! The eight EXIF orientations.

use crate::value::{ChannelOrder, Image, Samples};

/// The image as a viewer shows it whose file carries this orientation (1 to 8; everything else is taken for 1).
pub fn oriented(image: Image, orientation: u8) -> Image {
    if !(2..=8).contains(&orientation) {
        return image;
    }
    let (width, height, channels) = (image.width, image.height, image.channels());
    let turned = orientation >= 5;
    let (out_width, out_height) = if turned { (height, width) } else { (width, height) };
    // Where the pixel of target row y, column x comes from, as (column, row).
    let source = |x: usize, y: usize| match orientation {
        2 => (width - 1 - x, y),
        3 => (width - 1 - x, height - 1 - y),
        4 => (x, height - 1 - y),
        5 => (y, x),
        6 => (y, height - 1 - x),
        7 => (width - 1 - y, height - 1 - x),
        _ => (width - 1 - y, x),
    };
    let samples = match &image.samples {
        Samples::U8(data) => Samples::U8(gather(data, out_width, out_height, width, channels, source)),
        Samples::U16(data) => Samples::U16(gather(data, out_width, out_height, width, channels, source)),
        Samples::F32(data) => Samples::F32(gather(data, out_width, out_height, width, channels, source)),
    };
    Image::new(out_width, out_height, image.order, samples)
}

fn gather<T: Copy>(
    data: &[T],
    out_width: usize,
    out_height: usize,
    width: usize,
    channels: usize,
    source: impl Fn(usize, usize) -> (usize, usize),
) -> Vec<T> {
    let mut out = Vec::with_capacity(data.len());
    for y in 0..out_height {
        for x in 0..out_width {
            let (column, row) = source(x, y);
            let at = (row * width + column) * channels;
            out.extend_from_slice(&data[at..at + channels]);
        }
    }
    out
}

/// The image with its first and third channel exchanged; images without colour are left alone.
pub fn red_and_blue_swapped(mut image: Image) -> Image {
    let order = match image.order {
        ChannelOrder::Rgb => ChannelOrder::Bgr,
        ChannelOrder::Bgr => ChannelOrder::Rgb,
        ChannelOrder::Rgba => ChannelOrder::Bgra,
        ChannelOrder::Bgra => ChannelOrder::Rgba,
        _ => return image,
    };
    let channels = image.channels();
    match &mut image.samples {
        Samples::U8(data) => data.chunks_exact_mut(channels).for_each(|pixel| pixel.swap(0, 2)),
        Samples::U16(data) => data.chunks_exact_mut(channels).for_each(|pixel| pixel.swap(0, 2)),
        Samples::F32(data) => data.chunks_exact_mut(channels).for_each(|pixel| pixel.swap(0, 2)),
    }
    image.order = order;
    image
}
