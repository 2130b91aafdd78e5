//! Releases of the time zone database as edits of a later one: of the one inside chrono-tz up to that, else of the newest.
//!
//! The list beside this file holds every interval from 1970 to 2037 in which the offsets of one zone differ between two
//! successive releases. Outside these years a named release equals the one that it is made from.

use super::source::same_data;
use super::table::{Period, Table};
use chrono::NaiveDateTime;
use std::sync::LazyLock;

/// The release that is compiled in.
pub const NEWEST: &str = "2026f";

/// The release inside chrono-tz.
pub const CHRONO_TZ: &str = "2025b";

/// Releases that differ from the one before, oldest first. A release between two of them equals the earlier one.
pub const RELEASES: &[&str] = &[
    "2020a", "2021e", "2022a", "2022b", "2022c", "2022e", "2022f", "2022g", "2023b", "2023c", "2023d", "2024a",
    "2024b", "2025a", "2025b", "2025c", "2026a", "2026b", "2026c", "2026d", "2026e", "2026f",
];

struct Edit {
    from: &'static str,
    zone: &'static str,
    start: i64,
    end: i64,
    old: i32,
    new: i32,
}

/// Zones that came with a release of the list.
const SINCE: &[(&str, &str)] = &[
    ("America/Nuuk", "2020b"),
    ("Pacific/Kanton", "2021b"),
    ("Europe/Kyiv", "2022b"),
    ("America/Ciudad_Juarez", "2022g"),
    ("America/Coyhaique", "2025b"),
];

/// False for a zone that is younger than a release.
pub fn has(label: &str, zone: &str) -> bool {
    SINCE.iter().all(|(name, since)| *name != zone || *since <= label)
}

static EDITS: LazyLock<Vec<Edit>> = LazyLock::new(|| {
    let second = |text: &str| {
        // The list ends with 2037; what goes on is written so.
        let text = if text == "2038+" { "2038-01-01T00:00:00Z" } else { text };
        let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ");
        time.map(|time| time.and_utc().timestamp())
    };
    let edit = |line: &'static str| {
        let mut cells = line.split(',');
        let mut next = || cells.next().unwrap_or("");
        let (from, _to, zone) = (next(), next(), next());
        let (start, end) = (second(next()).ok()?, second(next()).ok()?);
        Some(Edit { from, zone, start, end, old: next().parse().ok()?, new: next().parse().ok()? })
    };
    include_str!("tzdata_overlay.csv").lines().skip(1).filter_map(edit).collect()
});

/// The release that a label means: itself, or the latest before it that differs from its predecessor.
pub fn known(label: &str) -> Option<&'static str> {
    let well_formed = label.len() == 5
        && label.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && label.as_bytes()[4].is_ascii_lowercase();
    if !well_formed || label > NEWEST {
        return None;
    }
    RELEASES.iter().copied().rfind(|release| *release <= label)
}

/// Undoes what was changed after `release` in the data of a later one.
pub fn rewind(mut table: Table, base: &str, release: &str) -> Table {
    let mut edits: Vec<&Edit> = EDITS.iter().filter(|edit| (release..base).contains(&edit.from)).collect();
    edits.retain(|edit| same_data(edit.zone, &table.name));
    // Newest first; within one release the order does not matter.
    edits.sort_by(|a, b| b.from.cmp(a.from));
    for edit in edits {
        overwrite(&mut table, edit.start, edit.end, edit.old);
    }
    table
}

/// True if a release after `release` changed the zone's years up to the end of the list.
pub fn changes_after(zone: &str, release: &str) -> bool {
    /// 2036-01-01.
    const LATE: i64 = 2_082_758_400;
    EDITS.iter().any(|edit| edit.from >= release && edit.end > LATE && same_data(edit.zone, zone))
}

/// Does again what was changed after `base` up to `release`.
pub fn forward(mut table: Table, base: &str, release: &str) -> Table {
    let mut edits: Vec<&Edit> = EDITS.iter().filter(|edit| (base..release).contains(&edit.from)).collect();
    edits.retain(|edit| same_data(edit.zone, &table.name));
    edits.sort_by_key(|edit| edit.from);
    for edit in edits {
        overwrite(&mut table, edit.start, edit.end, edit.new);
    }
    table
}

/// Sets one offset from `start` to `end`.
fn overwrite(table: &mut Table, start: i64, end: i64, offset: i32) {
    let first = table.index(start);
    let last = table.index(end);
    let after = table.periods[last].clone();
    let with_offset = |periods: &[Period]| periods.iter().rev().find(|p| p.offset == offset).cloned();
    let period = with_offset(&table.periods[..=first])
        .or_else(|| with_offset(&table.periods[first..]))
        .unwrap_or_else(|| Period { offset, is_dst: false, abbreviation: numeric(offset).into() });
    let keep_first = table.starts[first] < start;
    let from = if keep_first { first + 1 } else { first };
    let mut starts = vec![start];
    let mut periods = vec![period];
    if table.starts.get(last + 1) != Some(&end) {
        starts.push(end);
        periods.push(after);
    }
    table.starts.splice(from..=last, starts);
    table.periods.splice(from..=last, periods);
    merge(table);
}

/// Removes transitions that change nothing.
fn merge(table: &mut Table) {
    let mut kept = 0;
    for index in 1..table.periods.len() {
        if table.periods[index].offset != table.periods[kept].offset
            || table.periods[index].is_dst != table.periods[kept].is_dst
        {
            kept += 1;
            table.periods.swap(kept, index);
            table.starts[kept] = table.starts[index];
        }
    }
    table.periods.truncate(kept + 1);
    table.starts.truncate(kept + 1);
}

/// `+03`, `-0330`: how the database names an offset without a common abbreviation.
fn numeric(offset: i32) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    match minutes % 60 {
        0 => format!("{sign}{:02}", minutes / 60),
        rest => format!("{sign}{:02}{rest:02}", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_understood() {
        let lines = include_str!("tzdata_overlay.csv").lines().skip(1).count();
        assert_eq!(EDITS.len(), lines);
    }
}
