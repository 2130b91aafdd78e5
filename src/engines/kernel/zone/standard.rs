//! Wall times by changes that are put on the standard clock.

use super::Table;

/// A change on the wall: when it is thought to happen, and the offset after it.
struct Change {
    wall: i64,
    offset: i32,
}

/// The offset of a wall time: changes happen at the standard offset that holds at them, and a wall time after one is
/// after it. `second` takes the second of two.
pub fn standard_clock(table: &Table, seconds: i64, second: bool) -> i32 {
    let changes = changes(table);
    let standard = table.periods.iter().skip(1).rfind(|period| !period.is_dst).or(table.periods.last());
    let standard = standard.map_or(0, |period| period.offset);
    let offset = |index: Option<usize>| match index {
        None if changes.is_empty() => standard,
        None => table.first.offset,
        Some(index) if index + 1 >= changes.len() => standard,
        Some(index) => changes[index].offset,
    };
    let index = changes.partition_point(|change| change.wall <= seconds).checked_sub(1);
    match index {
        Some(found) if found > 0 && !second => {
            let back = i64::from(offset(Some(found - 1)) - offset(index));
            let repeated = seconds < changes[found].wall + back;
            offset(if repeated { Some(found - 1) } else { index })
        }
        index => offset(index),
    }
}

fn changes(table: &Table) -> Vec<Change> {
    let mut last: Option<(bool, i32, i32)> = None;
    let mut last_saving = 0;
    let entries = table.starts.iter().zip(&table.periods).skip(1);
    let mut change = |(start, period): (&i64, &super::Period)| {
        let mut saving = 0;
        if let Some((was_dst, was, _)) = last
            && period.is_dst
        {
            if !was_dst {
                saving = period.offset - was;
            }
            if saving == 0 {
                saving = last_saving;
            }
            last_saving = saving;
        }
        let base = period.offset - saving;
        // Where the standard offset changes together with the daylight flag, the one before decides.
        let adjustment = match last {
            Some((was_dst, _, was_base)) if was_base != base && was_dst != period.is_dst => was_base,
            _ => base,
        };
        last = Some((period.is_dst, period.offset, base));
        Change { wall: start.saturating_add(i64::from(adjustment)), offset: period.offset }
    };
    entries.map(&mut change).collect()
}
