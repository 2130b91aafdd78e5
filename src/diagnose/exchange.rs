//! An exchanged engine is one change, and no cause by itself: its causes are the conventions in which the two engines
//! differ for the step and which matter on these inputs. The conventions are data on the engines.

use super::bench::Bench;
use super::draft::Draft;
use super::{moment, sampling};
use crate::compare::{TokenStage, parting};
use crate::engines::capability::Fusion;
use crate::engines::{self, Engine};
use crate::steps::{self, Argument, Settings};
use crate::value::{TokenStages, Tokens, Value};

/// The causes of a changed step. `closing` is the definition that reproduces the other side, `before` the step as it was.
pub fn causes(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let after = &closing.steps[position];
    let found = match after.step() {
        "decode" => decode(bench, closing, position, before),
        "resize" => sampling::resize(bench, closing, position, before),
        "center_crop" | "crop" => vec!["image.geom.crop_offset"],
        "letterbox" => sampling::letterbox(bench, closing, position, before),
        "pad" => vec!["image.geom.pad"],
        "color" => vec!["image.decode.gray_weights"],
        "rescale" | "normalize" => normalize(bench, closing, position, before),
        "cast" => vec!["image.norm.dtype"],
        "tokenize" => tokenize(bench, closing, position, before),
        "parse_time" | "to_zone" | "to_epoch" | "floor_time" | "time_features" | "date_diff" => {
            times(bench, closing, position, before)
        }
        "parse_number" | "impute" => vec!["tab.missing.encoding"],
        "ordinal" | "one_hot" => vec!["tab.category.refit"],
        "columns" => vec!["tab.columns"],
        step if super::classify::sort(step) == super::classify::Sort::Table => vec!["tab.feature_definition"],
        _ => vec!["tok.normalizer"],
    };
    debug_assert!(!found.is_empty());
    found
}

/// The engine that a step names.
pub fn engine(settings: &Settings) -> Option<&'static dyn Engine> {
    engines::find(settings.get("engine")?.as_text()?)
}

/// Each convention of a decoder is turned back by itself: what opens the gap again matters.
fn decode(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let after = closing.steps[position].clone();
    let effective = |settings: &Settings, name: &str| -> Option<String> {
        if let Some(argument) = settings.get(name) {
            return argument.as_text().map(str::to_owned);
        }
        let rules = engine(settings)?.decode()?;
        match name {
            "color" => Some(rules.color.name().to_owned()),
            "exif" => Some(if rules.exif { "apply" } else { "ignore" }.to_owned()),
            _ => None,
        }
    };
    let conventions = [
        ("exif", "image.decode.exif"),
        ("color", "image.layout.channel_order"),
        ("dct", "image.decode.idct"),
        ("chroma", "image.decode.chroma_upsampling"),
    ];
    let closes = |settings: Settings| {
        let mut draft = closing.clone();
        draft.steps[position] = settings;
        bench.residual(&draft, &bench.failing).is_closed()
    };
    let pinned = |mut settings: Settings, like: &Settings| {
        for (name, _) in conventions {
            if let Some(value) = effective(like, name) {
                settings.set(name, Argument::Text(value));
            }
        }
        settings
    };
    let mut found = Vec::new();
    for (name, cause) in conventions {
        let (old, new) = (effective(before, name), effective(&after, name));
        if old == new {
            continue;
        }
        let mut reverted = pinned(after.clone(), &after);
        match old {
            Some(old) => reverted.set(name, Argument::Text(old)),
            None => reverted.remove(name),
        }
        if !closes(reverted) {
            let grey =
                name == "color" && [&after, before].iter().any(|s| effective(s, name).as_deref() == Some("gray"));
            found.push(if grey { "image.decode.gray_weights" } else { cause });
        }
    }
    // The reader itself, with every convention of the other.
    if before.get("engine") != after.get("engine") && !closes(pinned(before.clone(), &after)) {
        let mut own = closing.clone();
        own.steps[position] = pinned(before.clone(), &after);
        // Only files of which the two make something else say in what they differ.
        let read = |draft: &Draft, input: usize| bench.value_before(draft, position + 1, input);
        for &input in bench.failing.iter().filter(|input| read(&own, **input) != read(closing, **input)) {
            let cause = reader_cause(bench.input(input), &after);
            if !found.contains(&cause) {
                found.push(cause);
            }
        }
    }
    if found.is_empty() {
        found
            .push(bench.failing.first().map_or("image.decode.idct", |input| reader_cause(bench.input(*input), &after)));
    }
    found
}

