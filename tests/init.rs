//! The starter runs as it says.

use crate::sandbox::Sandbox;

#[test]
fn the_starter_passes_and_its_other_case_fails_on_purpose() {
    let sandbox = Sandbox::new();
    sandbox.write(".pre-commit-config.yaml", "repos: []\n");
    let ran = sandbox.run(&["init"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("is there already"), "{}", ran.stderr);
    assert_eq!(sandbox.read(".pre-commit-config.yaml"), "repos: []\n");
    let passes = sandbox.run(&["check"]);
    assert_eq!(passes.code, 0, "{}{}", passes.stdout, passes.stderr);
    let fails = sandbox.run(&["check", "failing/resize.yaml"]);
    assert_eq!(fails.code, 1, "{}{}", fails.stdout, fails.stderr);
    assert!(fails.stdout.contains("resize"), "{}", fails.stdout);
    let again = sandbox.run(&["init"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("would replace files"), "{}", again.stderr);
}

#[test]
fn the_schema_is_printed_for_cases_and_definitions() {
    let sandbox = Sandbox::new();
    let case = sandbox.run(&["schema"]).json();
    assert!(case["properties"]["compare"]["properties"]["max_abs"].is_object());
    let definition = sandbox.run(&["schema", "definition"]).json();
    assert_eq!(definition["$ref"], "#/definitions/side");
}
