//! Values written as Python writes them.

use minijinja::value::{Value, ValueKind};
use serde_json::Value as Json;

/// A value of a template from JSON.
pub(super) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(value) => Value::from(*value),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Value::from(integer),
            (None, float) => Value::from(float.unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(value).collect(),
        Json::Object(entries) => Value::from_pairs(entries.iter().map(|(key, item)| (key.as_str(), value(item)))),
    }
}

/// JSON from a value of a template; `None` for what JSON cannot hold.
pub(super) fn to_json(value: &Value) -> Option<Json> {
    Some(match value.kind() {
        ValueKind::None => Json::Null,
        ValueKind::Bool => Json::from(value.is_true()),
        ValueKind::Number => match value.as_i64().filter(|_| value.is_integer()) {
            Some(integer) => Json::from(integer),
            None => serde_json::from_str(&value.to_string()).ok()?,
        },
        ValueKind::String => Json::from(value.as_str()?),
        ValueKind::Seq | ValueKind::Iterable => {
            Json::Array(value.try_iter().ok()?.map(|item| to_json(&item)).collect::<Option<_>>()?)
        }
        ValueKind::Map => {
            let entry = |key: Value| Some((key.to_string(), to_json(&value.get_item(&key).ok()?)?));
            Json::Object(value.try_iter().ok()?.map(entry).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// `str(value)`: nothing for what is undefined.
pub(super) fn written(value: &Value) -> String {
    match value.kind() {
        ValueKind::Undefined => String::new(),
        ValueKind::String => value.as_str().unwrap_or_default().to_owned(),
        _ => repr(value),
    }
}

/// `repr(value)`.
fn repr(value: &Value) -> String {
    match value.kind() {
        ValueKind::Undefined => "Undefined".to_owned(),
        ValueKind::None => "None".to_owned(),
        ValueKind::Bool => if value.is_true() { "True" } else { "False" }.to_owned(),
        ValueKind::String => quoted(value.as_str().unwrap_or_default()),
        ValueKind::Seq | ValueKind::Iterable => {
            let items: Vec<String> = value.try_iter().into_iter().flatten().map(|item| repr(&item)).collect();
            format!("[{}]", items.join(", "))
        }
        ValueKind::Map => {
            let entry = |key: Value| {
                let item = value.get_item(&key).unwrap_or_default();
                format!("{}: {}", repr(&key), repr(&item))
            };
            let entries: Vec<String> = value.try_iter().into_iter().flatten().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        _ => value.to_string(),
    }
}

/// Single quotes, unless the text has some and no double ones.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// `json.dumps`: a space after commas and colons, or lines where an indent is given.
pub(super) fn json(value: &Json, indent: Option<usize>, sorted: bool) -> String {
    let mut out = String::new();
    write_json(value, indent, sorted, 0, &mut out);
    out
}

fn write_json(value: &Json, indent: Option<usize>, sorted: bool, depth: usize, out: &mut String) {
    let line = |out: &mut String, depth: usize| {
        if let Some(indent) = indent {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent * depth));
        }
    };
    let comma = |out: &mut String, index: usize| {
        if index > 0 {
            out.push_str(if indent.is_some() { "," } else { ", " });
        }
        line(out, depth + 1);
    };
    match value {
        Json::Array(items) if items.is_empty() => out.push_str("[]"),
        Json::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                comma(out, index);
                write_json(item, indent, sorted, depth + 1, out);
            }
            line(out, depth);
            out.push(']');
        }
        Json::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            if sorted {
                entries.sort_by_key(|(key, _)| *key);
            }
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                comma(out, index);
                out.push_str(&Json::from(key.as_str()).to_string());
                out.push_str(": ");
                write_json(item, indent, sorted, depth + 1, out);
            }
            line(out, depth);
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The date at midnight in the given format; `None` for a directive that is not known.
pub(super) fn strftime(format: &str, (year, month, day): (i32, u32, u32)) -> Option<String> {
    let month_name = MONTHS.get(month.checked_sub(1)? as usize)?;
    // Zeller's rule, from Monday.
    let (y, m) = if month < 3 { (year - 1, month + 12) } else { (year, month) };
    let weekday =
        (day as i32 + (13 * (m as i32 + 1)) / 5 + y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + 5)
            .rem_euclid(7);
    let day_name = DAYS[weekday as usize];
    let mut out = String::new();
    let mut characters = format.chars();
    while let Some(c) = characters.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match characters.next()? {
            'Y' => out.push_str(&year.to_string()),
            'y' => out.push_str(&format!("{:02}", year.rem_euclid(100))),
            'm' => out.push_str(&format!("{month:02}")),
            'd' => out.push_str(&format!("{day:02}")),
            'B' => out.push_str(month_name),
            'b' => out.push_str(&month_name[..3]),
            'A' => out.push_str(day_name),
            'a' => out.push_str(&day_name[..3]),
            'H' | 'M' | 'S' => out.push_str("00"),
            'F' => out.push_str(&format!("{year}-{month:02}-{day:02}")),
            '-' => match characters.next()? {
                'd' => out.push_str(&day.to_string()),
                'm' => out.push_str(&month.to_string()),
                _ => return None,
            },
            '%' => out.push('%'),
            _ => return None,
        }
    }
    Some(out)
}
