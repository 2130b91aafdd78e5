//! The common JPEG file: sequential, Huffman codes, 8 bits, one scan. It gives libjpeg's planes, in less time than
//! libjpeg's C code; every file that is not of this kind, or not in perfect order, is left to libjpeg.

use super::huffman::{Bits, Table};
use super::tables::{self, Tables};
use super::{accurate_transform, fast_transform, transform};

/// Samples of one component, in whole blocks.
#[derive(Default)]
pub struct Component {
    /// Samples, row by row.
    pub samples: Vec<u8>,
    /// Samples from one row to the next.
    pub stride: usize,
    id: u8,
    horizontal: usize,
    vertical: usize,
    quantization: usize,
    dc: usize,
    ac: usize,
    mean: i32,
}

#[derive(Default)]
struct Reader {
    tables: Tables,
    components: Vec<Component>,
    size: (usize, usize),
    fast: bool,
}

/// The planes of a file's components, by the accurate transform or the fast one; `None` for a file that is left to libjpeg.
pub fn planes(bytes: &[u8], fast: bool) -> Option<[Component; 3]> {
    let mut reader = Reader { fast, ..Reader::default() };
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let &[0xFF, marker, high, low, ..] = rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let body = rest.get(4..length + 2)?;
        rest = rest.get(length + 2..)?;
        match marker {
            0xC0 | 0xC1 => reader.frame(body)?,
            0xDA => {
                reader.scan_header(body)?;
                reader.scan(rest)?;
                return reader.components.try_into().ok();
            }
            _ => reader.tables.segment(marker, body)?,
        }
    }
}

impl Reader {
    fn frame(&mut self, body: &[u8]) -> Option<()> {
        let (size, parts) = tables::frame(body)?;
        if !self.components.is_empty() || parts.len() != 3 {
            return None;
        }
        self.size = size;
        self.components.extend(parts.into_iter().map(|part| Component {
            id: part.id,
            horizontal: part.sampling.0,
            vertical: part.sampling.1,
            quantization: part.quantization,
            ..Component::default()
        }));
        Some(())
    }

    fn scan_header(&mut self, body: &[u8]) -> Option<()> {
        let (parts, band) = tables::scan(body)?;
        if parts.len() != self.components.len() || band != [0, 63, 0] {
            return None;
        }
        for (component, part) in self.components.iter_mut().zip(parts) {
            if component.id != part.id {
                return None;
            }
            (component.dc, component.ac) = (part.dc, part.ac);
        }
        Some(())
    }

    /// Units of blocks across and down, and room for their samples.
    fn units(&mut self) -> Option<(usize, usize)> {
        let most = |of: fn(&Component) -> usize| self.components.iter().map(of).max();
        let (horizontal, vertical) = (most(|c| c.horizontal)?, most(|c| c.vertical)?);
        let units = (self.size.0.div_ceil(8 * horizontal), self.size.1.div_ceil(8 * vertical));
        for component in &mut self.components {
            component.stride = units.0 * component.horizontal * 8;
            component.samples = vec![0; component.stride * units.1 * component.vertical * 8];
        }
        Some(units)
    }

    fn scan(&mut self, data: &[u8]) -> Option<()> {
        let (across, down) = self.units()?;
        let mut bits = Bits::new(data);
        let mut restarts = 0;
        let Self { components, tables, fast, .. } = self;
        let interval = if tables.interval == 0 { usize::MAX } else { tables.interval };
        let find = |component: &Component| {
            let factors = tables.quantization(component.quantization)?;
            let factors = if *fast { fast_transform::factors(factors) } else { *factors };
            Some(Coding { factors, dc: tables.dc(component.dc)?, ac: tables.ac(component.ac)?, fast: *fast })
        };
        let codings: Vec<_> = components.iter().map(find).collect::<Option<_>>()?;
        for unit in 0..across * down {
            if unit > 0 && unit.is_multiple_of(interval) {
                if bits.marker()? != 0xD0 + restarts {
                    return None;
                }
                restarts = (restarts + 1) % 8;
                for component in components.iter_mut() {
                    component.mean = 0;
                }
            }
            let (x, y) = (unit % across, unit / across);
            for (component, coding) in components.iter_mut().zip(&codings) {
                component.unit(x, y, &mut bits, coding)?;
            }
        }
        (bits.marker()? == 0xD9).then_some(())
    }
}

impl Component {
    fn unit(&mut self, x: usize, y: usize, bits: &mut Bits, coding: &Coding) -> Option<()> {
        for row in 0..self.vertical {
            for column in 0..self.horizontal {
                let (left, top) = ((x * self.horizontal + column) * 8, (y * self.vertical + row) * 8);
                let out = self.samples.get_mut(top * self.stride + left..)?;
                block(bits, coding, &mut self.mean, out, self.stride)?;
            }
        }
        Some(())
    }
}

/// What the blocks of a component are read with.
struct Coding<'a> {
    factors: [i16; 64],
    dc: &'a Table,
    ac: &'a Table,
    /// True for the fast transform.
    fast: bool,
}

/// What the absolute values of a block's coefficients may add up to where the quick transform is certain. A pass makes of
/// them at most 1.3871 times that, the first one with two more bits; libjpeg's vector code adds two of its values in 16
/// bits, where more than this may wrap around.
const LARGEST: u32 = 5900;

/// Reads a block and writes its samples.
#[inline]
fn block(held: &mut Bits, coding: &Coding, mean: &mut i32, out: &mut [u8], stride: usize) -> Option<()> {
    // A copy of our own stays in registers.
    let mut bits = *held;
    let Coding { factors, dc, ac, fast } = coding;
    let places = if *fast { &fast_transform::PLACES } else { &transform::PLACES };
    *mean = mean.wrapping_add(i32::from(bits.next(dc)?.value));
    let mut coefficients = [0i16; 64];
    coefficients[0] = (*mean as i16).wrapping_mul(factors[0]);
    let mut sum = u32::from(coefficients[0].unsigned_abs());
    let mut k = 1;
    while k < 64 {
        let entry = bits.next(ac)?;
        let (zeros, size) = (usize::from(entry.symbol >> 4), entry.symbol & 15);
        if size == 0 && zeros != 15 {
            break;
        }
        k += zeros;
        let (&at, &factor) = (places.get(k)?, factors.get(k)?);
        let value = entry.value.wrapping_mul(factor);
        coefficients[usize::from(at & 63)] = value;
        sum += u32::from(value.unsigned_abs());
        k += 1;
    }
    *held = bits;
    if *fast {
        fast_transform::block(&coefficients, out, stride);
    } else if k == 1 {
        transform::flat(coefficients[0], out, stride);
    } else if sum <= LARGEST {
        transform::block(&coefficients, out, stride);
    } else {
        extreme(&coefficients, out, stride);
    }
    Some(())
}

/// A block on which the quick transform and libjpeg's own may part.
#[cold]
#[inline(never)]
fn extreme(coefficients: &[i16; 64], out: &mut [u8], stride: usize) {
    let mut rows = [0; 64];
    for (place, at) in fast_transform::PLACES.into_iter().zip(transform::PLACES) {
        rows[usize::from(place)] = coefficients[usize::from(at)];
    }
    accurate_transform::block(&rows, out, stride);
}
