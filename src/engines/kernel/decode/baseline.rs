//! The common JPEG file: sequential, Huffman codes, 8 bits, one scan. It gives libjpeg's planes, in less time than
//! libjpeg's C code; every file that is not of this kind, or not in perfect order, is left to libjpeg.

use super::fast_transform;
use super::huffman::{Bits, Table};
use super::transform;

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
    quantization: [Option<[i16; 64]>; 4],
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
    components: Vec<Component>,
    size: (usize, usize),
    interval: usize,
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
            0xC4 => reader.codes(body)?,
            0xDA => {
                reader.scan_header(body)?;
                reader.scan(rest)?;
                return reader.components.try_into().ok();
            }
            0xDB => reader.factors(body)?,
            0xDD => reader.interval = usize::from(u16::from_be_bytes(body.try_into().ok()?)),
            0xE0..=0xEF | 0xFE => {}
            _ => return None,
        }
    }
}

impl Reader {
    fn factors(&mut self, mut body: &[u8]) -> Option<()> {
        while let Some((&kind, after)) = body.split_first() {
            let wide = usize::from(kind >> 4 != 0);
            let values = after.get(..64 << wide)?;
            let value = |k: usize| match wide {
                0 => i16::from(values[k]),
                _ => i16::from_be_bytes([values[2 * k], values[2 * k + 1]]),
            };
            *self.quantization.get_mut(usize::from(kind & 15))? = Some(std::array::from_fn(value));
            body = &after[64 << wide..];
        }
        Some(())
    }

    fn codes(&mut self, mut body: &[u8]) -> Option<()> {
        while let Some((&kind, after)) = body.split_first() {
            let counts = after.first_chunk::<16>()?;
            let total: usize = counts.iter().map(|count| usize::from(*count)).sum();
            let symbols = after.get(16..16 + total)?;
            let tables = match kind >> 4 {
                0 if symbols.iter().all(|symbol| *symbol <= 15) => &mut self.dc,
                1 => &mut self.ac,
                _ => return None,
            };
            *tables.get_mut(usize::from(kind & 15))? = Some(Table::new(counts, symbols)?);
            body = &after[16 + total..];
        }
        Some(())
    }

    fn frame(&mut self, body: &[u8]) -> Option<()> {
        let &[8, h1, h0, w1, w0, count, ref components @ ..] = body else { return None };
        let size = (usize::from(u16::from_be_bytes([w1, w0])), usize::from(u16::from_be_bytes([h1, h0])));
        if !self.components.is_empty()
            || count != 3
            || size.0 == 0
            || size.1 == 0
            || components.len() != 3 * usize::from(count)
        {
            return None;
        }
        self.size = size;
        for &[id, factors, quantization] in components.as_chunks::<3>().0 {
            let (horizontal, vertical) = (usize::from(factors >> 4), usize::from(factors & 15));
            if !(1..=4).contains(&horizontal) || !(1..=4).contains(&vertical) {
                return None;
            }
            let quantization = usize::from(quantization);
            self.components.push(Component { id, horizontal, vertical, quantization, ..Component::default() });
        }
        Some(())
    }

    fn scan_header(&mut self, body: &[u8]) -> Option<()> {
        let (&count, rest) = body.split_first()?;
        if usize::from(count) != self.components.len() || rest.get(2 * usize::from(count)..)? != [0, 63, 0] {
            return None;
        }
        for (component, &[id, tables]) in self.components.iter_mut().zip(rest.as_chunks::<2>().0) {
            if component.id != id {
                return None;
            }
            (component.dc, component.ac) = (usize::from(tables >> 4), usize::from(tables & 15));
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
        let interval = if self.interval == 0 { usize::MAX } else { self.interval };
        let Self { components, quantization, dc, ac, fast, .. } = self;
        let find = |component: &Component| {
            let tables = (dc.get(component.dc)?.as_ref()?, ac.get(component.ac)?.as_ref()?);
            let factors = quantization.get(component.quantization)?.as_ref()?;
            let factors = if *fast { fast_transform::factors(factors) } else { *factors };
            Some(Tables { factors, dc: tables.0, ac: tables.1, fast: *fast })
        };
        let tables: Vec<_> = components.iter().map(find).collect::<Option<_>>()?;
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
            for (component, tables) in components.iter_mut().zip(&tables) {
                component.unit(x, y, &mut bits, tables)?;
            }
        }
        (bits.marker()? == 0xD9).then_some(())
    }
}

impl Component {
    fn unit(&mut self, x: usize, y: usize, bits: &mut Bits, tables: &Tables) -> Option<()> {
        for row in 0..self.vertical {
            for column in 0..self.horizontal {
                let (left, top) = ((x * self.horizontal + column) * 8, (y * self.vertical + row) * 8);
                let out = self.samples.get_mut(top * self.stride + left..)?;
                block(bits, tables, &mut self.mean, out, self.stride)?;
            }
        }
        Some(())
    }
}

/// What the blocks of a component are read with.
struct Tables<'a> {
    factors: [i16; 64],
    dc: &'a Table,
    ac: &'a Table,
    /// True for the fast transform.
    fast: bool,
}

/// The largest mean, eightfold, of which the quick transform is certain.
const LARGEST: u16 = 1 << 13;

/// Reads a block and writes its samples.
#[inline]
fn block(held: &mut Bits, tables: &Tables, mean: &mut i32, out: &mut [u8], stride: usize) -> Option<()> {
    // A copy of our own stays in registers.
    let mut bits = *held;
    let Tables { factors, dc, ac, fast } = tables;
    let places = if *fast { &fast_transform::PLACES } else { &transform::PLACES };
    *mean = mean.wrapping_add(i32::from(bits.next(dc)?.value));
    let mut coefficients = [0i16; 64];
    coefficients[0] = (*mean as i16).wrapping_mul(factors[0]);
    if coefficients[0].unsigned_abs() > LARGEST {
        return None;
    }
    let mut k = 1;
    while k < 64 {
        let entry = bits.next(ac)?;
        let (zeros, size) = (usize::from(entry.symbol >> 4), entry.symbol & 15);
        if size == 0 && zeros != 15 {
            break;
        }
        k += zeros;
        let (&at, &factor) = (places.get(k)?, factors.get(k)?);
        coefficients[usize::from(at & 63)] = entry.value.wrapping_mul(factor);
        k += 1;
    }
    *held = bits;
    if *fast {
        fast_transform::block(&coefficients, out, stride);
    } else if k == 1 {
        transform::flat(coefficients[0], out, stride);
    } else {
        transform::block(&coefficients, out, stride);
    }
    Some(())
}
