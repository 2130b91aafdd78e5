//! `preparity explain`: definitions side by side, values, ties, observed outputs, saved cases.

use crate::sandbox::{Ran, Sandbox};
use std::path::Path;

/// A picture with detail at every scale.
fn picture(width: u32, height: u32) -> image::RgbImage {
    image::RgbImage::from_fn(width, height, |x, y| {
        let wave = |a: u32, b: u32| ((x * a + y * b) as f32 * 0.13).sin() * 90.0 + 128.0;
        image::Rgb([wave(3, x % 7) as u8, wave(y % 5, 2) as u8, (x * y % 251) as u8])
    })
}

fn png(picture: &image::RgbImage) -> Vec<u8> {
    let mut content = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut content, image::ImageFormat::Png).expect("a PNG");
    content.into_inner()
}

const TRAIN: &str = "steps:\n  - decode: {engine: pillow}\n  - resize: {engine: pillow, shortest_edge: 48, filter: \
     bilinear}\n  - center_crop: {engine: torchvision, width: 40, height: 40}\n  - rescale: {divide: 255}\n  - \
     normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}\n  - layout: {to: chw}\n";

fn definition(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(TRAIN.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    })
}

/// A folder with a picture, the training definition, and what a changed definition makes of the picture.
fn logged(picture: &image::RgbImage, changes: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("photo.png", png(picture)).write("train.yaml", TRAIN).write("serve.yaml", definition(changes));
    let ran = sandbox.run(&["run", "serve.yaml", "--input", "photo.png", "--output", "logged"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    sandbox
}

fn fits(ran: &Ran) {
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let wide: Vec<&str> = ran.stdout.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "wider than 80 columns: {wide:?}");
}

#[test]
fn both_definitions_stand_side_by_side() {
    let sandbox = Sandbox::new();
    let serve = definition(&[
        ("resize: {engine: pillow", "resize: {engine: opencv"),
        ("mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]", "mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]"),
        ("decode: {engine: pillow}", "decode: {engine: opencv, color: rgb}"),
    ]);
    sandbox.write("cases/photo.png", png(&picture(120, 90))).write("train.yaml", TRAIN).write("serve.yaml", serve);
    let case = "inputs:\n  - file: photo.png\ntrain: {definition: ../train.yaml}\nserve: {definition: ../serve.yaml}\n";
    sandbox.write("cases/two.yaml", case);
    let ran = sandbox.run(&["explain", "two", "--trace", "values"]);
    fits(&ran);
    for part in [
        "image.resize.antialias",
        "image.norm.constants",
        "part of it",
        "~   engine: opencv",
        "!   engine: opencv",
        "= 3 center_crop: {engine: torchvision, width: 40, height: 40}",
        "next: preparity describe",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    let written = walk(&sandbox.path().join("values/photo.png"));
    for file in ["train/1-decode.png", "serve/2-resize.png", "serve/5-normalize", "train/6-layout.npy"] {
        assert!(written.iter().any(|path| path.contains(file)), "{file}: {written:?}");
    }
    let json = sandbox.run(&["explain", "two", "--format", "json"]).json();
    assert_eq!(json["format"], "preparity-explain/1");
    let proofs: Vec<&str> =
        json["case"]["causes"].as_array().expect("causes").iter().filter_map(|cause| cause["proof"].as_str()).collect();
    assert_eq!(proofs, ["partial", "exact"]);
    assert_eq!(json["definitions"]["rows"][1]["differences"][0]["effect"], "matters");
    assert_eq!(json["inputs"][0]["steps"][1]["comparison"]["exact"], false);
    let unknown = sandbox.run(&["explain", "two", "--input", "foto.png"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("did you mean `photo.png`?"), "{}", unknown.stderr);
}

fn walk(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found
}

#[test]
fn an_observed_output_becomes_a_case_that_stays() {
    let changes = [("resize: {engine: pillow", "resize: {engine: opencv"), ("engine: torchvision", "engine: opencv")];
    let sandbox = logged(&picture(133, 91), &changes);
    let arguments = [
        "explain",
        "--observed",
        "logged/photo.png.npy",
        "train.yaml",
        "--input",
        "photo.png",
        "--save-case",
        "bugs/photo",
    ];
    let refused = sandbox.command(&arguments).env("CI", "true").output().expect("the program");
    assert_eq!(refused.status.code(), Some(2));
    assert!(!sandbox.path().join("cases").exists() && !sandbox.path().join("golden").exists());
    let ran = sandbox.run(&arguments);
    fits(&ran);
    assert!(
        ran.stdout.contains("image.resize.antialias") && ran.stdout.contains("what reproduces it"),
        "{}",
        ran.stdout
    );
    let case = sandbox.read("cases/bugs/photo.yaml");
    assert!(case.contains("definition: \"../../train.yaml\"") && case.contains("serving_moved"), "{case}");
    assert!(sandbox.path().join("golden/bugs/photo/golden.yaml").is_file());
    let checked = sandbox.run(&["check", "--budget", "30"]);
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    let again = sandbox.run(&arguments);
    assert!(again.code == 2 && again.stderr.contains("exists already"), "{}", again.stderr);
}

#[test]
fn ties_are_said_and_an_input_tells_them_apart() {
    // On a square picture a smaller edge and a squashed picture are the same.
    let sandbox = logged(&picture(96, 96), &[("shortest_edge: 48", "shortest_edge: 40")]);
    let arguments = ["explain", "--observed", "logged/photo.png.npy", "train.yaml", "--input", "photo.png"];
    let ran = sandbox.run(&[&arguments[..], &["--separate", "apart"]].concat());
    fits(&ran);
    assert!(ran.stdout.contains("An input that tells them apart"), "{}", ran.stdout);
    assert!(ran.stdout.contains("image.geom.size") && ran.stdout.contains("image.geom.aspect"), "{}", ran.stdout);
    let written = walk(&sandbox.path().join("apart"));
    assert_eq!(written.len(), 1, "{written:?}");
    let of = |edge: &str| {
        sandbox.write("candidate.yaml", definition(&[("shortest_edge: 48", edge)]));
        sandbox.run(&["run", "candidate.yaml", "--input", &written[0]]).stdout
    };
    assert_ne!(of("shortest_edge: 40"), of("width: 40, height: 40"));
    let json = sandbox.run(&[&arguments[..], &["--format", "json"]].concat()).json();
    assert!(!json["case"]["causes"][0]["tied_with"].as_array().expect("ties").is_empty(), "{json}");
    assert!(json["separating"]["file"].is_null() && json["separating"]["name"].is_string(), "{json}");
}

#[test]
fn a_blur_and_a_gamma_stay_unexplained() {
    let train =
        "steps:\n  - decode: {engine: pillow}\n  - resize: {engine: pillow, width: 48, height: 48, filter: bilinear}\n";
    let original = picture(130, 110);
    let sandbox = Sandbox::new();
    sandbox.write("photo.png", png(&original)).write("train.yaml", train);
    let ran = sandbox.run(&["run", "train.yaml", "--input", "photo.png", "--output", "logged"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let output = image::open(sandbox.path().join("logged/photo.png.png")).expect("an output").to_rgb8();
    let gamma = |level: u8| (255.0 * (f32::from(level) / 255.0).powf(0.8)).round() as u8;
    let brighter = image::RgbImage::from_fn(48, 48, |x, y| image::Rgb(output.get_pixel(x, y).0.map(gamma)));
    for (name, changed) in [("blur.png", image::imageops::blur(&output, 0.8)), ("gamma.png", brighter)] {
        sandbox.write(name, png(&changed));
        let arguments = ["explain", "--observed", name, "train.yaml", "--input", "photo.png", "--budget", "3"];
        let ran = sandbox.run(&arguments);
        fits(&ran);
        assert!(ran.stdout.contains("unexplained: tried"), "{name}: {}", ran.stdout);
        let json = sandbox.run(&[&arguments[..], &["--format", "json"]].concat()).json();
        assert_eq!(json["case"]["causes"], serde_json::json!([]), "{name}");
        assert!(json["case"]["search"]["best"].as_array().is_some_and(|best| !best.is_empty()), "{name}: {json}");
    }
}

#[test]
fn identical_sides_need_no_cause() {
    let sandbox = Sandbox::new();
    let steps = "{steps: [{trim: {engine: python}}]}";
    sandbox.write("cases/same.yaml", format!("inputs:\n  - text: \" a \"\ntrain: {steps}\nserve: {steps}\n"));
    let ran = sandbox.run(&["explain", "same"]);
    fits(&ran);
    assert!(!ran.stdout.contains("Causes") && ran.stdout.contains("all is well"), "{}", ran.stdout);
}

#[test]
fn causes_are_listed_and_described() {
    let sandbox = Sandbox::new();
    let listed = sandbox.run(&["list", "causes"]).stdout;
    for id in ["image.resize.antialias", "time.lmt", "tok.bos_eos", "tab.scaler.refit"] {
        assert!(listed.contains(id), "{listed}");
        let page = sandbox.run(&["describe", id]);
        assert_eq!(page.code, 0, "{}", page.stderr);
        let head = page.stdout.lines().next().unwrap_or_default();
        assert!(head.starts_with(id) && head.chars().count() <= 80, "{head}");
        assert!(page.stdout.contains("How to confirm") && page.stdout.contains("https://"), "{}", page.stdout);
    }
}
