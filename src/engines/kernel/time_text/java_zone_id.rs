//! Ids of zones that `ZoneId.of` takes together with its old short ids; ICU knows the same ones.

use super::Cursor;
use crate::engines::capability::Reading;
use crate::engines::kernel::zone;

/// Old ids of three letters.
const SHORT: &[(&str, &str)] = &[
    ("ACT", "Australia/Darwin"),
    ("AET", "Australia/Sydney"),
    ("AGT", "America/Argentina/Buenos_Aires"),
    ("ART", "Africa/Cairo"),
    ("AST", "America/Anchorage"),
    ("BET", "America/Sao_Paulo"),
    ("BST", "Asia/Dhaka"),
    ("CAT", "Africa/Harare"),
    ("CNT", "America/St_Johns"),
    ("CST", "America/Chicago"),
    ("CTT", "Asia/Shanghai"),
    ("EAT", "Africa/Addis_Ababa"),
    ("ECT", "Europe/Paris"),
    ("IET", "America/Indiana/Indianapolis"),
    ("IST", "Asia/Kolkata"),
    ("JST", "Asia/Tokyo"),
    ("MIT", "Pacific/Apia"),
    ("NET", "Asia/Yerevan"),
    ("NST", "Pacific/Auckland"),
    ("PLT", "Asia/Karachi"),
    ("PNT", "America/Phoenix"),
    ("PRT", "America/Puerto_Rico"),
    ("PST", "America/Los_Angeles"),
    ("SST", "Pacific/Guadalcanal"),
    ("VST", "Asia/Ho_Chi_Minh"),
];
const FIXED: &[(&str, i32)] = &[("EST", -18_000), ("MST", -25_200), ("HST", -36_000)];

/// A wall time in a zone by its id; `None` if there is no such id.
pub fn in_zone(seconds: i64, nanos: u32, id: &str, any_case: bool) -> Option<Reading> {
    let same = |name: &str| if any_case { name.eq_ignore_ascii_case(id) } else { name == id };
    if let Some((_, offset)) = FIXED.iter().find(|(name, _)| same(name)) {
        return Some(Reading::AtOffset(seconds, nanos, *offset));
    }
    if let Some(offset) = offset(id) {
        return Some(Reading::AtOffset(seconds, nanos, offset));
    }
    let short = SHORT.iter().find(|(name, _)| same(name)).map(|(_, zone)| *zone);
    let zone = short.or_else(|| zone::names().find(|name| same(name)))?;
    Some(Reading::InZone(seconds, nanos, zone.into(), None))
}

/// `Z`, `+5`, `+05`, `+05:30`, `+0530`, `+05:30:15`, each also behind `UTC`, `GMT` or `UT`.
pub fn offset(id: &str) -> Option<i32> {
    if matches!(id, "Z" | "UTC" | "GMT" | "UT") {
        return Some(0);
    }
    let rest = ["UTC", "GMT", "UT"].iter().find_map(|prefix| id.strip_prefix(prefix)).unwrap_or(id);
    let mut cursor = Cursor::new(rest);
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let digits = cursor.digits_ahead();
    let hours = if digits == 1 { cursor.number(1, 1)? } else { cursor.two()? };
    let colon = cursor.eat(b':');
    let mut total = hours * 3600;
    if colon || !cursor.is_done() {
        total += cursor.two().filter(|minutes| *minutes < 60 && digits != 1)? * 60;
        if colon && cursor.eat(b':') || !colon && !cursor.is_done() {
            total += cursor.two().filter(|seconds| *seconds < 60)?;
        }
    }
    let total = total as i32;
    (cursor.is_done() && total <= 64_800).then_some(sign * total)
}