/// True for files that hold indices into a palette.
pub fn is_palette(input: &Value) -> bool {
    let Value::Bytes(bytes) = input else { return false };
    bytes.starts_with(b"GIF8") || (bytes.starts_with(b"\x89PNG") && bytes.get(25) == Some(&3))
}

/// What two readers of a file differ in, by what the file is.
fn reader_cause(input: &Value, settings: &Settings) -> &'static str {
    let gray = settings.get("color").and_then(Argument::as_text) == Some("gray");
    let Value::Bytes(bytes) = input else {
        return "image.decode.idct";
    };
    if bytes.starts_with(b"\x89PNG") {
        return match (bytes.get(24), bytes.get(25)) {
            (Some(16), _) => "image.decode.bitdepth",
            (_, Some(3)) => "image.decode.palette",
            (_, Some(4 | 6)) => "image.decode.alpha",
            _ if gray => "image.decode.gray_weights",
            _ => "image.decode.bitdepth",
        };
    }
    if bytes.starts_with(&[0xff, 0xd8]) {
        return match components(bytes) {
            Some(4) => "image.decode.cmyk",
            _ if gray => "image.decode.gray_weights",
            _ => "image.decode.idct",
        };
    }
    "image.decode.bitdepth"
}

/// How many components a JPEG's frame header announces.
fn components(bytes: &[u8]) -> Option<u8> {
    let mut at = 2;
    while bytes.get(at) == Some(&0xff) {
        let marker = *bytes.get(at + 1)?;
        if matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) {
            return bytes.get(at + 9).copied();
        }
        at += 2 + usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
    }
    None
}

fn normalize(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let mode = |settings: &Settings| settings.get("mode").map(ToString::to_string);
    let after = &closing.steps[position];
    if mode(before) != mode(after) {
        let blue_first = |settings: &Settings| mode(settings).as_deref() == Some("caffe");
        let mut found = vec!["image.norm.mode"];
        if blue_first(before) != blue_first(after) {
            found.push("image.layout.channel_order");
        }
        return found;
    }
    let fused = |settings: &Settings| match engine(settings).and_then(<dyn Engine>::arithmetic).map(|rule| rule.fusion)
    {
        Some(Fusion::Default(value)) => settings.get("max_pixel_value").and_then(Argument::as_f64).unwrap_or(value),
        _ => settings.get("max_pixel_value").and_then(Argument::as_f64).unwrap_or(1.0),
    };
    if fused(before) != fused(after) {
        // A library that divides by itself, behind a division or in the place of one.
        let divided = closing.steps[..position].iter().any(|step| step.step() == "rescale");
        return vec![if divided { "image.norm.doubled" } else { "image.norm.range" }];
    }
    let mut opened = closing.clone();
    opened.steps[position] = before.clone();
    let residual = bench.residual(&opened, &bench.failing);
    let small = residual.measures.max_ulps.is_some_and(|ulps| ulps <= 64.0)
        || residual.measures.max_abs.is_some_and(|distance| distance < 1e-4);
    vec![if small { "image.norm.dtype" } else { "image.norm.op_order" }]
}

