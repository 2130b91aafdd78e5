//! `lowercase`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::Lowercase as Mapping;
use crate::engines::kernel::java_lowercase;
use crate::engines::kernel::unicode::{lowercase, lowercase_simple};
use crate::meta::Meta;
use crate::steps::on_text::{Language, TextMap, UNICODE_VERSION, offers_text};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;

/// The step.
pub struct Lowercase;

static META: Meta = Meta {
    id: "lowercase",
    summary: "makes letters lower-case",
    manual: "What it is\n\
        Makes letters lower-case, without any locale.\n\n\
        Where libraries differ\n\
        Python, JavaScript and Java use the full mapping: the Turkish capital I with a dot (U+0130) becomes two characters, \
        i and U+0307, and a capital sigma that ends a word becomes the final sigma; where a word ends, Java's break iterator tells (a colon ends \
        it), elsewhere the Unicode standard (it does not). Go and DuckDB map one character to \
        one: U+0130 becomes i, and every sigma the ordinary one. BERT's tokenizers also map character by character, but \
        by the full mapping; that is a normalizer of the tokenizer and no use of this step. A letter that is newer than \
        the library's version of Unicode stays as it is.\n\n\
        Parameters\n\
        engine: python, javascript, java, go, duckdb or sklearn; without one, the full mapping of Unicode 17.0. \
        unicode_version: another version of the tables.\n\n\
        References\n\
        https://www.unicode.org/Public/UNIDATA/SpecialCasing.txt\n\
        https://docs.python.org/3/library/stdtypes.html#str.lower\n\
        https://tc39.es/ecma262/#sec-string.prototype.tolowercase",
    example: "lowercase: {engine: python}",
};

static PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers_text), summary: "whose mapping; default: the full one" },
    UNICODE_VERSION,
];

impl Step for Lowercase {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let language = Language::read(settings)?;
        let Some(mapping) = language.rules.lowercase else {
            return Err(language.lacks(settings, "makes letters lower-case"));
        };
        let version = language.rules.unicode;
        let key = format!("lowercase {mapping:?} {version:?}");
        Ok(TextMap::bound(settings, key, language.defaults, move |text| {
            Value::Text(match mapping {
                Mapping::Full => lowercase(text, version),
                Mapping::FullByJavaWords => java_lowercase::lowercase(text, version),
                Mapping::Simple => lowercase_simple(text, version),
            })
        }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let other = match settings.text("engine").ok().flatten() {
            Some("go" | "duckdb") => "python",
            _ => "go",
        };
        let engine = Some(Argument::Text(other.to_owned()));
        vec![Variation { cause: "tok.normalizer", changes: vec![("engine", engine)] }]
    }
}
