use super::Format;
use super::format::cannot_hold;
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::{Record, Value, json};
use serde_json::json;

/// Named values as JSON, one a line.
pub struct JsonLines;

/// One line of a `.jsonl` of named values, without its line break.
pub fn line(id: &str, value: &Value) -> String {
    json!({"id": id, "value": json::encode(value)}).to_string()
}

impl Format for JsonLines {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "jsonl",
            summary: "named values as JSON, one a line",
            manual: "Every line is a map with an \"id\" and a \"value\", as in {\"id\": \"trips.csv:1\", \"value\": \
                     12.5}; the value is written as in json. As recorded outputs, the ids are those of the inputs. Empty \
                     lines are skipped; an id that comes twice is an error.",
            example: "recorded: outputs.jsonl",
        }
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson"]
    }

    fn keeps(&self, value: &Value) -> bool {
        super::find("json").is_some_and(|json| json.keeps(value)) && matches!(value, Value::Record(_))
    }

    fn read(&self, content: &[u8]) -> Result<Value, Diagnostic> {
        let named = self.read_named(content)?.unwrap_or_default();
        Ok(Value::Record(named.into_iter().collect::<Record>()))
    }

    fn write(&self, value: &Value) -> Result<Vec<u8>, Diagnostic> {
        let Value::Record(record) = value else {
            return Err(cannot_hold("jsonl", "named values", value));
        };
        Ok(record.iter().flat_map(|(id, value)| (line(id, value) + "\n").into_bytes()).collect())
    }

    fn read_named(&self, content: &[u8]) -> Result<Option<Vec<(String, Value)>>, Diagnostic> {
        let mut named: indexmap::IndexMap<String, Value> = indexmap::IndexMap::new();
        for (number, line) in content.split(|byte| *byte == b'\n').enumerate() {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let fail = |what: String| Diagnostic::error("value.jsonl", format!("line {}: {what}", number + 1));
            let parsed: serde_json::Value =
                serde_json::from_slice(line).map_err(|error| fail(format!("bad JSON: {error}")))?;
            let wanted = "every line is {\"id\": .., \"value\": ..}";
            let id = parsed.get("id").and_then(serde_json::Value::as_str);
            let (Some(id), Some(value)) = (id, parsed.get("value")) else {
                return Err(fail("no \"id\" with a \"value\"".into()).note(wanted));
            };
            if named.insert(id.to_owned(), json::decode(value)).is_some() {
                return Err(fail(format!("the id \"{id}\" comes twice")));
            }
        }
        Ok(Some(named.into_iter().collect()))
    }
}