/// Two tokenizers are told apart by the stages at which they part on these inputs.
fn tokenize(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let mut opened = closing.clone();
    opened.steps[position] = before.clone();
    let bind = |draft: &Draft| steps::bind(&draft.steps[position], &draft.runtime).ok();
    let (own, new) = (bind(&opened), bind(closing));
    let mut found: Vec<&'static str> = Vec::new();
    let mut add = |cause: &'static str| {
        if !found.contains(&cause) {
            found.push(cause);
        }
    };
    for &input in &bench.failing {
        let value = |draft: &Draft, step: usize| bench.value_before(draft, step, input);
        let (a, b) = (value(&opened, position + 1), value(closing, position + 1));
        let (Some(a), Some(b)) = (a.as_deref().and_then(tokens), b.as_deref().and_then(tokens)) else { continue };
        let source = value(closing, position);
        let stages = |bound: &Option<steps::Bound>| {
            bound.as_ref()?.operations.iter().find_map(|operation| operation.stages(source.as_deref()?))
        };
        let (left, right) = (stages(&own), stages(&new));
        let Some(parting) = parting(left.as_ref().zip(right.as_ref()), a, b) else { continue };
        match parting.stage {
            TokenStage::Normalized | TokenStage::PreTokens if only_prefixed(left.as_ref(), right.as_ref()) => {
                add("tok.prefix_space");
            }
            stage => add(stage_cause(stage)),
        }
        // How the texts are filled up shows by itself, wherever the tokens part before.
        if padding(a) != padding(b) && (padding(a) == 0 || padding(b) == 0) {
            add("tok.padding");
        }
    }
    if found.is_empty() { vec!["tok.vocab_or_merges"] } else { found }
}

fn stage_cause(stage: TokenStage) -> &'static str {
    match stage {
        TokenStage::Normalized => "tok.normalizer",
        TokenStage::PreTokens => "tok.pretokenizer_regex",
        TokenStage::Ids => "tok.vocab_or_merges",
        TokenStage::SpecialTokens => "tok.bos_eos",
        TokenStage::Truncation => "tok.truncation",
        TokenStage::Padding => "tok.padding",
    }
}

/// The tokens of a value, or of the first field that holds some.
pub fn tokens(value: &Value) -> Option<&Tokens> {
    match value {
        Value::Tokens(tokens) => Some(tokens),
        Value::Record(record) => record.iter().find_map(|(_, value)| tokens(value)),
        _ => None,
    }
}

/// Tokens that only fill up.
fn padding(tokens: &Tokens) -> usize {
    tokens.attention_mask.iter().flatten().filter(|mask| **mask == 0).count()
}

/// The pieces are the same but for a space before the first.
fn only_prefixed(a: Option<&TokenStages>, b: Option<&TokenStages>) -> bool {
    let bare = |stages: Option<&TokenStages>| -> Option<String> {
        let stages = stages?;
        let text = stages.pre_tokens.as_ref().map(|pieces| pieces.join("\n")).or(stages.normalized.clone())?;
        Some(text.trim_start_matches(['\u{2581}', '\u{120}', ' ']).to_owned())
    };
    matches!((bare(a), bare(b)), (Some(a), Some(b)) if a == b)
}

/// Times are told apart by the values: which rows differ, and by how much.
fn times(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let mut opened = closing.clone();
    opened.steps[position] = before.clone();
    let mut found: Vec<&'static str> = Vec::new();
    for &input in &bench.failing {
        let value = |draft: &Draft, step: usize| bench.value_before(draft, step, input);
        let (Some(source), Some(a), Some(b)) =
            (value(closing, position), value(&opened, position + 1), value(closing, position + 1))
        else {
            continue;
        };
        for cause in moment::causes(&closing.steps[position], &source, &a, &b) {
            if !found.contains(&cause) {
                found.push(cause);
            }
        }
    }
    if found.is_empty() {
        found.push(match before.step() {
            "time_features" => "time.dow_numbering",
            "floor_time" => "time.truncation",
            _ => "time.naive_interpretation",
        });
    }
    found
}
