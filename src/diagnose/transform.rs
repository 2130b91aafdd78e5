//! Nothing can be run again, or nothing that was run fits: transformations of the outputs themselves. What is found so is
//! consistent with its cause, not proven.

use super::bench::Bench;
use super::draft::Draft;
use super::{Finding, Proof, cause, rows};
use crate::engines::kernel::decode;
use crate::value::{Number, Record, Samples, Tensor, Time, Tokens, Value};
use std::collections::HashMap;

/// A transformation that explains all failing inputs, if there is one.
pub fn explain(bench: &Bench, own: Option<&Draft>) -> Vec<Finding> {
    let pairs: Vec<(&Value, &Value)> =
        bench.failing.iter().map(|input| (bench.own(*input).as_ref(), bench.target(*input).as_ref())).collect();
    let found =
        find(&pairs).filter(|(id, _)| *id != "image.decode.exif" || bench.failing.iter().all(|i| turned(bench, *i)));
    let Some((id, words)) = found.or_else(|| rows::routing(bench)) else {
        return Vec::new();
    };
    let before = bench.before(own);
    vec![Finding {
        id,
        side: bench.side,
        step: own.map_or(0, |own| own.steps.len().saturating_sub(1)),
        change: words,
        proof: Proof::Consistent,
        residual_before: before.measures,
        residual_after: crate::compare::Measures::default(),
        tied_with: Vec::new(),
        inputs: pairs.len(),
        fix: cause::find(id).map_or(String::new(), |cause| cause.fix.to_owned()),
    }]
}

/// Whether an input may be turned by its EXIF orientation: one that is no file, or a file that has such a tag.
fn turned(bench: &Bench, input: usize) -> bool {
    let Value::Bytes(bytes) = bench.input(input).as_ref() else { return true };
    decode::names_orientation(bytes)
}

