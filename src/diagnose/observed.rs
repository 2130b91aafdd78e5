//! What the other side's outputs say by themselves: a size, a length, the names and order of columns, the number of each
//! category. Such values are tried as they were seen, whether or not they are common ones.

use super::bench::Bench;
use super::classify::{Sort, sort};
use super::draft::{Change, Draft, Tag};
use super::exchange::tokens;
use super::numeric;
use super::structural::made;
use crate::steps::clock_variations::{self, ZONES};
use crate::steps::{Argument, Settings};
use crate::value::{Layout, Tokens, Value};
use chrono::{Offset, TimeZone};
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

/// Sizes that are tried between the smallest and the largest, before the best of them are looked at more closely.
const GRID: i64 = 28;

/// Changes that are read off the outputs on these inputs.
pub fn candidates(bench: &Bench, draft: &Draft, sample: &[usize]) -> Vec<Change> {
    let mut all = Vec::new();
    sizes(bench, draft, sample, &mut all);
    lengths(bench, draft, sample, &mut all);
    columns(bench, draft, &mut all);
    categories(bench, draft, &mut all);
    choosing(bench, draft, sample, &ZONES, &mut all);
    all
}

/// Changes that cost more than the common ones, and are tried when those have failed.
pub fn wider(bench: &Bench, draft: &Draft, sample: &[usize]) -> Vec<Change> {
    let mut all = Vec::new();
    edges(bench, draft, sample, &mut all);
    zones(draft, &mut all);
    choosing(bench, draft, sample, &CLOCKS, &mut all);
    all
}

/// Width and height of an array of pixels.
pub fn extent(value: &Value) -> Option<(usize, usize)> {
    match value {
        Value::Image(image) => Some((image.width, image.height)),
        Value::Tensor(tensor) if (2..=4).contains(&tensor.shape.len()) => {
            let last = tensor.shape.len() - 1;
            let first = match tensor.layout {
                Some(layout) => matches!(layout, Layout::Chw | Layout::Nchw),
                None => last == 1 || (tensor.shape[last] > 4 && tensor.shape[last - 2] <= 4),
            };
            let (height, width) = if first { (last - 1, last) } else { (last - 2, last - 1) };
            Some((tensor.shape[width], tensor.shape[height]))
        }
        _ => None,
    }
}

fn integer(value: usize) -> Argument {
    Argument::Integer(value as i64)
}

/// The size of the outputs, for every step that makes one.
fn sizes(bench: &Bench, draft: &Draft, sample: &[usize], all: &mut Vec<Change>) {
    let seen: Option<Vec<(usize, usize)>> = sample.iter().map(|input| extent(bench.target(*input))).collect();
    let Some(seen) = seen.filter(|seen| !seen.is_empty()) else {
        return;
    };
    let one = |of: fn(&(usize, usize)) -> usize| seen.iter().all(|s| of(s) == of(&seen[0])).then(|| of(&seen[0]));
    let (width, height) = (one(|size| size.0), one(|size| size.1));
    let (short, long) = (one(|size| size.0.min(size.1)), one(|size| size.0.max(size.1)));
    for (step, settings) in draft.steps.iter().enumerate() {
        if sort(settings.step()) != Sort::Geometry {
            continue;
        }
        let mut changes: Vec<(String, Option<Argument>)> = Vec::new();
        let known = [
            ("width", width),
            ("height", height),
            ("size", short.filter(|_| short == long)),
            ("shortest_edge", short),
            ("longest_edge", long),
        ];
        for (name, size) in known {
            if let Some(size) = size.filter(|_| settings.get(name).is_some()) {
                changes.push((name.to_owned(), Some(integer(size))));
            }
        }
        let changes: Vec<_> = changes.into_iter().filter(|(name, new)| settings.get(name) != new.as_ref()).collect();
        if !changes.is_empty() {
            let cause = if settings.step() == "pad" { "image.geom.pad" } else { "image.geom.size" };
            all.push(Change::set(Tag::Cause(cause), draft, step, changes));
        }
        if let Some(long) = long.filter(|_| settings.step() == "letterbox") {
            boxes(draft, step, long, short != Some(long), all);
        }
        if settings.step() == "resize" && settings.get("scale").is_some() {
            scales(bench, draft, step, sample, all);
        }
    }
}

/// A square box of the longer side: outputs that are not square are filled up to a stride only.
fn boxes(draft: &Draft, step: usize, long: usize, narrow: bool, all: &mut Vec<Change>) {
    let settings = &draft.steps[step];
    let names: &[&str] = if settings.get("size").is_some() { &["size"] } else { &["width", "height"] };
    let sized = || names.iter().map(|name| ((*name).to_owned(), Some(integer(long))));
    if sized().all(|(name, new)| settings.get(&name) == new.as_ref()) {
        return;
    }
    match settings.get("stride") {
        Some(_) => all.push(Change::set(Tag::Cause("image.geom.size"), draft, step, sized().collect())),
        None if narrow => {
            let stride = ("stride".to_owned(), Some(integer(32)));
            all.push(Change::set(Tag::Exchange, draft, step, sized().chain([stride]).collect()));
        }
        None => {}
    }
}

