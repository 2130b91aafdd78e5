//! Changes that span steps, or that no single step could offer: a step missing, doubled, moved, put in; well-known
//! constants; the host's zone and time zone data.

use super::classify::{self, Sort, sort};
use super::difference::host_zone;
use super::draft::{Change, Draft, Edit, Tag};
use super::{habits, pictures};
use crate::diagnostic::Span;
use crate::steps::clock_variations::ZONES;
use crate::steps::{Argument, Settings};

/// Mean and standard deviation of well-known pairs, for values from 0 to 1.
pub(super) const CONSTANTS: [([f64; 3], [f64; 3]); 3] = [
    ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]),
    ([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
];

/// The same for values from 0 to 255.
const BYTE_CONSTANTS: [([f64; 3], [f64; 3]); 5] = [
    ([123.675, 116.28, 103.53], [58.395, 57.12, 57.375]),
    ([123.68, 116.779, 103.939], [1.0, 1.0, 1.0]),
    ([103.939, 116.779, 123.68], [1.0, 1.0, 1.0]),
    ([127.5, 127.5, 127.5], [127.5, 127.5, 127.5]),
    ([0.0, 0.0, 0.0], [255.0, 255.0, 255.0]),
];

/// Factor and offset of well-known ranges.
const RANGES: [(f64, f64); 5] = [(255.0, 0.0), (256.0, 0.0), (127.5, -1.0), (128.0, -1.0), (128.0, 0.0)];

/// Releases of the time zone data that are tried.
const RELEASES: [&str; 6] = ["2020a", "2021e", "2022a", "2022g", "2024a", "2024b"];

/// A step that was written nowhere, with the folder and file of a neighbour.
pub fn made(near: Option<&Settings>, step: &str, arguments: Vec<(&str, Argument)>) -> Settings {
    let source = near.and_then(|near| near.source().cloned());
    let mut settings = Settings::new(step, Span::default(), source, std::path::PathBuf::new());
    for (name, argument) in arguments {
        settings.set(name, argument);
    }
    settings
}

fn text(value: &str) -> Argument {
    Argument::Text(value.to_owned())
}

fn numbers(values: &[f64]) -> Argument {
    Argument::List(values.iter().map(|value| Argument::Float(*value)).collect())
}

/// True for constants of `normalize` (mean, std) or `rescale` (divide) that many models share.
pub fn is_well_known(step: &str, constants: &[Argument]) -> bool {
    let list = |argument: &Argument| match argument {
        Argument::List(items) => items.iter().filter_map(Argument::as_f64).collect(),
        single => vec![single.as_f64().unwrap_or(f64::NAN); 3],
    };
    match (step, constants) {
        ("rescale", [divide]) => divide.as_f64() == Some(255.0),
        (_, [mean, std]) => {
            let (mean, std) = (list(mean), list(std));
            CONSTANTS.iter().chain(&BYTE_CONSTANTS).any(|(a, b)| mean == a && std == b)
        }
        _ => false,
    }
}

/// The cause of a step that only one definition has. `others` are the other's steps, where they are known.
pub fn lone_cause(steps: &[Settings], index: usize, others: Option<&[Settings]>) -> &'static str {
    let settings = &steps[index];
    let twin = steps.iter().enumerate().any(|(at, other)| at != index && other.step() == settings.step());
    let scaled =
        |steps: &[Settings]| steps.iter().any(|step| sort(step.step()) == Sort::Normalize && step.step() != "cast");
    let rest: Vec<Settings> =
        steps.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, step)| step.clone()).collect();
    let rest_scaled = others.map_or_else(|| scaled(&rest), scaled);
    match settings.step() {
        // One of two divisions: the values come from another range.
        "rescale" if !twin && rest_scaled => "image.norm.range",
        "resize" if twin => "image.geom.op_order",
        "center_crop" | "crop" if others.is_some_and(|others| others.iter().any(|o| o.step() == "letterbox")) => {
            "image.geom.aspect"
        }
        _ => classify::missing(settings, twin),
    }
}

/// All changes of this kind that are worth trying on a draft.
pub fn candidates(draft: &Draft) -> Vec<Change> {
    let mut all = Vec::new();
    removals(draft, &mut all);
    doubles(draft, &mut all);
    moves(draft, &mut all);
    round_trips(draft, &mut all);
    constants(draft, &mut all);
    insertions(draft, &mut all);
    all.extend(pictures::candidates(draft));
    all.extend(habits::candidates(draft));
    runtime(draft, &mut all);
    all
}