type Fit = Option<(&'static str, String)>;

fn find(pairs: &[(&Value, &Value)]) -> Fit {
    let arrays: Option<Vec<(Plane, Plane)>> = pairs.iter().map(|(a, b)| Some((Plane::of(a)?, Plane::of(b)?))).collect();
    if let Some(arrays) = arrays {
        return on_arrays(&arrays);
    }
    let tokens: Option<Vec<(&Tokens, &Tokens)>> = pairs
        .iter()
        .map(|pair| match pair {
            (Value::Tokens(a), Value::Tokens(b)) => Some((a.as_ref(), b.as_ref())),
            _ => None,
        })
        .collect();
    if let Some(tokens) = tokens {
        return on_tokens(&tokens);
    }
    let records: Option<Vec<(&Record, &Record)>> = pairs
        .iter()
        .map(|pair| match pair {
            (Value::Record(a), Value::Record(b)) => Some((a, b)),
            _ => None,
        })
        .collect();
    if let Some(records) = records {
        let flat: Vec<(Record, Record)> = records.iter().map(|(a, b)| (flat(a), flat(b))).collect();
        return on_records(&flat.iter().map(|(a, b)| (a, b)).collect::<Vec<_>>());
    }
    on_scalars("", pairs)
}

/// An image or array of three axes, channels last.
struct Plane {
    height: usize,
    width: usize,
    channels: usize,
    data: Vec<f64>,
    shape: Vec<usize>,
    raw: Vec<f64>,
}

impl Plane {
    fn of(value: &Value) -> Option<Self> {
        let (shape, raw) = match value {
            Value::Image(image) => {
                let data = match &image.samples {
                    Samples::U8(data) => data.iter().map(|v| f64::from(*v)).collect(),
                    Samples::U16(data) => data.iter().map(|v| f64::from(*v)).collect(),
                    Samples::F32(data) => data.iter().map(|v| f64::from(*v)).collect(),
                };
                (vec![image.height, image.width, image.channels()], data)
            }
            Value::Tensor(Tensor { shape, elements, .. }) => (shape.clone(), elements.to_f64()),
            _ => return None,
        };
        let squeezed: Vec<usize> = if shape.len() == 4 && shape[0] == 1 { shape[1..].to_vec() } else { shape.clone() };
        let [a, b, c] = squeezed[..] else {
            return Some(Self { height: 0, width: 0, channels: 0, data: Vec::new(), shape, raw });
        };
        if c <= 4 {
            return Some(Self { height: a, width: b, channels: c, data: raw.clone(), shape, raw });
        }
        if a <= 4 {
            let mut data = vec![0.0; raw.len()];
            for (index, value) in raw.iter().enumerate() {
                data[(index % (b * c)) * a + index / (b * c)] = *value;
            }
            return Some(Self { height: b, width: c, channels: a, data, shape, raw });
        }
        Some(Self { height: 0, width: 0, channels: 0, data: Vec::new(), shape, raw })
    }
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-5 * (1.0 + a.abs().max(b.abs()))
}

fn all_near(a: impl Iterator<Item = f64>, b: &[f64]) -> bool {
    a.zip(b).all(|(a, b)| near(a, *b))
}

fn on_arrays(pairs: &[(Plane, Plane)]) -> Fit {
    let images = pairs.iter().all(|(a, b)| a.channels > 0 && b.channels > 0);
    if images && pairs.iter().all(|(a, b)| (a.height, a.width, a.channels) == (b.height, b.width, b.channels)) {
        if pairs.iter().all(|(a, b)| a.shape != b.shape && all_near(a.data.iter().copied(), &b.data)) {
            return Some(("image.layout.hwc_chw", "the axes stand in another order".into()));
        }
        if pairs.iter().all(|(a, b)| a.channels >= 3 && a.channels == b.channels && all_near(reversed(a), &b.data)) {
            return Some(("image.layout.channel_order", "red and blue exchanged".into()));
        }
        if let Some(found) = flips(pairs) {
            return Some(found);
        }
        if let Some(found) = affine(pairs) {
            return Some(found);
        }
    }
    let reshaped = |(a, b): &(Plane, Plane)| {
        a.raw.len() == b.raw.len() && a.shape != b.shape && all_near(a.raw.iter().copied(), &b.raw)
    };
    if pairs.iter().all(reshaped) {
        return Some(("image.layout.hwc_chw", "the same elements in one row, under another shape".into()));
    }
    None
}

fn reversed(plane: &Plane) -> impl Iterator<Item = f64> + '_ {
    let swap = |channel: usize| if channel < 3 { 2 - channel } else { channel };
    (0..plane.data.len()).map(move |index| {
        let (pixel, channel) = (index / plane.channels, index % plane.channels);
        plane.data[pixel * plane.channels + swap(channel)]
    })
}

fn flips(pairs: &[(Plane, Plane)]) -> Fit {
    let at = |plane: &Plane, row: usize, column: usize, channel: usize| {
        plane.data[(row * plane.width + column) * plane.channels + channel]
    };
    for (words, vertical, horizontal) in [
        ("flipped left to right", false, true),
        ("flipped upside down", true, false),
        ("turned by 180 degrees", true, true),
    ] {
        let fits = pairs.iter().all(|(a, b)| {
            (0..a.data.len()).all(|index| {
                let (pixel, channel) = (index / a.channels, index % a.channels);
                let (row, column) = (pixel / a.width, pixel % a.width);
                let row = if vertical { a.height - 1 - row } else { row };
                let column = if horizontal { a.width - 1 - column } else { column };
                near(at(a, row, column, channel), b.data[index])
            })
        });
        if fits {
            return Some(("image.decode.exif", words.into()));
        }
    }
    None
}

