//! Injected faults: base pipelines with one or two known changes, diagnosed once with both definitions at hand and once
//! with nothing but the outputs of the serving side.

use preparity::compare::Tolerances;
use preparity::diagnose::{Budget, Diagnosis, Evidence, Known, Problem, diagnose};
use preparity::diagnostic::Span;
use preparity::pipeline::Pipeline;
use preparity::steps::{Argument, Runtime, Settings};
use preparity::value::Value;
use serde_yaml::Value as Yaml;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn argument(yaml: &Yaml) -> Argument {
    match yaml {
        Yaml::Bool(value) => Argument::Boolean(*value),
        Yaml::Number(number) => {
            number.as_i64().map_or_else(|| Argument::Float(number.as_f64().unwrap_or(0.0)), Argument::Integer)
        }
        Yaml::String(text) => Argument::Text(text.clone()),
        Yaml::Sequence(items) => Argument::List(items.iter().map(argument).collect()),
        Yaml::Mapping(map) => {
            let key = |key: &Yaml| key.as_str().unwrap_or_default().to_owned();
            Argument::Map(map.iter().map(|(name, value)| (key(name), argument(value))).collect())
        }
        _ => Argument::Null,
    }
}

fn steps(yaml: &str) -> Vec<Settings> {
    let list: Vec<serde_yaml::Mapping> = serde_yaml::from_str(&format!("[{yaml}]")).expect("a list of steps");
    let one = |map: &serde_yaml::Mapping| {
        let (name, parameters) = map.iter().next().expect("one key");
        let mut settings = Settings::new(name.as_str().expect("a name"), Span::default(), None, "cases".into());
        for (key, value) in parameters.as_mapping().into_iter().flatten() {
            settings.set(key.as_str().expect("a key"), argument(value));
        }
        settings
    };
    list.iter().map(one).collect()
}

fn bytes(file: &str) -> Value {
    Value::Bytes(std::fs::read(Path::new("cases/images").join(file)).expect("a picture of the cases").into())
}

struct Bench {
    runtime: Runtime,
    inputs: Vec<Value>,
}

impl Bench {
    fn outputs(&self, steps: &[Settings], runtime: &Runtime) -> Vec<Arc<Value>> {
        let pipeline = Pipeline::bind(steps, runtime).unwrap_or_else(|error| panic!("{error}"));
        let run = |input: &Value| pipeline.run(Arc::new(input.clone())).unwrap_or_else(|f| panic!("{}", f.error));
        self.inputs.iter().map(run).collect()
    }

    fn diagnose(&self, train: &str, serve: &str, definitions: bool) -> Diagnosis {
        let (train, serve) = (steps(train), steps(serve));
        let (a, b) = (self.outputs(&train, &self.runtime), self.outputs(&serve, &self.runtime));
        let evidence: Vec<Evidence> = (a.into_iter().zip(b).zip(&self.inputs).enumerate())
            .map(|(index, ((train, serve), input))| Evidence {
                id: index.to_string(),
                input: Arc::new(input.clone()),
                train,
                serve,
            })
            .collect();
        let known = |steps: &'static [Settings]| Known::Definition { steps, runtime: Box::leak(Box::default()) };
        diagnose(&Problem {
            train: known(train.leak()),
            serve: if definitions { known(serve.leak()) } else { Known::Outputs },
            evidence: &evidence,
            tolerances: &Tolerances::EXACT,
            field_order: true,
            moved: None,
            budget: Budget(Duration::from_secs(60)),
        })
    }

