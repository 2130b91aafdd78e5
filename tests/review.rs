//! Goldens reviewed without a terminal.

use crate::sandbox::Sandbox;

/// A case whose goldens were written by another definition.
fn moved() -> Sandbox {
    let sandbox = Sandbox::new();
    let case = |step: &str| format!("inputs:\n  - text: One\n  - text: Two\ntrain: {{steps: [{step}]}}\n");
    sandbox.write("cases/words.yaml", case("{trim: {engine: python}}"));
    let blessed = sandbox.run(&["bless", "--yes"]);
    assert_eq!(blessed.code, 0, "{}", blessed.stderr);
    sandbox.write("cases/words.yaml", case("{lowercase: {engine: python}}"));
    sandbox
}

#[test]
fn what_differs_is_pending_until_it_is_decided() {
    let sandbox = moved();
    let before = sandbox.read("golden/words/golden.yaml");
    let checked = sandbox.run(&["check"]);
    assert_eq!(checked.code, 1, "{}{}", checked.stdout, checked.stderr);
    assert!(checked.stderr.contains("preparity review"), "{}", checked.stderr);
    assert_eq!(sandbox.read("golden/words/golden.yaml"), before);
    let listed = sandbox.run(&["review", "--list"]);
    assert_eq!(listed.stdout.lines().count(), 2, "{}", listed.stdout);
    assert!(listed.stdout.starts_with("words:text-1"), "{}", listed.stdout);
    let json = sandbox.run(&["review", "--list", "--json"]).json();
    assert_eq!(json[1]["id"], "words:text-2");
    let shown = sandbox.run(&["review", "--show", "words:text-1"]);
    assert!(shown.stdout.contains("now    + one"), "{}", shown.stdout);
    let json = sandbox.run(&["review", "--show", "words:text-1", "--json"]).json();
    assert_eq!((&json[0]["golden"], &json[0]["now"]), (&"One".into(), &"one".into()));
    let decided = sandbox.run(&["review", "--accept", "words:text-1", "--reject", "words:text-2"]);
    assert_eq!(decided.code, 0, "{}", decided.stderr);
    assert_eq!(sandbox.run(&["review", "--list"]).stdout, "");
    assert!(sandbox.run(&["check", "--format", "json"]).stdout.contains("\"parity\": 1"));
    assert_eq!(sandbox.run(&["review", "--undo"]).code, 0);
    assert_eq!(sandbox.run(&["review", "--undo"]).code, 0);
    let all = sandbox.run(&["review", "--accept", "words"]);
    assert_eq!(all.code, 0, "{}", all.stderr);
    assert_eq!(sandbox.run(&["check"]).code, 0);
}

#[test]
fn mistakes_and_continuous_integration_write_nothing() {
    let sandbox = moved();
    let checked = sandbox.command(&["check"]).env("CI", "true").output().expect("run");
    assert_eq!(checked.status.code(), Some(1));
    assert!(!sandbox.path().join(".preparity").exists());
    sandbox.run(&["check"]);
    let before = sandbox.read("golden/words/golden.yaml");
    let refused = sandbox.command(&["review", "--accept", "words"]).env("CI", "true").output().expect("run");
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(sandbox.read("golden/words/golden.yaml"), before);
    let unknown = sandbox.run(&["review", "--accept", "wrods"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean `words`?"), "{}", unknown.stderr);
    let no_terminal = sandbox.run(&["review"]);
    assert_eq!(no_terminal.code, 2);
    assert!(no_terminal.stderr.contains("--list"), "{}", no_terminal.stderr);
}

#[test]
fn orphans_are_pruned() {
    let sandbox = moved();
    sandbox.run(&["check"]);
    std::fs::remove_file(sandbox.path().join("cases/words.yaml")).expect("removed");
    sandbox.write("cases/other.yaml", "inputs: [{text: a}]\ntrain: {steps: []}\nserve: {steps: []}\n");
    let asked = sandbox.run(&["review", "--prune"]);
    assert_eq!(asked.code, 2, "{}", asked.stderr);
    let pruned = sandbox.run(&["review", "--prune", "--yes"]);
    assert_eq!(pruned.code, 0, "{}", pruned.stderr);
    assert!(!sandbox.path().join("golden/words").exists());
    assert_eq!(sandbox.run(&["review", "--list"]).stdout, "");
}
