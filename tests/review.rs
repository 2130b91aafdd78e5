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

#[test]
fn stale_goldens_are_told_whatever_the_verdict() {
    let sandbox = Sandbox::new();
    sandbox.write("cases/lines.txt", "One\nTwo\n");
    sandbox.write("cases/a.yaml", "inputs: [{lines: lines.txt}]\ntrain: {steps: [{lowercase: {engine: python}}]}\n");
    assert_eq!(sandbox.run(&["bless", "--yes"]).code, 0);
    assert!(!sandbox.run(&["check"]).stderr.contains("has changed"));
    sandbox.write("cases/lines.txt", "ONE\nTwo\n");
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stderr.contains("a: lines.txt:1 has changed since its golden was written"), "{}", ran.stderr);
    // Other words of the same meaning for the definition: a note for who asks.
    sandbox.write("cases/a.yaml", "inputs: [{lines: lines.txt}]\ntrain: {steps: [{lowercase: {engine: java}}]}\n");
    let told = sandbox.run(&["check", "-v"]).stdout;
    assert!(told.contains("the training definition has changed since the goldens were written"), "{told}");
}

#[test]
fn a_thousand_outputs_are_accepted_and_taken_back_as_one() {
    let sandbox = Sandbox::new();
    let rows: String = (0..1_000).map(|row| format!("{row}\n")).collect();
    sandbox.write("cases/t.csv", format!("x\n{rows}"));
    let case = |std: &str| {
        let steps = format!(
            "{{parse_number: {{engine: pandas, on: x}}}}, {{standardize: {{engine: numpy, on: x, mean: 1.5, std: {std}}}}}"
        );
        format!("inputs: [{{table: t.csv}}]\ntrain: {{steps: [{steps}]}}\n")
    };
    sandbox.write("cases/a.yaml", case("2.0"));
    assert_eq!(sandbox.run(&["bless", "--yes"]).code, 0);
    let before = sandbox.read("golden/a/t.csv.jsonl");
    sandbox.write("cases/a.yaml", case("4.0"));
    assert_eq!(sandbox.run(&["check", "--no-diagnose"]).code, 1);
    assert_eq!(sandbox.run(&["review", "--accept", "a"]).code, 0);
    assert_eq!(sandbox.run(&["check", "--no-diagnose"]).code, 0);
    let undone = sandbox.run(&["review", "--undo"]);
    assert!(undone.stderr.contains("1000 outputs of a are pending again"), "{}", undone.stderr);
    let values = |text: &str| -> Vec<serde_json::Value> {
        text.lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["value"].clone())
            .collect()
    };
    assert_eq!(values(&sandbox.read("golden/a/t.csv.jsonl")), values(&before));
}
