//! `strip_accents`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Accents, Removed};
use crate::engines::kernel::unicode::{Category, Form, UnicodeVersion, category, is_assigned, normalize};
use crate::meta::Meta;
use crate::steps::on_text::{Language, TextMap, UNICODE_VERSION, method, offers_text};
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;
use unicode_normalization::char::canonical_combining_class;

/// The step.
pub struct StripAccents;

static META: Meta = Meta {
    id: "strip_accents",
    summary: "removes accents and other marks from letters",
    manual: "What it is\n\
        Takes letters apart and removes their marks. Letters with strokes or hooks, such as o with a stroke or Polish l, \
        have no decomposition and stay.\n\n\
        Where libraries differ\n\
        In the decomposition, in what counts as a mark, and in whether the rest is composed again. Python's usual idiom \
        is NFD without the characters of category Mn (method: nfd_mn; nfkd_mn also opens ligatures). scikit-learn's \
        strip_accents='unicode' is NFKD without the characters of a combining class other than 0, so vowel signs of class \
        0 stay; its 'ascii' drops everything outside ASCII. The usual idiom of JavaScript and Java removes the block U+0300 \
        to U+036F only, so Hebrew, Arabic and Indic marks stay. Go's transform chain is NFD, remove Mn, NFC. DuckDB's \
        strip_accents removes all marks (Mn, Mc, Me) and composes, so Hangul stays whole; after the idioms of Python, \
        JavaScript and Java it is left in pieces.\n\n\
        Parameters\n\
        engine; without one, NFD without category Mn, composed again. method: one of the engine's ways. unicode_version: \
        another version of the tables.\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/generated/sklearn.feature_extraction.text.strip_accents_unicode.html\n\
        https://duckdb.org/docs/stable/sql/functions/text",
    example: "strip_accents: {engine: sklearn, method: unicode}",
};

static PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers_text), summary: "whose rule; default: NFD, no Mn, NFC" },
    Param {
        name: "method",
        kind: Kind::Text,
        summary: "one of the engine's ways, such as sklearn's unicode and ascii",
    },
    UNICODE_VERSION,
];

impl Step for StripAccents {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let mut language = Language::read(settings)?;
        let ways = language.rules.accents;
        let accents = method(settings, &mut language, ways, "strips accents")?;
        let version = language.rules.unicode;
        let rules = language.rules;
        let key = format!("strip_accents {accents:?} {version:?} {}", rules.nul_ends);
        let map = move |text: &str| Value::Text(strip(rules.seen(text), accents, version));
        Ok(TextMap::bound(settings, key, language.defaults, map))
    }

    fn variations(&self, _settings: &Settings) -> Vec<Variation> {
        Vec::new()
    }
}

fn strip(text: &str, accents: Accents, version: UnicodeVersion) -> String {
    let keeps = |c: &char| !match accents.remove {
        Removed::Nothing => false,
        Removed::NonspacingMarks => category(*c, version) == Category::Mn,
        Removed::Marks => category(*c, version).is_mark(),
        Removed::Combining => is_assigned(*c, version) && canonical_combining_class(*c) != 0,
        Removed::DiacriticalBlock => matches!(c, '\u{300}'..='\u{36f}'),
    };
    let apart = normalize(text, accents.form, version);
    let mut kept: String = apart.chars().filter(keeps).collect();
    if accents.recompose {
        kept = normalize(&kept, Form::Nfc, version);
    }
    if accents.ascii_only {
        kept.retain(|c| c.is_ascii());
    }
    kept
}
