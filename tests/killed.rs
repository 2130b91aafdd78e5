//! A `bless` that is killed at any moment leaves the old goldens or the new ones, never a mixture and never half a file.

use crate::sandbox::Sandbox;
use std::process::Stdio;
use std::time::{Duration, Instant};

const INPUTS: usize = 60;

fn case(step: &str) -> String {
    let inputs: String = (0..INPUTS).map(|number| format!("  - text: \" Number {number} \"\n")).collect();
    format!("inputs:\n{inputs}train: {{steps: [{{{step}: {{engine: python}}}}]}}\n")
}

/// How many inputs equal their goldens.
fn equal(sandbox: &Sandbox) -> usize {
    let ran = sandbox.run(&["check", "--no-diagnose", "--orphans", "ignore", "--format", "json"]);
    let report = ran.json();
    assert_eq!(report["summary"]["could_not_run"], 0, "{report:#}");
    report["cases"][0]["input_counts"]["parity"].as_u64().unwrap_or(0) as usize
}

#[test]
fn a_killed_bless_leaves_old_or_new_goldens() {
    let sandbox = Sandbox::new();
    sandbox.write("cases/a.yaml", case("trim"));
    let begun = Instant::now();
    assert_eq!(sandbox.run(&["bless", "--yes"]).code, 0);
    let whole = begun.elapsed();
    let (mut old, mut new) = (0, 0);
    for round in 0..12u32 {
        let step = if round % 2 == 0 { "lowercase" } else { "trim" };
        let before = if round % 2 == 0 { "trim" } else { "lowercase" };
        sandbox.write("cases/a.yaml", case(before));
        assert_eq!(sandbox.run(&["bless", "--yes"]).code, 0);
        sandbox.write("cases/a.yaml", case(step));
        let mut command = sandbox.command(&["bless", "--yes"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program");
        std::thread::sleep(Duration::from_micros(whole.as_micros() as u64 * u64::from(round) / 10));
        // SIGKILL: nothing can be tidied up.
        let _ = child.kill();
        let _ = child.wait();
        match equal(&sandbox) {
            0 => old += 1,
            INPUTS => new += 1,
            mixed => panic!("round {round}: {mixed} of {INPUTS} goldens are new"),
        }
    }
    println!("{old} times the old goldens, {new} times the new ones");
    assert_eq!(sandbox.run(&["bless", "--yes"]).code, 0);
    assert_eq!(sandbox.run(&["review", "--prune", "--yes"]).code, 0);
    let left = std::fs::read_dir(sandbox.path().join("golden/a")).expect("folder").flatten().count();
    assert_eq!(left, INPUTS + 1, "goldens and golden.yaml, nothing else");
}
