//! `trim`.

use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use crate::steps::on_text::{Language, TextMap, method, offers_text};
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::Value;

/// The step.
pub struct Trim;

static META: Meta = Meta {
    id: "trim",
    summary: "removes white space at both ends, or at one",
    manual: "What it is\n\
        Removes white space at the start and the end of text, or the characters that are given.\n\n\
        Where libraries differ\n\
        In what white space is. Python's strip() takes Unicode's White_Space and the information separators U+001C to \
        U+001F. Go's TrimSpace takes White_Space. JavaScript's trim() does not take U+0085, but U+FEFF. Java's trim() takes \
        everything up to U+0020, NUL included, and nothing else; its strip() takes separators and controls, but neither \
        U+00A0, U+2007, U+202F nor U+0085. DuckDB's trim() takes the characters of category Zs: no tab and no line end.\n\n\
        Parameters\n\
        engine: python, javascript, java (method: trim or strip), go or duckdb; without one, White_Space. side: both, left \
        or right. characters: these characters in place of white space.\n\n\
        References\n\
        https://docs.python.org/3/library/stdtypes.html#str.strip\n\
        https://tc39.es/ecma262/#sec-string.prototype.trim\n\
        https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/String.html#strip()",
    example: "trim: {engine: java, method: strip}",
};

#[derive(Debug, Clone, Copy)]
enum Side {
    Both,
    Left,
    Right,
}

static PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers_text), summary: "whose white space; default: White_Space" },
    Param { name: "method", kind: Kind::Text, summary: "one of the engine's functions, such as Java's trim and strip" },
    Param { name: "side", kind: Kind::Choice(&["both", "left", "right"]), summary: "which end; default: both" },
    Param { name: "characters", kind: Kind::Text, summary: "these characters in place of white space" },
];

impl Step for Trim {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let mut language = Language::read(settings)?;
        language.defaults.clear();
        let ways = language.rules.trim;
        let blank = method(settings, &mut language, ways, "trims")?;
        let sides = [("both", Side::Both), ("left", Side::Left), ("right", Side::Right)];
        let side = settings.choice("side", &sides)?.unwrap_or(Side::Both);
        let characters: Option<Vec<char>> = settings.text("characters")?.map(|text| text.chars().collect());
        let key = format!("trim {blank:?} {side:?} {characters:?}");
        Ok(TextMap::bound(settings, key, language.defaults, move |text| {
            let blank = |c: char| characters.as_ref().map_or_else(|| blank.contains(c), |set| set.contains(&c));
            let kept = match side {
                Side::Both => text.trim_matches(blank),
                Side::Left => text.trim_start_matches(blank),
                Side::Right => text.trim_end_matches(blank),
            };
            Value::Text(kept.to_owned())
        }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let now = settings.text("engine").ok().flatten();
        let engines = ["python", "javascript", "java", "go", "duckdb"].into_iter().filter(|e| Some(*e) != now);
        let vary = |engine: &str| Variation {
            cause: "tok.normalizer",
            changes: vec![("engine", Some(Argument::Text(engine.to_owned()))), ("method", None)],
        };
        engines.map(vary).collect()
    }
}
