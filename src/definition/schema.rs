//! The JSON Schema of case files and definitions, derived from the registries: what editors complete and check with.

use crate::engines;
use crate::steps::{self, COMMON, Kind, Param, Step};
use crate::value::format;
use serde_json::{Map, Value as Json, json};

/// Names from rooms that definitions do not know: measures, verdicts, causes.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary<'a> {
    /// Measures with their summaries.
    pub metrics: Vec<(&'a str, &'a str)>,
    /// Names of verdicts.
    pub verdicts: Vec<&'a str>,
    /// Causes with their summaries.
    pub causes: Vec<(&'a str, &'a str)>,
}

/// What schemas of this draft are called. Editors know it best.
const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of case files.
pub fn case_schema(words: &Vocabulary<'_>) -> Json {
    let cause = named("a cause, as `preparity list causes` shows them", &words.causes);
    let verdict = match &words.verdicts[..] {
        [] => json!({"type": "string"}),
        names => json!({"enum": names}),
    };
    let metrics: Map<String, Json> =
        words.metrics.iter().map(|(name, summary)| (name.to_string(), limit(summary))).collect();
    let mut accepted = metrics.clone();
    accepted.extend([
        ("cause".to_owned(), cause.clone()),
        ("reason".to_owned(), text("why the difference is fine, for whoever reads it later")),
        (
            "until".to_owned(),
            json!({"type": "string", "format": "date", "description": "the last day on which it holds"}),
        ),
    ]);
    json!({
        "$schema": DRAFT,
        "title": "preparity case",
        "description": "The same inputs through the training-side and the serving-side preprocessing.",
        "type": "object",
        "additionalProperties": false,
        "required": ["inputs", "train"],
        "properties": {
            "description": text("what the case is about"),
            "tags": {"type": "array", "items": {"type": "string"}, "description": "names for `check --tag`"},
            "source": text("where the incident or the definition comes from"),
            "inputs": {"type": "array", "minItems": 1, "items": input(), "description": "what both sides are given"},
            "train": {"$ref": "#/definitions/side", "description": "the training side"},
            "serve": {"$ref": "#/definitions/side", "description": "the serving side; without it only the golden is compared"},
            "compare": {
                "description": "tolerances; all of those given must hold. Default: exact",
                "type": "object",
                "additionalProperties": words.metrics.is_empty(),
                "properties": metrics,
            },
            "expect": {
                "description": "what the case should find; default: parity",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "verdict": verdict,
                    "causes": {"type": "array", "items": cause, "description": "exactly these causes, in any order"},
                },
            },
            "accept": {
                "description": "reviewed, known differences",
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": words.metrics.is_empty(),
                    "required": ["cause", "reason"],
                    "properties": accepted,
                },
            },
        },
        "definitions": definitions(),
    })
}

/// The schema of definition files: a side by itself.
pub fn definition_schema() -> Json {
    json!({
        "$schema": DRAFT,
        "title": "preparity definition",
        "$ref": "#/definitions/side",
        "definitions": definitions(),
    })
}

fn text(description: &str) -> Json {
    json!({"type": "string", "description": description})
}

fn limit(description: &str) -> Json {
    json!({"type": "number", "minimum": 0, "description": description})
}

/// One of the names, each with its summary; any text where no names are known.
fn named(description: &str, names: &[(&str, &str)]) -> Json {
    if names.is_empty() {
        return text(description);
    }
    let choices: Vec<Json> =
        names.iter().map(|(name, summary)| json!({"const": name, "description": summary})).collect();
    json!({"description": description, "anyOf": choices})
}

fn input() -> Json {
    json!({
        "type": "object",
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {
            "file": text("one file's bytes"),
            "files": text("a pattern such as images/*.jpg: one input per file, sorted"),
            "text": text("one text"),
            "lines": text("a text file: one text per line"),
            "record": {"type": "object", "description": "one record, with its fields in order"},
            "table": text("one record per row; .csv or .jsonl"),
            "tensor": text("an array that is decoded already; .npy or .safetensors"),
        },
    })
}

