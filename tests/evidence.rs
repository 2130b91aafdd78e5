//! Every recorded answer is compared again, and the index from which `list engines` and `describe` take their figures must
//! say what came out. `PREPARITY_WRITE_EVIDENCE=1 cargo test evidence` writes the index.

use crate::{crate_resizers, decode, pixel_engines};
use preparity::compare::{Context, compare};
use preparity::definition::{Case, InputChunk, Inputs, find_cases};
use preparity::engines::evidence::Evidence;
use preparity::golden::{Mode, Store};
use preparity::value::Value;
use std::collections::BTreeMap;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const INDEX: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/engines/evidence/index.tsv");

/// Folders of cases whose goldens are what real libraries answered.
const FAMILIES: &[&str] = &["resize", "decode", "pixels"];

/// The libraries of what is no case, as the recorders' headers name them.
const LIBRARIES: &[(&str, &str)] = &[
    ("albumentations", "albumentations 2.0.8"),
    ("fast_image_resize", "fast_image_resize 6.1.0, called beside"),
    ("huggingface", "transformers 5.23.0"),
    ("image-rs", "image 0.25.10, called beside"),
    ("opencv", "OpenCV 5.0.0.93"),
    ("tensorflow", "TensorFlow 2.21.0"),
    ("timm", "timm 1.0.31"),
    ("torchvision", "torchvision 0.29.2"),
];

type Key = (String, String, String, String);

fn library(engine: &str) -> String {
    let known = LIBRARIES.iter().find(|(id, _)| *id == engine);
    known.unwrap_or_else(|| panic!("the library of {engine} is not named")).1.to_owned()
}

fn dtype(value: &Value) -> &'static str {
    match value {
        Value::Image(image) => image.samples.dtype().name(),
        Value::Tensor(tensor) => tensor.elements.dtype().name(),
        _ => "",
    }
}

/// One case: every input's answer against the one that was recorded.
fn add_case(case: &Case, rows: &mut BTreeMap<Key, Evidence>) {
    let goldens = Store::new(Path::new(ROOT).join("golden"), Mode::ReadOnly).open(&case.id).expect("goldens");
    let recorded = goldens.blessed().recorded.clone().unwrap_or_else(|| panic!("{}: no provenance", case.id));
    let side = case.train.open().expect("a definition that binds");
    let settings = case.train.steps().and_then(|steps| steps.first()).expect("a step");
    let parts: Vec<&str> = case.id.split('/').collect();
    let [_, family, folder, name] = parts.as_slice() else { panic!("{}: no case of an engine", case.id) };
    // Resizing is recorded by library and version, everything else by engine.
    let by_mode = *family == "resize";
    let engine = if by_mode { settings.get("engine").expect("an engine").to_string() } else { (*folder).to_owned() };
    let bound = case.tolerances.first().map_or(0.0, |tolerance| tolerance.limit);
    // The name of a case of resizing is the mode and the group of inputs.
    let mode = if by_mode { name.rsplit_once('-').map_or(*name, |(mode, _)| mode) } else { "" };
    for input in Inputs::open(&case.inputs).expect("inputs").flat_map(InputChunk::load) {
        let input = input.expect("an input");
        let golden = goldens.value(&input.id).expect("a golden").unwrap_or_else(|| panic!("{}: {}", case.id, input.id));
        let answer = side.answer(&input).expect("an answer");
        if let (Value::Rejected(ours), Value::Rejected(theirs)) = (&*answer, &golden) {
            assert_eq!(ours.error, theirs.error, "{}: {}", case.id, input.id);
        }
        let found = compare(&answer, &golden, &Context::default());
        let mode = match dtype(&input.value) {
            dtype if !by_mode || bound == 0.0 || mode.ends_with(dtype) => mode.to_owned(),
            dtype => format!("{mode} {dtype}"),
        };
        let library = format!("{} {}", recorded.library, recorded.version);
        let key = (engine.clone(), settings.step().to_owned(), library.clone(), mode.clone());
        let row = rows.entry(key).or_insert_with(|| Evidence {
            engine: engine.clone(),
            step: settings.step().to_owned(),
            library,
            mode,
            exact: 0,
            all: 0,
            worst: 0.0,
            bound: 0.0,
        });
        row.all += 1;
        row.exact += usize::from(found.exact);
        row.bound = row.bound.max(bound);
        let off = if found.is_structural() { f64::INFINITY } else { found.measures.max_abs.unwrap_or(0.0) };
        row.worst = row.worst.max(off);
        assert!(found.exact || off <= bound, "{}: {}: {off} away, promised {bound}", case.id, input.id);
    }
}

fn rows() -> Vec<Evidence> {
    let mut rows = BTreeMap::new();
    let cases = find_cases(&Path::new(ROOT).join("cases")).expect("cases");
    let recorded = |id: &str| FAMILIES.iter().any(|family| id.starts_with(&format!("engines/{family}/")));
    for file in cases.iter().filter(|file| recorded(&file.id)) {
        let case = Case::load(&file.path, &file.id).expect("a case");
        // Where a difference is expected, the recording is no claim of the engine's.
        if case.expect.verdict.is_none() {
            add_case(&case, &mut rows);
        }
    }
    let mut plain = |engine: &str, step: &str, exact: usize, all: usize| {
        let library = library(engine);
        let row = Evidence {
            engine: engine.to_owned(),
            step: step.to_owned(),
            library: library.clone(),
            mode: String::new(),
            exact,
            all,
            worst: 0.0,
            bound: 0.0,
        };
        rows.insert((engine.to_owned(), step.to_owned(), library, String::new()), row);
    };
    let (exact, wrong) = decode::by_the_crate_itself();
    plain("image-rs", "decode", exact, exact + wrong.len());
    for (engine, counts) in
        [("fast_image_resize", crate_resizers::fast_image_resize()), ("image-rs", crate_resizers::image_rs())]
    {
        let (exact, all) = counts.values().fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
        plain(engine, "resize", exact, all);
    }
    for (what, (exact, all)) in pixel_engines::recorded_answers().0 {
        let (engine, step) = what.split_once('\t').expect("an engine and a step");
        plain(engine, if step == "size" { "target size" } else { step }, exact, all);
    }
    rows.into_values().collect()
}

#[test]
fn the_index_says_what_the_recordings_give() {
    let text: String = rows().iter().map(|row| row.line() + "\n").collect();
    if std::env::var_os("PREPARITY_WRITE_EVIDENCE").is_some() {
        std::fs::write(INDEX, &text).expect("the index");
    }
    let index = std::fs::read_to_string(INDEX).expect("the index");
    assert!(index == text, "the index is stale: PREPARITY_WRITE_EVIDENCE=1 cargo test evidence writes it");
}

#[test]
fn evidence_stays_small() {
    fn size(path: &Path) -> u64 {
        let entries = std::fs::read_dir(path).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").path())
            .map(|path| if path.is_dir() { size(&path) } else { path.metadata().map_or(0, |data| data.len()) })
            .sum()
    }
    let folders =
        FAMILIES.iter().flat_map(|family| [format!("golden/engines/{family}"), format!("cases/engines/{family}")]);
    let folders = folders.chain(["tests/recorded/sizes".to_owned()]);
    let total: u64 = folders.map(|folder| size(&Path::new(ROOT).join(folder))).sum();
    assert!(total < 8_000_000, "{total} bytes of evidence");
}
