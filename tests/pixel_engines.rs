//! Target sizes against those that the real libraries computed. What they make of pixels are ordinary cases, in
//! `cases/engines/pixels`.
//!
//! `tests/reference/record_pixels.py` records; `PREPARITY_PIXELS` names a folder of its random comparisons, sizes and pixels.

use preparity::diagnostic::Span;
use preparity::engines::kernel::target_size::{TargetRequest, Wanted, target_size};
use preparity::for_elements;
use preparity::steps::{self, Argument, Runtime, Settings};
use preparity::value::{ChannelOrder, Elements, Image, Layout, Samples, Tensor, Value};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded/sizes");

/// The recorder's noise: a hash of the index.
fn noise(spec: &Json) -> Value {
    let number = |name: &str| spec[name].as_u64().expect("a number") as usize;
    let (height, width, channels, seed) = (number("h"), number("w"), number("c"), number("seed") as u64);
    let words: Vec<u32> = (0..(height * width * channels) as u64)
        .map(|index| {
            let mixed = (index * 2_654_435_761 + seed * 40_503) as u32;
            let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
            mixed ^ (mixed >> 13)
        })
        .collect();
    let unit = |word: &u32| (word >> 8) as f32 * 2f32.powi(-24);
    let samples = match spec["dtype"].as_str().expect("a type") {
        "uint8" => Samples::U8(words.iter().map(|word| (word >> 24) as u8).collect()),
        "flat" => Samples::U8(vec![200; words.len()]),
        "uint16" => Samples::U16(words.iter().map(|word| (word >> 16) as u16).collect()),
        "levels" => Samples::F32(words.iter().map(|word| unit(word) * 255.0).collect()),
        "wide" => Samples::F32(words.iter().map(|word| (unit(word) - 0.5) * 1400.0).collect()),
        _ => Samples::F32(words.iter().map(unit).collect()),
    };
    let order = if channels == 1 { ChannelOrder::Gray } else { ChannelOrder::Rgb };
    Value::Image(Image::new(width, height, order, samples))
}

fn argument(json: &Json) -> Argument {
    match json {
        Json::Null => Argument::Null,
        Json::Bool(value) => Argument::Boolean(*value),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Argument::Float(number.as_f64().expect("a number")), Argument::Integer)
        }
        Json::String(text) => Argument::Text(text.clone()),
        Json::Array(items) => Argument::List(items.iter().map(argument).collect()),
        Json::Object(map) => Argument::Map(map.iter().map(|(name, value)| (name.clone(), argument(value))).collect()),
    }
}

fn run(steps: &Json, input: Value) -> Result<Value, String> {
    let mut value = input;
    for step in steps.as_array().expect("steps") {
        let name = step[0].as_str().expect("a step");
        let mut settings = Settings::new(name, Span::default(), None, PathBuf::new());
        for (parameter, json) in step[1].as_object().expect("parameters") {
            settings.set(parameter, argument(json));
        }
        let bound = steps::bind(&settings, &Runtime::default()).map_err(|error| error.to_string())?;
        for operation in &bound.operations {
            if !matches!(value, Value::Rejected(_)) {
                value = operation.apply(value).map_err(|error| error.to_string())?;
            }
        }
    }
    Ok(value)
}

