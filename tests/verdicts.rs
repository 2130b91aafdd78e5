//! `check`, `bless` and the verdicts, run as a user would.

use crate::sandbox::{Sandbox, repository};
use std::process::Command;

/// A case of one number that is rescaled on both sides.
fn case(train: f64, serve: Option<f64>, extra: &str) -> String {
    let side = |factor: f64| format!("steps: [{{standardize: {{engine: numpy, on: x, mean: 0.0, std: {factor:?}}}}}]");
    let serve = serve.map_or(String::new(), |factor| format!("serve: {{{}}}\n", side(factor)));
    format!("inputs:\n  - record: {{x: 8.0}}\ntrain: {{{}}}\n{serve}{extra}", side(train))
}

fn verdict_of(sandbox: &Sandbox) -> (i32, String) {
    let ran = sandbox.run(&["check", "--no-diagnose", "--format", "json"]);
    let report = ran.json();
    (ran.code, report["cases"][0]["verdict"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn every_verdict_is_reached() {
    let sandbox = Sandbox::new();
    let write = |train, serve| sandbox.write("cases/a.yaml", case(train, serve, ""));
    write(2.0, Some(2.0));
    assert_eq!(verdict_of(&sandbox), (0, "parity".into()));
    write(2.0, Some(4.0));
    assert_eq!(verdict_of(&sandbox), (1, "skew".into()));
    write(2.0, Some(2.0));
    assert_eq!(sandbox.run(&["bless", "--yes"]).code, 0);
    assert_eq!(verdict_of(&sandbox), (0, "parity".into()));
    write(2.0, Some(4.0));
    assert_eq!(verdict_of(&sandbox), (1, "serving_moved".into()));
    write(4.0, Some(2.0));
    assert_eq!(verdict_of(&sandbox), (1, "training_moved".into()));
    write(4.0, Some(4.0));
    assert_eq!(verdict_of(&sandbox), (1, "both_moved".into()));
    write(4.0, Some(8.0));
    assert_eq!(verdict_of(&sandbox), (1, "diverged".into()));
    write(2.0, None);
    assert_eq!(verdict_of(&sandbox), (0, "parity".into()));
    write(4.0, None);
    assert_eq!(verdict_of(&sandbox), (1, "training_moved".into()));
}

#[test]
fn an_expected_skew_passes_and_a_missing_one_fails() {
    let sandbox = Sandbox::new();
    sandbox.write("cases/a.yaml", case(2.0, Some(4.0), "expect: {verdict: skew}\n"));
    assert_eq!(verdict_of(&sandbox).0, 0);
    sandbox.write("cases/a.yaml", case(2.0, Some(2.0), "expect: {verdict: skew}\n"));
    assert_eq!(verdict_of(&sandbox).0, 1);
}

#[test]
fn tolerances_hold_and_the_needed_one_passes() {
    let sandbox = Sandbox::new();
    sandbox.write("cases/a.yaml", case(2.0, Some(4.0), "compare: {max_abs: 1.5}\n"));
    let report = sandbox.run(&["check", "--no-diagnose", "--format", "json"]).json();
    let needed = report["cases"][0]["inputs"][0]["train_serve"]["needed"]["max_abs"].as_f64();
    assert_eq!(needed, Some(2.0));
    sandbox.write("cases/a.yaml", case(2.0, Some(4.0), "compare: {max_abs: 2.0}\n"));
    assert_eq!(verdict_of(&sandbox), (0, "parity".into()));
}

#[test]
fn continuous_integration_never_writes_goldens() {
    let sandbox = Sandbox::new();
    sandbox.write("cases/a.yaml", case(2.0, None, ""));
    let output = sandbox.command(&["bless", "--yes"]).env("CI", "true").output().expect("the program");
    assert_eq!(output.status.code(), Some(2));
    assert!(!sandbox.path().join("golden").exists());
}

#[test]
fn a_resize_filter_broken_on_purpose_is_named() {
    let sandbox = Sandbox::new();
    let text = sandbox.copy("cases/images/flower.jpg", "cases/images/flower.jpg");
    let definition = |filter: &str| {
        format!(
            "{{steps: [decode: {{engine: pillow}}, resize: {{engine: pillow, width: 64, height: 64, filter: {filter}}}]}}"
        )
    };
    let body = format!(
        "inputs: [file: images/flower.jpg]\ntrain: {}\nserve: {}\n",
        definition("bilinear"),
        definition("bicubic")
    );
    text.write("cases/a.yaml", body);
    let ran = sandbox.run(&["check", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let divergence = &ran.json()["cases"][0]["inputs"][0]["first_divergence"];
    assert_eq!(divergence["step"], "resize");
    assert_eq!((divergence["train_step"].as_u64(), divergence["serve_step"].as_u64()), (Some(1), Some(1)));
    assert!(sandbox.run(&["check"]).stdout.contains("step 2 (resize)"));
}

#[test]
fn the_projects_own_cases_pass_and_their_report_fits_its_schema() {
    let output = Command::new(env!("CARGO_BIN_EXE_preparity"))
        .args(["check", "--format", "json", "--orphans", "ignore"])
        .current_dir(repository())
        .output()
        .expect("the program");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let failed: Vec<_> = report["cases"].as_array().expect("cases").iter().filter(|c| c["passed"] != true).collect();
    assert!(failed.is_empty(), "{}", serde_json::to_string_pretty(&failed).unwrap_or_default());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    // Nothing is stale, and nothing is put aside for a review.
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let schema = preparity::report::json_schema();
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let errors: Vec<String> = validator.iter_errors(&report).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// A recording that is one level off, where the engine promises one level only: the case fails, and says that it is benign.
#[test]
fn what_an_engine_does_not_promise_is_called_benign() {
    let sandbox = Sandbox::new();
    let steps = "steps: [{decode: {engine: pillow}}, {resize: {engine: opencv, width: 9, height: 7, filter: bicubic}}]";
    sandbox.copy("cases/engines/decode/files/rgb8.png", "cases/a.png");
    sandbox.write("cases/a.yaml", format!("inputs: [{{file: a.png}}]\ntrain: {{{steps}}}\n"));
    assert_eq!(sandbox.run(&["bless", "--yes"]).code, 0);
    let golden = sandbox.path().join("golden/a/a.png.png");
    let mut image = image::open(&golden).expect("a golden").to_rgb8();
    let sample = &mut image.get_pixel_mut(2, 3).0[1];
    *sample = if *sample == 0 { 1 } else { *sample - 1 };
    image.save(sandbox.path().join("cases/a-moved.png")).expect("a picture");
    sandbox.write(
        "cases/a.yaml",
        format!("inputs: [{{file: a.png}}]\ntrain: {{{steps}}}\nserve: {{recorded: \"{{stem}}-moved.png\"}}\n"),
    );
    let report = sandbox.run(&["check", "--format", "json"]).json();
    let cause = &report["cases"][0]["causes"][0];
    assert_eq!((cause["id"].as_str(), cause["proof"].as_str()), (Some("image.resize.lsb_rounding"), Some("benign")));
}
