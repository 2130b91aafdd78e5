//! Which convention two times differ in, told from the wall time, the zone and the distance.

use crate::steps::{Argument, Settings};
use crate::value::{Number, Record, Time, Value};
use chrono::{LocalResult, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

/// The causes of one input's difference after a step: `source` went in, `a` and `b` came out under two definitions.
pub fn causes(settings: &Settings, source: &Value, a: &Value, b: &Value) -> Vec<&'static str> {
    let zone = zone(settings, source);
    let mut found = Vec::new();
    let mut add = |cause: Option<&'static str>| {
        if let Some(cause) = cause
            && !found.contains(&cause)
        {
            found.push(cause);
        }
    };
    match (a, b) {
        (Value::Record(left), Value::Record(right)) => {
            for (name, value) in left.iter() {
                let Some(other) = right.get(name).filter(|other| *other != value) else {
                    continue;
                };
                let text = match source {
                    Value::Record(row) => text_of(settings, row, name),
                    _ => None,
                };
                let from = if let Value::Record(row) = source { row.get(name) } else { None };
                add(one(
                    settings,
                    from.and_then(place).map_or((zone, None), |(z, at)| (Some(z), Some(at))),
                    text,
                    name,
                    value,
                    other,
                ));
            }
        }
        (a, b) if a != b => {
            let text = if let Value::Text(text) = source { Some(text.as_str()) } else { None };
            let place = place(source).map_or((zone, None), |(zone, at)| (Some(zone), Some(at)));
            add(one(settings, place, text, "", a, b));
        }
        _ => {}
    }
    found
}

/// The zone and the wall time of a time that a step was given.
fn place(source: &Value) -> Option<(Tz, NaiveDateTime)> {
    let Value::Time(Time::Instant(instant)) = source else { return None };
    Some((instant.zone.as_deref()?.parse().ok()?, instant.wall()))
}

/// The text that a field was parsed from.
fn text_of<'a>(settings: &Settings, row: &'a Record, field: &str) -> Option<&'a str> {
    let from = match settings.get("on") {
        Some(Argument::Text(name)) => name.as_str(),
        _ => field,
    };
    if let Some(Value::Text(text)) = row.get(from) { Some(text) } else { None }
}

/// The zone that a step names, or that its field holds.
fn zone(settings: &Settings, source: &Value) -> Option<Tz> {
    let argument = settings.get("zone")?;
    let name = match (argument.as_field(), source) {
        (Some(field), Value::Record(row)) => match row.get(field)? {
            Value::Text(name) => name.as_str(),
            _ => return None,
        },
        _ => argument.as_text()?,
    };
    name.parse().ok()
}

fn one(
    settings: &Settings,
    (zone, shown): (Option<Tz>, Option<NaiveDateTime>),
    text: Option<&str>,
    field: &str,
    a: &Value,
    b: &Value,
) -> Option<&'static str> {
    let wall = text.and_then(wall).or(shown);
    let special = wall.zip(zone).and_then(|(wall, zone)| match zone.from_local_datetime(&wall) {
        LocalResult::Ambiguous(..) => Some("time.dst_fold"),
        LocalResult::None => Some("time.dst_gap"),
        LocalResult::Single(_) => None,
    });
    match (a, b) {
        (Value::Time(a), Value::Time(b)) => Some(distance(settings, special, wall, text, a, b)),
        (Value::Number(a), Value::Number(b)) => Some(numbers(settings, field, *a, *b)),
        (Value::Rejected(_) | Value::Null, _) | (_, Value::Rejected(_) | Value::Null) => {
            Some(special.unwrap_or("time.parse_dayfirst"))
        }
        (Value::Boolean(_), Value::Boolean(_)) => Some("time.dow_numbering"),
        _ => special,
    }
}

fn distance(
    settings: &Settings,
    special: Option<&'static str>,
    wall: Option<NaiveDateTime>,
    text: Option<&str>,
    a: &Time,
    b: &Time,
) -> &'static str {
    let moment = |time: &Time| match time {
        Time::Instant(instant) => instant.utc,
        Time::Local(local) => *local,
    };
    let apart = moment(b) - moment(a);
    let seconds = apart.num_seconds();
    if seconds.abs() < 60 {
        return "time.truncation";
    }
    if let Some(special) = special {
        return special;
    }
    if seconds % 900 != 0 {
        return if settings.step() == "floor_time" { "time.truncation" } else { "time.lmt" };
    }
    let shown = |time: &Time| match time {
        Time::Instant(instant) => instant.wall(),
        Time::Local(local) => *local,
    };
    let (left, right) = (shown(a).date(), shown(b).date());
    if swapped(left, right) {
        return "time.parse_dayfirst";
    }
    if (moment(a).and_utc().timestamp() != 0) && is_unit(moment(a), moment(b)) {
        return "time.epoch_unit";
    }
    if text.is_some_and(|text| text.trim().len() <= 10 && !text.contains(':')) {
        return "time.parse_date_only";
    }
    if settings.get("zone").is_some() && wall.is_some() && seconds.abs() <= 7200 {
        return "time.tzdata_version";
    }
    if settings.step() == "to_zone" { "time.tz_frame" } else { "time.naive_interpretation" }
}

/// Day and month exchanged.
fn swapped(a: NaiveDate, b: NaiveDate) -> bool {
    use chrono::Datelike;
    a != b && a.year() == b.year() && a.month() == b.day() && a.day() == b.month()
}

/// One is the other with another unit: a thousand times nearer to 1970.
fn is_unit(a: NaiveDateTime, b: NaiveDateTime) -> bool {
    let (a, b) = (a.and_utc().timestamp() as f64, b.and_utc().timestamp() as f64);
    let ratio = if a.abs() > b.abs() { a / b } else { b / a };
    [1e3, 1e6, 1e9].iter().any(|unit| (ratio / unit - 1.0).abs() < 0.01)
}

fn numbers(settings: &Settings, field: &str, a: Number, b: Number) -> &'static str {
    if settings.step() == "to_epoch" {
        let (a, b) = (a.as_f64(), b.as_f64());
        let ratio = if a.abs() > b.abs() { a / b } else { b / a };
        let unit = [1e3, 1e6, 1e9].iter().any(|unit| (ratio / unit - 1.0).abs() < 0.01);
        return if unit {
            "time.epoch_unit"
        } else if (a - b).abs() < 1.0 {
            "time.truncation"
        } else {
            "time.naive_interpretation"
        };
    }
    match field {
        name if name.contains("week")
            && !name.contains("weekday")
            && !name.contains("weekend")
            && !name.contains("dayofweek") =>
        {
            "time.week_numbering"
        }
        "iso_year" | "week_year" => "time.week_numbering",
        name if name.contains("week") || name.contains("dow") => "time.dow_numbering",
        _ if settings.step() == "date_diff" => "tab.feature_definition",
        _ => "time.tz_frame",
    }
}

/// The wall time of a text in one of the usual orders.
fn wall(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    let formats = [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
        "%d.%m.%Y %H:%M:%S",
        "%m/%d/%Y %H:%M:%S",
        "%m/%d/%Y %H:%M",
        "%d.%m.%Y %H:%M",
    ];
    formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|date| date.and_hms_opt(0, 0, 0)))
}
