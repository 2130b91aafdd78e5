//! The coefficients of any JPEG file with Huffman codes and 8 bits: sequential or progressive, in one scan or several,
//! sound or damaged. What a damaged file gives is what libjpeg gives. Files of other kinds are left to libjpeg.

use super::fast_transform::PLACES;
use super::forgiving::Bits;
use super::huffman::Table;
use super::tables::{self, FramePart, Tables};

/// The coefficients of one component.
#[derive(Default)]
pub struct Component {
    /// Blocks side by side, those that fill up the last unit too.
    pub across: usize,
    /// Every block, in natural order: rows of eight.
    pub blocks: Vec<[i16; 64]>,
    /// Quantization factors in the order of the file; `None` for a component without data.
    pub factors: Option<[i16; 64]>,
    /// How often it is sampled, across and down, of the most that any component is.
    pub sampling: (usize, usize),
    /// Blocks that hold something of the picture, across and down.
    used: (usize, usize),
    id: u8,
    table: usize,
    /// The lowest bit that is known of the first coefficients in the order of the file; -1 for none.
    known: [i8; 10],
}

/// A file's coefficients.
#[derive(Default)]
pub struct Scans {
    /// Columns and rows.
    pub size: (usize, usize),
    /// The largest sampling factors, across and down.
    pub most: (usize, usize),
    /// In the order of the file.
    pub components: Vec<Component>,
    /// True if nothing in the file was out of order.
    pub sound: bool,
    /// True once the one scan of a plain file is read; what follows is not looked at.
    whole: bool,
    progressive: bool,
    tables: Tables,
}

/// Which coefficients a scan has, and which of their bits.
struct Band {
    first: usize,
    last: usize,
    /// True if the scan adds a bit to what is known.
    refines: bool,
    low: u32,
}

/// A component in a scan.
struct Part {
    index: usize,
    dc: usize,
    ac: usize,
    mean: i32,
}

/// All coefficients of a file; `None` for a file that is left to libjpeg.
pub fn read(bytes: &[u8]) -> Option<Scans> {
    let mut bits = Bits::new(bytes)?;
    let mut scans = Scans::default();
    loop {
        match bits.marker() {
            0xDA => {
                scans.scan(&mut bits)?;
                if scans.whole {
                    scans.sound = bits.marker() == 0xD9 && bits.sound;
                    return Some(scans);
                }
            }
            marker @ 0xC0..=0xC2 => scans.frame(marker, bits.segment()?)?,
            0x01 | 0xD0..=0xD7 => bits.sound = false,
            0xD9 => {
                scans.sound = bits.sound && scans.components.iter().all(|component| component.factors.is_some());
                return scans.is_final().then_some(scans);
            }
            marker => scans.tables.segment(marker, bits.segment()?)?,
        }
    }
}

impl Scans {
    /// False where libjpeg guesses coefficients that a progressive file does not have.
    fn is_final(&self) -> bool {
        let all_known = |component: &Component| component.known[1..].iter().all(|bit| *bit == 0);
        !self.components.is_empty() && (!self.progressive || self.components.iter().all(all_known))
    }

    fn frame(&mut self, marker: u8, body: &[u8]) -> Option<()> {
        let ((width, height), parts) = tables::frame(body)?;
        if !self.components.is_empty() {
            return None;
        }
        let largest = |of: fn(&FramePart) -> usize| parts.iter().map(of).max();
        let most = (largest(|part| part.sampling.0)?, largest(|part| part.sampling.1)?);
        self.components.extend(parts.into_iter().map(|part| Component {
            sampling: part.sampling,
            id: part.id,
            table: part.quantization,
            known: [-1; 10],
            ..Component::default()
        }));
        (self.size, self.most, self.progressive) = ((width, height), most, marker == 0xC2);
        let (across, down) = self.units();
        for component in &mut self.components {
            let (h, v) = component.sampling;
            component.across = across * h;
            component.used = ((width * h).div_ceil(8 * most.0), (height * v).div_ceil(8 * most.1));
            component.blocks = vec![[0; 64]; across * h * down * v];
        }
        Some(())
    }