/// One factor and offset for each channel: the same on all inputs, or another on each.
fn affine(pairs: &[(Plane, Plane)]) -> Fit {
    let channels = pairs.first()?.0.channels;
    // What fits as it is asks for no factor.
    if pairs.iter().all(|(a, b)| (0..channels).all(|channel| lies_on(a, b, channel, (1.0, 0.0)))) {
        return None;
    }
    let mut maps: Vec<Vec<(f64, f64)>> = Vec::new();
    for (a, b) in pairs {
        maps.push((0..channels).map(|channel| fit(a, b, channel)).collect::<Option<_>>()?);
    }
    let first = &maps[0];
    let close = |a: &(f64, f64), b: &(f64, f64)| {
        (a.0 - b.0).abs() <= 1e-3 * a.0.abs() && (a.1 - b.1).abs() <= 1e-3 * (1.0 + a.1.abs())
    };
    let steady = maps.iter().all(|map| map.iter().zip(first).all(|(a, b)| close(a, b)));
    let shown: Vec<String> = first.iter().map(|(scale, offset)| format!("x * {scale:.6} + {offset:.6}")).collect();
    let words = format!("per channel {}", shown.join(", "));
    if !steady {
        return Some(("image.norm.statistics_scope", "a factor and an offset that are others on every input".into()));
    }
    let (scale, offset) = first[0];
    let even = first.iter().all(|map| close(map, &first[0]));
    let is = |wanted: f64| (scale / wanted - 1.0).abs() < 1e-3;
    let doubled = even && offset.abs() < 1e-3 && is(1.0 / 255.0);
    let ranged = even && (is(255.0) || is(256.0 / 255.0) || is(255.0 / 256.0) || is(256.0) || is(2.0) || is(0.5));
    let id = if doubled {
        "image.norm.doubled"
    } else if ranged {
        "image.norm.range"
    } else {
        "image.norm.constants"
    };
    Some((id, words))
}

fn samples(plane: &Plane, channel: usize) -> Vec<f64> {
    plane.data.iter().skip(channel).step_by(plane.channels).copied().collect()
}

/// True if a channel's values lie on a line, but for a small part of their span.
fn lies_on(a: &Plane, b: &Plane, channel: usize, (scale, offset): (f64, f64)) -> bool {
    let (x, y) = (samples(a, channel), samples(b, channel));
    let (low, high) = x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)));
    let reach = scale.abs() * (high - low);
    x.iter().zip(&y).all(|(x, y)| (scale * x + offset - y).abs() <= 2e-4 * reach.max(1e-9))
}

/// The line through a channel's values, if all lie on it.
fn fit(a: &Plane, b: &Plane, channel: usize) -> Option<(f64, f64)> {
    let (x, y) = (samples(a, channel), samples(b, channel));
    let low = (0..x.len()).min_by(|i, j| x[*i].total_cmp(&x[*j]))?;
    let high = (0..x.len()).max_by(|i, j| x[*i].total_cmp(&x[*j]))?;
    let span = x[high] - x[low];
    if span <= 0.0 || !span.is_finite() {
        return None;
    }
    let scale = (y[high] - y[low]) / span;
    let offset = y[low] - scale * x[low];
    (scale != 0.0 && lies_on(a, b, channel, (scale, offset))).then_some((scale, offset))
}

