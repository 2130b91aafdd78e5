//! An exchanged engine is one change, and no cause by itself: its causes are the conventions in which the two engines
//! differ for the step and which matter on these inputs. The conventions are data on the engines.

use super::bench::Bench;
use super::draft::Draft;
use super::{moment, pictures};
use crate::compare::{TokenStage, parting};
use crate::engines::capability::{Antialias, CubicA, Filter, Resize};
use crate::engines::{self, Engine};
use crate::steps::{self, Argument, Settings};
use crate::value::{TokenStages, Tokens, Value};

/// The causes of a changed step. `closing` is the definition that reproduces the other side, `before` the step as it was.
pub fn causes(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let after = &closing.steps[position];
    let found = match after.step() {
        "decode" => decode(bench, closing, position, before),
        "resize" => resize(bench, closing, position, before),
        "center_crop" | "crop" => vec!["image.geom.crop_offset"],
        "letterbox" => letterbox(bench, closing, position, before),
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

fn engine(settings: &Settings) -> Option<&'static dyn Engine> {
    engines::find(settings.get("engine")?.as_text()?)
}

/// How a resize samples, as data.
struct Sampling {
    filter: Filter,
    antialias: bool,
    cubic_a: f64,
    coordinates: String,
    lobes: u32,
    engine: &'static str,
}

impl Sampling {
    fn of(settings: &Settings) -> Option<Self> {
        let engine = if settings.step() == "letterbox" {
            engines::find(pictures::inside(settings).0)?
        } else {
            engine(settings)?
        };
        // Engines with rules for target sizes only use another's kernels.
        let kernel: &dyn Resize = engine.resize()?;
        let offer = kernel.offer();
        let typed = match settings.step() {
            "letterbox" => Some(pictures::inside(settings).1),
            _ => settings.get("filter").and_then(Argument::as_text),
        };
        let filter = typed.and_then(|typed| offer.filter(typed)).or(offer.default_filter)?;
        let asked = |name: &str| match settings.get(name) {
            Some(Argument::Boolean(value)) => Some(*value),
            _ => None,
        };
        let antialias = match offer.antialias {
            Antialias::Choice(default) => asked("antialias").unwrap_or(default),
            fixed => fixed.default(),
        };
        let cubic_a = match offer.cubic_a {
            CubicA::Choice(default) => settings.get("cubic_a").and_then(Argument::as_f64).unwrap_or(default),
            CubicA::Fixed { sampled, antialiased } => {
                if antialias {
                    antialiased
                } else {
                    sampled
                }
            }
        };
        let coordinates = settings.get("coordinates").and_then(Argument::as_text);
        let mut coordinates = coordinates.or(offer.coordinates.first().copied()).unwrap_or("half_pixel").to_owned();
        if asked("align_corners") == Some(true) {
            "align_corners".clone_into(&mut coordinates);
        }
        if filter == Filter::Nearest {
            let rounding = settings.get("nearest_rounding").and_then(Argument::as_text);
            coordinates += rounding.or(offer.nearest_rounding.first().copied()).unwrap_or("");
        }
        Some(Self { filter, antialias, cubic_a, coordinates, lobes: offer.lanczos_lobes(), engine: engine.meta().id })
    }

    fn is_nearest(&self) -> bool {
        matches!(self.filter, Filter::Nearest | Filter::NearestExact)
    }

    fn family(&self) -> &'static str {
        self.filter.name().trim_end_matches("_exact")
    }

    fn grid(&self) -> &str {
        match self.coordinates.as_str() {
            "pytorch_half_pixel" | "half_pixel_symmetric" | "" => "half_pixel",
            other => other,
        }
    }
}

