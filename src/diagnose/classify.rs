//! Which cause a difference between two definitions stands for, by step and parameter.

use super::draft::Tag;
use crate::steps::{Argument, Settings};

/// What a step is for: steps of one sort stand in for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Reads a file.
    Decode,
    /// Changes size and place of pixels.
    Geometry,
    /// Changes channels.
    Color,
    /// Scales and shifts numbers of images.
    Normalize,
    /// Reorders axes or pixels.
    Layout,
    /// Changes text before it is tokenized.
    Text,
    /// Makes tokens.
    Tokenize,
    /// Works on times.
    Time,
    /// Works on rows.
    Table,
    /// Checks only.
    Check,
}

/// What the step of this name is for.
pub fn sort(step: &str) -> Sort {
    match step {
        "decode" => Sort::Decode,
        "resize" | "crop" | "center_crop" | "pad" | "letterbox" => Sort::Geometry,
        "color" | "alpha" => Sort::Color,
        "rescale" | "normalize" | "cast" => Sort::Normalize,
        "layout" | "flip" | "transpose" => Sort::Layout,
        "tokenize" => Sort::Tokenize,
        "parse_time" | "to_zone" | "to_epoch" | "floor_time" | "time_features" | "date_diff" => Sort::Time,
        "parse_number" | "impute" | "standardize" | "min_max" | "robust_scale" | "log" | "power" | "ordinal"
        | "one_hot" | "bucketize" | "hash" | "columns" => Sort::Table,
        "assert" => Sort::Check,
        _ => Sort::Text,
    }
}

/// The cause of a step that one side has and the other has not. `twin` says that the side has an equal step besides.
pub fn missing(settings: &Settings, twin: bool) -> &'static str {
    match settings.step() {
        "rescale" | "normalize" if twin => "image.norm.doubled",
        "rescale" | "normalize" => "image.norm.missing",
        "cast" => "image.norm.dtype",
        "decode" => "image.decode.idct",
        "resize" | "crop" | "center_crop" => "image.geom.size",
        "letterbox" => "image.geom.aspect",
        "pad" => "image.geom.pad",
        "color" => match settings.get("to").and_then(Argument::as_text) {
            Some("gray") => "image.decode.gray_weights",
            _ => "image.layout.channel_order",
        },
        "alpha" => "image.decode.alpha",
        "layout" | "flip" | "transpose" => "image.layout.hwc_chw",
        "tokenize" => "tok.vocab_or_merges",
        "chat_template" => "tok.chat_template",
        "parse_time" => "time.naive_interpretation",
        "to_zone" => "time.tz_frame",
        "to_epoch" => "time.epoch_unit",
        "floor_time" => "time.truncation",
        "impute" | "parse_number" => "tab.missing.encoding",
        "standardize" | "min_max" | "robust_scale" => "tab.scaler.missing",
        "ordinal" | "one_hot" => "tab.category.refit",
        "columns" => "tab.columns",
        "time_features" | "date_diff" | "log" | "power" | "bucketize" | "hash" => "tab.feature_definition",
        _ => "tok.normalizer",
    }
}

/// The cause of two neighbouring steps in another order.
pub fn swapped(a: &str, b: &str) -> &'static str {
    match (sort(a), sort(b)) {
        (Sort::Normalize, Sort::Normalize) => "image.norm.op_order",
        // Factors and offsets commute with a resize, but for the rounding of whole samples.
        (Sort::Normalize, _) if b == "resize" => "image.resize.lsb_rounding",
        (_, Sort::Normalize) if a == "resize" => "image.resize.lsb_rounding",
        (Sort::Text, _) | (_, Sort::Text) => "tok.normalizer",
        (Sort::Time, _) | (_, Sort::Time) => "time.tz_frame",
        (Sort::Table, _) | (_, Sort::Table) => "tab.feature_definition",
        (Sort::Layout, _) | (_, Sort::Layout) => "image.layout.hwc_chw",
        _ => "image.geom.op_order",
    }
}

/// Keys that say which size a resize makes.
const SIZE_KEYS: [&str; 5] = ["width", "height", "shortest_edge", "longest_edge", "scale"];

/// True for keys that say which size a resize makes.
pub fn is_size(step: &str, name: &str) -> bool {
    step == "resize" && SIZE_KEYS.contains(&name)
}

/// True for parameters that name an engine, or a set of conventions of one: what they stand for is looked up.
pub fn is_exchange(step: &str, name: &str) -> bool {
    match name {
        "engine" | "version" | "resize_engine" => true,
        "filter" => matches!(step, "resize" | "letterbox"),
        "mode" => step == "normalize",
        // Which of the skipped and repeated times an option moves is seen on the values.
        "fold" | "is_dst" | "method" | "ambiguous" | "nonexistent" | "disambiguation" | "lenient" => {
            sort(step) == Sort::Time
        }
        _ => is_tokenizer(step, name),
    }
}

/// True for keys that say which tokenizer is read, and how: they make sense together only.
pub fn is_tokenizer(step: &str, name: &str) -> bool {
    step == "tokenize" && matches!(name, "engine" | "file" | "vocab" | "merges")
}

