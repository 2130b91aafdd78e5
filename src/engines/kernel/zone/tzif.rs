//! Reader of TZif files (RFC 8536), versions 1 to 4.

use super::posix;
use super::table::{CYCLE, Period, Table};
use crate::engines::kernel::civil;

/// The periods of a file; `None` where it is not a TZif file.
pub fn read(name: &str, bytes: &[u8]) -> Option<Table> {
    let first = Header::read(bytes)?;
    if first.version == 0 {
        return block(name, &bytes[44..], &first, 4);
    }
    // Version 2 and later repeat everything in 64 bits after the 32-bit block.
    let second_at = 44 + first.length(4);
    let second = Header::read(bytes.get(second_at..)?)?;
    let data = bytes.get(second_at + 44..)?;
    let mut table = block(name, data, &second, 8)?;
    let footer = data.get(second.length(8)..)?;
    let footer = std::str::from_utf8(footer).ok()?.trim_matches('\n');
    if let Some(rule) = posix::parse(footer) {
        extend(&mut table, &rule);
    }
    Some(table)
}

struct Header {
    version: u8,
    utc_flags: usize,
    standard_flags: usize,
    leaps: usize,
    transitions: usize,
    types: usize,
    characters: usize,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let header = bytes.get(..44).filter(|header| header.starts_with(b"TZif"))?;
        let count =
            |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]) as usize;
        Some(Self {
            version: header[4],
            utc_flags: count(20),
            standard_flags: count(24),
            leaps: count(28),
            transitions: count(32),
            types: count(36),
            characters: count(40),
        })
    }

    fn length(&self, word: usize) -> usize {
        self.transitions * (word + 1)
            + self.types * 6
            + self.characters
            + self.leaps * (word + 4)
            + self.standard_flags
            + self.utc_flags
    }
}

fn block(name: &str, data: &[u8], header: &Header, word: usize) -> Option<Table> {
    let times = data.get(..header.transitions * word)?;
    let indices = data.get(times.len()..times.len() + header.transitions)?;
    let types_at = times.len() + indices.len();
    let types = data.get(types_at..types_at + header.types * 6)?;
    let names = data.get(types_at + types.len()..types_at + types.len() + header.characters)?;
    let period = |index: usize| -> Option<Period> {
        let entry = types.get(index * 6..index * 6 + 6)?;
        let name = names.get(usize::from(entry[5])..)?;
        let name = name.split(|byte| *byte == 0).next()?;
        Some(Period {
            offset: i32::from_be_bytes([entry[0], entry[1], entry[2], entry[3]]),
            is_dst: entry[4] != 0,
            abbreviation: String::from_utf8_lossy(name).into(),
        })
    };
    let all: Vec<Period> = (0..header.types).map(period).collect::<Option<_>>()?;
    let first = all.iter().find(|p| !p.is_dst).or(all.first())?.clone();
    let mut table = Table {
        name: name.into(),
        starts: vec![i64::MIN],
        periods: vec![all.first()?.clone()],
        cycle_from: None,
        first,
    };
    for (time, index) in times.chunks_exact(word).zip(indices) {
        let start = match *time {
            [a, b, c, d] => i64::from(i32::from_be_bytes([a, b, c, d])),
            [a, b, c, d, e, f, g, h] => i64::from_be_bytes([a, b, c, d, e, f, g, h]),
            _ => return None,
        };
        table.push(start, period(usize::from(*index))?);
    }
    Some(table)
}

/// Adds the years after the last listed transition: enough for one whole cycle, which then repeats.
fn extend(table: &mut Table, rule: &posix::Rule) {
    let last = table.starts.last().copied().filter(|start| *start != i64::MIN).unwrap_or(0);
    let Some((daylight, start, end)) = &rule.daylight else {
        return;
    };
    let year = civil::date(last.div_euclid(86_400)).0;
    for year in year..=year + 402 {
        let mut changes = [
            (start.wall(year) - i64::from(rule.standard.offset), daylight),
            (end.wall(year) - i64::from(daylight.offset), &rule.standard),
        ];
        changes.sort_by_key(|(instant, _)| *instant);
        for (instant, period) in changes {
            if instant > last {
                table.push(instant, period.clone());
            }
        }
    }
    let from = civil::days(year + 402, 1, 1) * 86_400;
    debug_assert!(from - CYCLE > last - 2 * 366 * 86_400);
    table.cycle_from = Some(from);
}
