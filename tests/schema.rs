//! The JSON Schema of case files: every case of the project fits it, and mistakes do not.

use preparity::definition::schema::{Vocabulary, case_schema, definition_schema};
use preparity::steps;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn schema() -> Value {
    let metrics = preparity::compare::metric::ALL.iter().map(|metric| (metric.meta().id, metric.meta().summary));
    let verdicts = preparity::compare::Verdict::ALL.iter().map(|verdict| verdict.name());
    case_schema(&Vocabulary { metrics: metrics.collect(), verdicts: verdicts.collect(), causes: Vec::new() })
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("YAML")
}

#[test]
fn all_cases_and_definitions_fit_the_schema() {
    let case = jsonschema::validator_for(&schema()).expect("case schema");
    let definition = jsonschema::validator_for(&definition_schema()).expect("definition schema");
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"), &mut found);
    for path in found {
        let parsed = yaml(&std::fs::read_to_string(&path).expect("file"));
        let validator = if parsed.get("inputs").is_some() { &case } else { &definition };
        let errors: Vec<String> =
            validator.iter_errors(&parsed).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}

#[test]
fn every_step_s_example_fits_the_schema() {
    let definition = jsonschema::validator_for(&definition_schema()).expect("definition schema");
    for step in steps::all() {
        let meta = step.meta();
        let parsed = yaml(meta.example);
        let steps = if parsed.is_array() { parsed } else { json!([parsed]) };
        let side = if steps[0].get("steps").is_some() { steps[0].clone() } else { json!({"steps": steps}) };
        let errors: Vec<String> =
            definition.iter_errors(&side).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {side} {errors:#?}", meta.id);
    }
}

#[test]
fn mistakes_do_not_fit_the_schema() {
    let case = jsonschema::validator_for(&schema()).expect("case schema");
    let fits = |rest: &str| case.is_valid(&yaml(&format!("inputs: [{{text: a}}]\n{rest}")));
    assert!(fits("train: {steps: [lowercase, {lowercase: {}}, {decode: {engine: pillow}}]}"));
    assert!(fits(
        "train: {recorded: \"{stem}.npy\", runtime: {zone: UTC}}\ncompare: {max_abs: 1}\nexpect: {verdict: skew}"
    ));
    assert!(fits("train: {command: [a, \"{input}\", \"{output}\", 5], timeout: 3, env: {A: 1}}"));
    assert!(fits("train: {steps: [{decode: {engine: {field: e}}}]}"));
    for mistake in [
        "train: {steps: [rezise]}",
        "train: {steps: [{decode: {engine: pilow}}]}",
        "train: {steps: [{decode: {enigne: pillow}}]}",
        "train: {steps: [{decode: {}, resize: {}}]}",
        "train: {steps: [], recorded: a.npy}",
        "train: {steps: [], timeout: 5}",
        "train: {runtime: {zone: UTC}}",
        "train: {steps: []}\ncompare: {max_asb: 1}",
        "train: {steps: []}\nexpect: {verdict: skwe}",
        "train: {steps: []}\nserv: {steps: []}",
        "serve: {steps: []}",
        "train: {steps: []}\naccept: [{cause: a}]",
    ] {
        assert!(!fits(mistake), "{mistake}");
    }
}

#[test]
fn every_key_that_a_case_may_have_is_in_the_schema() {
    let sandbox = crate::sandbox::Sandbox::new();
    let schema = schema();
    let definition = definition_schema();
    // What the reader of case files says that it knows, against what the schema lists.
    let known = |case: &str| -> Vec<String> {
        sandbox.write("cases/a.yaml", case);
        let told = sandbox.run(&["check"]).stdout;
        let line = told.lines().find_map(|line| line.trim().strip_prefix("= keys of "));
        let keys = line.and_then(|line| line.split_once(": ")).unwrap_or_else(|| panic!("no list of keys: {told}")).1;
        keys.split(", ").map(str::to_owned).collect()
    };
    let side = &definition["definitions"]["side"]["properties"];
    let expect = &schema["properties"]["expect"]["properties"];
    for key in known("zzz: 1\n") {
        assert!(schema["properties"][&key].is_object(), "{key}");
    }
    for key in known("inputs: [{text: a}]\ntrain: {zzz: 1}\n") {
        assert!(side[&key].is_object(), "{key}");
    }
    for key in known("inputs: [{text: a}]\ntrain: {steps: []}\nexpect: {zzz: 1}\n") {
        assert!(expect[&key].is_object(), "{key}");
    }
}