    /// Prints a line for each fault; the number of those whose causes are not exactly the expected ones.
    fn table(&self, base: &str, faults: &[(&[&str], &str)], ways: &[bool]) -> Vec<String> {
        let mut wrong = Vec::new();
        for (expected, serve) in faults {
            for &definitions in ways {
                let found = self.diagnose(base, serve, definitions);
                let mut ids: Vec<&str> = found.causes.iter().map(|cause| cause.id).collect();
                ids.sort_unstable();
                let mut expected = expected.to_vec();
                expected.sort_unstable();
                if ids != expected {
                    let how = if definitions { "both definitions" } else { "outputs" };
                    let changes: Vec<&str> = found.causes.iter().map(|cause| cause.change.as_str()).collect();
                    wrong.push(format!(
                        "{how}: expected {expected:?}, found {ids:?} {changes:?} after {} tries in {:.1} s; best {:?}",
                        found.tried,
                        found.elapsed.as_secs_f64(),
                        found.best.first().map(|best| &best.change),
                    ));
                }
            }
        }
        wrong
    }
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// With both definitions at hand, and with nothing but the outputs of the serving side.
const BOTH: &[bool] = &[true, false];

const CLASSIFIER: &str = "{decode: {engine: pillow}}, {resize: {engine: pillow, shortest_edge: 63, filter: bilinear}}, \
     {center_crop: {engine: torchvision, width: 56, height: 56}}, {rescale: {divide: 255}}, \
     {normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}, {layout: {to: chw}}";

/// The classifier with some of its text replaced.
fn classifier(changes: &[(&str, &str)]) -> String {
    let mut text = CLASSIFIER.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    text
}

fn photos() -> Bench {
    Bench { runtime: Runtime::default(), inputs: vec![bytes("china.jpg"), bytes("flower.jpg")] }
}

#[test]
fn single_faults_of_a_classifier() {
    const LINEAR: (&str, &str) = ("resize: {engine: pillow", "resize: {engine: opencv");
    let faults: Vec<(&[&str], String)> = vec![
        (&["image.resize.antialias"], classifier(&[LINEAR])),
        (&["image.resize.kernel"], classifier(&[("filter: bilinear", "filter: bicubic")])),
        (&["image.resize.kernel"], classifier(&[("filter: bilinear", "filter: hamming")])),
        (
            &["image.geom.crop_offset"],
            classifier(&[("center_crop: {engine: torchvision", "center_crop: {engine: opencv")]),
        ),
        (&["image.geom.size"], classifier(&[("shortest_edge: 63", "shortest_edge: 56")])),
        (&["image.geom.aspect"], classifier(&[("shortest_edge: 63", "width: 63, height: 63")])),
        (
            &["image.norm.constants"],
            classifier(&[(
                "[0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]",
                "[0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]",
            )]),
        ),
        (&["image.norm.range"], classifier(&[("divide: 255", "divide: 256")])),
        (
            &["image.norm.doubled"],
            classifier(&[("{rescale: {divide: 255}}", "{rescale: {divide: 255}}, {rescale: {divide: 255}}")]),
        ),
        (
            &["image.norm.missing"],
            classifier(&[("{normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}, ", "")]),
        ),
        (&["image.norm.std_collapsed"], classifier(&[("[0.229, 0.224, 0.225]", "[0.226, 0.226, 0.226]")])),
        (
            &["image.layout.channel_order"],
            classifier(&[("{decode: {engine: pillow}}", "{decode: {engine: pillow}}, {color: {to: bgr}}")]),
        ),
        (&["image.layout.hwc_chw"], classifier(&[(", {layout: {to: chw}}", "")])),
        (&["image.decode.idct"], classifier(&[("decode: {engine: pillow}", "decode: {engine: pillow, dct: ifast}")])),
    ];
    let faults: Vec<(&[&str], &str)> = faults.iter().map(|(ids, serve)| (*ids, serve.as_str())).collect();
    report(&photos().table(CLASSIFIER, &faults, &[true]));
}

#[test]
fn pairs_of_faults_of_a_classifier() {
    let faults: Vec<(&[&str], String)> = vec![
        (
            &["image.resize.antialias", "image.geom.crop_offset"],
            classifier(&[
                ("resize: {engine: pillow", "resize: {engine: opencv"),
                ("center_crop: {engine: torchvision", "center_crop: {engine: opencv"),
            ]),
        ),
        (
            &["image.layout.channel_order", "image.resize.antialias"],
            classifier(&[
                ("resize: {engine: pillow", "resize: {engine: opencv"),
                ("{decode: {engine: pillow}}", "{decode: {engine: pillow}}, {color: {to: bgr}}"),
            ]),
        ),
        (
            &["image.norm.constants", "image.resize.kernel"],
            classifier(&[
                ("filter: bilinear", "filter: bicubic"),
                ("[0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]", "[0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]"),
            ]),
        ),
    ];
    let faults: Vec<(&[&str], &str)> = faults.iter().map(|(ids, serve)| (*ids, serve.as_str())).collect();
    report(&photos().table(CLASSIFIER, &faults, BOTH));
}

#[test]
fn a_cause_that_one_of_many_inputs_shows_is_found() {
    // The largest of the files, which no sample of two has, says that it must be turned.
    let Value::Bytes(photo) = bytes("china.jpg") else { panic!("a file") };
    let exif: &[u8] = b"\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let turned = [&photo[..2], exif, &photo[2..], &[0; 4096]].concat();
    let inputs = vec![bytes("flower.jpg"), bytes("china.jpg"), Value::Bytes(turned.into())];
    let bench = Bench { runtime: Runtime::default(), inputs };
    let serve = classifier(&[
        ("resize: {engine: pillow", "resize: {engine: opencv"),
        ("{decode: {engine: pillow}}", "{decode: {engine: pillow, exif: apply}}"),
    ]);
    report(&bench.table(CLASSIFIER, &[(&["image.decode.exif", "image.resize.antialias"], &serve)], BOTH));
}

#[test]
fn faults_are_found_from_outputs_alone() {
    let faults: Vec<(&[&str], String)> = vec![
        (&["image.resize.antialias"], classifier(&[("resize: {engine: pillow", "resize: {engine: opencv")])),
        (
            &["image.norm.missing"],
            classifier(&[("{normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}, ", "")]),
        ),
    ];
    let faults: Vec<(&[&str], &str)> = faults.iter().map(|(ids, serve)| (*ids, serve.as_str())).collect();
    report(&photos().table(CLASSIFIER, &faults, &[false]));
}

#[test]
fn identical_pipelines_raise_no_alarm() {
    let found = photos().diagnose(CLASSIFIER, CLASSIFIER, true);
    assert!(found.causes.is_empty() && found.best.is_empty());
}

/// What the search says where the outputs of serving are training's with every channel's numbers changed.
fn diagnose_changed(change: &dyn Fn(&mut [f32])) -> Diagnosis {
    let bench = photos();
    let train = steps(CLASSIFIER);
    let outputs = bench.outputs(&train, &bench.runtime);
    let changed = outputs.iter().map(|output| {
        let Value::Tensor(mut tensor) = (**output).clone() else { panic!("a tensor") };
        if let preparity::value::Elements::F32(data) = &mut tensor.elements {
            change(data);
        }
        Arc::new(Value::Tensor(tensor))
    });
    let evidence: Vec<Evidence> = (outputs.iter().zip(changed).zip(&bench.inputs))
        .map(|((train, serve), input)| Evidence {
            id: "x".into(),
            input: Arc::new(input.clone()),
            train: Arc::clone(train),
            serve,
        })
        .collect();
    diagnose(&Problem {
        train: Known::Definition { steps: &train, runtime: &bench.runtime },
        serve: Known::Outputs,
        evidence: &evidence,
        tolerances: &Tolerances::EXACT,
        field_order: false,
        moved: None,
        budget: Budget(Duration::from_secs(3)),
    })
}

#[test]
fn what_no_cause_covers_stays_unexplained() {
    let blur = |data: &mut [f32]| {
        for index in 1..data.len() {
            data[index] = 0.5 * data[index] + 0.5 * data[index - 1];
        }
    };
    // One grey level up or down: nearer to training than any other kernel, and still no rounding of a kernel.
    let noise = |data: &mut [f32]| {
        for (index, value) in data.iter_mut().enumerate() {
            *value += [0.017, 0.0, -0.017][index * 7919 % 3];
        }
    };
    let gamma = |data: &mut [f32]| data.iter_mut().for_each(|value| *value = (*value + 2.2).powf(0.9) - 2.0);
    for change in [&blur as &dyn Fn(&mut [f32]), &noise, &gamma] {
        let found = diagnose_changed(change);
        assert!(found.causes.is_empty(), "{:?}", found.causes);
        assert!(found.tried > 50);
    }
    assert!(!diagnose_changed(&blur).best.is_empty());
}

#[test]
fn faults_of_times() {
    let rows = [
        "2024-11-03 01:30:00",
        "2024-03-10 02:30:00",
        "2024-07-04 12:00:00",
        "2024-01-15 23:59:59",
        "2024-11-03 01:05:12",
    ];
    let bench =
        Bench { runtime: Runtime::default(), inputs: rows.iter().map(|row| Value::Text((*row).to_owned())).collect() };
    let fold = Bench {
        runtime: Runtime::default(),
        inputs: vec![bench.inputs[0].clone(), bench.inputs[2].clone(), bench.inputs[4].clone()],
    };
    let base = "{parse_time: {engine: zoneinfo, format: auto, zone: America/New_York}}";
    let pytz = "{parse_time: {engine: pytz, format: auto, zone: America/New_York}}";
    let lmt = "{parse_time: {engine: pytz, method: replace, format: auto, zone: America/New_York}}";
    let utc = "{parse_time: {engine: zoneinfo, format: auto, zone: UTC}}";
    let mut wrong = fold.table(base, &[(&["time.dst_fold"], pytz)], BOTH);
    wrong.extend(bench.table(base, &[(&["time.lmt"], lmt), (&["time.naive_interpretation"], utc)], BOTH));
    let features = |engine: &str| {
        format!(
            "{base}, {{to_zone: {{engine: zoneinfo, zone: America/New_York}}}}, {{time_features: {{engine: {engine}, fields: [hour, weekday]}}}}"
        )
    };
    let (python, go) = (features("python"), features("go"));
    wrong.extend(bench.table(&python, &[(&["time.dow_numbering"], &go)], BOTH));
    report(&wrong);
}

#[test]
fn faults_of_tokens() {
    let texts = [
        "Möchte  Kantō café",
        "The QUICK brown fox, 3333+777!",
        "plain words",
        "a much longer text with many more words than the others have in it",
    ];
    let bench = Bench {
        runtime: Runtime::default(),
        inputs: texts.iter().map(|text| Value::Text((*text).to_owned())).collect(),
    };
    let base = "{tokenize: {engine: huggingface, file: tokenizers/all-minilm/tokenizer.json}}";
    let with = |option: &str| base.replace("json}", &format!("json, {option}}}"));
    let (bare, short) = (with("add_special_tokens: false"), with("max_length: 8"));
    let mut wrong = bench.table(base, &[(&["tok.bos_eos"], &bare)], BOTH);
    let short_found = bench.diagnose(base, &short, true);
    if short_found.causes.first().map(|cause| cause.id) != Some("tok.truncation") {
        wrong.push(format!("{short_found:?}"));
    }
    report(&wrong);
}

#[test]
fn constants_that_no_list_holds_are_fitted() {
    let faults: Vec<(&[&str], String)> = vec![
        (
            &["image.norm.constants"],
            classifier(&[(
                "[0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]",
                "[0.413, 0.388, 0.529], std: [0.291, 0.187, 0.244]",
            )]),
        ),
        (&["image.norm.range"], classifier(&[("divide: 255", "divide: 214")])),
        (&["image.geom.size"], classifier(&[("shortest_edge: 63", "shortest_edge: 81")])),
    ];
    let faults: Vec<(&[&str], &str)> = faults.iter().map(|(ids, serve)| (*ids, serve.as_str())).collect();
    report(&photos().table(CLASSIFIER, &faults, &[false]));
}

#[test]
fn a_field_without_last_bits_is_no_rounding() {
    // The code of the city is a whole number beside fares that are equal: it is the second of two causes.
    let row = |city: &str, fare: &str| {
        let cells = [("city", city), ("fare", fare)];
        Value::Record(cells.into_iter().map(|(name, text)| (name.to_owned(), Value::Text(text.to_owned()))).collect())
    };
    let inputs = vec![row("Bonn", "3.5"), row("Oslo", "8.25"), row("Rome", "1.75"), row("Oslo", "12")];
    let bench = Bench { runtime: Runtime::default(), inputs };
    let base = "{parse_number: {engine: pandas, on: fare}}, {standardize: {engine: sklearn, on: fare, mean: 5, std: 2}}, \
        {ordinal: {engine: sklearn, on: city, categories: [Bonn, Oslo, Rome]}}";
    let serve =
        base.replace("mean: 5, std: 2", "mean: 6.5, std: 2.5").replace("[Bonn, Oslo, Rome]", "[Rome, Bonn, Oslo]");
    report(&bench.table(base, &[(&["tab.category.refit", "tab.scaler.refit"], &serve)], BOTH));
}

#[test]
fn fewer_bits_on_the_way_are_found_from_outputs() {
    let layout = "{layout: {to: chw}}";
    let faults: Vec<(&[&str], String)> = vec![(
        &["image.norm.dtype"],
        classifier(&[(layout, "{layout: {to: chw}}, {cast: {dtype: float16}}, {cast: {dtype: float32}}")]),
    )];
    let faults: Vec<(&[&str], &str)> = faults.iter().map(|(ids, serve)| (*ids, serve.as_str())).collect();
    report(&photos().table(CLASSIFIER, &faults, &[false]));
}

#[test]
fn grey_of_a_decoder_against_grey_of_colours() {
    let base = "{decode: {engine: pillow, color: gray}}, {resize: {engine: pillow, width: 40, height: 40, filter: bilinear}}, \
        {rescale: {divide: 255}}";
    let color = |step: &str| base.replace(", color: gray}}", &format!("}}}}, {{color: {{to: gray, {step}}}}}"));
    let late = base.replace(", color: gray", "").replace("{rescale", "{color: {to: gray, engine: opencv}}, {rescale");
    let weighed = color("weights: [0.2125, 0.7154, 0.0721], rounding: truncate");
    let cause: &[&str] = &["image.decode.gray_weights"];
    report(&photos().table(base, &[(cause, &late), (cause, &weighed)], BOTH));
}

#[test]
fn a_stretched_picture_of_another_size_has_two_causes() {
    let base = "{decode: {engine: opencv}}, {letterbox: {engine: ultralytics, width: 64, height: 64}}, {rescale: {divide: 255}}";
    let stretched = |size: u32| {
        base.replace(
            "letterbox: {engine: ultralytics, width: 64, height: 64}",
            &format!("resize: {{engine: opencv, filter: bilinear, width: {size}, height: {size}}}"),
        )
    };
    let (same, larger) = (stretched(64), stretched(80));
    report(&photos().table(
        base,
        &[(&["image.geom.aspect"], &same), (&["image.geom.aspect", "image.geom.size"], &larger)],
        BOTH,
    ));
}

#[test]
fn a_zone_whose_repeated_hour_is_refused_is_one_cause() {
    let rows = ["2024-03-05 07:15:00", "2024-07-09 23:40:12", "2023-12-01 00:05:59", "2024-10-27 02:30:00"];
    let inputs = rows.iter().map(|row| Value::Text((*row).to_owned())).collect();
    let bench = Bench { runtime: Runtime::default(), inputs };
    let base = "{parse_time: {engine: pandas}}, {to_epoch: {engine: pandas, unit: s}}";
    let serve = "{parse_time: {engine: zoneinfo, zone: Europe/Vienna}}, {to_epoch: {engine: zoneinfo, unit: s}}";
    let found = bench.diagnose(base, serve, false);
    let causes: Vec<&str> = found.causes.iter().map(|cause| cause.id).collect();
    assert_eq!(causes, ["time.naive_interpretation"], "{found:?}");
    assert!(found.reproduction.is_some(), "{found:?}");
}

#[test]
fn what_fits_as_well_names_the_other() {
    // -1 to 1 by a range of its own, or by a mean and a deviation of a half: bit by bit the same.
    let base = classifier(&[(", {normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}", "")]);
    let serve = base.replace("divide: 255", "divide: 127.5, offset: -1");
    let found = photos().diagnose(&base, &serve, false);
    let cause = &found.causes[0];
    assert_eq!(
        (found.causes.len(), cause.id, cause.tied_with.as_slice()),
        (1, "image.norm.range", &["image.norm.missing"][..])
    );
    assert_eq!(cause.proof.name(), "exact");
    assert!(found.ties.iter().any(|tie| tie.causes == ["image.norm.missing"]), "{:?}", found.ties);
}

#[test]
fn remarks_stand_beside_the_causes() {
    let of =
        |train: &str, serve: &str| -> Vec<(&'static str, String)> { photos().diagnose(train, serve, true).remarks };
    let resize = "{decode: {engine: pillow}}, {resize: {engine: pillow, version: \"12.1\", width: 30, height: 30}}";
    let newer = resize.replace("12.1", "13.0").replace("height: 30", "height: 30, filter: bilinear");
    let found = of(resize, &newer);
    let ids: Vec<&str> = found.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, ["env.library_version", "image.resize.default_implicit"], "{found:?}");
    assert!(found[0].1.contains("pillow 12.1 at training, 13.0 at serving"), "{found:?}");
    assert!(found[1].1.starts_with("training: filter left to the default"), "{found:?}");
    let typo = classifier(&[("0.485", "0.425")]);
    let found = of(&typo, CLASSIFIER);
    assert!(matches!(found[..], [("control.training_is_contract", _)]), "{found:?}");
    assert!(of(CLASSIFIER, &typo).is_empty());
}
