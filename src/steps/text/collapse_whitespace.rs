//! `collapse_whitespace`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::Collapse;
use crate::meta::Meta;
use crate::steps::on_text::{Language, TextMap, method, offers_text};
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step};
use crate::value::Value;

/// The step.
pub struct CollapseWhitespace;

static META: Meta = Meta {
    id: "collapse_whitespace",
    summary: "replaces every run of white space by one space",
    manual: "What it is\n\
        Replaces every run of white space by one space, as code does with a regular expression or by splitting and joining.\n\n\
        Where libraries differ\n\
        In what white space is. Python's \\s takes Unicode's White_Space and U+001C to U+001F; JavaScript's takes U+FEFF and \
        not U+0085; Java's, Go's and DuckDB's take ASCII only, and the last two of them no vertical tab. scikit-learn's \
        CountVectorizer (character n-grams) replaces runs of two and more only, so a single tab or line end stays.\n\n\
        Parameters\n\
        engine; without one, White_Space. trim: whether white space at both ends is removed too, as Python's \
        \" \".join(text.split()) does; default false.\n\n\
        References\n\
        https://docs.python.org/3/library/re.html\n\
        https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html\n\
        https://github.com/google/re2/wiki/Syntax",
    example: "collapse_whitespace: {engine: python, trim: true}",
};

static PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers_text), summary: "whose white space; default: White_Space" },
    Param { name: "method", kind: Kind::Text, summary: "one of the engine's ways" },
    Param { name: "trim", kind: Kind::Boolean, summary: "whether both ends are trimmed too; default: false" },
];

impl Step for CollapseWhitespace {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let mut language = Language::read(settings)?;
        language.defaults.clear();
        let ways = language.rules.collapse;
        let collapse = method(settings, &mut language, ways, "collapses white space")?;
        let trim = settings.boolean("trim")?.unwrap_or(false);
        let key = format!("collapse_whitespace {collapse:?} {trim}");
        Ok(TextMap::bound(settings, key, language.defaults, move |text| {
            let text = if trim { text.trim_matches(|c| collapse.blank.contains(c)) } else { text };
            Value::Text(collapsed(text, collapse))
        }))
    }
}

fn collapsed(text: &str, collapse: Collapse) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if collapse.blank.contains(c) {
            run.push(c);
            continue;
        }
        end_run(&mut run, &mut out, collapse.least);
        out.push(c);
    }
    end_run(&mut run, &mut out, collapse.least);
    out
}

fn end_run(run: &mut String, out: &mut String, least: usize) {
    if !run.is_empty() {
        out.push_str(if run.chars().count() >= least { " " } else { run });
        run.clear();
    }
}
