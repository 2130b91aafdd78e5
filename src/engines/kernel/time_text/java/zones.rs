//! Short names of time zones as Java 17 knows them in English.

/// Name, the zone that `java.time` reads it as, and the seconds east of UTC that `SimpleDateFormat` adds.
const NAMES: &str = include_str!("zones.csv");

fn row(text: &str, any_case: bool) -> Option<(&'static str, &'static str, i32)> {
    // The longest name that the text begins with.
    let rows = NAMES.lines().filter_map(|line| {
        let mut cells = line.split(',');
        let (name, zone, seconds) = (cells.next()?, cells.next()?, cells.next()?);
        let head = text.get(..name.len())?;
        let begins = if any_case { head.eq_ignore_ascii_case(name) } else { head == name };
        begins.then_some((name, zone, seconds.parse().unwrap_or(0)))
    });
    rows.max_by_key(|(name, ..)| name.len())
}

/// The offset of a short name at the beginning of a text, in any case, and the length of the name.
pub fn named_offset(text: &str) -> Option<(i32, usize)> {
    row(text, true).map(|(name, _, offset)| (offset, name.len()))
}

/// The zone of a short name at the beginning of a text, and the length of the name.
pub fn named_zone(text: &str) -> Option<(&'static str, usize)> {
    row(text, false).filter(|(_, zone, _)| *zone != "-").map(|(name, zone, _)| (zone, name.len()))
}
