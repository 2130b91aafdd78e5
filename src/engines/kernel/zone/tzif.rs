//! Reader of `TZif` files (RFC 8536), versions 1 to 4.

use super::posix;
use super::table::{Period, Table};
use crate::engines::kernel::civil;

/// The periods of a file; `None` where it is not a `TZif` file.
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
    if let Some(rule) = footer(bytes).and_then(posix::parse) {
        extend(&mut table, &rule);
    }
    Some(table)
}

/// The rule at the end of a file.
pub fn footer(bytes: &[u8]) -> Option<&str> {
    let first = Header::read(bytes).filter(|header| header.version > 0)?;
    let second_at = 44 + first.length(4);
    let second = Header::read(bytes.get(second_at..)?)?;
    let footer = bytes.get(second_at + 44 + second.length(8)..)?;
    Some(std::str::from_utf8(footer).ok()?.trim_matches('\n'))
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
pub fn extend(table: &mut Table, rule: &posix::Rule) {
    let Some(year) = extend_by(table, rule, 402) else {
        return;
    };
    table.cycle_from = Some(civil::days(year + 402, 1, 1) * 86_400);
}

/// Adds some years after the last listed transition, and says in which year that lies.
pub fn extend_by(table: &mut Table, rule: &posix::Rule, years: i64) -> Option<i64> {
    let last = table.starts.last().copied().filter(|start| *start != i64::MIN).unwrap_or(0);
    let (daylight, start, end) = rule.daylight.as_ref()?;
    let year = civil::date(last.div_euclid(86_400)).0;
    for year in year..=year + years {
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
    Some(year)
}