/// What a parameter that differs stands for. `before` and `after` are the step without and with the change.
pub fn parameter(name: &str, before: &Settings, after: &Settings) -> Tag {
    let step = before.step();
    if is_exchange(step, name) {
        return Tag::Exchange;
    }
    Tag::Cause(match (step, name) {
        ("resize", _) => resize(name, before, after),
        ("decode", _) => decode(name, before, after),
        ("crop" | "center_crop", "width" | "height" | "size" | "crop_fraction" | "fraction") => "image.geom.size",
        ("crop" | "center_crop", _) => "image.geom.crop_offset",
        ("letterbox", "width" | "height" | "size") => "image.geom.size",
        ("letterbox" | "pad", _) => "image.geom.pad",
        ("color", "to") => missing(if before.get("to").is_some() { before } else { after }, false),
        ("color", _) => "image.decode.gray_weights",
        ("alpha", _) => "image.decode.alpha",
        ("rescale" | "normalize" | "cast", "dtype" | "rounding" | "saturate") => "image.norm.dtype",
        ("normalize", "std") if collapsed(before, after) => "image.norm.std_collapsed",
        ("normalize", "mean" | "std") => "image.norm.constants",
        ("rescale" | "normalize", _) => "image.norm.range",
        ("layout" | "flip" | "transpose", _) => "image.layout.hwc_chw",
        ("tokenize", _) => tokenize(name),
        (_, "dayfirst" | "monthfirst" | "yearfirst") => "time.parse_dayfirst",
        (_, "unit") => "time.epoch_unit",
        ("parse_time", "zone" | "utc" | "naive") => zone(before, after, "time.naive_interpretation"),
        ("to_zone", "zone" | "to") => zone(before, after, "time.tz_frame"),
        ("parse_time", "format") => "time.parse_dayfirst",
        ("floor_time", _) => "time.truncation",
        ("time_features", "zone") => "time.tz_frame",
        ("time_features", "fields") => "tab.columns",
        ("to_epoch", _) => "time.naive_interpretation",
        ("impute" | "parse_number", _) => "tab.missing.encoding",
        ("min_max", "to" | "clip") => "tab.feature_definition",
        ("standardize", "with_mean" | "with_std" | "ddof") => "tab.feature_definition",
        ("robust_scale", "method" | "quantiles" | "unit_variance" | "with_centering" | "with_scaling") => {
            "tab.feature_definition"
        }
        ("standardize" | "min_max" | "robust_scale", _) => "tab.scaler.refit",
        ("ordinal" | "one_hot", _) => "tab.category.refit",
        ("columns", _) => "tab.columns",
        ("log" | "power" | "bucketize" | "hash" | "date_diff", _) => "tab.feature_definition",
        _ => missing(before, false),
    })
}

/// One standard deviation for all channels on one side only.
fn collapsed(before: &Settings, after: &Settings) -> bool {
    let channels = |settings: &Settings| match settings.get("std") {
        Some(Argument::List(items)) if items.windows(2).any(|pair| pair[0] != pair[1]) => 3,
        _ => 1,
    };
    channels(before) != channels(after)
}

fn resize(name: &str, before: &Settings, after: &Settings) -> &'static str {
    match name {
        "antialias" | "reducing_gap" => "image.resize.antialias",
        "align_corners" | "coordinates" | "nearest_rounding" | "exclude_outside" => "image.resize.coord",
        "cubic_a" => "image.resize.cubic_coeff",
        "rounding" | "multiple_of" => "image.geom.target_round",
        name if is_size("resize", name) => {
            let keys = |settings: &Settings| -> Vec<bool> {
                SIZE_KEYS.iter().map(|key| settings.get(key).is_some()).collect()
            };
            if keys(before) == keys(after) { "image.geom.size" } else { "image.geom.aspect" }
        }
        _ => "image.geom.size",
    }
}

fn decode(name: &str, before: &Settings, after: &Settings) -> &'static str {
    let color = |settings: &Settings| settings.get("color").map(ToString::to_string).unwrap_or_default();
    match name {
        "exif" => "image.decode.exif",
        "dct" => "image.decode.idct",
        "chroma" => "image.decode.chroma_upsampling",
        "color" => match (color(before).as_str(), color(after).as_str()) {
            ("gray", _) | (_, "gray") => "image.decode.gray_weights",
            ("rgba" | "as_is", _) | (_, "rgba" | "as_is") => "image.decode.alpha",
            _ => "image.layout.channel_order",
        },
        _ => "image.decode.idct",
    }
}

fn tokenize(name: &str) -> &'static str {
    match name {
        "add_special_tokens" | "add_bos" | "add_eos" => "tok.bos_eos",
        "max_length" | "truncation" | "strategy" | "loader" => "tok.truncation",
        "pad_to" | "pad_multiple_of" | "padding" | "pad_id" | "pad_token" => "tok.padding",
        "normalizer" | "lowercase" | "strip_accents" | "chinese_chars" | "implementation" => "tok.normalizer",
        "pattern" => "tok.pretokenizer_regex",
        "prefix_space" => "tok.prefix_space",
        "special_tokens" | "special_in_text" => "tok.special_tokens",
        "template" | "chat_template" => "tok.chat_template",
        _ => "tok.vocab_or_merges",
    }
}

/// A zone against its mirror image `Etc/GMT+N` is the POSIX sign; anything else is `other`.
fn zone(before: &Settings, after: &Settings, other: &'static str) -> &'static str {
    let text = |settings: &Settings| settings.get("zone").or(settings.get("to")).map(ToString::to_string);
    let sign = |zone: &Option<String>| {
        zone.as_deref().and_then(|zone| {
            let offset = zone.trim_matches('"').strip_prefix("Etc/GMT")?.parse::<i32>().ok();
            offset.filter(|hours| *hours != 0)
        })
    };
    let (a, b) = (text(before), text(after));
    match (sign(&a), sign(&b)) {
        (Some(a), Some(b)) if a == -b => "time.posix_sign",
        (Some(_), None) | (None, Some(_)) => {
            let fixed =
                |zone: &Option<String>| zone.as_deref().is_some_and(|z| z.contains(['+', '-']) && z.contains(':'));
            if fixed(&a) || fixed(&b) { "time.posix_sign" } else { other }
        }
        _ => other,
    }
}
