//! What users get wrong, and what the world does to files: each a clear message with file and place, exit code 2, and
//! the other cases still run.

use crate::sandbox::{Ran, Sandbox};
use std::fs;

const GOOD: &str = "inputs: [text: hello]\ntrain: {steps: [lowercase: {engine: python}]}\n";

/// Runs one bad case beside a good one.
fn check(case: &str, prepare: impl FnOnce(&Sandbox)) -> Ran {
    let sandbox = Sandbox::new();
    sandbox.write("cases/good.yaml", GOOD).write("cases/bad.yaml", case);
    prepare(&sandbox);
    let ran = sandbox.run(&["check", "--format", "json"]);
    let report = ran.json();
    let good = report["cases"].as_array().expect("cases").iter().find(|c| c["id"] == "good").expect("the good case");
    assert_eq!(good["passed"], true, "the good case must still run");
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran
}

/// The messages of everything that could not run.
fn errors(ran: &Ran) -> String {
    let report = ran.json();
    let bad = report["cases"].as_array().expect("cases").iter().find(|c| c["id"] == "bad").expect("the case").clone();
    let mut texts = vec![bad["error"].to_string()];
    texts.extend(bad["inputs"].as_array().expect("inputs").iter().map(|input| input["error"].to_string()));
    texts.join("\n")
}

fn could_not_run(case: &str, prepare: impl FnOnce(&Sandbox), wanted: &[&str]) {
    let ran = check(case, prepare);
    let text = errors(&ran);
    assert_eq!(ran.code, 2, "{text}");
    for word in wanted {
        assert!(text.contains(word), "no {word:?} in {text}");
    }
}

const DECODE: &str = "inputs: [file: picture]\ntrain: {steps: [decode: {engine: pillow}]}\n";

#[test]
fn a_missing_file_names_itself() {
    could_not_run(DECODE, |_| (), &["picture"]);
}

#[test]
fn a_directory_is_no_input() {
    could_not_run(
        DECODE,
        |s| fs::create_dir(s.path().join("cases/picture")).expect("a folder"),
        &["picture", "director"],
    );
}

#[test]
fn an_empty_file_is_rejected_as_the_library_does() {
    let ran = check(DECODE, |s| {
        s.write("cases/picture", "");
    });
    assert!(ran.code == 0 || errors(&ran).contains("picture"), "{}", ran.stdout);
}

#[test]
fn a_truncated_jpeg_is_rejected_on_both_sides_or_told_apart() {
    let case = "inputs: [file: picture]\ntrain: {steps: [decode: {engine: pillow}]}\nserve: {steps: [decode: {engine: pillow}]}\n";
    let ran = check(case, |s| {
        s.copy("cases/images/flower.jpg", "cases/picture");
        let bytes = fs::read(s.path().join("cases/picture")).expect("the file");
        s.write("cases/picture", &bytes[..bytes.len() / 2]);
    });
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

#[test]
fn no_step_makes_more_pixels_than_the_limit() {
    for step in [
        "crop: {width: 40000, height: 40000}",
        "center_crop: {width: 40000, height: 40000}",
        "pad: {width: 40000, height: 40000}",
        "pad: {padding: 12000}",
        "letterbox: {size: 40000}",
        "resize: {engine: pillow, width: 100000000, height: 1}",
    ] {
        let case = format!("inputs: [file: picture]\ntrain: {{steps: [decode: {{engine: pillow}}, {step}]}}\n");
        let copy = |s: &Sandbox| {
            s.copy("cases/images/flower.jpg", "cases/picture");
        };
        could_not_run(&case, copy, &["more than 178000000 pixels", "--max-pixels"]);
    }
}

#[test]
fn no_step_fills_with_what_pixels_cannot_hold() {
    for step in ["center_crop: {size: 900, fill: 300}", "pad: {padding: 3, fill: 300}"] {
        let case = format!("inputs: [file: picture]\ntrain: {{steps: [decode: {{engine: pillow}}, {step}]}}\n");
        let copy = |s: &Sandbox| {
            s.copy("cases/images/flower.jpg", "cases/picture");
        };
        could_not_run(&case, copy, &["300 does not fit uint8 pixels, 0 to 255"]);
    }
}

#[test]
fn windows_wholly_outside_the_picture_are_filled() {
    let step = "resize: {engine: onnx, filter: linear, antialias: true, coordinates: tf_crop_and_resize, \
                box: [0, -0.2, 1, 1.5], width: 20, height: 40}";
    let case = format!("inputs: [file: picture]\ntrain: {{steps: [decode: {{engine: pillow}}, {step}]}}\n");
    let ran = check(&case, |s| {
        s.copy("cases/images/flower.jpg", "cases/picture");
    });
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

#[test]
fn a_huge_image_is_refused_before_it_is_decoded() {
    let png = |width: u32, height: u32| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        bytes
    };
    could_not_run(
        DECODE,
        |s| {
            s.write("cases/picture", png(60_000, 60_000));
        },
        &["60000", "max-pixels"],
    );
}

#[test]
fn an_alias_bomb_ends_at_once() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", [below.as_str(); 10].join(", ")));
    }
    could_not_run(&bomb, |_| (), &["bad.yaml"]);
}

#[test]
fn a_definition_that_includes_itself_is_told() {
    let case = "inputs: [text: a]\ntrain: {definition: loop.yaml}\n";
    could_not_run(
        case,
        |s| {
            s.write("cases/loop.yaml", "definition: loop.yaml\n");
        },
        &["loop.yaml"],
    );
}

#[test]
fn invalid_utf8_in_lines_names_the_place() {
    let case = "inputs: [lines: texts.txt]\ntrain: {steps: [lowercase: {engine: python}]}\n";
    could_not_run(
        case,
        |s| {
            s.write("cases/texts.txt", b"fine\nb\xffd\n");
        },
        &["texts.txt", "UTF-8"],
    );
}

#[test]
fn ragged_rows_name_their_line() {
    let case = "inputs: [table: rows.csv]\ntrain: {steps: [columns: {keep: [a]}]}\n";
    could_not_run(
        case,
        |s| {
            s.write("cases/rows.csv", "a,b\n1,2\n3\n");
        },
        &["rows.csv", "3"],
    );
}

#[cfg(unix)]
mod commands {
    use super::could_not_run;

    fn case(script: &str, format: &str) -> String {
        format!(
            "inputs: [text: a]\ntrain: {{steps: [lowercase: {{engine: python}}]}}\n\
             serve: {{command: [sh, -c, {script:?}, sh, \"{{input}}\", \"{{output}}\"], format: {format}, timeout: 1}}\n"
        )
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        could_not_run(&case("sleep 60", "txt"), |_| (), &["1 s"]);
    }

    #[test]
    fn a_command_that_fails_shows_its_stderr() {
        could_not_run(&case("echo no model >&2; exit 3", "txt"), |_| (), &["no model", "3"]);
    }

    #[test]
    fn a_command_that_writes_nothing_or_garbage_is_told() {
        could_not_run(&case("true", "json"), |_| (), &["output"]);
        could_not_run(&case("echo '{nope' > $2", "json"), |_| (), &["json"]);
    }
}