/// The factor between the sizes before and after a resize.
fn scales(bench: &Bench, draft: &Draft, step: usize, sample: &[usize], all: &mut Vec<Change>) {
    let largest = sample.iter().filter_map(|input| {
        let before = extent(bench.value_before(draft, step, *input)?.as_ref())?;
        Some((before.0, extent(bench.target(*input))?.0))
    });
    let Some((before, after)) = largest.max() else {
        return;
    };
    let ratio = after as f64 / before as f64;
    for within in [0.05, 0.005, 0.5 / before as f64] {
        let scale = numeric::argument(numeric::shortest(ratio, 0.0, within * ratio));
        if draft.steps[step].get("scale") != Some(&scale) {
            let changes = vec![("scale".to_owned(), Some(scale))];
            all.push(Change::set(Tag::Cause("image.geom.size"), draft, step, changes));
        }
    }
}

/// Limits of a tokenizer: the length of the longest output, the length that all have, what fills them up.
fn lengths(bench: &Bench, draft: &Draft, sample: &[usize], all: &mut Vec<Change>) {
    let Some(step) = draft.steps.iter().position(|step| step.step() == "tokenize") else {
        return;
    };
    let targets: Vec<&Tokens> = sample.iter().filter_map(|input| tokens(bench.target(*input))).collect();
    let Some(longest) = targets.iter().map(|tokens| tokens.ids.len()).max().filter(|longest| *longest > 0) else {
        return;
    };
    let set = |cause, changes: Vec<(&str, Option<Argument>)>| {
        let changes = changes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Change::set(Tag::Cause(cause), draft, step, changes)
    };
    let text = |value: &str| Some(Argument::Text(value.to_owned()));
    // Without what only fills up.
    let real = |tokens: &&Tokens| match &tokens.attention_mask {
        Some(mask) => mask.iter().filter(|mask| **mask != 0).count(),
        None => tokens.ids.len(),
    };
    let mut cuts = vec![longest];
    cuts.extend(targets.iter().map(real).max().filter(|cut| *cut > 0 && *cut != longest));
    for cut in cuts {
        for side in [None, Some("left"), Some("right")] {
            let mut changes = vec![("max_length", Some(integer(cut)))];
            changes.extend(side.map(|side| ("truncation", text(side))));
            all.push(set("tok.truncation", changes));
        }
    }
    let mut ways: Vec<(&str, usize)> = Vec::new();
    if targets.iter().all(|tokens| tokens.ids.len() == longest) {
        ways.push(("pad_to", longest));
    }
    let even = |by: &usize| targets.iter().all(|tokens| tokens.ids.len() % by == 0);
    ways.extend((2..=longest).rev().filter(even).take(8).map(|by| ("pad_multiple_of", by)));
    let fillers = fillers(&targets);
    for (name, length) in &ways {
        for side in [None, Some("left"), Some("right")] {
            for filler in fillers.iter().map(|id| Some(*id)).chain([None]) {
                let other = if *name == "pad_to" { "pad_multiple_of" } else { "pad_to" };
                let mut changes = vec![(*name, Some(integer(*length))), (other, None)];
                changes.extend(side.map(|side| ("padding", text(side))));
                changes.extend(filler.map(|id| ("pad_id", Some(Argument::Integer(id)))));
                all.push(set("tok.padding", changes));
            }
        }
    }
    for id in fillers {
        all.push(set("tok.padding", vec![("pad_id", Some(Argument::Integer(id)))]));
    }
    all.push(set("tok.padding", vec![("pad_to", None), ("pad_multiple_of", None)]));
}

