//! The bits of a JPEG scan as libjpeg reads them where a file is damaged: data that end too early go on with zeros, codes
//! that do not exist mean nothing, restart markers are looked for.

use super::huffman::{Table, extended};

/// The end that is made up behind the last byte of a file.
const INVENTED_END: [u8; 2] = [0xFF, 0xD9];

/// A file's bytes from somewhere on, as segments or as the bits of a scan.
pub struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, from the top; zeros behind them.
    held: u64,
    count: u32,
    marker: Option<u8>,
    /// True once more bits were asked for than there are before a marker. The rest of a unit is then made of zeros, and
    /// the units up to the next restart are left out.
    pub starved: bool,
    /// False once anything was out of order.
    pub sound: bool,
}

impl<'a> Bits<'a> {
    /// A file that begins with the marker of a JPEG.
    pub fn new(data: &'a [u8]) -> Option<Self> {
        let starts = data.starts_with(&[0xFF, 0xD8]);
        starts.then_some(Self { data, at: 2, held: 0, count: 0, marker: None, starved: false, sound: true })
    }

    fn byte(&mut self) -> u8 {
        let byte = self.data.get(self.at).copied();
        self.at += 1;
        byte.unwrap_or_else(|| {
            self.sound = false;
            INVENTED_END[(self.at - 1 - self.data.len()) % 2]
        })
    }

    /// The next marker: the one at which the bits ended, else what is found behind them.
    pub fn marker(&mut self) -> u8 {
        self.sound &= self.count < 8;
        (self.held, self.count) = (0, 0);
        if let Some(marker) = self.marker.take() {
            return marker;
        }
        loop {
            while self.byte() != 0xFF {
                self.sound = false;
            }
            let mut marker = self.byte();
            while marker == 0xFF {
                marker = self.byte();
            }
            if marker != 0 {
                return marker;
            }
            self.sound = false;
        }
    }

    /// What a segment says; `None` if the file ends before.
    pub fn segment(&mut self) -> Option<&'a [u8]> {
        let length = usize::from(u16::from_be_bytes(*self.data.get(self.at..)?.first_chunk::<2>()?));
        let body = self.data.get(self.at + 2..self.at + length)?;
        self.at += length;
        Some(body)
    }

    /// Goes behind a restart marker. Another marker that stands there may be left for later: then the units before the
    /// next restart have no data.
    pub fn restart(&mut self, wanted: u8) {
        let mut marker = self.marker();
        while marker != 0xD0 + wanted {
            self.sound = false;
            let away = marker.wrapping_sub(0xD0).wrapping_sub(wanted) & 7;
            match (marker, away) {
                (..0xC0, _) | (0xD0..=0xD7, 6 | 7) => marker = self.marker(),
                (0xD0..=0xD7, 3..=5) => break,
                _ => {
                    self.marker = Some(marker);
                    return;
                }
            }
        }
        self.starved = false;
    }

    fn fill(&mut self) {
        if self.marker.is_some() {
            return;
        }
        if let Some(chunk) = self.data.get(self.at..).and_then(<[u8]>::first_chunk::<4>) {
            let next = u32::from_be_bytes(*chunk);
            // Whether a byte is 0xFF.
            if self.count <= 32 && next & (!next).wrapping_sub(0x0101_0101) & 0x8080_8080 == 0 {
                self.held |= u64::from(next) << (32 - self.count);
                self.count += 32;
                self.at += 4;
                return;
            }
        }
        while self.count <= 56 {
            let byte = self.byte();
            if byte == 0xFF {
                let mut next = self.byte();
                while next == 0xFF {
                    next = self.byte();
                }
                if next != 0 {
                    self.marker = Some(next);
                    return;
                }
            }
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    #[inline]
    fn skip(&mut self, bits: u32) {
        if bits > self.count {
            (self.held, self.count, self.starved, self.sound) = (0, 0, true, false);
        } else {
            self.held <<= bits;
            self.count -= bits;
        }
    }

    /// A number of up to 16 bits.
    #[inline]
    pub fn take(&mut self, bits: u32) -> u32 {
        if self.count < bits {
            self.fill();
        }
        let number = (self.held >> 1) >> (63 - bits);
        self.skip(bits);
        number as u32
    }

    /// A number of so many bits, those with a leading zero negative.
    #[inline]
    pub fn signed(&mut self, bits: u32) -> i32 {
        extended(self.take(bits), bits)
    }

    /// The next symbol; 0 for a code that the table does not have.
    #[inline]
    pub fn symbol(&mut self, table: &Table) -> u8 {
        if self.count < 17 {
            self.fill();
        }
        let (symbol, length) = table.look_up((self.held >> 48) as u16).unwrap_or_else(|| {
            self.sound = false;
            (0, 17)
        });
        self.skip(length);
        symbol
    }
}