    /// Units of interleaved blocks, across and down.
    fn units(&self) -> (usize, usize) {
        (self.size.0.div_ceil(8 * self.most.0), self.size.1.div_ceil(8 * self.most.1))
    }

    /// What a scan's header says.
    fn head(&mut self, body: &[u8]) -> Option<(Vec<Part>, Band)> {
        let (parts, [first, last, precision]) = tables::scan(body)?;
        let mut found: Vec<Part> = Vec::new();
        for part in parts {
            let index = self.components.iter().position(|component| component.id == part.id)?;
            if found.iter().any(|part| part.index == index) {
                return None;
            }
            found.push(Part { index, dc: part.dc, ac: part.ac, mean: 0 });
        }
        let (first, last, high, low) = (usize::from(first), usize::from(last), precision >> 4, precision & 15);
        let blocks: usize = found.iter().map(|part| self.components[part.index].sampling).map(|(h, v)| h * v).sum();
        if found.is_empty() || (found.len() > 1 && blocks > 10) {
            return None;
        }
        if !self.progressive {
            return ((first, last, precision) == (0, 63, 0))
                .then_some((found, Band { first, last, refines: false, low: 0 }));
        }
        let is_band = if first == 0 { last == 0 } else { first <= last && last < 64 && found.len() == 1 };
        if !is_band || (high != 0 && low + 1 != high) || low > 13 {
            return None;
        }
        for part in &found {
            let known = &mut self.components[part.index].known;
            for bit in known.iter_mut().take(last + 1).skip(first) {
                *bit = low as i8;
            }
        }
        Some((found, Band { first, last, refines: high != 0, low: low.into() }))
    }

    fn scan(&mut self, bits: &mut Bits<'_>) -> Option<()> {
        let (mut parts, band) = self.head(bits.segment()?)?;
        let is_first = self.components.iter().all(|component| component.factors.is_none());
        self.whole = is_first && !self.progressive && parts.len() == self.components.len();
        for part in &parts {
            let component = &mut self.components[part.index];
            if component.factors.is_none() {
                component.factors = Some(*self.tables.quantization(component.table)?);
            }
        }
        self.units_of(bits, &mut parts, &band)
    }

    /// Reads all units of a scan: interleaved blocks, or blocks of one component.
    fn units_of(&mut self, bits: &mut Bits<'_>, parts: &mut [Part], band: &Band) -> Option<()> {
        let alone = parts.len() == 1;
        let (across, down) = if alone { self.components[parts[0].index].used } else { self.units() };
        let Self { components, tables, .. } = self;
        let interval = tables.interval;
        let (mut run, mut restarts, mut left) = (0, 0, interval);
        bits.starved = false;
        for unit in 0..across * down {
            if interval > 0 && left == 0 {
                bits.restart(restarts);
                (restarts, left, run) = ((restarts + 1) % 8, interval, 0);
                for part in parts.iter_mut() {
                    part.mean = 0;
                }
            }
            left = left.saturating_sub(1);
            if bits.starved {
                continue;
            }
            let (x, y) = (unit % across, unit / across);
            for part in parts.iter_mut() {
                let component = &mut components[part.index];
                let (h, v) = if alone { (1, 1) } else { component.sampling };
                let (dc, ac) = (tables.dc(part.dc), tables.ac(part.ac));
                for index in 0..h * v {
                    let at = (y * v + index / h) * component.across + x * h + index % h;
                    band.block(bits, (dc, ac), (&mut part.mean, &mut run), component.blocks.get_mut(at)?)?;
                }
            }
        }
        Some(())
    }
}

