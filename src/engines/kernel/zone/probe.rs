//! The data inside the crate chrono-tz, which offers lookups but no list of transitions.

use super::table::{Period, Table};
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

const WEEK: i64 = 7 * 86_400;
/// 1800-01-01, before the first transition.
const BEGIN: i64 = -5_364_662_400;
/// 2101-01-01, after the last.
const END: i64 = 4_133_980_800;

/// The zone's periods: every change of offset, flag or abbreviation. `hints` are instants at which changes are likely,
/// so that two changes within a week are found as well.
pub fn table(zone: Tz, name: &str, hints: &[i64]) -> Table {
    let mut instants: Vec<i64> = (BEGIN..END).step_by(WEEK as usize).collect();
    instants.extend(hints.iter().filter(|hint| (BEGIN..END).contains(hint)).flat_map(|hint| [hint - 1, *hint]));
    instants.sort_unstable();
    let mut last = (BEGIN, period(zone, BEGIN));
    let first = last.1.clone();
    let mut table =
        Table { name: name.into(), starts: vec![i64::MIN], periods: vec![first.clone()], cycle_from: None, first };
    for instant in instants {
        let here = period(zone, instant);
        if here != last.1 {
            table.push(bisect(zone, last.0, instant, &last.1), here.clone());
        }
        last = (instant, here);
    }
    table
}

/// The first second after `low` at which `before` no longer holds; at `high` it does not.
fn bisect(zone: Tz, mut low: i64, mut high: i64, before: &Period) -> i64 {
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if period(zone, middle) == *before { low = middle } else { high = middle }
    }
    high
}

fn period(zone: Tz, instant: i64) -> Period {
    let utc = DateTime::from_timestamp(instant, 0).unwrap_or_default().naive_utc();
    let offset = zone.offset_from_utc_datetime(&utc);
    Period {
        offset: offset.fix().local_minus_utc(),
        is_dst: !offset.dst_offset().is_zero(),
        abbreviation: offset.abbreviation().unwrap_or("").into(),
    }
}
