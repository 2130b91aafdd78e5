//! Values as JSON: goldens, recorded outputs, what `run` prints. Both directions; field order is kept.
//!
//! Numbers, text, booleans, null, lists and records are themselves. What JSON lacks is a map with one telling key:
//! `{"number": "NaN"}`, `{"time": ..}`, `{"local": ..}`, `{"ids": [..]}`, `{"rejected": ..}`. A record that would be
//! mistaken for one of those is wrapped as `{"record": {..}}`.

use super::{Elements, Instant, Number, Record, Samples, Tensor, Time, Tokens, Value};
use chrono::{DateTime, NaiveDateTime, Offset, TimeZone};
use serde_json::{Map, Value as Json, json};
use std::ops::Range;
use std::str::FromStr;

/// The value as JSON. Arrays and images become nested lists and lose their element type.
pub fn encode(value: &Value) -> Json {
    match value {
        Value::Bytes(bytes) => json!({"bytes": super::digest::hex(bytes)}),
        Value::Text(text) => Json::String(text.clone()),
        Value::Image(image) => {
            let shape = [image.height, image.width, image.channels()];
            match &image.samples {
                Samples::U8(data) => nested(&shape, data, &|&v| Json::from(v)),
                Samples::U16(data) => nested(&shape, data, &|&v| Json::from(v)),
                Samples::F32(data) => nested(&shape, data, &|&v| float(f64::from(v))),
            }
        }
        Value::Tensor(tensor) => encode_tensor(tensor),
        Value::Tokens(tokens) => encode_tokens(tokens),
        Value::Time(time) => encode_time(time),
        Value::Number(Number::Int(value)) => Json::from(*value),
        Value::Number(number) => float(number.as_f64()),
        Value::Boolean(value) => Json::Bool(*value),
        Value::Null => Json::Null,
        Value::Record(record) => encode_record(record),
        Value::List(values) => Json::Array(values.iter().map(encode).collect()),
        Value::Rejected(rejected) => json!({"rejected": rejected.error}),
    }
}

/// The value that this JSON stands for. Lists of numbers stay lists; every JSON document has a value.
pub fn decode(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Boolean(*value),
        Json::Number(number) => Value::Number(
            number.as_i64().map_or_else(|| Number::Float(number.as_f64().unwrap_or(f64::NAN)), Number::Int),
        ),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(decode).collect()),
        Json::Object(map) => decode_special(map).unwrap_or_else(|| Value::Record(decode_fields(map))),
    }
}

/// An array of the numbers or booleans in nested lists of equal lengths: int64 if all are whole, else float64.
/// `None` for everything else.
pub fn list_to_tensor(value: &Value) -> Option<Tensor> {
    fn walk<'a>(value: &'a Value, depth: usize, shape: &mut Vec<usize>, leaves: &mut Vec<&'a Value>) -> Option<()> {
        let Value::List(items) = value else {
            leaves.push(value);
            return (depth == shape.len()).then_some(());
        };
        if depth == shape.len() && leaves.is_empty() {
            shape.push(items.len());
        }
        if shape.get(depth) != Some(&items.len()) {
            return None;
        }
        items.iter().try_for_each(|item| walk(item, depth + 1, shape, leaves))
    }
    let Value::List(_) = value else { return None };
    let (mut shape, mut leaves) = (Vec::new(), Vec::new());
    walk(value, 0, &mut shape, &mut leaves)?;
    let all = |leaf: fn(&Value) -> bool| leaves.iter().all(|value| leaf(value));
    let elements = if !leaves.is_empty() && all(|v| matches!(v, Value::Boolean(_))) {
        Elements::Bool(leaves.iter().map(|v| matches!(v, Value::Boolean(true))).collect())
    } else if all(|v| matches!(v, Value::Number(Number::Int(_)))) {
        let whole = |v: &&Value| if let Value::Number(Number::Int(i)) = v { *i } else { 0 };
        Elements::I64(leaves.iter().map(whole).collect())
    } else {
        let number = |v: &&Value| if let Value::Number(n) = v { Some(n.as_f64()) } else { None };
        Elements::F64(leaves.iter().map(number).collect::<Option<_>>()?)
    };
    (elements.len() == shape.iter().product::<usize>()).then(|| Tensor::new(shape, elements, None))
}

