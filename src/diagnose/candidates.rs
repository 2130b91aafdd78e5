//! Everything that is worth trying on a definition: what its steps offer, engines exchanged, resizers, structure.

use super::classify::{self, Sort};
use super::draft::{Change, Draft, Tag};
use super::structural;
use crate::engines;
use crate::steps::{self, Argument, Kind, Settings, clock_variations};

/// All changes that are worth trying on a draft, after so many others.
pub fn candidates(draft: &Draft, depth: usize) -> Vec<Change> {
    let mut all = Vec::new();
    for (index, settings) in draft.steps.iter().enumerate() {
        let Some(step) = steps::find(settings.step()) else {
            continue;
        };
        for variation in step.variations(settings) {
            let changes: Vec<(String, Option<Argument>)> =
                variation.changes.into_iter().map(|(name, argument)| (name.to_owned(), argument)).collect();
            let exchanged = changes.iter().any(|(name, _)| classify::is_exchange(settings.step(), name));
            let tag = if exchanged { Tag::Exchange } else { Tag::Cause(variation.cause) };
            all.push(Change::set(tag, draft, index, changes));
        }
        exchanges(draft, index, settings, &mut all);
        if settings.step() == "resize" {
            resizes(draft, index, settings, depth, &mut all);
        }
    }
    all.extend(structural::candidates(draft));
    all
}

/// Every engine that offers the step, with the other parameters as they are.
fn exchanges(draft: &Draft, index: usize, settings: &Settings, all: &mut Vec<Change>) {
    let Some(step) = steps::find(settings.step()) else {
        return;
    };
    let offers =
        step.params().iter().find_map(|param| if let Kind::Engine(offers) = param.kind { Some(offers) } else { None });
    let Some(offers) = offers else {
        return;
    };
    let present = settings.get("engine").and_then(Argument::as_text);
    for engine in engines::ALL.iter().filter(|engine| offers(**engine)) {
        let id = engine.meta().id;
        let engine_change = ("engine".to_owned(), Some(Argument::Text(id.to_owned())));
        if Some(id) == present {
            for version in engine.versions() {
                let change = vec![("version".to_owned(), Some(Argument::Text((*version).to_owned())))];
                all.push(Change::set(Tag::Exchange, draft, index, change));
            }
            continue;
        }
        all.push(Change::set(Tag::Exchange, draft, index, vec![engine_change.clone(), ("version".to_owned(), None)]));
        if settings.step() == "parse_time" {
            with_options(draft, index, settings, &engine_change, all);
        }
        // The other library's defaults, where parameters of this one mean nothing to it.
        let known: Vec<&str> = step.params().iter().map(|param| param.name).collect();
        let options: Vec<&str> = settings
            .iter()
            .map(|(name, _)| name)
            .filter(|name| known.contains(name) && optional(settings.step(), name))
            .collect();
        if !options.is_empty() {
            let mut changes = vec![engine_change];
            changes.extend(options.into_iter().map(|name| (name.to_owned(), None)));
            all.push(Change::set(Tag::Exchange, draft, index, changes));
        }
    }
}

/// Another library that reads times, with each of its own options.
fn with_options(
    draft: &Draft,
    index: usize,
    settings: &Settings,
    engine: &(String, Option<Argument>),
    all: &mut Vec<Change>,
) {
    let own: Vec<String> =
        settings.iter().map(|(name, _)| name).filter(|name| optional("parse_time", name)).map(str::to_owned).collect();
    let mut other = settings.clone();
    for name in &own {
        other.remove(name);
    }
    if let Some(argument) = &engine.1 {
        other.set("engine", argument.clone());
    }
    for variation in clock_variations::options(&other) {
        let mut changes = vec![engine.clone()];
        changes.extend(own.iter().map(|name| (name.clone(), None)));
        for (name, value) in variation.changes {
            changes.retain(|(known, _)| known != name);
            changes.push((name.to_owned(), value));
        }
        all.push(Change::set(Tag::Exchange, draft, index, changes));
    }
}

/// Parameters that only tune an engine.
fn optional(step: &str, name: &str) -> bool {
    match classify::sort(step) {
        Sort::Time => !matches!(name, "engine" | "zone" | "fields" | "to" | "unit" | "on" | "into"),
        Sort::Decode => matches!(name, "dct" | "chroma" | "exif" | "version"),
        Sort::Geometry => matches!(
            name,
            "antialias"
                | "align_corners"
                | "coordinates"
                | "nearest_rounding"
                | "cubic_a"
                | "version"
                | "reducing_gap"
                | "rounding"
        ),
        _ => name == "version",
    }
}

/// Every engine with every filter, and what else it offers.
fn resizes(draft: &Draft, index: usize, settings: &Settings, depth: usize, all: &mut Vec<Change>) {
    let present = settings.get("engine").and_then(Argument::as_text);
    for engine in engines::ALL {
        let Some(kernel) = engine.resize() else {
            continue;
        };
        let offer = kernel.offer();
        let id = engine.meta().id;
        for filter in offer.filters {
            let mut variants: Vec<Vec<(&str, Argument)>> = vec![Vec::new()];
            if matches!(offer.antialias, engines::capability::Antialias::Choice(_)) {
                variants.push(vec![("antialias", Argument::Boolean(true))]);
                variants.push(vec![("antialias", Argument::Boolean(false))]);
            }
            if offer.align_corners {
                variants.push(vec![("align_corners", Argument::Boolean(true))]);
            }
            // Rarer options are left to the variations of the step once other changes were made.
            let coordinates = if depth == 0 { offer.coordinates } else { &[] };
            variants.extend(
                coordinates.iter().skip(1).map(|name| vec![("coordinates", Argument::Text((*name).to_owned()))]),
            );
            for variant in variants {
                let mut changes: Vec<(String, Option<Argument>)> =
                    ["antialias", "align_corners", "coordinates", "nearest_rounding", "cubic_a", "version"]
                        .iter()
                        .filter(|name| settings.get(name).is_some() && variant.iter().all(|(own, _)| own != *name))
                        .map(|name| ((*name).to_owned(), None))
                        .collect();
                if Some(id) != present {
                    changes.push(("engine".to_owned(), Some(Argument::Text(id.to_owned()))));
                }
                changes.push(("filter".to_owned(), Some(Argument::Text(filter.filter.name().to_owned()))));
                changes.extend(variant.into_iter().map(|(name, argument)| (name.to_owned(), Some(argument))));
                all.push(Change::set(Tag::Exchange, draft, index, changes));
            }
        }
    }
}