/// The ids that fill outputs up: those that the mask leaves out, or that are repeated at an end.
fn fillers(targets: &[&Tokens]) -> Vec<i64> {
    let mut found: Vec<i64> = Vec::new();
    for tokens in targets {
        let masked = tokens.attention_mask.iter().flatten().zip(&tokens.ids).filter(|(mask, _)| **mask == 0);
        found.extend(masked.map(|(_, id)| *id).take(1));
        if let ([first, second, ..], [.., before, last]) = (&tokens.ids[..], &tokens.ids[..]) {
            found.extend((first == second).then_some(*first));
            found.extend((before == last).then_some(*last));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(4);
    found
}

/// The names of the fields in the order of the outputs.
fn columns(bench: &Bench, draft: &Draft, all: &mut Vec<Change>) {
    let record = |input: &usize| match bench.target(*input).as_ref() {
        Value::Record(record) => Some(record.names().map(str::to_owned).collect::<Vec<String>>()),
        _ => None,
    };
    let Some(names) = bench.failing.first().and_then(record) else {
        return;
    };
    let own = bench.failing.first().map(|input| bench.own(*input).as_ref());
    if matches!(own, Some(Value::Record(own)) if own.names().eq(names.iter().map(String::as_str))) {
        return;
    }
    let list = Argument::List(names.into_iter().map(Argument::Text).collect());
    let cause = Tag::Cause("tab.columns");
    if let Some(step) = draft.steps.iter().rposition(|step| step.step() == "columns") {
        let changes = vec![("keep", Some(list)), ("drop", None), ("order", None)];
        let changes = changes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        all.push(Change::set(cause, draft, step, changes));
    } else {
        let columns = made(draft.steps.first(), "columns", vec![("keep", list)]);
        all.push(Change::insert(cause, draft, draft.steps.len(), columns));
    }
}

/// The number of every category that the inputs have.
fn categories(bench: &Bench, draft: &Draft, all: &mut Vec<Change>) {
    for (step, settings) in draft.steps.iter().enumerate() {
        let (Some(Argument::List(listed)), Some(field)) =
            (settings.get("categories"), settings.get("on").and_then(Argument::as_text))
        else {
            continue;
        };
        if settings.step() != "ordinal" || listed.iter().any(|item| item.as_text().is_none()) {
            continue;
        }
        if let Some(new) = numbered(bench, draft, step, settings, field, listed) {
            let changes = vec![("categories".to_owned(), Some(Argument::List(new)))];
            all.push(Change::set(Tag::Cause("tab.category.refit"), draft, step, changes));
        }
    }
}

fn numbered(
    bench: &Bench,
    draft: &Draft,
    step: usize,
    settings: &Settings,
    field: &str,
    listed: &[Argument],
) -> Option<Vec<Argument>> {
    let into = settings.get("into").and_then(Argument::as_text).unwrap_or(field);
    let mut places: BTreeMap<usize, String> = BTreeMap::new();
    for &input in bench.failing.iter().chain(&bench.passing).take(2000) {
        let before = bench.value_before(draft, step, input)?;
        let (Value::Record(row), Value::Record(target)) = (before.as_ref(), bench.target(input).as_ref()) else {
            return None;
        };
        let (Some(Value::Text(category)), Some(Value::Number(code))) = (row.get(field), target.get(into)) else {
            continue;
        };
        let code = code.as_f64();
        if code >= 0.0 && code.fract() == 0.0 && code < 1e4 {
            let known = places.entry(code as usize).or_insert_with(|| category.clone());
            // One number for two categories: some are unknown, and take it.
            if known != category && listed.iter().any(|item| item.as_text() == Some(category)) {
                return None;
            }
        }
    }
    let taken = |item: &&Argument| places.values().any(|category| Some(category.as_str()) == item.as_text());
    let mut rest = listed.iter().filter(|item| !taken(item)).cloned();
    let count = places.keys().last().map_or(0, |last| last + 1).max(listed.len());
    let new: Vec<Argument> =
        (0..count).filter_map(|code| places.get(&code).cloned().map(Argument::Text).or_else(|| rest.next())).collect();
    (new != listed).then_some(new)
}

/// The size before a crop, which the outputs do not show: first in wide steps, then near the best.
fn edges(bench: &Bench, draft: &Draft, sample: &[usize], all: &mut Vec<Change>) {
    let at = |name: &str| draft.steps.iter().position(|step| step.step() == name);
    let (Some(resize), Some(crop)) = (at("resize"), at("center_crop").or(at("crop"))) else {
        return;
    };
    let number = |step: usize, names: &[&str]| {
        let found = names.iter().find_map(|name| draft.steps[step].get(name))?.as_f64()?;
        Some(found as i64)
    };
    let Some(cut) = number(crop, &["size", "width"]).filter(|_| resize < crop) else {
        return;
    };
    let largest = number(resize, &["shortest_edge", "width"]).unwrap_or(cut).max(cut) * 7 / 4;
    let keys = ["width", "height", "shortest_edge", "longest_edge", "scale"];
    for (squared, cause) in [(false, "image.geom.size"), (true, "image.geom.aspect")] {
        let change = |edge: i64| {
            let sized: &[&str] = if squared { &["width", "height"] } else { &["shortest_edge"] };
            let value = |name: &&str| sized.contains(name).then_some(Argument::Integer(edge));
            let changes = keys.iter().map(|name| ((*name).to_owned(), value(name))).collect();
            Change::set(Tag::Cause(cause), draft, resize, changes)
        };
        let mut known: BTreeMap<i64, f64> = BTreeMap::new();
        let mut step = ((largest - cut) / GRID).max(1);
        let mut wanted: Vec<i64> = (0..=GRID).map(|k| cut + k * step).collect();
        loop {
            wanted.retain(|edge| *edge >= cut && !known.contains_key(edge));
            let drafts: Vec<Draft> = wanted.iter().map(|edge| draft.with(&change(*edge))).collect();
            let found = bench.residuals(&drafts, &sample[..1]);
            bench.count(drafts.len());
            for (edge, residual) in wanted.iter().zip(found) {
                let far = residual.map_or(f64::MAX, |residual| residual.likeness.unwrap_or(residual.score));
                known.insert(*edge, far);
            }
            let mut ranked: Vec<(i64, f64)> = known.iter().map(|(edge, far)| (*edge, *far)).collect();
            ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
            if step == 1 || bench.is_over() {
                all.extend(ranked.iter().take(3).map(|(edge, _)| change(*edge)));
                break;
            }
            let finer = (step / 3).max(1);
            wanted = ranked.iter().take(3).flat_map(|(edge, _)| (-3..=3).map(move |k| edge + k * finer)).collect();
            step = finer;
        }
    }
}

/// One zone for every clock that was in use in the last years, beside those that are always tried.
static CLOCKS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    // Noon of every tenth day from 2015 to 2027.
    let offsets = |zone: chrono_tz::Tz| -> Vec<i32> {
        let noon = |day: i64| chrono::DateTime::from_timestamp(1_420_070_400 + 43_200 + day * 864_000, 0);
        let moments = (0..450).filter_map(noon);
        moments.map(|moment| zone.offset_from_utc_datetime(&moment.naive_utc()).fix().local_minus_utc()).collect()
    };
    let mut seen: HashSet<Vec<i32>> = ZONES.iter().filter_map(|name| Some(offsets(name.parse().ok()?))).collect();
    let names = |area: &str| {
        matches!(
            area,
            "Africa"
                | "America"
                | "Antarctica"
                | "Asia"
                | "Atlantic"
                | "Australia"
                | "Etc"
                | "Europe"
                | "Indian"
                | "Pacific"
        )
    };
    let all = chrono_tz::TZ_VARIANTS.iter().filter(|zone| names(zone.name().split('/').next().unwrap_or_default()));
    all.filter(|zone| seen.insert(offsets(**zone))).map(|zone| zone.name()).collect()
});

