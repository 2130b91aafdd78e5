//! What makes a run fail, and which cases belong to it: shards, changes since a revision, merged reports, the journal.

use crate::reports::suite;
use crate::sandbox::Sandbox;
use serde_json::Value;
use std::process::Command;

const SAME: &str = "inputs: [{text: a}]\ntrain: {steps: []}\nserve: {steps: []}\n";

fn ids(sandbox: &Sandbox, options: &[&str]) -> Vec<String> {
    let report = sandbox.run(&[&["check", "--format", "json"], options].concat()).json();
    let cases = report["cases"].as_array().expect("cases");
    cases.iter().map(|case| case["id"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn shards_part_the_suite_and_are_stable() {
    let sandbox = Sandbox::new();
    for number in 0..20 {
        sandbox.write(&format!("cases/c{number:02}.yaml"), SAME);
    }
    let shards: Vec<Vec<String>> =
        ["1/3", "2/3", "3/3"].iter().map(|shard| ids(&sandbox, &["--shard", shard])).collect();
    let mut all = shards.concat();
    all.sort();
    assert_eq!(all, ids(&sandbox, &[]));
    assert!(shards.iter().all(|shard| shard.len() < 20));
    for number in 20..40 {
        sandbox.write(&format!("cases/c{number}.yaml"), SAME);
    }
    let after = ids(&sandbox, &["--shard", "2/3"]);
    assert!(shards[1].iter().all(|id| after.contains(id)), "{after:?}");
    for bad in ["0/3", "4/3", "3", "a/b"] {
        assert_eq!(sandbox.run(&["check", "--shard", bad]).code, 2, "{bad}");
    }
}

#[test]
fn shards_are_merged_to_the_report_of_the_whole() {
    let sandbox = suite();
    let whole = sandbox.run(&["check", "--no-diagnose", "--format", "json"]).json();
    for shard in ["1/2", "2/2"] {
        let file = format!("json={}.json", &shard[..1]);
        sandbox.run(&["check", "-q", "--no-diagnose", "--shard", shard, "--report", &file]);
    }
    let merged = sandbox.run(&["merge", "1.json", "2.json", "--format", "json", "--report", "html=m.html"]);
    assert_eq!(merged.code, 2, "{}", merged.stderr);
    let merged = merged.json();
    // Times differ from run to run; all else is the same.
    let plain = |report: &Value| {
        let mut cases = report["cases"].clone();
        cases.as_array_mut().expect("cases").iter_mut().for_each(|case| case["seconds"] = 0.into());
        cases
    };
    assert_eq!(plain(&merged), plain(&whole));
    assert_eq!(merged["summary"]["failed"], whole["summary"]["failed"]);
    assert!(sandbox.read("m.html").contains("case-vision-photo"));
    let text = sandbox.run(&["merge", "1.json", "2.json"]);
    assert!(text.stdout.contains("5 failed, 1 could not run, 1 passed"), "{}", text.stdout);
    let twice = sandbox.run(&["merge", "1.json", "1.json"]);
    assert!(twice.code == 2 && twice.stderr.contains("is in both 1.json and 1.json"), "{}", twice.stderr);
    sandbox.write("x.json", "{}");
    assert!(sandbox.run(&["merge", "x.json"]).stderr.contains("is no JSON report"));
}

#[test]
fn tokens_come_back_from_a_json_report() {
    let sandbox = Sandbox::new();
    sandbox.copy("cases/tokenizers/added-tokens/tokenizer.json", "tokenizer.json");
    let tokens = |more: &str| format!("tokenize: {{engine: huggingface, file: ../tokenizer.json{more}}}");
    let case = |input: &str, train: &str, serve: &str| {
        format!("inputs: [{input}]\ntrain: {{steps: [{train}]}}\nserve: {{steps: [{serve}]}}\n")
    };
    let padded = (tokens(", pad_to: 90"), tokens(""));
    sandbox.write("cases/padding.yaml", case("{text: \"two\u{a0}words\"}", &padded.0, &padded.1));
    let special = (tokens(", add_special_tokens: false"), tokens(""));
    sandbox.write("cases/special.yaml", case("{text: abc}", &special.0, &special.1));
    let on_field = |step: String| step.replacen('{', "{on: prompt, ", 1);
    let (train, serve) = (on_field(special.0), on_field(special.1));
    sandbox.write("cases/field.yaml", case("{record: {prompt: abc, n: 1}}", &train, &serve));
    let whole = sandbox.run(&["check", "--no-diagnose", "--report", "json=all.json", "--report", "markdown=all.md"]);
    assert_eq!(whole.code, 1, "{}", whole.stderr);
    assert!(whole.stdout.contains("times more the same"), "{}", whole.stdout);
    let merged = sandbox.run(&["merge", "all.json", "--report", "markdown=merged.md"]);
    // The last lines say how long it took, and what to do next.
    let told = |text: &str| -> Vec<String> {
        let seconds = |line: &&str| !line.ends_with(" s") && !line.starts_with("next:");
        text.lines().filter(seconds).map(str::to_owned).collect()
    };
    assert_eq!(told(&merged.stdout), told(&whole.stdout));
    assert_eq!(told(&sandbox.read("merged.md")), told(&sandbox.read("all.md")));
}

#[test]
fn fail_on_says_which_cases_count() {
    let sandbox = Sandbox::new();
    let case = |serve: &str| {
        format!("inputs: [{{text: Ab}}]\ntrain: {{steps: [{{trim: {{engine: python}}}}]}}\nserve: {serve}\n")
    };
    sandbox.write("cases/a.yaml", case("{steps: [{lowercase: {engine: python}}]}"));
    let code = |options: &[&str]| sandbox.run(&[&["check", "-q"], options].concat()).code;
    assert_eq!((code(&[]), code(&["--fail-on", "skew"]), code(&["--fail-on", "unexplained"])), (1, 1, 0));
    sandbox.write("cases/out/text-1.json", "\"zz\"");
    sandbox.write("cases/a.yaml", case("{recorded: 'out/{input}.json'}"));
    assert_eq!((code(&["--fail-on", "skew"]), code(&["--fail-on", "unexplained"])), (1, 1));
    // Both sides agree, and the golden is old.
    sandbox.write("cases/a.yaml", case("{steps: [{trim: {engine: python}}]}"));
    assert_eq!(sandbox.run(&["bless", "--yes"]).code, 0);
    sandbox.write("cases/a.yaml", case("{steps: [{trim: {engine: python}}]}").replace("trim", "lowercase"));
    assert_eq!((code(&[]), code(&["--fail-on", "skew"])), (1, 0));
}

fn git(sandbox: &Sandbox, arguments: &[&str]) -> bool {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"];
    let ran = Command::new("git").args(identity).args(arguments).current_dir(sandbox.path()).output();
    ran.is_ok_and(|output| output.status.success())
}

#[test]
fn only_cases_that_changed_since_a_revision() {
    let sandbox = Sandbox::new();
    sandbox.write("cases/a.yaml", "inputs: [{lines: a.txt}]\ntrain: {steps: []}\nserve: {definition: ../side.yaml}\n");
    sandbox.write("cases/a.txt", "one\n").write("side.yaml", "steps: []\n");
    sandbox.write("cases/b.yaml", "inputs: [{files: 'in/*.txt'}]\ntrain: {steps: []}\n").write("cases/in/x.txt", "x");
    let outside = sandbox.run(&["check", "--changed-since", "HEAD"]);
    if !git(&sandbox, &["init", "-q"]) {
        println!("skipped: git is not installed");
        return;
    }
    assert!(outside.code == 2 && outside.stderr.contains("needs a git repository"), "{}", outside.stderr);
    assert!(git(&sandbox, &["add", "-A"]) && git(&sandbox, &["commit", "-qm", "one"]));
    let changed = || ids(&sandbox, &["--changed-since", "HEAD"]);
    assert!(changed().is_empty());
    sandbox.write("cases/a.txt", "two\n");
    assert_eq!(changed(), ["a"]);
    assert!(git(&sandbox, &["checkout", "-q", "."]));
    sandbox.write("side.yaml", "steps: []   # changed\n");
    assert_eq!(changed(), ["a"]);
    sandbox.write("cases/in/new.txt", "untracked");
    assert_eq!(changed(), ["a", "b"]);
    assert!(git(&sandbox, &["add", "-A"]) && git(&sandbox, &["commit", "-qm", "two"]));
    sandbox.run(&["bless", "b", "--yes"]);
    assert_eq!(changed(), ["b"]);
    let unknown = sandbox.run(&["check", "--changed-since", "no-such"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("no revision \"no-such\""), "{}", unknown.stderr);
    assert_eq!(sandbox.run(&["check", "--changed-since", "--output=x"]).code, 2);
}

#[test]
fn the_journal_tells_when_findings_came_and_went() {
    let sandbox = Sandbox::new();
    let case = |serve: &str| format!("inputs: [{{text: Ab}}]\ntrain: {{steps: []}}\nserve: {{steps: [{serve}]}}\n");
    let check = |serve: &str, options: &[&str]| {
        sandbox.write("cases/a.yaml", case(serve));
        sandbox.run(&[&["check", "-q", "--journal"], options].concat());
        let shown = sandbox.run(&["journal", "--json"]).json();
        shown.as_array().expect("entries").clone()
    };
    assert!(check("", &[]).is_empty());
    let first = check("{lowercase: {engine: python}}", &[]);
    assert_eq!((first.len(), &first[0]["runs"], &first[0]["gone"]), (1, &1.into(), &Value::Null));
    assert!(first[0]["cause"].is_string());
    let again = check("{lowercase: {engine: python}}", &["--no-diagnose"]);
    assert_eq!((again.len(), &again[0]["runs"], &again[0]["first_seen"]), (1, &2.into(), &first[0]["first_seen"]));
    let gone = check("", &[]);
    assert!(gone.len() == 1 && gone[0]["gone"].is_string());
    assert_eq!(check("{lowercase: {engine: python}}", &[]).len(), 2);
    let text = sandbox.run(&["journal"]).stdout;
    assert!(text.contains("1 open, 1 gone"), "{text}");
    assert_eq!(sandbox.run(&["journal", "--open", "--json"]).json().as_array().map(Vec::len), Some(1));
    let below = sandbox.run(&["check", "--journal=golden/j.jsonl"]);
    assert!(below.code == 2 && !sandbox.path().join("golden/j.jsonl").exists());
    sandbox.write("journal.jsonl", "no journal\n");
    let broken = sandbox.run(&["check", "--journal"]);
    assert!(broken.code == 2 && broken.stderr.contains("journal.jsonl:1"), "{}", broken.stderr);
}

#[test]
fn acceptances_warn_before_they_run_out_and_fail_after() {
    let sandbox = Sandbox::new();
    let side = |std: f64| format!("{{steps: [{{standardize: {{engine: numpy, on: x, mean: 0.0, std: {std:?}}}}}]}}");
    let case = |until: &str| {
        let accept = format!("accept: [{{cause: tab.scaler.refit, reason: reviewed, until: {until}}}]");
        format!("inputs: [{{record: {{x: 8.0}}}}]\ntrain: {}\nserve: {}\n{accept}\n", side(2.0), side(4.0))
    };
    let day = |days: i64| {
        let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
        let day = chrono::DateTime::from_timestamp(seconds as i64 + days * 86_400, 0).expect("a date");
        day.format("%Y-%m-%d").to_string()
    };
    let check = |until: &str| {
        sandbox.write("cases/a.yaml", case(until));
        let ran = sandbox.run(&["check"]);
        (ran.code, ran.stdout + &ran.stderr)
    };
    let (code, told) = check(&day(300));
    assert!(code == 0 && !told.contains("runs out"), "{told}");
    let (code, told) = check(&day(20));
    assert!(code == 0 && told.contains("warning: the acceptance of tab.scaler.refit runs out"), "{told}");
    assert!(told.contains("cases/a.yaml:4"), "{told}");
    let (code, told) = check(&day(-2));
    assert!(code == 1 && told.contains("ran out on"), "{told}");
}
