//! Every report format of one run, each read by a parser of its own standard; huge and hostile suites; several files.

use crate::sandbox::{Sandbox, repository};
use preparity::report::{self, ReportStyle};
use serde_json::{Value, json};

/// A suite in which a picture, tokens, a time, a record and a text differ, one case cannot run and one passes.
pub fn suite() -> Sandbox {
    let sandbox = Sandbox::new();
    let two = |inputs: &str, train: &str, serve: &str| {
        format!("inputs: [{inputs}]\ntrain: {{steps: [{train}]}}\nserve: {{steps: [{serve}]}}\n")
    };
    sandbox.copy("cases/images/flower.jpg", "cases/vision/flower.jpg");
    let resize = |engine: &str| {
        format!(
            "{{decode: {{engine: pillow}}}}, {{resize: {{engine: {engine}, width: 96, height: 64, filter: bilinear}}}}"
        )
    };
    sandbox.write("cases/vision/photo.yaml", two("{file: flower.jpg}", &resize("pillow"), &resize("opencv")));
    let model = repository().join("cases/tokenizers/all-minilm/tokenizer.json");
    let tokenize = format!("{{tokenize: {{engine: huggingface, file: '{}'}}}}", model.display());
    let train = format!("{{replace: {{find: \"-\", with: \" \"}}}}, {tokenize}");
    sandbox.write("cases/text/tokens.yaml", two("{text: \"a state-of-the-art café\"}", &train, &tokenize));
    let parse = |engine: &str| format!("{{parse_time: {{engine: {engine}, zone: America/New_York}}}}");
    let times = two("{text: \"2024-11-03 01:30:00\"}", &parse("pytz"), &parse("zoneinfo"));
    sandbox.write("cases/time/fold.yaml", times);
    let scale = |std: f64| format!("{{standardize: {{engine: numpy, on: x, mean: 0.0, std: {std:?}}}}}");
    sandbox.write("cases/table/row.yaml", two("{record: {x: 8.0, y: same}}", &scale(2.0), &scale(4.0)));
    let strange = two("{text: \"A\\e[0m|`<b>&%0A \"}", "{trim: {engine: python}}", "{lowercase: {engine: python}}");
    sandbox.write("cases/text/strange.yaml", strange);
    sandbox.write("cases/text/broken.yaml", "inputs: [{text: a}]\ntrain: {steps: [{lowercase: {engine: pyton}}]}\n");
    sandbox.write("cases/text/fine.yaml", two("{text: a}", "{trim: {engine: python}}", "{trim: {engine: java}}"));
    sandbox
}

#[test]
fn several_reports_of_one_run_are_each_valid() {
    let sandbox = suite();
    let files = ["junit=j.xml", "json=r.json", "markdown=m.md", "github=g.txt", "html=r.html", "text=t.txt"];
    let mut arguments = vec!["check", "-q"];
    for file in files {
        arguments.extend(["--report", file]);
    }
    let ran = sandbox.run(&arguments);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let json: Value = serde_json::from_str(&sandbox.read("r.json")).expect("JSON");
    let validator = jsonschema::validator_for(&report::json_schema()).expect("schema");
    let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(json["summary"]["failed"], 5);
    junit_is_valid(&sandbox.read("j.xml"), 7, 5, 1);
    let markdown = sandbox.read("m.md");
    assert_eq!(markdown.matches("<details>").count(), markdown.matches("</details>").count());
    assert_eq!(markdown.matches("<details>").count(), 6);
    assert!(markdown.lines().filter(|line| line.starts_with('|')).all(|line| line.matches('|').count() == 5));
    let annotations = sandbox.read("g.txt");
    assert_eq!(annotations.lines().count(), 6, "{annotations}");
    assert!(annotations.lines().all(|line| line.starts_with("::error file=cases/")), "{annotations}");
    assert!(annotations.contains("file=cases/text/broken.yaml,line=2,col="), "{annotations}");
    html_is_closed(&sandbox.read("r.html"));
    assert_eq!(sandbox.run(&["check", "-q"]).stdout.lines().next(), sandbox.read("t.txt").lines().next());
}

