//! Full-size red, green, blue of libjpeg's half-size colour planes: the bits of its own code, in loops that compilers
//! turn into vector instructions. libjpeg's C code for this takes twice as long.

use wide::u8x16;

/// One component's samples as the transform leaves them: padded to whole blocks.
#[derive(Debug, Clone, Copy)]
pub struct Plane<'a> {
    /// Samples, row by row.
    pub samples: &'a [u8],
    /// Samples from one row to the next.
    pub stride: usize,
    /// Samples of a row that are real.
    pub width: usize,
    /// Rows that are real.
    pub height: usize,
}

impl<'a> Plane<'a> {
    fn row(&self, y: usize) -> &'a [u8] {
        &self.samples[y * self.stride..][..self.width]
    }

    /// The row nearest to a full-size row of a plane of half the rows, and the next nearest. Edges are repeated.
    fn near_and_far(&self, y: usize) -> (&'a [u8], &'a [u8]) {
        let near = y / 2;
        let far = if y.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(self.height - 1) };
        (self.row(near), self.row(far))
    }
}

/// How much smaller the colour planes are than the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halved {
    /// Not at all (4:4:4).
    Nowhere,
    /// In width (4:2:2).
    Width,
    /// In height (4:4:0).
    Height,
    /// In both (4:2:0).
    Both,
}

impl Halved {
    /// Whether colour planes have half the columns.
    pub fn in_width(self) -> bool {
        matches!(self, Self::Width | Self::Both)
    }

    /// Whether colour planes have half the rows.
    pub fn in_height(self) -> bool {
        matches!(self, Self::Height | Self::Both)
    }
}

/// Interleaved red, green, blue; the colour planes are enlarged by libjpeg's triangle filter.
pub fn rgb(luma: Plane<'_>, blue: Plane<'_>, red: Plane<'_>, halved: Halved) -> Vec<u8> {
    let (width, height) = (luma.width, luma.height);
    let mut out = vec![0; width * height * 3];
    let mut cb = vec![0; width + 1];
    let mut cr = vec![0; width + 1];
    let mut planes = [0; 3].map(|_: u8| vec![0; width]);
    let mut sums = vec![0u16; width / 2 + 3];
    for (y, target) in out.chunks_exact_mut(width * 3).enumerate() {
        for (plane, line) in [(&blue, &mut cb), (&red, &mut cr)] {
            match halved {
                Halved::Nowhere => line[..width].copy_from_slice(plane.row(y)),
                Halved::Width => widen(plane.row(y), &mut sums, line),
                Halved::Height => blend(plane.near_and_far(y), y, line),
                Halved::Both => widen_blended(plane.near_and_far(y), &mut sums, line),
            }
        }
        convert(luma.row(y), &cb[..width], &cr[..width], &mut planes, target);
    }
    out
}

/// A component's samples at the picture's size, each for so many pixels across and down: by the triangle filter for two,
/// where it is asked for, else by repeating them.
pub fn enlarged(plane: Plane<'_>, (width, height): (usize, usize), parts: (usize, usize), fancy: bool) -> Vec<u8> {
    let mut out = vec![0; width * height];
    let mut line = vec![0; width + 1];
    let mut sums = vec![0u16; plane.width + 2];
    for (y, row) in out.chunks_exact_mut(width).enumerate() {
        match parts {
            (2, 1) if fancy && plane.width > 2 => widen(plane.row(y), &mut sums, &mut line),
            (2, 2) if fancy && plane.width > 2 => widen_blended(plane.near_and_far(y), &mut sums, &mut line),
            (1, 2) if fancy => blend(plane.near_and_far(y), y, &mut line),
            (across, down) => {
                let source = plane.row(y / down);
                for (x, sample) in row.iter_mut().enumerate() {
                    *sample = source[x / across];
                }
                continue;
            }
        }
        row.copy_from_slice(&line[..width]);
    }
    out
}

/// Interleaved red, green, blue of three planes of the picture's size.
pub fn colours(luma: &[u8], blue: &[u8], red: &[u8]) -> Vec<u8> {
    let mut out = vec![0; luma.len() * 3];
    let mut planes = [0; 3].map(|_: u8| vec![0; luma.len()]);
    convert(luma, blue, red, &mut planes, &mut out);
    out
}

/// Three parts of the nearer row, one of the farther.
fn blend((near, far): (&[u8], &[u8]), y: usize, line: &mut [u8]) {
    let bias = if y.is_multiple_of(2) { 1 } else { 2 };
    for ((out, &near), &far) in line.iter_mut().zip(near).zip(far) {
        *out = ((near as u16 * 3 + far as u16 + bias) >> 2) as u8;
    }
}

