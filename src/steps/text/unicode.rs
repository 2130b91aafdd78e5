//! `unicode`: a normalization form.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::ALL_FORMS;
use crate::engines::kernel::unicode::normalize;
use crate::meta::Meta;
use crate::steps::on_text::{Language, TextMap, UNICODE_VERSION, offers_text};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;

/// The step.
pub struct Unicode;

static META: Meta = Meta {
    id: "unicode",
    summary: "brings text into a Unicode normalization form",
    manual: "What it is\n\
        Brings text into one of the four normalization forms of UAX 15. NFC composes letters and their marks, NFD takes \
        them apart; NFKC and NFKD moreover replace compatibility characters, such as ligatures, full-width letters and \
        superscripts, by plain ones.\n\n\
        Where libraries differ\n\
        The forms are the same everywhere; the tables are not. A character that is newer than the library's version of \
        Unicode is left alone, and stops composition around it. Python 3.11 has Unicode 14.0, Python 3.12 15.0, 3.13 \
        15.1 and 3.14 16.0; Java 17 has 13.0, Go 15.0, Node 20.20 17.0.\n\n\
        Parameters\n\
        form: nfc, nfd, nfkc or nfkd. engine: python, javascript, java, go or duckdb (NFC only); without one, Unicode \
        17.0. unicode_version: another version of the tables.\n\n\
        References\n\
        https://www.unicode.org/reports/tr15/\n\
        https://docs.python.org/3/library/unicodedata.html",
    example: "unicode: {form: nfc, engine: python}",
};

static PARAMS: &[Param] = &[
    Param { name: "form", kind: Kind::Choice(&["nfc", "nfd", "nfkc", "nfkd"]), summary: "the normalization form" },
    Param { name: "engine", kind: Kind::Engine(offers_text), summary: "whose tables; default: Unicode 17.0" },
    UNICODE_VERSION,
];

impl Step for Unicode {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let language = Language::read(settings)?;
        let Some(form) = settings.choice("form", ALL_FORMS)? else {
            return Err(settings.fail_step("unicode needs a `form`").hint("one of nfc, nfd, nfkc, nfkd"));
        };
        if !language.rules.forms.iter().any(|(_, offered)| *offered == form) {
            return Err(language.lacks(settings, "normalizes so"));
        }
        let version = language.rules.unicode;
        let rules = language.rules;
        let key = format!("unicode {form:?} {version:?} {}", rules.nul_ends);
        let map = move |text: &str| Value::Text(normalize(rules.seen(text), form, version));
        Ok(TextMap::bound(settings, key, language.defaults, map))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let now = settings.text("form").ok().flatten().unwrap_or_default();
        let others = ALL_FORMS.iter().filter(|(name, _)| *name != now);
        others
            .map(|(name, _)| Variation {
                cause: "tok.normalizer",
                changes: vec![("form", Some(Argument::Text((*name).to_owned())))],
            })
            .collect()
    }
}
