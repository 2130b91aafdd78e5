//! `decode_text`: bytes become text.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::capability::{Invalid, Replaced};
use crate::meta::Meta;
use crate::steps::on_text::{Language, offers_text};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;
use std::borrow::Cow;

/// The step.
pub struct DecodeText;

static META: Meta = Meta {
    id: "decode_text",
    summary: "makes text of a file's bytes",
    manual: "What it is\n\
        Reads bytes as UTF-8, or as Latin-1.\n\n\
        Where libraries differ\n\
        Python's bytes.decode() raises on bytes that are no UTF-8; JavaScript's TextDecoder and Java's new String() put U+FFFD \
        in their place, one for each broken sequence; a Go program that ranges over a string sees one for each byte, and \
        strings.ToValidUTF8 one for each run. SentencePiece and tiktoken replace, Hugging Face tokenizers refuse: one \
        stack fails on a text that the other answers silently. A byte order mark at the start is dropped by JavaScript's \
        TextDecoder and kept as U+FEFF by the others.\n\n\
        Parameters\n\
        engine: python, javascript, java or go; without one, bytes that are no UTF-8 are rejected and a mark is kept. \
        invalid: reject or replace. bom: keep or drop. encoding: utf-8 (default) or latin-1.\n\n\
        References\n\
        https://encoding.spec.whatwg.org/\n\
        https://docs.python.org/3/library/codecs.html#error-handlers",
    example: "decode_text: {engine: python, invalid: replace}",
};

static PARAMS: &[Param] = &[
    Param {
        name: "engine",
        kind: Kind::Engine(offers_text),
        summary: "whose defaults; default: reject, keep the mark",
    },
    Param { name: "invalid", kind: Kind::Choice(&["reject", "replace"]), summary: "bytes that are no UTF-8" },
    Param { name: "bom", kind: Kind::Choice(&["keep", "drop"]), summary: "a byte order mark at the start" },
    Param { name: "encoding", kind: Kind::Choice(&["utf-8", "latin-1"]), summary: "default: utf-8" },
];

#[derive(Debug)]
struct Decode {
    latin1: bool,
    drops_mark: bool,
    invalid: Invalid,
    replaced: Replaced,
}

impl Step for DecodeText {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let language = Language::read(settings)?;
        let Some(rules) = language.rules.decode else {
            return Err(language.lacks(settings, "decodes bytes"));
        };
        let invalid = settings.choice("invalid", &[("reject", Invalid::Reject), ("replace", Invalid::Replace)])?;
        let drops_mark = settings.choice("bom", &[("keep", false), ("drop", true)])?;
        let decode = Decode {
            latin1: settings.choice("encoding", &[("utf-8", false), ("latin-1", true)])?.unwrap_or(false),
            drops_mark: drops_mark.unwrap_or(rules.drops_mark),
            invalid: invalid.unwrap_or(rules.invalid),
            replaced: rules.replaced,
        };
        let mut bound =
            Bound::one(Operate { key: format!("decode_text {decode:?}"), decode, settings: settings.clone() });
        if invalid.is_none() {
            let word = if rules.invalid == Invalid::Reject { "reject" } else { "replace" };
            bound.defaults.push(format!("invalid left to the default of {}: {word}", language.rules.release));
        }
        Ok(bound)
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let set = |name, value: &str| Variation {
            cause: "tok.normalizer",
            changes: vec![(name, Some(Argument::Text(value.to_owned())))],
        };
        let bom = if settings.text("bom").ok().flatten() == Some("drop") { "keep" } else { "drop" };
        vec![set("bom", bom), set("encoding", "latin-1")]
    }
}

struct Operate {
    key: String,
    decode: Decode,
    settings: Settings,
}

impl Operation for Operate {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        match input {
            Value::Bytes(bytes) => Ok(self.decode.text(&bytes)),
            // A text input was decoded when it was read.
            Value::Text(text) => Ok(Value::Text(text)),
            Value::Null => Ok(Value::Null),
            other => Err(self.settings.fail_step(format!("decode_text takes bytes, found {}", other.describe()))),
        }
    }
}

impl Decode {
    fn text(&self, bytes: &[u8]) -> Value {
        if self.latin1 {
            return Value::Text(bytes.iter().map(|byte| *byte as char).collect());
        }
        let bytes = if self.drops_mark { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
        match (std::str::from_utf8(bytes), self.invalid) {
            (Ok(text), _) => Value::Text(text.to_owned()),
            (Err(error), Invalid::Reject) => {
                let at = error.valid_up_to();
                let message = format!("byte 0x{:02x} at {at} does not begin or continue UTF-8", bytes[at]);
                Value::rejected("UnicodeDecodeError", message)
            }
            (Err(_), Invalid::Replace) => Value::Text(self.replaced(bytes)),
        }
    }

    fn replaced(&self, bytes: &[u8]) -> String {
        let mut out = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            out.push_str(chunk.valid());
            let broken = chunk.invalid().len();
            let within_run = chunk.valid().is_empty() && !out.is_empty();
            let count = match self.replaced {
                Replaced::Maximal => usize::from(broken > 0),
                Replaced::Byte => broken,
                Replaced::Run => usize::from(broken > 0 && !within_run),
            };
            out.extend(std::iter::repeat_n('\u{fffd}', count));
        }
        out
    }
}
