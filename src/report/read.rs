//! A JSON report read back, and several of them as one: what other formats need of it comes back as an [`Outcome`]. The
//! values themselves are not in a report: differences come back in words.

use super::read_tokens;
use crate::check::{CaseOutcome, Divergence, Expected, Explanation, InputOutcome, Listed, Outcome, SideOutcome};
use crate::compare::{Comparison, Difference, Measures, Verdict, metric};
use crate::diagnose::{Attempt, Diagnosis, Finding, Proof, REMARKS, SideName, cause};
use crate::diagnostic::{Diagnostic, Place, Severity, Source, Span};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// One report out of several, as JSON: everything that they say is kept.
///
/// # Errors
/// A document that is no report of this format; a case that two of them have.
pub fn merge(reports: &[(String, Json)]) -> Result<Json, Diagnostic> {
    let mut cases: BTreeMap<String, (usize, Json)> = BTreeMap::new();
    let (mut orphans, mut warnings, mut seconds, mut interrupted) = (BTreeSet::new(), Vec::new(), 0.0, false);
    for (index, (name, report)) in reports.iter().enumerate() {
        if report["format"] != "preparity-report/1" {
            let found = report["format"].as_str().map_or_else(|| "no format".to_owned(), |text| format!("\"{text}\""));
            let message = format!("{name} is no JSON report: wanted format preparity-report/1, found {found}");
            return Err(Diagnostic::error("report.format", message).hint("write it with `--report json=FILE`"));
        }
        for case in list(&report["cases"]) {
            let id = text(&case["id"]);
            if let Some((other, _)) = cases.insert(id.clone(), (index, case.clone())) {
                let other = &reports[other].0;
                let message = format!("the case {id} is in both {other} and {name}");
                return Err(Diagnostic::error("report.twice", message).hint("merge reports of different shards"));
            }
        }
        orphans.extend(list(&report["orphans"]).iter().map(text));
        warnings.extend(list(&report["warnings"]).iter().cloned());
        seconds = f64::max(seconds, report["summary"]["seconds"].as_f64().unwrap_or(0.0));
        interrupted |= report["summary"]["interrupted"] == true;
    }
    let cases: Vec<Json> = cases.into_values().map(|(_, case)| case).collect();
    let broken = cases.iter().filter(|case| case["passed"] != true && case["verdict"] == "could_not_run").count();
    let passed = cases.iter().filter(|case| case["passed"] == true).count();
    let inputs = |case: &Json| -> u64 {
        case["input_counts"].as_object().into_iter().flat_map(Map::values).filter_map(Json::as_u64).sum()
    };
    Ok(json!({
        "format": "preparity-report/1",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": {
            "cases": cases.len(), "passed": passed, "failed": cases.len() - passed - broken, "could_not_run": broken,
            "inputs": cases.iter().map(inputs).sum::<u64>(), "seconds": seconds, "interrupted": interrupted,
        },
        "cases": cases,
        "orphans": orphans,
        "warnings": warnings,
    }))
}

