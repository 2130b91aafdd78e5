//! `replace`.

use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::steps::on_text::TextMap;
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step};
use crate::value::Value;
use fancy_regex::Regex;

/// The step.
pub struct Replace;

static META: Meta = Meta {
    id: "replace",
    summary: "replaces a text, or what a regular expression matches",
    manual: "What it is\n\
        Replaces every occurrence of `find`, or every match of `pattern`, by `with`.\n\n\
        Where libraries differ\n\
        A literal text is replaced alike everywhere, but for how often: JavaScript's replace() with a string replaces the \
        first occurrence only (count: 1), Python's, Java's and SQL's all of them. A pattern is read by this program's own \
        engine (Unicode classes, look-around, back-references), not by the library's: keep to what all of them read alike.\n\n\
        Parameters\n\
        find: the text to replace. pattern: a regular expression in place of `find`; `with` may then name groups as $1 or \
        ${name}. with: what comes in its place; default: nothing. count: at most so many times; default: all.\n\n\
        References\n\
        https://docs.rs/fancy-regex",
    example: "replace: {find: \"\\u2019\", with: \"'\"}",
};

static PARAMS: &[Param] = &[
    Param { name: "find", kind: Kind::Text, summary: "the text to replace" },
    Param { name: "pattern", kind: Kind::Text, summary: "a regular expression in place of `find`" },
    Param { name: "with", kind: Kind::Text, summary: "what comes in its place; default: nothing" },
    Param { name: "count", kind: Kind::Positive, summary: "at most so many times, from the left; default: all" },
];

impl Step for Replace {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let with = settings.text("with")?.unwrap_or_default().to_owned();
        let count = settings.positive("count")?;
        let key = settings.to_string();
        match (settings.text("find")?.map(str::to_owned), settings.text("pattern")?) {
            (Some(find), None) if find.is_empty() => Err(settings.fail("find", "`find` must not be empty")),
            (Some(find), None) => Ok(TextMap::bound(settings, key, Vec::new(), move |text| {
                Value::Text(text.replacen(&find, &with, count.unwrap_or(usize::MAX)))
            })),
            (None, Some(pattern)) => {
                let regex = Regex::new(pattern)
                    .map_err(|error| settings.fail("pattern", format!("not a regular expression: {error}")))?;
                Ok(TextMap::bound(settings, key, Vec::new(), move |text| {
                    match regex.try_replacen(text, count.unwrap_or(0), with.as_str()) {
                        Ok(replaced) => Value::Text(replaced.into_owned()),
                        Err(error) => Value::rejected("RegexError", error.to_string()),
                    }
                }))
            }
            _ => Err(settings.fail_step("replace needs either `find` or `pattern`")),
        }
    }
}