impl Band {
    /// Reads a block's part of the scan. `state` is the mean of the block before, and the number of blocks in which nothing
    /// follows.
    #[inline]
    fn block(
        &self,
        bits: &mut Bits<'_>,
        (dc, ac): (Option<&Table>, Option<&Table>),
        state: (&mut i32, &mut u32),
        block: &mut [i16; 64],
    ) -> Option<()> {
        let (before, run) = state;
        match (self.first, self.refines) {
            (0, false) => mean(bits, dc?, before, self.low, block),
            (0, true) => block[0] |= (bits.take(1) << self.low) as i16,
            (_, false) => *run = first_bits(bits, ac?, self, *run, block),
            (_, true) => *run = next_bit(bits, ac?, self, *run, block),
        }
        if (self.first, self.last) == (0, 63) {
            sequential(bits, ac?, block);
        }
        Some(())
    }
}

/// The place of a coefficient, by its number in the file; the last for what lies beyond.
#[inline]
fn place(k: usize) -> usize {
    PLACES.get(k).map_or(63, |place| usize::from(*place))
}

/// The difference to the mean of the block before.
fn mean(bits: &mut Bits<'_>, codes: &Table, mean: &mut i32, low: u32, block: &mut [i16; 64]) {
    let size = bits.symbol(codes);
    *mean = mean.wrapping_add(bits.signed(size.into()));
    block[0] = (*mean << low) as i16;
}

/// All other coefficients.
fn sequential(bits: &mut Bits<'_>, codes: &Table, block: &mut [i16; 64]) {
    let mut k = 1;
    while k < 64 {
        let symbol = bits.symbol(codes);
        let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        if size > 0 {
            block[place(k + zeros)] = bits.signed(size) as i16;
        } else if zeros != 15 {
            return;
        }
        k += zeros + 1;
    }
}

/// A band's coefficients without their low bits. `run` is the number of blocks in which nothing follows.
fn first_bits(bits: &mut Bits<'_>, codes: &Table, band: &Band, run: u32, block: &mut [i16; 64]) -> u32 {
    if run > 0 {
        return run - 1;
    }
    let mut k = band.first;
    while k <= band.last {
        let symbol = bits.symbol(codes);
        let (zeros, size) = (symbol >> 4, u32::from(symbol & 15));
        if size > 0 {
            block[place(k + usize::from(zeros))] = (bits.signed(size) << band.low) as i16;
        } else if zeros != 15 {
            return (1 << zeros) + bits.take(zeros.into()) - 1;
        }
        k += usize::from(zeros) + 1;
    }
    0
}

/// One more bit of a band's coefficients.
fn next_bit(bits: &mut Bits<'_>, codes: &Table, band: &Band, mut run: u32, block: &mut [i16; 64]) -> u32 {
    let (plus, minus) = (1i16 << band.low, -1i16 << band.low);
    let refine = |bits: &mut Bits<'_>, value: &mut i16| {
        if bits.take(1) == 1 && *value & plus == 0 {
            *value = value.wrapping_add(if *value >= 0 { plus } else { minus });
        }
    };
    let mut k = band.first;
    while run == 0 && k <= band.last {
        let symbol = bits.symbol(codes);
        let (mut zeros, mut fresh) = (symbol >> 4, 0);
        if symbol & 15 != 0 {
            bits.sound &= symbol & 15 == 1;
            fresh = if bits.take(1) == 1 { plus } else { minus };
        } else if zeros != 15 {
            run = (1 << zeros) + bits.take(zeros.into());
            break;
        }
        while k <= band.last {
            let value = &mut block[place(k)];
            if *value != 0 {
                refine(bits, value);
            } else if zeros == 0 {
                break;
            } else {
                zeros -= 1;
            }
            k += 1;
        }
        if fresh != 0 {
            block[place(k)] = fresh;
        }
        k += 1;
    }
    if run == 0 {
        return 0;
    }
    for k in k..=band.last {
        let value = &mut block[place(k)];
        if *value != 0 {
            refine(bits, value);
        }
    }
    run - 1
}