fn removals(draft: &Draft, all: &mut Vec<Change>) {
    for index in 0..draft.steps.len() {
        if matches!(draft.steps[index].step(), "decode" | "assert" | "tokenize" | "parse_time") {
            continue;
        }
        let tag = Tag::Cause(lone_cause(&draft.steps, index, None));
        all.push(Change::remove(tag, draft, index));
        if matches!(draft.steps[index].step(), "rescale" | "normalize") {
            // Without it, and floats nevertheless.
            let mut floats = Change::remove(tag, draft, index);
            let cast = made(Some(&draft.steps[index]), "cast", vec![("dtype", text("float32"))]);
            floats.edits = vec![Edit::Replace(index, Box::new(cast))];
            floats.words += ", in float32";
            all.push(floats);
        }
    }
    let scaling: Vec<usize> =
        (0..draft.steps.len()).filter(|index| matches!(draft.steps[*index].step(), "rescale" | "normalize")).collect();
    if scaling.len() > 1 {
        let edits: Vec<Edit> = scaling.iter().rev().map(|index| Edit::Remove(*index)).collect();
        let words = "without rescale and normalize".to_owned();
        let tag = Tag::Cause("image.norm.missing");
        let mut floats = edits.clone();
        let cast = made(draft.steps.first(), "cast", vec![("dtype", text("float32"))]);
        floats.push(Edit::Insert(scaling[0], Box::new(cast)));
        all.push(Change { tag, step: scaling[0], edits, words: words.clone() });
        all.push(Change { tag, step: scaling[0], edits: floats, words: words + ", in float32" });
    }
}

fn doubles(draft: &Draft, all: &mut Vec<Change>) {
    for (index, settings) in draft.steps.iter().enumerate() {
        let cause = match settings.step() {
            "rescale" | "normalize" => "image.norm.doubled",
            "standardize" | "min_max" | "robust_scale" => "tab.scaler.refit",
            "log" | "power" => "tab.feature_definition",
            _ => continue,
        };
        let edits = vec![Edit::Insert(index, Box::new(settings.clone()))];
        all.push(Change { tag: Tag::Cause(cause), step: index, edits, words: format!("{settings} twice") });
    }
}

fn moves(draft: &Draft, all: &mut Vec<Change>) {
    for from in 0..draft.steps.len() {
        for to in 0..draft.steps.len() {
            let near = from.abs_diff(to) <= 3 && from != to && !(from.abs_diff(to) == 1 && from > to);
            let (a, b) = (draft.steps[from].step(), draft.steps[to].step());
            let fixed = |step: &str| matches!(step, "decode" | "tokenize" | "parse_time" | "assert" | "columns");
            if near && !fixed(a) && !fixed(b) {
                all.push(Change::moved(Tag::Cause(classify::swapped(a, b)), draft, from, to));
            }
        }
    }
}

/// Values that were held in fewer bits on their way, and are floats of 32 bits again.
fn round_trips(draft: &Draft, all: &mut Vec<Change>) {
    let Some(scaled) = draft.steps.iter().rposition(|step| sort(step.step()) == Sort::Normalize) else {
        return;
    };
    let near = draft.steps.get(scaled);
    for dtype in ["float16", "bfloat16"] {
        let cast = |dtype: &str| Box::new(made(near, "cast", vec![("dtype", text(dtype))]));
        let words = format!("cast to {dtype} and back to float32 added after {}", draft.steps[scaled].step());
        let edits = vec![Edit::Insert(scaled + 1, cast(dtype)), Edit::Insert(scaled + 2, cast("float32"))];
        all.push(Change { tag: Tag::Cause("image.norm.dtype"), step: scaled + 1, edits, words });
    }
}