/// The outcome that a JSON report tells of.
///
/// # Errors
/// A case without id, an unknown verdict, an unknown cause: a report of another version.
pub fn read(report: &Json) -> Result<Outcome, Diagnostic> {
    Ok(Outcome {
        cases: list(&report["cases"]).iter().map(case).collect::<Result<_, _>>()?,
        orphans: list(&report["orphans"]).iter().map(|path| text(path).into()).collect(),
        warnings: list(&report["warnings"]).iter().map(|found| problem(found, Severity::Warning)).collect(),
        elapsed: seconds(&report["summary"]["seconds"]),
        interrupted: report["summary"]["interrupted"] == true,
    })
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

fn texts(json: &Json) -> Vec<String> {
    list(json).iter().map(text).collect()
}

fn index(json: &Json) -> Option<usize> {
    json.as_u64().and_then(|number| usize::try_from(number).ok())
}

fn seconds(json: &Json) -> Duration {
    Duration::try_from_secs_f64(json.as_f64().unwrap_or(0.0)).unwrap_or_default()
}

/// A number as reports write it, with `{"number": "NaN"}` and its like.
fn number(json: &Json) -> Option<f64> {
    json.as_f64().or_else(|| match json["number"].as_str()? {
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => Some(f64::NAN),
    })
}

fn unknown(what: &str, found: &Json) -> Diagnostic {
    Diagnostic::error("report.unknown", format!("unknown {what} {found} in the report"))
        .hint("it was written by another version of preparity, or edited")
}

fn verdict(json: &Json) -> Result<Verdict, Diagnostic> {
    json.as_str().and_then(Verdict::find).ok_or_else(|| unknown("verdict", json))
}

fn case(json: &Json) -> Result<CaseOutcome, Diagnostic> {
    let id = json["id"].as_str().ok_or_else(|| unknown("case", &json["id"]))?.to_owned();
    let counts = json["input_counts"].as_object().into_iter().flatten();
    let counts = counts.map(|(name, count)| {
        let verdict = Verdict::find(name).ok_or_else(|| unknown("verdict", &json!(name)))?;
        Ok((verdict, index(count).unwrap_or(0)))
    });
    let inputs = list(&json["inputs"]).iter().enumerate().map(|(position, found)| input(position, found));
    let side = |json: &Json| SideOutcome {
        kind: match json["kind"].as_str() {
            Some("recorded") => "recorded",
            Some("command") => "command",
            _ => "steps",
        },
        lines: texts(&json["lines"]),
        defaults: list(&json["defaults"])
            .iter()
            .map(|found| (index(&found["step"]).unwrap_or(0), text(&found["text"])))
            .collect(),
    };
    let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
    Ok(CaseOutcome {
        id,
        file: text(&json["file"]).into(),
        description: json["description"].as_str().map(str::to_owned),
        passed: json["passed"] == true,
        verdict: verdict(&json["verdict"])?,
        expected: Expected {
            verdict: text(&json["expected"]["verdict"]),
            causes: json["expected"]["causes"].is_array().then(|| texts(&json["expected"]["causes"])),
        },
        explanation: match json["explanation"].as_str() {
            Some("explained") => Explanation::Explained,
            Some("accepted") => Explanation::Accepted,
            Some("unexplained") => Explanation::Unexplained,
            _ => Explanation::NoneNeeded,
        },
        diagnosis: json["search"].is_object().then(|| diagnosis(json)).transpose()?,
        error: json["error"].is_object().then(|| problem(&json["error"], Severity::Error)),
        notes: texts(&json["notes"]),
        warnings: Vec::new(),
        elapsed: seconds(&json["seconds"]),
        train: side(&json["train"]),
        serve: json["serve"].is_object().then(|| side(&json["serve"])),
        has_golden: inputs.iter().any(|input| input.train_golden.is_some() || input.serve_golden.is_some()),
        counts: counts.collect::<Result<_, Diagnostic>>()?,
        inputs,
        listed: match json["inputs_listed"].as_str() {
            Some("differing") => Listed::Differing,
            Some("worst") => Listed::Worst,
            _ => Listed::All,
        },
    })
}

fn input(position: usize, json: &Json) -> Result<InputOutcome, Diagnostic> {
    let divergence = &json["first_divergence"];
    Ok(InputOutcome {
        id: text(&json["id"]),
        position,
        verdict: verdict(&json["verdict"])?,
        train_serve: comparison(&json["train_serve"]),
        train_golden: comparison(&json["train_golden"]),
        serve_golden: comparison(&json["serve_golden"]),
        divergence: comparison(&divergence["comparison"]).map(|found| Divergence {
            train_step: index(&divergence["train_step"]),
            serve_step: index(&divergence["serve_step"]),
            step: text(&divergence["step"]),
            before: text(&divergence["before"]),
            train_after: text(&divergence["train_after"]),
            serve_after: text(&divergence["serve_after"]),
            comparison: Box::new(found),
            parting: read_tokens::parting(&divergence["stage"], &divergence["comparison"]["tokens"][0]["at_stage"]),
        }),
        moved_at: None,
        error: json["error"].is_object().then(|| problem(&json["error"], Severity::Error)),
        notes: texts(&json["notes"]),
        preview: None,
    })
}

fn comparison(json: &Json) -> Option<Comparison> {
    let found = json.as_object()?;
    let needed = found.get("needed").and_then(Json::as_object).map(|needed| {
        let known = |(name, limit): (&String, &Json)| Some((metric::find(name)?.meta().id, number(limit)?));
        needed.iter().filter_map(known).collect()
    });
    let exact = json["exact"] == true;
    Some(Comparison {
        equal: json["equal"] == true,
        exact,
        measures: measures(json),
        needed,
        difference: (!exact || json["difference"].is_string()).then(|| difference(json)),
        notes: Vec::new(),
    })
}

fn difference(json: &Json) -> Difference {
    let mut tokens = read_tokens::all(&json["tokens"]);
    match tokens.iter().position(|(field, _)| field.is_none()) {
        Some(whole) => Difference::Tokens(Box::new(tokens.swap_remove(whole).1)),
        None => Difference::Told {
            words: text(&json["difference"]),
            tokens: tokens.into_iter().filter_map(|(field, tokens)| Some((field?, tokens))).collect(),
        },
    }
}

fn measures(json: &Json) -> Measures {
    let of = |name: &str| number(&json[name]);
    Measures {
        max_abs: of("max_abs"),
        mean_abs: of("mean_abs"),
        differing: of("differing"),
        p99: of("p99"),
        bias: of("bias"),
        max_ulps: of("max_ulps"),
        max_levels: of("max_levels"),
        mean_levels: of("mean_levels"),
        max_seconds: of("max_seconds"),
        edits: of("edits"),
    }
}

fn diagnosis(json: &Json) -> Result<Diagnosis, Diagnostic> {
    let search = &json["search"];
    // Remarks have ids that are no causes.
    let remark = |found: &Json| {
        let id = REMARKS.into_iter().find(|id| found["id"] == *id)?;
        Some((id, text(&found["text"])))
    };
    let attempt = |found: &Json| {
        let id = cause_id(&found["id"]).ok()?;
        Some(Attempt { id, change: text(&found["change"]), residual: measures(&found["residual"]) })
    };
    Ok(Diagnosis {
        causes: list(&json["causes"]).iter().map(finding).collect::<Result<_, _>>()?,
        without_effect: texts(&search["without_effect"]),
        remarks: list(&search["remarks"]).iter().filter_map(remark).collect(),
        tried: index(&search["tried"]).unwrap_or(0),
        elapsed: seconds(&search["seconds"]),
        cut_short: search["cut_short"] == true,
        best: list(&search["best"]).iter().filter_map(attempt).collect(),
        // Definitions are not in a report: they cannot be run again from it.
        ..Diagnosis::default()
    })
}

fn cause_id(json: &Json) -> Result<&'static str, Diagnostic> {
    let found = json.as_str().and_then(cause::find).map(|cause| cause.meta.id);
    found.ok_or_else(|| unknown("cause", json))
}