/// Type, shape and digest as the recorder writes them.
fn shown(value: Value) -> String {
    let tensor = match value {
        Value::Rejected(rejected) => return format!("rejected {}", rejected.error),
        Value::Tensor(tensor) => tensor,
        Value::Image(image) => {
            let shape = vec![image.height, image.width, image.channels()];
            let elements = match image.samples {
                Samples::U8(data) => Elements::U8(data),
                Samples::U16(data) => Elements::U16(data),
                Samples::F32(data) => Elements::F32(data),
            };
            Tensor::new(shape, elements, Some(Layout::Hwc))
        }
        other => return other.describe(),
    };
    let mut bytes: Vec<u8> = Vec::new();
    let dtype = tensor.elements.dtype().name();
    match &tensor.elements {
        Elements::Bool(data) => bytes.extend(data.iter().map(|value| u8::from(*value))),
        Elements::F16(data) => data.iter().for_each(|value| bytes.extend(value.to_bits().to_le_bytes())),
        Elements::Bf16(data) => data.iter().for_each(|value| bytes.extend(value.to_bits().to_le_bytes())),
        Elements::F32(data) => data.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
        Elements::F64(data) => data.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
        Elements::U8(data) => bytes.extend(data),
        Elements::I8(data) => data.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
        Elements::U16(data) => data.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
        Elements::I16(data) => data.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
        Elements::U32(data) => data.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
        Elements::I32(data) => data.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
        Elements::U64(data) => data.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
        Elements::I64(data) => data.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
    }
    assert_eq!(for_elements!(&tensor.elements, data => data.len()), tensor.shape.iter().product::<usize>());
    let digest: String = Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{dtype} {:?} {digest}", tensor.shape)
}

fn wanted(recorded: &Json) -> String {
    if let Some(error) = recorded["rejected"].as_str() {
        return format!("rejected {error}");
    }
    let shape: Vec<u64> = recorded["shape"].as_array().expect("a shape").iter().filter_map(Json::as_u64).collect();
    format!(
        "{} {shape:?} {}",
        recorded["dtype"].as_str().expect("a type"),
        recorded["sha256"].as_str().expect("a digest")
    )
}

fn size(line: &Json) -> (String, String) {
    let engine = preparity::engines::find(line[1].as_str().expect("an engine")).expect("a known engine");
    let rule = engine.geometry().expect("geometry").target;
    let request = &line[2];
    let edge = |name: &str| request[name].as_u64().map(|edge| edge as usize);
    let wanted = match (edge("shortest_edge"), edge("longest_edge")) {
        (Some(edge), cap) => Wanted::ShortestEdge { edge, cap },
        (None, Some(edge)) => Wanted::LongestEdge { edge },
        (None, None) => {
            let scale = |index: usize| request["scale"][index].as_f64().expect("a factor");
            Wanted::Scale { x: scale(0), y: scale(1) }
        }
    };
    let source = |index: usize| line[3][index].as_u64().expect("pixels") as usize;
    let (width, height) = target_size(&rule, (source(0), source(1)), &TargetRequest::new(wanted));
    (format!("[{width},{height}]"), line[4].to_string())
}

/// Every recorded answer, by library and step: n exact of n; and what differs.
pub fn recorded_answers() -> (BTreeMap<String, (usize, usize)>, Vec<String>) {
    let folder = std::env::var("PREPARITY_PIXELS").unwrap_or(FOLDER.to_owned());
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut misses = Vec::new();
    let files = std::fs::read_dir(folder).expect("recordings").map(|entry| entry.expect("an entry").path());
    for file in files.filter(|file| file.extension().is_some_and(|end| end == "jsonl")) {
        for line in std::fs::read_to_string(&file).expect("a recording").lines() {
            let line: Json = serde_json::from_str(line).expect("JSON");
            let engine = line[1].as_str().expect("an engine");
            let (what, (found, wanted)) = if line[0] == "size" {
                ("size".to_owned(), size(&line))
            } else {
                let found = run(&line[2], noise(&line[3])).map_or_else(|error| error, shown);
                (line[2][0][0].as_str().expect("a step").to_owned(), (found, wanted(&line[4])))
            };
            let count = counts.entry(format!("{engine}\t{what}")).or_default();
            count.1 += 1;
            if found == wanted {
                count.0 += 1;
            } else {
                misses.push(format!("{line}\n    found {found}"));
            }
        }
    }
    (counts, misses)
}

#[test]
fn pixels_are_those_of_the_real_libraries() {
    let (counts, misses) = recorded_answers();
    for (what, (exact, all)) in &counts {
        println!("{what}: {exact} exact of {all}");
    }
    assert!(counts.values().map(|(_, all)| all).sum::<usize>() > 800, "the recordings are there");
    assert!(misses.is_empty(), "{} differ:\n{}", misses.len(), misses[..misses.len().min(20)].join("\n"));
}