fn float(value: f64) -> Json {
    match serde_json::Number::from_f64(value) {
        Some(number) => Json::Number(number),
        None if value.is_nan() => json!({"number": "NaN"}),
        None if value > 0.0 => json!({"number": "Infinity"}),
        None => json!({"number": "-Infinity"}),
    }
}

fn nested<T>(shape: &[usize], data: &[T], one: &dyn Fn(&T) -> Json) -> Json {
    match shape {
        [] => data.first().map_or(Json::Null, one),
        [_] => Json::Array(data.iter().map(one).collect()),
        [length, rest @ ..] => {
            let stride: usize = rest.iter().product();
            Json::Array((0..*length).map(|i| nested(rest, &data[i * stride..(i + 1) * stride], one)).collect())
        }
    }
}

fn encode_tensor(tensor: &Tensor) -> Json {
    match &tensor.elements {
        Elements::F16(data) => nested(&tensor.shape, data, &|v| float(v.to_f64())),
        Elements::Bf16(data) => nested(&tensor.shape, data, &|v| float(v.to_f64())),
        Elements::F32(data) => nested(&tensor.shape, data, &|&v| float(f64::from(v))),
        Elements::F64(data) => nested(&tensor.shape, data, &|&v| float(v)),
        Elements::Bool(data) => nested(&tensor.shape, data, &|&v| Json::Bool(v)),
        Elements::U8(data) => nested(&tensor.shape, data, &|&v| Json::from(v)),
        Elements::I8(data) => nested(&tensor.shape, data, &|&v| Json::from(v)),
        Elements::U16(data) => nested(&tensor.shape, data, &|&v| Json::from(v)),
        Elements::I16(data) => nested(&tensor.shape, data, &|&v| Json::from(v)),
        Elements::U32(data) => nested(&tensor.shape, data, &|&v| Json::from(v)),
        Elements::I32(data) => nested(&tensor.shape, data, &|&v| Json::from(v)),
        Elements::U64(data) => nested(&tensor.shape, data, &|&v| Json::from(v)),
        Elements::I64(data) => nested(&tensor.shape, data, &|&v| Json::from(v)),
    }
}

fn encode_tokens(tokens: &Tokens) -> Json {
    let mut map = Map::new();
    map.insert("ids".to_owned(), json!(tokens.ids));
    if let Some(texts) = &tokens.tokens {
        map.insert("tokens".to_owned(), json!(texts));
    }
    if let Some(offsets) = &tokens.offsets {
        map.insert("offsets".to_owned(), offsets.iter().map(|range| json!([range.start, range.end])).collect());
    }
    let lists = [
        ("type_ids", &tokens.type_ids),
        ("attention_mask", &tokens.attention_mask),
        ("special_mask", &tokens.special_mask),
    ];
    for (name, list) in lists {
        if let Some(list) = list {
            map.insert(name.to_owned(), json!(list));
        }
    }
    Json::Object(map)
}

fn encode_time(time: &Time) -> Json {
    let Time::Instant(instant) = time else {
        return json!({"local": time.to_string()});
    };
    let mut map = Map::new();
    map.insert("time".to_owned(), Json::String(time.to_string()));
    if let Some(zone) = &instant.zone {
        map.insert("zone".to_owned(), Json::String(zone.to_string()));
    }
    // The offset is written only where the zone's own does not say it (a fixed offset, local mean time).
    if instant.offset != zone_offset(instant.zone.as_deref(), instant.utc) {
        map.insert("offset".to_owned(), Json::from(instant.offset));
    }
    Json::Object(map)
}