fn finding(json: &Json) -> Result<Finding, Diagnostic> {
    Ok(Finding {
        id: cause_id(&json["id"])?,
        side: if json["side"] == "train" { SideName::Train } else { SideName::Serve },
        step: index(&json["step"]).unwrap_or(0),
        change: text(&json["change"]),
        proof: match json["proof"].as_str() {
            Some("exact") => Proof::Exact,
            Some("benign") => Proof::Benign,
            Some("partial") => Proof::Partial,
            Some("consistent") => Proof::Consistent,
            _ => return Err(unknown("proof", &json["proof"])),
        },
        residual_before: measures(&json["residual_before"]),
        residual_after: measures(&json["residual_after"]),
        tied_with: list(&json["tied_with"]).iter().filter_map(|id| cause_id(id).ok()).collect(),
        inputs: index(&json["inputs"]).unwrap_or(0),
        fix: text(&json["fix"]),
    })
}

fn problem(json: &Json, severity: Severity) -> Diagnostic {
    let place = json["file"].as_str().map(|file| {
        let at = |name: &str| index(&json[name]).unwrap_or(1);
        let span = Span { line: at("line"), column: at("column"), length: 1 };
        let source = Source { path: file.into(), text: String::new() };
        Box::new(Place { source: Arc::new(source), span, label: String::new() })
    });
    Diagnostic {
        severity,
        id: "report.told",
        message: text(&json["message"]),
        place,
        notes: texts(&json["notes"]),
        hint: json["hint"].as_str().map(str::to_owned),
    }
}