fn on_tokens(pairs: &[(&Tokens, &Tokens)]) -> Fit {
    let trimmed = |long: &[i64], short: &[i64]| -> Option<(usize, usize)> {
        let extra = long.len().checked_sub(short.len()).filter(|extra| *extra > 0)?;
        (0..=extra.min(2)).find(|start| long[*start..].starts_with(short)).map(|start| (start, extra - start))
    };
    let ends: Option<Vec<(usize, usize)>> =
        pairs.iter().map(|(a, b)| trimmed(&a.ids, &b.ids).or_else(|| trimmed(&b.ids, &a.ids))).collect();
    if let Some(ends) = &ends
        && ends.iter().all(|(start, end)| *start <= 1 && *end <= 1)
    {
        return Some(("tok.bos_eos", "a special token more at an end".into()));
    }
    // Surplus that the mask leaves out, or that repeats one id, only fills up.
    let filled = |(a, b): &(&Tokens, &Tokens)| {
        let (long, short) = if a.ids.len() > b.ids.len() { (a, b) } else { (b, a) };
        trimmed(&long.ids, &short.ids).is_some_and(|(start, _)| {
            let surplus = |index: &usize| *index < start || *index >= start + short.ids.len();
            let mut extra = (0..long.ids.len()).filter(surplus);
            let first = extra.clone().next().map(|index| long.ids[index]);
            let masked = |index: usize| long.attention_mask.as_ref().is_some_and(|mask| mask[index] == 0);
            extra.all(|index| masked(index) || (long.attention_mask.is_none() && Some(long.ids[index]) == first))
        })
    };
    if pairs.iter().all(filled) {
        return Some(("tok.padding", "filled up on one side".into()));
    }
    let longest = |tokens: &Tokens| tokens.ids.len();
    if pairs.iter().all(|(a, b)| trimmed(&a.ids, &b.ids).is_some())
        || pairs.iter().all(|(a, b)| trimmed(&b.ids, &a.ids).is_some())
    {
        let limits: Vec<usize> = pairs.iter().map(|(a, b)| longest(a).min(longest(b))).collect();
        if limits.windows(2).all(|pair| pair[0] == pair[1]) && limits.len() > 1 {
            return Some(("tok.truncation", format!("cut at {} tokens", limits[0])));
        }
    }
    let mut map: HashMap<i64, i64> = HashMap::new();
    let mut back: HashMap<i64, i64> = HashMap::new();
    let consistent = pairs.iter().all(|(a, b)| {
        a.ids.len() == b.ids.len()
            && a.ids
                .iter()
                .zip(&b.ids)
                .all(|(a, b)| *map.entry(*a).or_insert(*b) == *b && *back.entry(*b).or_insert(*a) == *a)
    });
    let moved = map.iter().filter(|(a, b)| a != b).count();
    // A few ids exchanged by chance would fit as well: most of them must have moved.
    if consistent && moved * 2 > map.len() && map.len() >= 4 {
        return Some(("tok.vocab_or_merges", format!("{moved} of {} ids stand for other ids throughout", map.len())));
    }
    None
}

/// The fields of records within a record as its own: `t.hour`.
fn flat(record: &Record) -> Record {
    let fields = record.iter().flat_map(|(name, value)| match value {
        Value::Record(inner) => {
            flat(inner).iter().map(|(field, value)| (format!("{name}.{field}"), value.clone())).collect()
        }
        value => vec![(name.to_owned(), value.clone())],
    });
    fields.collect()
}

fn on_records(pairs: &[(&Record, &Record)]) -> Fit {
    let names = |record: &Record| -> Vec<String> { record.names().map(str::to_owned).collect() };
    let sorted = |record: &Record| {
        let mut names = names(record);
        names.sort();
        names
    };
    if pairs.iter().all(|(a, b)| sorted(a) != sorted(b)) {
        return Some(("tab.columns", "fields are missing or extra".into()));
    }
    if pairs.iter().all(|(a, b)| sorted(a) == sorted(b) && names(a) != names(b)) {
        return Some(("tab.columns", "the fields stand in another order".into()));
    }
    // Values in one order under the names of another.
    let permuted = pairs.iter().all(|(a, b)| {
        let texts = |record: &Record| {
            let mut texts: Vec<String> = record.iter().map(|(_, value)| format!("{value:?}")).collect();
            texts.sort();
            texts
        };
        a != b && texts(a) == texts(b) && a.len() > 1
    });
    if permuted && pairs.len() > 1 {
        return Some(("tab.columns", "the same values stand under other names".into()));
    }
    let mut found: Fit = None;
    let fields: Vec<String> = pairs.first().map(|(a, _)| names(a)).unwrap_or_default();
    for field in fields {
        let values: Option<Vec<(&Value, &Value)>> =
            pairs.iter().map(|(a, b)| Some((a.get(&field)?, b.get(&field)?))).collect();
        let differing: Vec<(&Value, &Value)> = values?.into_iter().filter(|(a, b)| a != b).collect();
        if differing.is_empty() {
            continue;
        }
        let (id, words) = on_scalars(&field, &differing)?;
        match &found {
            None => found = Some((id, format!("{field}: {words}"))),
            Some((known, _)) if *known == id => {}
            Some(_) => return None,
        }
    }
    found
}