fn zone_offset(zone: Option<&str>, utc: NaiveDateTime) -> i32 {
    let zone = zone.and_then(|name| chrono_tz::Tz::from_str(name).ok());
    zone.map_or(0, |zone| zone.offset_from_utc_datetime(&utc).fix().local_minus_utc())
}

fn encode_record(record: &Record) -> Json {
    let map: Map<String, Json> = record.iter().map(|(name, value)| (name.to_owned(), encode(value))).collect();
    if decode_special(&map).is_some() { json!({"record": map}) } else { Json::Object(map) }
}

/// The fields of a record, whatever their names say.
pub(super) fn decode_fields(map: &Map<String, Json>) -> Record {
    map.iter().map(|(name, value)| (name.clone(), decode(value))).collect()
}

/// What a map with telling keys stands for; `None` for a plain record.
fn decode_special(map: &Map<String, Json>) -> Option<Value> {
    let (first, value) = map.iter().next()?;
    if map.contains_key("ids") {
        return decode_tokens(map).map(|tokens| Value::Tokens(Box::new(tokens)));
    }
    if let Some(time) = map.get("time") {
        return decode_instant(map, time.as_str()?).map(|instant| Value::Time(Time::Instant(instant)));
    }
    if map.len() > 1 {
        return None;
    }
    match (first.as_str(), value) {
        ("number", Json::String(text)) => match text.as_str() {
            "NaN" => Some(Value::Number(Number::Float(f64::NAN))),
            "Infinity" => Some(Value::Number(Number::Float(f64::INFINITY))),
            "-Infinity" => Some(Value::Number(Number::Float(f64::NEG_INFINITY))),
            _ => None,
        },
        ("local", Json::String(text)) => local_time(text).map(|local| Value::Time(Time::Local(local))),
        ("rejected", Json::String(error)) => Some(Value::rejected(error.as_str(), "")),
        ("bytes", Json::String(digits)) => super::digest::unhex(digits).map(|bytes| Value::Bytes(bytes.into())),
        ("record", Json::Object(inner)) => decode_special(inner).map(|_| Value::Record(decode_fields(inner))),
        _ => None,
    }
}

fn decode_instant(map: &Map<String, Json>, time: &str) -> Option<Instant> {
    if !map.keys().all(|key| ["time", "zone", "offset"].contains(&key.as_str())) {
        return None;
    }
    let parsed = DateTime::parse_from_rfc3339(time).ok()?;
    let utc = parsed.naive_utc();
    let zone = match map.get("zone") {
        None | Some(Json::Null) => None,
        Some(zone) => Some(zone.as_str()?),
    };
    let offset = match map.get("offset") {
        Some(offset) => i32::try_from(offset.as_i64()?).ok()?,
        None if zone.is_some() => zone_offset(zone, utc),
        None => parsed.offset().local_minus_utc(),
    };
    Some(Instant { utc, offset, zone: zone.map(Into::into) })
}

fn local_time(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"].iter().find_map(|f| NaiveDateTime::parse_from_str(text, f).ok())
}

/// Keys of tokens in JSON.
const TOKEN_KEYS: [&str; 6] = ["ids", "tokens", "offsets", "type_ids", "attention_mask", "special_mask"];

/// What is under a key, well formed or nothing; a key that is null is as if it were missing.
fn given<T>(map: &Map<String, Json>, name: &str, read: impl Fn(&Json) -> Option<T>) -> Result<Option<T>, ()> {
    let json = map.get(name).filter(|json| !json.is_null());
    json.map(|json| read(json).ok_or(())).transpose()
}

