//! Durations as people write them: `1h`, `-30min`, `1 day`, `PT30M`.

const UNITS: &[(&str, i64)] = &[
    ("ns", 1),
    ("us", 1000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("sec", 1_000_000_000),
    ("second", 1_000_000_000),
    ("m", 60_000_000_000),
    ("min", 60_000_000_000),
    ("minute", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("hr", 3_600_000_000_000),
    ("hour", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("day", 86_400_000_000_000),
    ("w", 604_800_000_000_000),
    ("week", 604_800_000_000_000),
];

/// Nanoseconds in one of a unit, in any case, singular or plural.
pub fn unit(name: &str) -> Option<i64> {
    let name = name.trim().to_ascii_lowercase();
    let singular = name.strip_suffix('s').filter(|rest| rest.len() > 1).unwrap_or(&name);
    UNITS.iter().find(|(known, _)| *known == name || *known == singular).map(|(_, nanos)| *nanos)
}

/// Nanoseconds of a written duration.
pub fn nanos(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.strip_prefix("PT").or_else(|| text.strip_prefix('P')).unwrap_or(text);
    let (mut rest, mut total) = (text.trim(), 0_i64);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let count: i64 = if digits == 0 { 1 } else { rest[..digits].parse().ok()? };
        let after = rest[digits..].trim_start();
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        total = total.checked_add(count.checked_mul(unit(&after[..letters])?)?)?;
        rest = after[letters..].trim_start();
    }
    Some(sign * total)
}
