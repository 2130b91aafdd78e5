//! The report to look at and to forward: one self-contained page that needs no network and works without scripts, only
//! less comfortably. Everything is laid out here; the script filters, links, amplifies and blinks.

mod charts;
mod evidence;
mod page;
mod pictures;

use super::{Report, ReportStyle};
use crate::check::Outcome;
use crate::meta::Meta;
use crate::report::base64::base64;
use minijinja::{AutoEscape, Environment, Value};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const PAGE: &str = include_str!("report.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The report.
pub struct Html;

impl Report for Html {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "html",
            summary: "one page to look at and to forward: filter, pictures, tokens, times, causes; no network",
            manual: "One self-contained file. The cases with their causes, proofs and fixes, both definitions step by \
                     step, and for the worst inputs of each case the two values themselves: pictures beside each other \
                     with the difference (a heat map that can be amplified), a wipe and a blink, a histogram of the \
                     differences; tokens aligned with their text; times on a line with the clock changes; records field \
                     by field. Pictures are JPEG or PNG of at most 256 pixels a side and 8 MB a report; differences are \
                     those of the full values. A content security policy in the file keeps it from loading anything. It \
                     is dark or light as the reader's system is, works with the keyboard and a screen reader, and prints.",
            example: "",
        }
    }

    fn needs_previews(&self) -> bool {
        true
    }

    fn write(&self, outcome: &Outcome, _style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        let mut context = page::context(outcome);
        context["style"] = STYLE.into();
        context["script"] = SCRIPT.into();
        context["style_hash"] = hash(STYLE).into();
        context["script_hash"] = hash(SCRIPT).into();
        let failed = |error: minijinja::Error| io::Error::other(format!("the page's template: {error:#}"));
        let template = environment.template_from_named_str("report.html", PAGE).map_err(failed)?;
        let page = template.render(value(&context)).map_err(failed)?;
        writeln!(out, "{page}")
    }
}

/// What a content security policy calls a text that it allows.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

/// JSON as a value of the template.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(value) => Value::from(*value),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Value::from(integer),
            (None, float) => Value::from(float.unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(value).collect(),
        Json::Object(entries) => Value::from_pairs(entries.iter().map(|(key, item)| (key.as_str(), value(item)))),
    }
}
