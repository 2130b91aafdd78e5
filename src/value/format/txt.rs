use super::Format;
use super::format::cannot_hold;
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::value::Value;

/// Plain text.
pub struct Txt;

impl Format for Txt {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "txt",
            summary: "one text in UTF-8, every character of the file",
            manual: "A text file holds one text in UTF-8. Nothing is trimmed: a line break at the end of the file is \
                     part of the text, so a program that ends its output with one differs from one that does not.",
            example: "recorded: outputs/{stem}.txt",
        }
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt"]
    }

    fn keeps(&self, value: &Value) -> bool {
        matches!(value, Value::Text(_))
    }

    fn read(&self, content: &[u8]) -> Result<Value, Diagnostic> {
        match std::str::from_utf8(content) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(error) => {
                let at = error.valid_up_to();
                let line = content[..at].split(|byte| *byte == b'\n').count();
                let message = format!("the text is not valid UTF-8 at byte {at} (line {line})");
                Err(Diagnostic::error("value.utf8", message))
            }
        }
    }

    fn write(&self, value: &Value) -> Result<Vec<u8>, Diagnostic> {
        match value {
            Value::Text(text) => Ok(text.clone().into_bytes()),
            other => Err(cannot_hold("txt", "one text", other)),
        }
    }
}