fn constants(draft: &Draft, all: &mut Vec<Change>) {
    let set = |index: usize, cause, changes: Vec<(&str, Option<Argument>)>| {
        let changes = changes.into_iter().map(|(name, argument)| (name.to_owned(), argument)).collect();
        Change::set(Tag::Cause(cause), draft, index, changes)
    };
    for (index, settings) in draft.steps.iter().enumerate() {
        if settings.step() == "normalize" && settings.get("mean").is_some() {
            // Constants for bytes are none for values that were divided before.
            let divided = draft.steps[..index].iter().any(|step| step.step() == "rescale");
            let tables = CONSTANTS.iter().chain(BYTE_CONSTANTS.iter().filter(|_| !divided));
            for (mean, std) in tables {
                let pair = vec![("mean", Some(numbers(mean))), ("std", Some(numbers(std)))];
                all.push(set(index, "image.norm.constants", pair));
                let reversed = |v: &[f64; 3]| numbers(&[v[2], v[1], v[0]]);
                let pair = vec![("mean", Some(reversed(mean))), ("std", Some(reversed(std)))];
                all.push(set(index, "image.norm.constants", pair));
            }
            all.extend(
                collapsed(settings)
                    .into_iter()
                    .map(|std| set(index, "image.norm.std_collapsed", vec![("std", Some(std))])),
            );
            if let (Some(Argument::List(mean)), Some(Argument::List(std))) = (settings.get("mean"), settings.get("std"))
            {
                let reversed = |list: &[Argument]| Some(Argument::List(list.iter().rev().cloned().collect()));
                let pair = vec![("mean", reversed(mean)), ("std", reversed(std))];
                all.push(set(index, "image.norm.constants", pair));
            }
        }
        if settings.step() == "rescale" {
            for (divide, offset) in RANGES {
                let offset = (offset != 0.0).then_some(Argument::Float(offset));
                let changes = vec![("divide", Some(Argument::Float(divide))), ("multiply", None), ("offset", offset)];
                all.push(set(index, "image.norm.range", changes));
            }
        }
        if sort(settings.step()) == Sort::Normalize {
            for dtype in ["float16", "bfloat16", "float32", "float64"] {
                all.push(set(index, "image.norm.dtype", vec![("dtype", Some(text(dtype)))]));
            }
        }
    }
}

/// One standard deviation for all channels: the mean of the three, rounded as people round, or a well-known one.
fn collapsed(settings: &Settings) -> Vec<Argument> {
    let Some(Argument::List(items)) = settings.get("std") else {
        return Vec::new();
    };
    let values: Vec<f64> = items.iter().filter_map(Argument::as_f64).collect();
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let rounded = |digits: f64| (mean * digits).round() / digits;
    let mut all = vec![mean, rounded(1000.0), rounded(100.0), 0.226];
    all.extend(values.first());
    all.dedup();
    all.into_iter().map(|value| numbers(&[value; 3])).collect()
}

fn insertions(draft: &Draft, all: &mut Vec<Change>) {
    let steps = &draft.steps;
    let near = steps.first();
    let last = |wanted: &[Sort]| steps.iter().rposition(|step| wanted.contains(&sort(step.step())));
    let has = |name: &str| steps.iter().any(|step| step.step() == name);
    let mut insert = |cause, at: usize, step: &str, arguments: Vec<(&str, Argument)>| {
        all.push(Change::insert(Tag::Cause(cause), draft, at, made(near, step, arguments)));
    };
    if let Some(pixels) = last(&[Sort::Decode, Sort::Geometry, Sort::Color]) {
        let scaled = last(&[Sort::Normalize]).unwrap_or(pixels);
        let range = if has("rescale") || has("normalize") { "image.norm.doubled" } else { "image.norm.range" };
        insert(range, scaled + 1, "rescale", vec![("divide", Argument::Integer(255))]);
        insert(range, pixels + 1, "rescale", vec![("divide", Argument::Integer(255))]);
        // Behind a division it would only undo that: the division is then missing.
        if steps.get(scaled).is_none_or(|step| step.step() != "rescale") {
            insert("image.norm.range", scaled + 1, "rescale", vec![("multiply", Argument::Integer(255))]);
        }
        insert("image.norm.dtype", steps.len(), "cast", vec![("dtype", text("float16"))]);
        insert("image.norm.dtype", steps.len(), "cast", vec![("dtype", text("float32"))]);
        insert("image.norm.dtype", scaled + 1, "cast", vec![("dtype", text("uint8"))]);
        for (mean, std) in &CONSTANTS {
            let cause = if has("normalize") { "image.norm.doubled" } else { "image.norm.missing" };
            insert(cause, scaled + 1, "normalize", vec![("mean", numbers(mean)), ("std", numbers(std))]);
        }
        let colors = steps.iter().position(|step| step.step() == "decode").map_or(0, |decode| decode + 1);
        let given = steps.iter().find(|step| step.step() == "decode").and_then(|decode| decode.get("color")?.as_text());
        let transparent = matches!(given, Some("rgba" | "as_is"));
        if !has("color") {
            // Of a picture with alpha it is the alpha that is dropped so.
            let cause = if transparent { "image.decode.alpha" } else { "image.layout.channel_order" };
            insert(cause, colors, "color", vec![("to", text("bgr"))]);
            insert(cause, colors, "color", vec![("to", text("rgb"))]);
        }
        for over in [255, 0] {
            let ground = Argument::List(vec![Argument::Integer(over); 3]);
            insert("image.decode.alpha", colors, "alpha", vec![("over", ground)]);
        }
        for to in ["chw", "hwc", "nchw", "nhwc"] {
            insert("image.layout.hwc_chw", steps.len(), "layout", vec![("to", text(to))]);
        }
    }
    if let Some(tokenize) = steps.iter().position(|step| step.step() == "tokenize") {
        for form in ["nfc", "nfd", "nfkc", "nfkd"] {
            insert("tok.normalizer", tokenize, "unicode", vec![("form", text(form))]);
        }
        for step in ["lowercase", "strip_accents", "trim", "collapse_whitespace", "casefold"] {
            insert("tok.normalizer", tokenize, step, Vec::new());
            insert("tok.normalizer", tokenize, step, vec![("engine", text("python"))]);
        }
    } else if last(&[Sort::Text]).is_some() {
        for form in ["nfc", "nfd", "nfkc", "nfkd"] {
            insert("tok.normalizer", steps.len(), "unicode", vec![("form", text(form))]);
        }
    }
    times(draft, &mut insert);
}

