//! What to try when two sides differ at a step on times.

use crate::engines::Engine;
use crate::steps::clock::offers_time;
use crate::steps::{Argument, Settings, Variation};

/// Zones that are tried: one for each common offset and rule.
pub const ZONES: [&str; 36] = [
    "UTC",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/Sao_Paulo",
    "Europe/Athens",
    "Europe/Moscow",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Dubai",
    "Asia/Tehran",
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Phoenix",
    "America/Mexico_City",
    "America/Bogota",
    "America/Halifax",
    "America/St_Johns",
    "America/Argentina/Buenos_Aires",
    "Asia/Jerusalem",
    "Asia/Singapore",
    "Etc/GMT+12",
];

fn text(value: &str) -> Argument {
    Argument::Text(value.to_owned())
}

/// Every value of every option that the engine has for skipped and repeated wall times.
pub fn options(settings: &Settings) -> Vec<Variation> {
    let engine = settings.engine(offers_time).ok().flatten();
    let Some(rules) = engine.and_then(<dyn Engine>::time) else {
        return Vec::new();
    };
    let plain = rules.options.iter().filter(|option| !option.value.starts_with('<'));
    plain
        .map(|option| {
            let value = match option.value {
                "true" | "True" => Some(Argument::Boolean(true)),
                "false" | "False" => Some(Argument::Boolean(false)),
                value => value.parse().map_or_else(|_| text(value), Argument::Integer).into(),
            };
            // What it stands for is seen on the times that it moves.
            Variation { cause: "time.dst_fold", changes: vec![(option.name, value)] }
        })
        .filter(|variation| variation.changes.iter().any(|(name, value)| settings.get(name) != value.as_ref()))
        .collect()
}

/// Day and month exchanged, another unit, another zone, for a step that reads times.
pub fn reading(settings: &Settings) -> Vec<Variation> {
    let mut all = options(settings);
    let now = settings.boolean("dayfirst").ok().flatten();
    for dayfirst in [true, false] {
        if now != Some(dayfirst) {
            let changes = vec![("dayfirst", Some(Argument::Boolean(dayfirst)))];
            all.push(Variation { cause: "time.parse_dayfirst", changes });
        }
    }
    all.extend(dates(settings));
    all.extend(units(settings));
    if settings.get("zone").is_none() {
        all.extend(zones("time.naive_interpretation"));
    }
    all
}

/// Day and month exchanged in a format of codes.
fn dates(settings: &Settings) -> Vec<Variation> {
    let Ok(Some(format)) = settings.text("format") else {
        return Vec::new();
    };
    let pairs = [("%d", "%m"), ("dd", "MM"), ("DD", "MM"), ("02", "01")];
    let exchanged =
        pairs.iter().find(|(day, month)| format.contains(day) && format.contains(month)).map(|(day, month)| {
            let held = format.replace(day, "\u{1}").replace(month, day);
            held.replace('\u{1}', month)
        });
    exchanged
        .map(|format| Variation { cause: "time.parse_dayfirst", changes: vec![("format", Some(text(&format)))] })
        .into_iter()
        .collect()
}

/// Another unit of numbers.
pub fn units(settings: &Settings) -> Vec<Variation> {
    let now = settings.text("unit").ok().flatten();
    let others = ["s", "ms", "us", "ns"].into_iter().filter(|unit| now != Some(*unit));
    others.map(|unit| Variation { cause: "time.epoch_unit", changes: vec![("unit", Some(text(unit)))] }).collect()
}

/// The clock of another zone.
pub fn zones(cause: &'static str) -> Vec<Variation> {
    ZONES.iter().map(|zone| Variation { cause, changes: vec![("zone", Some(text(zone)))] }).collect()
}