/// The structure that Jenkins, GitLab and others read: counts that add up, names, and one result a test case at most.
fn junit_is_valid(text: &str, tests: usize, failures: usize, errors: usize) {
    let document = roxmltree::Document::parse(text).expect("XML");
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let number = |node: roxmltree::Node, name: &str| node.attribute(name).and_then(|n| n.parse::<usize>().ok());
    let (mut all, mut failed, mut broken) = (0, 0, 0);
    for suite in root.children().filter(roxmltree::Node::is_element) {
        assert_eq!((suite.tag_name().name(), suite.attribute("name").is_some()), ("testsuite", true));
        let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
        let count =
            |kind: &str| cases.iter().filter(|case| case.children().any(|node| node.has_tag_name(kind))).count();
        let counted = (Some(cases.len()), Some(count("failure")), Some(count("error")));
        assert_eq!((number(suite, "tests"), number(suite, "failures"), number(suite, "errors")), counted);
        assert!(suite.attribute("time").is_some_and(|time| time.parse::<f64>().is_ok()));
        for case in &cases {
            assert!(case.attribute("name").is_some() && case.attribute("classname").is_some());
            assert!(case.children().filter(roxmltree::Node::is_element).count() <= 1);
        }
        (all, failed, broken) = (all + cases.len(), failed + count("failure"), broken + count("error"));
    }
    assert_eq!((all, failed, broken), (tests, failures, errors), "{text}");
    assert_eq!(
        (number(root, "tests"), number(root, "failures"), number(root, "errors")),
        (Some(all), Some(failed), Some(broken))
    );
}

/// Nothing from the network, no style or script that the policy does not allow, every name once.
fn html_is_closed(page: &str) {
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("http://") && !page.contains("https://"), "no address");
    assert!(!page.contains(" style=\"") && !page.contains(" onclick="));
    let mut names: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "every name once");
    for wanted in ["data:image/png;base64,", "clocks back 1 h", "grey levels", "class=\"token first\"", "(differs)"] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("<b>&%0A"), "what users write is escaped");
}

/// A report of many cases with long and hostile words.
fn many(cases: usize) -> Value {
    let measures = json!({"equal": false, "exact": false, "max_abs": 82.0, "mean_abs": 3.0, "differing": 0.69,
                          "needed": {"max_abs": 82.0}, "difference": "words | with `ticks` \u{1b}[31m & <tags>\u{0}"});
    let input = |index: usize| {
        json!({"id": format!("a|b`{index}"), "verdict": "skew", "train_serve": measures, "train_golden": null,
               "serve_golden": null, "first_divergence": null, "notes": [], "error": null})
    };
    let case = |index: usize| {
        json!({"id": format!("folder/case-{index:04}|`"), "file": "cases/a,b:c.yaml", "passed": false, "verdict": "skew",
               "expected": {"verdict": "parity"}, "explanation": "unexplained", "causes": [], "notes": ["x".repeat(300)],
               "train": {"kind": "steps", "lines": ["resize: {engine: pillow}"], "defaults": []}, "serve": null,
               "inputs": (0..5).map(input).collect::<Vec<_>>(), "input_counts": {"parity": 95, "skew": 5},
               "inputs_listed": "differing", "seconds": 0.1, "error": null})
    };
    json!({"format": "preparity-report/1", "summary": {"seconds": 1.0}, "orphans": [],
           "cases": (0..cases).map(case).collect::<Vec<_>>()})
}

fn written(format: &str, report: &Value) -> String {
    let outcome = report::read(report).expect("a report");
    let mut out = Vec::new();
    let report = report::find(format).expect("a format");
    report.write(&outcome, &ReportStyle::default(), &mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn huge_suites_stay_within_the_limits_of_their_formats() {
    let report = many(2_000);
    let markdown = written("markdown", &report);
    assert!(markdown.len() < 60_000 && markdown.contains("more rows left out"), "{}", markdown.len());
    assert!(markdown.contains("<details>") && markdown.contains("more details left out"));
    assert_eq!(markdown.matches("<details>").count(), markdown.matches("</details>").count());
    junit_is_valid(&written("junit", &report), 12_000, 10_000, 0);
    let annotations = written("github", &report);
    assert!(annotations.lines().all(|line| line.starts_with("::error file=cases/a%2Cb%3Ac.yaml,line=1,col=1,title=")));
}

#[test]
fn paths_that_cannot_be_written_are_told_before_the_run() {
    let sandbox = Sandbox::new();
    sandbox.write("cases/a.yaml", "inputs: [{text: a}]\ntrain: {steps: []}\nserve: {steps: []}\n");
    let told = |report: &[&str]| {
        let ran = sandbox.run(&[&["check"], report].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        ran.stderr
    };
    assert!(told(&["--report", "json=no/such/r.json"]).contains("its folder does not exist"));
    assert!(told(&["--report", "json=cases"]).contains("it is a folder"));
    assert!(told(&["--report", "json"]).contains("FORMAT=FILE"));
    assert!(told(&["--report", "jsn=x"]).contains("did you mean `json`?"));
    assert!(told(&["--report", "json=golden/r.json"]).contains("where only goldens belong"));
    assert!(told(&["--report", "json=r", "--report", "text=r"]).contains("two reports go to r"));
    sandbox.write("r.json", "old");
    assert_eq!(sandbox.run(&["check", "--report", "json=r.json"]).code, 0);
    assert!(sandbox.read("r.json").contains("preparity-report/1"));
    let left = std::fs::read_dir(sandbox.path()).expect("folder").flatten();
    assert!(left.map(|entry| entry.file_name()).all(|name| !name.to_string_lossy().starts_with(".report-")));
}
