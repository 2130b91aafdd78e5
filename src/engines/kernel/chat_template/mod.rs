//! Jinja templates as Python renders them for chats: block trimming, Python's methods and way of writing values.

mod methods;
mod python;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};
use serde_json::Value as Json;

/// Why a template gave no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The library raises: the template calls `raise_exception`, adds what cannot be added, reads what is not there.
    Raised {
        /// The library's error.
        error: &'static str,
        /// What it says.
        message: String,
    },
    /// It cannot be read or rendered.
    Broken(String),
}

/// The mark that tells what a template raises from what breaks.
const RAISED: &str = "raise_exception: ";

/// Renders a template. `date` is what `strftime_now` takes for today: (year, month, day).
///
/// # Errors
/// What the template raises, or what is wrong with it.
pub fn render(template: &str, context: &Json, date: Option<(i32, u32, u32)>) -> Result<String, Failure> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(broken)?);
    environment.set_unknown_method_callback(|_, value, method, args| methods::call(value, method, args));
    environment.set_formatter(|out, _, value| {
        let written = python::written(value);
        out.write_str(&written).map_err(|error| Error::new(ErrorKind::WriteFailure, error.to_string()))
    });
    environment.add_filter("tojson", to_json);
    environment.add_filter("string", |value: &Value| python::written(value));
    environment.add_function("raise_exception", |message: String| -> Result<Value, Error> {
        Err(Error::new(ErrorKind::InvalidOperation, format!("{RAISED}{message}")))
    });
    environment.add_function("strftime_now", move |format: String| -> Result<String, Error> {
        let no_date = || Error::new(ErrorKind::InvalidOperation, "the template asks for today: give a `date`");
        python::strftime(&format, date.ok_or_else(no_date)?)
            .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("cannot write the date as {format:?}")))
    });
    let source = without_generation(template);
    let template = environment.template_from_str(&source).map_err(broken)?;
    template.render(python::value(context)).map_err(broken)
}

#[allow(clippy::needless_pass_by_value, reason = "called as a closure on results")]
fn broken(error: Error) -> Failure {
    let mut source: Option<&dyn std::error::Error> = Some(&error);
    while let Some(cause) = source {
        let text = cause.to_string();
        if let Some(at) = text.find(RAISED) {
            let message = &text[at + RAISED.len()..];
            let end = message.rfind(" (in ").unwrap_or(message.len());
            return Failure::Raised { error: "TemplateError", message: message[..end].to_owned() };
        }
        source = cause.source();
    }
    match raised_by_python(&error) {
        Some(name) => Failure::Raised { error: name, message: error.to_string() },
        None => Failure::Broken(error.to_string()),
    }
}

/// The name of the error that Python raises too. What only this renderer cannot do is none.
fn raised_by_python(error: &Error) -> Option<&'static str> {
    if error.kind() == ErrorKind::UndefinedError {
        return Some("UndefinedError");
    }
    let detail = error.detail()?;
    if detail.starts_with("cannot perform a containment check") {
        return Some("TypeError");
    }
    let types = detail.strip_prefix("tried to use + operator on unsupported types ")?;
    let (left, right) = types.split_once(" and ")?;
    // Text is added to text only.
    ((left == "string") != (right == "string")).then_some("TypeError")
}

/// `{% generation %}` marks the assistant's text for training and prints nothing of its own.
fn without_generation(template: &str) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find("{%") {
        let (before, tag) = rest.split_at(start);
        let Some(end) = tag.find("%}").map(|end| end + 2) else {
            break;
        };
        out.push_str(before);
        let inner = &tag[2..end - 2];
        match inner.trim_matches(['-', '+', ' ', '\t', '\n', '\r']) {
            // A comment keeps the trimming of white space around it, as any tag does.
            "generation" | "endgeneration" => {
                let mark = |c: Option<char>| c.filter(|c| *c == '-').map(String::from).unwrap_or_default();
                let (open, close) = (mark(inner.chars().next()), mark(inner.chars().last()));
                out.push_str(&format!("{{%{open} if true {close}%}}{{% endif %}}"));
            }
            _ => out.push_str(&tag[..end]),
        }
        rest = &tag[end..];
    }
    out.push_str(rest);
    out
}

/// As `json.dumps(value, ensure_ascii=False)`, with its `indent`.
#[allow(clippy::needless_pass_by_value, reason = "the signature that the template engine calls")]
fn to_json(value: &Value, options: Kwargs) -> Result<String, Error> {
    let indent: Option<usize> = options.get("indent")?;
    let _: Option<bool> = options.get("ensure_ascii")?;
    let sorted: Option<bool> = options.get("sort_keys")?;
    let _: Option<Value> = options.get("separators")?;
    if value.kind() == ValueKind::Undefined {
        return Err(Error::new(ErrorKind::InvalidOperation, "an undefined value is not JSON serializable"));
    }
    let json = python::to_json(value)
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "a value is not JSON serializable"))?;
    Ok(python::json(&json, indent, sorted.unwrap_or(false)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_python_raises_is_told_from_what_is_broken() {
        let of = |template: &str| render(template, &json!({"n": null, "m": {"a": 1}}), None);
        let raised = |template: &str| match of(template) {
            Err(Failure::Raised { error, .. }) => error,
            other => panic!("{template}: {other:?}"),
        };
        // jinja2 3.1.6 on each of these.
        assert_eq!(raised("{{ raise_exception('no') }}"), "TemplateError");
        assert_eq!(raised("{{ 'a' + m }}"), "TypeError");
        assert_eq!(raised("{{ 'a' in n }}"), "TypeError");
        assert_eq!(raised("{{ none_such.field.name }}"), "UndefinedError");
        assert!(matches!(of("{{ 'a' | no_such_filter }}"), Err(Failure::Broken(_))));
        assert_eq!(of("{{ 'a' in none_such }}{{ 'a' ~ n }}"), Ok("FalseaNone".to_owned()));
    }
}
