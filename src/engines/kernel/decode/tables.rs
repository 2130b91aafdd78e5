//! The tables of a JPEG file, and what the headers of its frame and its scans say, for every reader of coefficients.

use super::huffman::Table;

/// The tables that are in force.
#[derive(Default)]
pub struct Tables {
    quantization: [Option<[i16; 64]>; 4],
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
    /// Units from one restart to the next; 0 where there is none.
    pub interval: usize,
}

impl Tables {
    /// Takes in a segment before or between the scans; `None` for one that is broken, or none of tables or remarks.
    pub fn segment(&mut self, marker: u8, body: &[u8]) -> Option<()> {
        match marker {
            0xC4 => self.codes(body)?,
            0xDB => self.factors(body)?,
            0xDD => self.interval = usize::from(u16::from_be_bytes(body.try_into().ok()?)),
            0xE0..=0xEF | 0xFE => {}
            _ => return None,
        }
        Some(())
    }

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

    /// Quantization factors in the order of the file.
    pub fn quantization(&self, number: usize) -> Option<&[i16; 64]> {
        self.quantization.get(number)?.as_ref()
    }

    /// The codes of means.
    pub fn dc(&self, number: usize) -> Option<&Table> {
        self.dc.get(number)?.as_ref()
    }

    /// The codes of all other coefficients.
    pub fn ac(&self, number: usize) -> Option<&Table> {
        self.ac.get(number)?.as_ref()
    }
}

/// What a frame's header says of a component.
#[derive(Debug, PartialEq, Eq)]
pub struct FramePart {
    /// Its name in the headers of scans.
    pub id: u8,
    /// Blocks of a unit across and down.
    pub sampling: (usize, usize),
    /// The number of its quantization factors.
    pub quantization: usize,
}

/// Columns and rows, and the components, that a frame's header says; `None` for one that is broken or of more than 8 bits.
pub fn frame(body: &[u8]) -> Option<((usize, usize), Vec<FramePart>)> {
    let &[8, h1, h0, w1, w0, count @ (1 | 3 | 4), ref parts @ ..] = body else { return None };
    let size = (usize::from(u16::from_be_bytes([w1, w0])), usize::from(u16::from_be_bytes([h1, h0])));
    let (parts, []) = parts.as_chunks::<3>() else { return None };
    if size.0 == 0 || size.1 == 0 || parts.len() != usize::from(count) {
        return None;
    }
    let mut found: Vec<FramePart> = Vec::new();
    for &[id, factors, quantization] in parts {
        let sampling = (usize::from(factors >> 4), usize::from(factors & 15));
        let is_double = found.iter().any(|part| part.id == id);
        if !(1..=4).contains(&sampling.0) || !(1..=4).contains(&sampling.1) || is_double {
            return None;
        }
        found.push(FramePart { id, sampling, quantization: quantization.into() });
    }
    Some((size, found))
}

/// What a scan's header says of a component: its name, and the numbers of its codes.
pub struct ScanPart {
    /// Its name in the frame's header.
    pub id: u8,
    /// The number of the codes of means.
    pub dc: usize,
    /// The number of all other codes.
    pub ac: usize,
}

/// The components of a scan, and three bytes: the first and last coefficient, and which of their bits.
pub fn scan(body: &[u8]) -> Option<(Vec<ScanPart>, [u8; 3])> {
    let (&count, rest) = body.split_first()?;
    let (parts, band) = rest.split_at_checked(2 * usize::from(count))?;
    let part = |&[id, numbers]: &[u8; 2]| ScanPart { id, dc: usize::from(numbers >> 4), ac: usize::from(numbers & 15) };
    Some((parts.as_chunks::<2>().0.iter().map(part).collect(), band.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_frame_says() {
        let body = [8, 0, 9, 1, 2, 3, 1, 0x21, 0, 2, 0x11, 1, 3, 0x11, 1];
        let (size, parts) = frame(&body).expect("a frame");
        assert_eq!((size, parts.len()), ((258, 9), 3));
        assert_eq!(parts[0], FramePart { id: 1, sampling: (2, 1), quantization: 0 });
        assert_eq!(frame(&body[..14]), None);
        let with = |at: usize, byte: u8| {
            let mut body = body;
            body[at] = byte;
            frame(&body)
        };
        // 12 bits, no rows, two components of one name, no factor, one too large.
        for (at, byte) in [(0, 12), (2, 0), (9, 1), (7, 0x20), (7, 0x51)] {
            assert_eq!(with(at, byte), None, "{byte} at {at}");
        }
    }

    #[test]
    fn tables_are_kept_and_replaced() {
        let mut tables = Tables::default();
        let factors = |kind: u8, value: u8| [vec![kind], vec![value; if kind >> 4 == 0 { 64 } else { 128 }]].concat();
        assert!(tables.segment(0xDB, &[factors(0, 3), factors(0x11, 1)].concat()).is_some());
        assert_eq!(tables.quantization(0), Some(&[3; 64]));
        assert_eq!(tables.quantization(1), Some(&[257; 64]));
        assert_eq!(tables.quantization(2), None);
        assert!(tables.segment(0xDB, &factors(0, 7)).is_some());
        assert_eq!(tables.quantization(0), Some(&[7; 64]));
        assert!(tables.segment(0xDB, &factors(4, 7)).is_none());
        assert!(tables.segment(0xDD, &[1, 2]).is_some());
        assert_eq!(tables.interval, 258);
        // One code of two bits, for a mean of at most 15 bits.
        let codes = |kind: u8, symbol: u8| [&[kind, 0, 1], [0; 14].as_slice(), &[symbol]].concat();
        assert!(tables.segment(0xC4, &codes(0, 15)).is_some() && tables.dc(0).is_some() && tables.ac(0).is_none());
        assert!(tables.segment(0xC4, &codes(1, 16)).is_none());
        assert!(tables.segment(0xC4, &codes(0x13, 0xF1)).is_some() && tables.ac(3).is_some());
    }
}
