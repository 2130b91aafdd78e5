//! What the text steps share: the language whose rules apply, and an operation that maps text to a value.

use super::{Bound, Param, Settings};
use crate::diagnostic::Diagnostic;
use crate::engines::capability::TextRules;
use crate::engines::kernel::unicode::UnicodeVersion;
use crate::engines::{Engine, Operation};
use crate::value::Value;
use std::borrow::Cow;

/// True for an engine that has text functions.
pub fn offers_text(engine: &dyn Engine) -> bool {
    engine.text().is_some()
}

/// The parameter that sets the version of the Unicode tables.
pub const UNICODE_VERSION: Param = Param {
    name: "unicode_version",
    kind: super::Kind::Any,
    summary: "the version of the Unicode tables: 13.0, 14.0, 15.0, 15.1, 16.0, 17.0; default: the engine's",
};

/// The rules that a text step follows, and what of them was left to a default.
pub struct Language {
    /// The engine's conventions, with the version of the tables that was asked for.
    pub rules: TextRules,
    /// The engine's id; `None` where none was named.
    pub id: Option<&'static str>,
    /// In words, for reports.
    pub defaults: Vec<String>,
}

impl Language {
    /// Reads `engine` and `unicode_version`.
    ///
    /// # Errors
    /// An unknown engine or version.
    pub fn read(settings: &Settings) -> Result<Self, Diagnostic> {
        let engine = settings.engine(offers_text)?;
        let mut rules = engine.and_then(Engine::text).copied().unwrap_or(TextRules::STANDARD);
        let mut defaults = Vec::new();
        match settings.get("unicode_version").map(ToString::to_string) {
            Some(typed) => rules.unicode = unicode_version(settings, typed.trim_matches('"'))?,
            None => defaults.push(format!("Unicode tables as in {}: {}", rules.release, rules.unicode.name())),
        }
        Ok(Self { rules, id: engine.map(|e| e.meta().id), defaults })
    }

    /// An error for a function that the language lacks.
    pub fn lacks(&self, settings: &Settings, function: &str) -> Diagnostic {
        let id = self.id.unwrap_or("the Unicode standard");
        settings.fail("engine", format!("{id} has no function that {function}"))
    }
}

fn unicode_version(settings: &Settings, typed: &str) -> Result<UnicodeVersion, Diagnostic> {
    let same = |name: &str| name == typed || name.strip_suffix(".0") == Some(typed);
    let found = UnicodeVersion::ALL.iter().find(|(name, _)| same(name));
    found.map(|(_, version)| *version).ok_or_else(|| {
        let known: Vec<&str> = UnicodeVersion::ALL.iter().map(|(name, _)| *name).collect();
        settings.unknown_value("unicode_version", "Unicode version", typed, &known)
    })
}

/// One of several ways that an engine offers, by the name under `method`; the first is the default.
///
/// # Errors
/// A name that the engine does not know; an engine that offers no way at all.
pub fn method<T: Copy>(
    settings: &Settings,
    language: &mut Language,
    ways: &'static [(&'static str, T)],
    function: &str,
) -> Result<T, Diagnostic> {
    let Some((first, default)) = ways.first() else {
        return Err(language.lacks(settings, function));
    };
    if let Some(chosen) = settings.choice("method", ways)? {
        return Ok(chosen);
    }
    if ways.len() > 1 {
        language.defaults.push(format!("method left to the default of {}: {first}", language.rules.release));
    }
    Ok(*default)
}

/// Text in, a value out; null stays null, and a list is taken item by item.
pub struct TextMap<F> {
    key: String,
    settings: Settings,
    map: F,
}

impl<F: Fn(&str) -> Value + Send + Sync + 'static> TextMap<F> {
    /// A step of this one operation. `key` says what the operation does, with every parameter that matters.
    pub fn bound(settings: &Settings, key: String, defaults: Vec<String>, map: F) -> Bound {
        Bound { defaults, ..Bound::one(Self { key, settings: settings.clone(), map }) }
    }

    fn map(&self, input: Value) -> Result<Value, Diagnostic> {
        match input {
            Value::Text(text) => Ok((self.map)(&text)),
            Value::Null => Ok(Value::Null),
            Value::List(items) => {
                items.into_iter().map(|item| self.map(item)).collect::<Result<_, _>>().map(Value::List)
            }
            other => {
                let error =
                    self.settings.fail_step(format!("{} takes text, found {}", self.settings.step(), other.describe()));
                Err(match other {
                    Value::Bytes(_) => error.hint("a `decode_text` step makes text of bytes"),
                    Value::Record(_) => error.hint("`on: field` applies the step to a field of the record"),
                    _ => error,
                })
            }
        }
    }
}

impl<F: Fn(&str) -> Value + Send + Sync + 'static> Operation for TextMap<F> {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        self.map(input)
    }
}
