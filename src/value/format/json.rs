use super::Format;
use super::format::cannot_hold;
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::{Value, json};

/// One value as JSON.
pub struct Json;

impl Format for Json {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "json",
            summary: "one value of any kind but images and arrays, readable and diffable",
            manual: "Numbers, text, booleans, null, lists and records are themselves, with fields in their order. NaN \
                     and the infinities are {\"number\": \"NaN\"}, {\"number\": \"Infinity\"} and {\"number\": \
                     \"-Infinity\"}. An instant is {\"time\": \"2024-03-10T06:30:00Z\"}, with \"zone\" if it has one; a \
                     local date-time is {\"local\": \"2024-03-10T02:30:00\"}. Tokens are {\"ids\": [..], \"tokens\": \
                     [..], \"offsets\": [[0, 3], ..], \"type_ids\": .., \"attention_mask\": .., \"special_mask\": ..} \
                     with at least the ids; lists that are left out are not compared. What a library refuses is \
                     {\"rejected\": \"AmbiguousTimeError\"}. Arrays are written as nested lists and are lists when read \
                     back. A record whose own fields look like one of these forms is wrapped: {\"record\": {..}}.",
            example: "recorded: outputs/{stem}.json",
        }
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn keeps(&self, value: &Value) -> bool {
        match value {
            Value::Image(_) | Value::Tensor(_) => false,
            Value::Record(record) => record.iter().all(|(_, field)| self.keeps(field)),
            Value::List(values) => values.iter().all(|item| self.keeps(item)),
            _ => true,
        }
    }

    fn read(&self, content: &[u8]) -> Result<Value, Diagnostic> {
        let parsed: serde_json::Value = serde_json::from_slice(content).map_err(|error| {
            let message =
                if content.is_empty() { "the JSON file is empty".into() } else { format!("bad JSON: {error}") };
            Diagnostic::error("value.json", message)
        })?;
        Ok(json::decode(&parsed))
    }

    fn write(&self, value: &Value) -> Result<Vec<u8>, Diagnostic> {
        let written = serde_json::to_vec_pretty(&json::encode(value));
        let mut content = written.map_err(|_| cannot_hold("json", "values with text keys", value))?;
        content.push(b'\n');
        Ok(content)
    }
}
