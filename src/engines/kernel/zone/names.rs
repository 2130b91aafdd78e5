//! Which texts are zones.

use super::{Lookup, Table, source};
use crate::engines::capability::ZoneNames;
use std::sync::Arc;

/// The zone of a name under a library's rule for names.
pub fn find(lookup: &Lookup, rule: ZoneNames, name: &str) -> Option<Arc<Table>> {
    if let Some(table) = source::table(lookup, name) {
        return Some(table);
    }
    let any_case = || {
        let exact = source::names().find(|known| known.eq_ignore_ascii_case(name))?;
        source::table(lookup, exact)
    };
    match rule {
        ZoneNames::Exact => None,
        ZoneNames::AnyCase => any_case(),
        ZoneNames::Offsets => fixed(name, rule),
        ZoneNames::Posix => any_case().or_else(|| fixed(name, rule)),
        ZoneNames::UnknownIsUtc => any_case().or_else(|| Some(Arc::new(Table::fixed("UTC", 0)))),
        ZoneNames::UnknownIsGmt => fixed(name, rule).or_else(|| Some(Arc::new(Table::fixed("GMT", 0)))),
    }
}

/// A constant offset that a text names: `+05:30`, `UTC+3`, `GMT-8`, `Z`.
pub fn fixed(text: &str, rule: ZoneNames) -> Option<Arc<Table>> {
    let rest = ["UTC", "GMT", "UT"].iter().find_map(|prefix| text.strip_prefix(prefix));
    // Bare offsets are no zones to a library that takes unknown zones for Greenwich.
    let rest = match rest {
        Some(rest) => rest,
        None if rule == ZoneNames::UnknownIsGmt => return None,
        None => text,
    };
    if rest.is_empty() || text == "Z" {
        return Some(Arc::new(Table::fixed(text, 0)));
    }
    let (sign, digits) = match rest.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, rest.strip_prefix('+')?),
    };
    let parts: Vec<&str> = match digits.split_once(':') {
        Some((hours, rest)) => [hours].into_iter().chain(rest.split(':')).collect(),
        None if digits.len() == 4 && digits.is_ascii() => vec![&digits[..2], &digits[2..]],
        None => vec![digits],
    };
    let mut offset = 0;
    for (part, unit) in parts.iter().zip([3600, 60, 1]) {
        let value: i32 = part.parse().ok().filter(|_| (1..=2).contains(&part.len()))?;
        offset += value * unit;
    }
    // POSIX counts the hours that are added to get to Greenwich.
    let sign = if rule == ZoneNames::Posix { -sign } else { sign };
    (parts.len() <= 3 && offset <= 18 * 3600).then(|| Arc::new(Table::fixed(text, sign * offset)))
}