fn widen(row: &[u8], sums: &mut [u16], line: &mut [u8]) {
    let sums = &mut sums[..row.len() + 2];
    for (sum, &sample) in sums[1..].iter_mut().zip(row) {
        *sum = sample as u16;
    }
    triangle::<1, 2, 2>(sums, line);
}

fn widen_blended((near, far): (&[u8], &[u8]), sums: &mut [u16], line: &mut [u8]) {
    let sums = &mut sums[..near.len() + 2];
    for ((sum, &near), &far) in sums[1..].iter_mut().zip(near).zip(far) {
        *sum = near as u16 * 3 + far as u16;
    }
    triangle::<8, 7, 4>(sums, line);
}

/// Two samples of each: three parts of it, one of its neighbour. The first and last are neighbours of themselves.
fn triangle<const LEFT: u16, const RIGHT: u16, const SHIFT: u16>(sums: &mut [u16], line: &mut [u8]) {
    let count = sums.len() - 2;
    sums[0] = sums[1];
    sums[count + 1] = sums[count];
    let (pairs, _) = line.as_chunks_mut::<2>();
    for (pair, window) in pairs.iter_mut().zip(sums.windows(3)) {
        let here = window[1] * 3;
        *pair = [((here + window[0] + LEFT) >> SHIFT) as u8, ((here + window[2] + RIGHT) >> SHIFT) as u8];
    }
}

/// The standard matrix in 16-bit fixed point; factors over 1 are split so that every product fits 16 bits. One plane at
/// a time, so that the loops are simple enough for vector instructions.
fn convert(luma: &[u8], cb: &[u8], cr: &[u8], planes: &mut [Vec<u8>; 3], target: &mut [u8]) {
    let centred = |v: u8| v as i16 - 128;
    let [red, green, blue] = planes;
    for ((out, &y), &cr) in red.iter_mut().zip(luma).zip(cr) {
        *out = (y as i16 + centred(cr) + share(centred(cr), 26345)).clamp(0, 255) as u8;
    }
    for (((out, &y), &cb), &cr) in green.iter_mut().zip(luma).zip(cb).zip(cr) {
        let (cb, cr) = (centred(cb), centred(cr));
        let both = (cb as i32 * -22554 + cr as i32 * 18734 + 32768) >> 16;
        *out = (y as i16 - cr + both as i16).clamp(0, 255) as u8;
    }
    for ((out, &y), &cb) in blue.iter_mut().zip(luma).zip(cb) {
        *out = (y as i16 + 2 * centred(cb) + share(centred(cb), -14942)).clamp(0, 255) as u8;
    }
    interleave(red, green, blue, target);
}

/// Pixels that are put together at a time.
const GROUP: usize = 16;

/// Red, green, blue side by side. Two pixels are written as eight bytes, of which the next two pixels overwrite two.
fn interleave(red: &[u8], green: &[u8], blue: &[u8], target: &mut [u8]) {
    let groups = target.len().saturating_sub(2) / (3 * GROUP);
    let channels = (red.as_chunks::<GROUP>().0, green.as_chunks::<GROUP>().0, blue.as_chunks::<GROUP>().0);
    for (group, ((red, green), blue)) in channels.0.iter().zip(channels.1).zip(channels.2).take(groups).enumerate() {
        let [red, green, blue] = [red, green, blue].map(|samples| u8x16::new(*samples));
        let none = u8x16::splat(0);
        let (first, second) = (u8x16::unpack_low(red, blue), u8x16::unpack_low(green, none));
        let (third, fourth) = (u8x16::unpack_high(red, blue), u8x16::unpack_high(green, none));
        let fours = [
            u8x16::unpack_low(first, second),
            u8x16::unpack_high(first, second),
            u8x16::unpack_low(third, fourth),
            u8x16::unpack_high(third, fourth),
        ];
        let target = &mut target[group * 3 * GROUP..][..3 * GROUP + 2];
        for (index, four) in fours.into_iter().enumerate() {
            let four = four.to_array();
            for (half, two) in four.as_chunks::<8>().0.iter().enumerate() {
                let two = u64::from_le_bytes(*two);
                let close = (two & 0xFF_FFFF) | ((two >> 8) & 0xFFFF_FF00_0000);
                let at = 12 * index + 6 * half;
                target[at..at + 8].copy_from_slice(&close.to_le_bytes());
            }
        }
    }
    let (pixels, _) = target.as_chunks_mut::<3>();
    let rest = pixels.iter_mut().zip(red).zip(green).zip(blue).skip(groups * GROUP);
    for (((pixel, &red), &green), &blue) in rest {
        *pixel = [red, green, blue];
    }
}

/// `value * factor / 65536`, rounded, in 16-bit steps.
#[inline]
fn share(value: i16, factor: i16) -> i16 {
    ((((2 * value) as i32 * factor as i32) >> 16) as i16 + 1) >> 1
}