/// No count of seconds since 1970 in any data is smaller than some days.
const EPOCH: f64 = 1e6;

fn on_scalars(field: &str, pairs: &[(&Value, &Value)]) -> Fit {
    if pairs.iter().all(|(a, b)| is_missing(a) != is_missing(b)) {
        return Some(("tab.missing.encoding", "missing on one side, a value on the other".into()));
    }
    let times: Option<Vec<f64>> = pairs.iter().map(|(a, b)| seconds(a, b)).collect();
    if let Some(times) = times {
        return on_times(&times);
    }
    let numbers: Option<Vec<(f64, f64)>> = pairs
        .iter()
        .map(|pair| match pair {
            (Value::Number(a), Value::Number(b)) => Some((a.as_f64(), b.as_f64())),
            _ => None,
        })
        .collect();
    let numbers = numbers.filter(|numbers| numbers.len() > 1)?;
    for unit in [1e3, 1e6, 1e9] {
        // Of an epoch, what is smaller than the coarser unit may be cut off; small numbers must fit as they are.
        let times = |fine: f64, coarse: f64| {
            let slack = if coarse.abs() >= EPOCH { unit } else { 0.0 };
            (fine - coarse * unit).abs() <= slack.max(1e-12 * fine.abs())
        };
        let moved = |(a, b): &(f64, f64)| a != b || *a == 0.0;
        if numbers.iter().all(|pair| moved(pair) && (times(pair.1, pair.0) || times(pair.0, pair.1))) {
            return Some(("time.epoch_unit", format!("a factor of {unit}")));
        }
    }
    rows::numbers(field, &numbers)
}

fn is_missing(value: &Value) -> bool {
    matches!(value, Value::Null) || matches!(value, Value::Number(number) if Number::is_nan(*number))
}

fn seconds(a: &Value, b: &Value) -> Option<f64> {
    match (a, b) {
        (Value::Time(Time::Instant(a)), Value::Time(Time::Instant(b))) => {
            Some((b.utc - a.utc).num_milliseconds() as f64 / 1e3)
        }
        (Value::Time(Time::Local(a)), Value::Time(Time::Local(b))) => Some((*b - *a).num_milliseconds() as f64 / 1e3),
        _ => None,
    }
}

/// Seconds that times lie apart.
pub fn on_times(apart: &[f64]) -> Fit {
    let first = *apart.first()?;
    if apart.iter().all(|seconds| seconds.abs() < 60.0) {
        return Some(("time.truncation", "less than a minute is lost".into()));
    }
    let (low, high) = apart.iter().fold((f64::MAX, f64::MIN), |(low, high), s| (low.min(*s), high.max(*s)));
    let mut kinds: Vec<i64> = apart.iter().map(|seconds| seconds.round() as i64).collect();
    kinds.sort_unstable();
    kinds.dedup();
    // Local mean time is one offset, against the two of a zone with daylight saving time.
    let steady = kinds.len() <= 2 && high - low <= 3600.0 && (kinds.len() < apart.len() || apart.len() == 1);
    if steady && apart.iter().all(|seconds| seconds.abs() >= 60.0 && seconds % 900.0 != 0.0) {
        return Some(("time.lmt", format!("{first} s: no multiple of 15 minutes")));
    }
    let whole = apart.iter().all(|seconds| seconds % 900.0 == 0.0 && seconds.abs() <= 14.0 * 3600.0);
    // One offset, or the two of a zone with daylight saving time.
    (whole && apart.len() > 1 && high - low <= 3600.0)
        .then(|| ("time.naive_interpretation", format!("an offset of {} h", first / 3600.0)))
}