fn decode_tokens(map: &Map<String, Json>) -> Option<Tokens> {
    if !map.keys().all(|key| TOKEN_KEYS.contains(&key.as_str())) {
        return None;
    }
    let integers = |json: &Json| -> Option<Vec<i64>> { json.as_array()?.iter().map(Json::as_i64).collect() };
    let texts = |json: &Json| -> Option<Vec<String>> {
        json.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let ranges = |json: &Json| json.as_array()?.iter().map(range).collect::<Option<Vec<_>>>();
    Some(Tokens {
        ids: integers(map.get("ids")?)?,
        tokens: given(map, "tokens", texts).ok()?,
        offsets: given(map, "offsets", ranges).ok()?,
        type_ids: given(map, "type_ids", integers).ok()?,
        attention_mask: given(map, "attention_mask", integers).ok()?,
        special_mask: given(map, "special_mask", integers).ok()?,
        source: None,
    })
}

fn range(json: &Json) -> Option<Range<usize>> {
    let pair = json.as_array().filter(|pair| pair.len() == 2)?;
    let at = |index: usize| pair[index].as_u64().and_then(|value| usize::try_from(value).ok());
    Some(at(0)?..at(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(value: &Value) {
        let text = serde_json::to_string(&encode(value)).expect("JSON");
        let back = decode(&serde_json::from_str(&text).expect("JSON"));
        assert_eq!(&back, value, "{text}");
    }

    fn record(fields: &[(&str, Value)]) -> Value {
        Value::Record(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    #[test]
    fn every_kind_that_json_can_hold_comes_back_equal() {
        let instant = |text: &str| DateTime::parse_from_rfc3339(text).expect("time").naive_utc();
        let zoned =
            Instant { utc: instant("2024-07-10T06:30:00Z"), offset: -14400, zone: Some("America/New_York".into()) };
        let mean =
            Instant { utc: instant("2024-07-10T06:30:00Z"), offset: -17760, zone: Some("America/New_York".into()) };
        let fixed = Instant { utc: instant("2024-07-10T06:30:00.123456789Z"), offset: 3600, zone: None };
        let local = local_time("2024-03-10T02:30:00").expect("time");
        let tokens = Tokens { ids: vec![1, -2], offsets: Some(vec![0..3, 3..3]), ..Tokens::default() };
        let values = [
            Value::Number(Number::Float(0.1 + 0.2)),
            Value::Number(Number::Float(1.0)),
            Value::Number(Number::Float(f64::NAN)),
            Value::Number(Number::Float(f64::NEG_INFINITY)),
            Value::Number(Number::Float32(0.1)),
            Value::Number(Number::Int(i64::MIN)),
            Value::Time(Time::Instant(zoned)),
            Value::Time(Time::Instant(mean)),
            Value::Time(Time::Instant(fixed)),
            Value::Time(Time::Local(local)),
            Value::Tokens(Box::new(tokens)),
            Value::rejected("AmbiguousTimeError", ""),
            Value::List(vec![Value::Null, Value::Boolean(true), Value::Text("naïve".into())]),
            Value::Bytes(vec![0, 255].into()),
            record(&[("b", Value::Null), ("a", Value::Number(Number::Int(1)))]),
        ];
        values.iter().for_each(round);
    }

    #[test]
    fn a_record_that_looks_like_something_else_stays_a_record() {
        let time = record(&[("time", Value::Text("2024-03-10T06:30:00Z".into()))]);
        let ids = record(&[("ids", Value::List(vec![Value::Number(Number::Int(1))]))]);
        let nan = record(&[("number", Value::Text("NaN".into()))]);
        for value in [&time, &ids, &nan] {
            round(value);
            round(&record(&[("record", value.clone())]));
        }
        round(&record(&[("time", Value::Text("noon".into()))]));
        round(&record(&[("record", record(&[("x", Value::Null)]))]));
    }

    #[test]
    fn nested_lists_become_arrays() {
        let list = decode(&json!([[1, 2], [3, 4]]));
        let tensor = list_to_tensor(&list).expect("array");
        assert_eq!((tensor.shape.as_slice(), &tensor.elements), (&[2, 2][..], &Elements::I64(vec![1, 2, 3, 4])));
        assert!(list_to_tensor(&decode(&json!([[1, 2], [3]]))).is_none());
        assert!(list_to_tensor(&decode(&json!([[1], 2]))).is_none());
        assert_eq!(encode(&Value::Tensor(tensor)), json!([[1, 2], [3, 4]]));
    }
}
