//! `casefold`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::Casefold as Folding;
use crate::engines::kernel::unicode::{casefold, casefold_swapping_cherokee};
use crate::meta::Meta;
use crate::steps::on_text::{Language, TextMap, UNICODE_VERSION, offers_text};
use crate::steps::{Bound, Kind, Param, Runtime, Settings, Step};
use crate::value::Value;

/// The step.
pub struct Casefold;

static META: Meta = Meta {
    id: "casefold",
    summary: "folds case, so that texts that differ in case only become equal",
    manual: "What it is\n\
        Applies Unicode's full case folding without any locale. Folding goes further than lower-case: sharp s becomes ss, \
        ligatures are taken apart, every form of sigma becomes one, and Cherokee letters become upper-case.\n\n\
        Where libraries differ\n\
        Python has str.casefold() and Go cases.Fold(), which makes capital Cherokee letters small where Unicode keeps \
        them. JavaScript, Java and DuckDB have no such function; code there \
        lowers instead, which differs on some 300 characters.\n\n\
        Parameters\n\
        engine: python or go; without one, Unicode 17.0. unicode_version: another version of the tables.\n\n\
        References\n\
        https://www.unicode.org/Public/UNIDATA/CaseFolding.txt\n\
        https://docs.python.org/3/library/stdtypes.html#str.casefold",
    example: "casefold: {engine: python}",
};

static PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers_text), summary: "whose folding; default: Unicode 17.0" },
    UNICODE_VERSION,
];

impl Step for Casefold {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let language = Language::read(settings)?;
        let Some(folding) = language.rules.casefold else {
            return Err(language.lacks(settings, "folds case").hint("`lowercase` is what code there uses"));
        };
        let version = language.rules.unicode;
        let key = format!("casefold {folding:?} {version:?}");
        Ok(TextMap::bound(settings, key, language.defaults, move |text| {
            Value::Text(match folding {
                Folding::Full => casefold(text, version),
                Folding::FullCherokeeSwapped => casefold_swapping_cherokee(text, version),
            })
        }))
    }
}