fn resize(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let mut opened = closing.clone();
    opened.steps[position] = before.clone();
    let (mut shrinks, mut other_size) = (false, false);
    for &input in bench.failing.iter().take(8) {
        let area = |draft: &Draft, step: usize| bench.value_before(draft, step, input).and_then(|value| sides(&value));
        let (from, own, new) = (area(closing, position), area(&opened, position + 1), area(closing, position + 1));
        if let (Some(from), Some(new)) = (from, new) {
            shrinks |= new.0 < from.0 || new.1 < from.1;
        }
        other_size |= own.is_some() && own != new;
    }
    let mut found = Vec::new();
    let keys = ["width", "height", "shortest_edge", "longest_edge", "scale"];
    if other_size && keys.iter().all(|key| before.get(key) == closing.steps[position].get(key)) {
        found.push("image.geom.target_round");
    }
    let (Some(a), Some(b)) = (Sampling::of(before), Sampling::of(&closing.steps[position])) else {
        return if found.is_empty() { vec!["image.geom.target_round"] } else { found };
    };
    let lobes = a.filter == Filter::Lanczos && b.filter == Filter::Lanczos && a.lobes != b.lobes;
    if a.family() != b.family() || lobes {
        // Pillow resizes palette indices by nearest, whatever it is asked for.
        let indices = [&a, &b].iter().any(|s| s.engine == "pillow" && s.is_nearest())
            && bench.failing.iter().all(|input| is_palette(bench.input(*input)));
        found.push(if indices { "image.decode.palette" } else { "image.resize.kernel" });
    }
    // Nearest takes one pixel and area averages all: neither is another filter with or without averaging.
    let own_kind = |sampling: &Sampling| sampling.is_nearest() || sampling.filter == Filter::Area;
    if a.antialias != b.antialias && shrinks && !own_kind(&a) && !own_kind(&b) {
        found.push("image.resize.antialias");
    }
    if a.filter == Filter::Bicubic && b.filter == Filter::Bicubic && a.cubic_a != b.cubic_a {
        found.push("image.resize.cubic_coeff");
    }
    let grids = a.is_nearest() == b.is_nearest() && a.grid() != b.grid();
    let nearest_grids = a.is_nearest() && b.is_nearest() && (a.engine != b.engine || a.filter != b.filter);
    if grids || nearest_grids {
        found.push("image.resize.coord");
    }
    if found.is_empty() {
        found.push("image.resize.lsb_rounding");
    }
    found
}

/// The size of the picture in the box, its resizer, and the rest of the rules: what of them differs and matters.
fn letterbox(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let after = &closing.steps[position];
    let mut found = Vec::new();
    if pictures::inside(before) != pictures::inside(after) {
        found.extend(resize(bench, closing, position, before));
    }
    let rule = |settings: &Settings| engine(settings).and_then(|engine| engine.geometry()?.letterbox);
    if let (Some(a), Some(b)) = (rule(before), rule(after)) {
        let one = |name: &str| before.get(name) == after.get(name);
        if (a.fill != b.fill && before.get("fill").is_none()) || (a.centered != b.centered && one("position")) {
            found.push("image.geom.pad");
        }
        if a.size != b.size && found.is_empty() {
            found.push("image.geom.target_round");
        }
    }
    found.sort_unstable();
    found.dedup();
    if found.len() > 1 {
        found.retain(|cause| *cause != "image.resize.lsb_rounding");
    }
    if found.is_empty() { vec!["image.geom.pad"] } else { found }
}

fn sides(value: &Value) -> Option<(usize, usize)> {
    match value {
        Value::Image(image) => Some((image.width, image.height)),
        Value::Tensor(tensor) if tensor.shape.len() >= 2 => {
            let channels_first = tensor.layout.is_some_and(|layout| layout.name().ends_with("chw"));
            let last = tensor.shape.len() - 1;
            let (h, w) =
                if channels_first || tensor.shape.len() == 2 { (last - 1, last) } else { (last - 2, last - 1) };
            Some((tensor.shape[w], tensor.shape[h]))
        }
        _ => None,
    }
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

fn is_palette(input: &Value) -> bool {
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