/// Every clock that there is, for steps that name a zone.
fn zones(draft: &Draft, all: &mut Vec<Change>) {
    for (step, settings) in draft.steps.iter().enumerate() {
        let cause = match settings.step() {
            "to_zone" | "time_features" => "time.tz_frame",
            "parse_time" => "time.naive_interpretation",
            _ => continue,
        };
        if settings.get("zone").and_then(Argument::as_text).is_none() {
            continue;
        }
        for zone in CLOCKS.iter() {
            let changes = vec![("zone".to_owned(), Some(Argument::Text((*zone).to_owned())))];
            all.push(Change::set(Tag::Cause(cause), draft, step, changes));
        }
    }
}

/// Other zones whose skipped and repeated wall times the library refuses, while the other side has an answer: the zone
/// with what the library can be told about such times, as one change.
fn choosing(bench: &Bench, draft: &Draft, sample: &[usize], zones: &[&str], all: &mut Vec<Change>) {
    let Some(step) = draft.steps.iter().position(|step| step.step() == "parse_time") else {
        return;
    };
    let refused = |draft: &Draft, input: &usize| {
        bench.run(draft, *input).is_some_and(|own| is_refused(&own) && own != *bench.target(*input))
    };
    for zone in zones {
        let change = |options: &[(&'static str, Option<Argument>)]| {
            let mut changes = vec![("zone".to_owned(), Some(Argument::Text((*zone).to_owned())))];
            changes.extend(options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
            Change::set(Tag::Cause("time.naive_interpretation"), draft, step, changes)
        };
        let alone = draft.with(&change(&[]));
        if alone.steps[step] == draft.steps[step] || !sample.iter().any(|input| refused(&alone, input)) {
            continue;
        }
        let told = clock_variations::options(&alone.steps[step]);
        for first in &told {
            all.push(change(&first.changes));
            let others = told.iter().filter(|other| other.changes[0].0 > first.changes[0].0);
            all.extend(others.map(|other| change(&[&first.changes[..], &other.changes].concat())));
        }
    }
}

/// True for a value that was refused, or a row with such a field.
fn is_refused(value: &Value) -> bool {
    match value {
        Value::Rejected(_) => true,
        Value::Record(record) => record.iter().any(|(_, value)| is_refused(value)),
        _ => false,
    }
}