fn times(draft: &Draft, insert: &mut impl FnMut(&'static str, usize, &str, Vec<(&str, Argument)>)) {
    let Some(parse) = draft.steps.iter().position(|step| step.step() == "parse_time") else {
        return;
    };
    let settings = &draft.steps[parse];
    let field = settings.get("into").or(settings.get("on")).cloned();
    let on = |mut arguments: Vec<(&'static str, Argument)>| {
        if let Some(field) = &field {
            arguments.push(("on", field.clone()));
        }
        arguments
    };
    let engines = [settings.get("engine").cloned(), None];
    for engine in engines.iter().take(if engines[0].is_some() { 1 } else { 2 }) {
        let with = |mut arguments: Vec<(&'static str, Argument)>| {
            if let Some(engine) = engine {
                arguments.push(("engine", engine.clone()));
            }
            on(arguments)
        };
        for to in ["second", "minute", "hour", "millisecond", "day", "5min", "15min", "30min"] {
            insert("time.truncation", parse + 1, "floor_time", with(vec![("to", text(to))]));
        }
        for zone in ZONES {
            insert("time.tz_frame", parse + 1, "to_zone", with(vec![("zone", text(zone))]));
        }
    }
}

fn runtime(draft: &Draft, all: &mut Vec<Change>) {
    let Some(step) = draft.steps.iter().position(|step| sort(step.step()) == Sort::Time) else {
        return;
    };
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "(default)".to_owned());
    for zone in ZONES {
        if draft.runtime.zone.as_deref().unwrap_or("UTC") != zone {
            let words = format!("runtime.zone: {} -> {zone}", shown(&draft.runtime.zone));
            let edits = vec![Edit::Zone(Some(zone.to_owned()))];
            all.push(Change { tag: Tag::Cause(host_zone(&draft.steps)), step, edits, words });
        }
    }
    for release in RELEASES {
        if draft.runtime.tzdata.as_deref() != Some(release) {
            let words = format!("runtime.tzdata: {} -> {release}", shown(&draft.runtime.tzdata));
            let edits = vec![Edit::Tzdata(Some(release.to_owned()))];
            all.push(Change { tag: Tag::Cause("time.tzdata_version"), step, edits, words });
        }
    }
    for (index, settings) in draft.steps.iter().enumerate() {
        let name = match settings.step() {
            "to_zone" | "parse_time" if settings.get("zone").is_some_and(|zone| zone.as_text().is_some()) => "zone",
            _ => continue,
        };
        let present = settings.get(name).and_then(Argument::as_text).unwrap_or_default();
        for zone in ZONES.iter().filter(|zone| **zone != present) {
            let cause = if settings.step() == "to_zone" { "time.tz_frame" } else { "time.naive_interpretation" };
            let changes = vec![(name.to_owned(), Some(text(zone)))];
            all.push(Change::set(Tag::Cause(cause), draft, index, changes));
        }
        if let Some(mirrored) = mirrored(present) {
            let changes = vec![(name.to_owned(), Some(text(&mirrored)))];
            all.push(Change::set(Tag::Cause("time.posix_sign"), draft, index, changes));
        }
    }
}

/// `Etc/GMT+2` for `Etc/GMT-2`.
fn mirrored(zone: &str) -> Option<String> {
    let offset = zone.strip_prefix("Etc/GMT")?;
    if let Some(hours) = offset.strip_prefix('+') {
        return Some(format!("Etc/GMT-{hours}"));
    }
    offset.strip_prefix('-').map(|hours| format!("Etc/GMT+{hours}"))
}