fn definitions() -> Json {
    let scalar = json!({"type": ["string", "number", "boolean"]});
    let formats: Vec<&str> = format::ALL.iter().map(|format| format.meta().id).collect();
    let only = |kind: &str, and: &[&str]| {
        let others = ["steps", "definition", "recorded", "command", "format", "timeout", "env"];
        let none: Map<String, Json> = others
            .iter()
            .filter(|other| **other != kind && !and.contains(other))
            .map(|other| ((*other).to_owned(), Json::Bool(false)))
            .collect();
        json!({"required": [kind], "properties": none})
    };
    json!({
        "side": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "steps": {"type": "array", "items": {"$ref": "#/definitions/step"}, "description": "run in process, in order"},
                "definition": text("a YAML file with a side, shared between cases"),
                "recorded": text("outputs computed elsewhere: a path with {input}, {name} or {stem}, or one .safetensors or .jsonl by input id"),
                "command": {
                    "description": "a program run once per input, with \"{input}\" and \"{output}\" among its arguments",
                    "type": "array", "minItems": 1, "items": scalar,
                },
                "format": {"enum": formats, "description": "the format of the command's output"},
                "timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": 86_400, "description": "seconds for one run of the command; default 60"},
                "env": {"type": "object", "additionalProperties": scalar, "description": "environment variables of the command"},
                "runtime": {
                    "description": "what the host of this side provides",
                    "type": "object",
                    "additionalProperties": false,
                    "properties": {
                        "zone": text("the host's time zone, as in Europe/Berlin; default UTC"),
                        "tzdata": text("the release of the time zone database, as in \"2024a\", or a folder of TZif files"),
                    },
                },
            },
            "oneOf": [only("steps", &[]), only("definition", &[]), only("recorded", &[]), only("command", &["format", "timeout", "env"])],
        },
        "step": step_schema(),
        "field": {
            "description": "the value of a field of the record",
            "type": "object", "required": ["field"], "additionalProperties": false,
            "properties": {"field": {"type": "string"}},
        },
    })
}

fn step_schema() -> Json {
    let names: Vec<&str> = steps::all().map(|step| step.meta().id).collect();
    let properties: Map<String, Json> =
        steps::all().map(|step| (step.meta().id.to_owned(), parameters(step))).collect();
    json!({
        "anyOf": [
            {"enum": names, "description": "a step without parameters"},
            {
                "type": "object",
                "additionalProperties": false,
                "minProperties": 1,
                "maxProperties": 1,
                "properties": properties,
            },
        ],
    })
}

fn parameters(step: &dyn Step) -> Json {
    let meta = step.meta();
    let params = step.params().iter().chain(COMMON);
    let properties: Map<String, Json> = params.map(|param| (param.name.to_owned(), parameter(param))).collect();
    json!({
        "description": format!("{}\n\n{}", meta.summary, meta.manual),
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": properties,
    })
}

fn parameter(param: &Param) -> Json {
    let kind = match param.kind {
        Kind::Any => return json!({"description": param.summary}),
        Kind::Number => json!({"type": "number"}),
        Kind::Integer => json!({"type": "integer"}),
        Kind::Positive => json!({"type": "integer", "minimum": 1}),
        Kind::Boolean => json!({"type": "boolean"}),
        Kind::Text | Kind::Path => json!({"type": "string"}),
        Kind::Filter => json!({"type": ["string", "integer"]}),
        Kind::Choice(choices) => json!({"enum": choices}),
        Kind::Numbers => json!({"type": ["number", "array"], "items": {"type": "number"}, "minItems": 1}),
        Kind::Texts => json!({"type": ["string", "array"], "items": {"type": "string"}}),
        Kind::Engine(offers) => {
            let able: Vec<&str> = engines::ALL.iter().filter(|e| offers(**e)).map(|e| e.meta().id).collect();
            json!({"enum": able})
        }
    };
    json!({"description": param.summary, "anyOf": [kind, {"$ref": "#/definitions/field"}]})
}
