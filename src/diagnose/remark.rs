//! Remarks beside the causes: what is worth knowing and closes no gap by itself.

use super::Finding;
use super::draft::Draft;
use super::structural;
use crate::steps::{self, Argument, Settings};

/// The ids of all remarks.
pub const REMARKS: [&str; 3] = [VERSION, IMPLICIT, CONTRACT];

const VERSION: &str = "env.library_version";
const IMPLICIT: &str = "image.resize.default_implicit";
const CONTRACT: &str = "control.training_is_contract";

/// Remarks on two definitions whose difference is explained; a reproduction may stand in for one of them.
/// `training_moved` where the golden, or nothing but the golden, says that it is training that has changed.
pub fn on(
    train: Option<&Draft>,
    serve: Option<&Draft>,
    causes: &[Finding],
    training_moved: bool,
) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    if let (Some(train), Some(serve)) = (train, serve) {
        versions(train, serve, &mut found);
        if !training_moved {
            contract(train, serve, causes, &mut found);
        }
    }
    if causes.iter().any(|cause| cause.id.starts_with("image.resize.")) {
        for (side, draft) in [("training", train), ("serving", serve)] {
            if let Some(draft) = draft {
                implicit(side, draft, &mut found);
            }
        }
    }
    found
}

/// Steps that name other versions of one engine.
fn versions(train: &Draft, serve: &Draft, found: &mut Vec<(&'static str, String)>) {
    let text = |settings: &Settings, name: &str| {
        let written = |argument: &Argument| argument.as_text().map_or_else(|| argument.to_string(), str::to_owned);
        settings.get(name).map(written)
    };
    for own in &train.steps {
        let same = |other: &&Settings| other.step() == own.step() && text(other, "engine") == text(own, "engine");
        let Some(other) = serve.steps.iter().find(same) else { continue };
        let (a, b) = (text(own, "version"), text(other, "version"));
        if a != b {
            let engine = text(own, "engine").unwrap_or_default();
            let shown = |version: Option<String>| version.unwrap_or_else(|| "the newest".to_owned());
            let words = format!("{}: {engine} {} at training, {} at serving", own.step(), shown(a), shown(b));
            found.push((VERSION, words));
        }
    }
}

/// Parameters of a resize that were left to the library.
fn implicit(side: &str, draft: &Draft, found: &mut Vec<(&'static str, String)>) {
    for settings in draft.steps.iter().filter(|settings| settings.step() == "resize") {
        let Ok(bound) = steps::bind(settings, &draft.runtime) else { continue };
        for words in bound.defaults.iter().filter(|words| words.starts_with("filter") || words.starts_with("antialias"))
        {
            found.push((IMPLICIT, format!("{side}: {words}")));
        }
    }
}

/// Constants that look like a mistake in training are what the model was trained with all the same.
fn contract(train: &Draft, serve: &Draft, causes: &[Finding], found: &mut Vec<(&'static str, String)>) {
    let about = ["image.norm.constants", "image.norm.range", "image.norm.std_collapsed"];
    if !causes.iter().any(|cause| about.contains(&cause.id)) {
        return;
    }
    for (step, names) in [("normalize", ["mean", "std"].as_slice()), ("rescale", &["divide"])] {
        let of = |draft: &Draft| -> Option<Vec<Argument>> {
            let settings = draft.steps.iter().find(|settings| settings.step() == step)?;
            names.iter().map(|name| settings.get(name).cloned()).collect()
        };
        let (Some(own), Some(other)) = (of(train), of(serve)) else { continue };
        if own != other && !structural::is_well_known(step, &own) && structural::is_well_known(step, &other) {
            let words = format!(
                "the {step} constants of training are unusual and those of serving well known; the model was trained \
                 with training's, whatever they look like"
            );
            found.push((CONTRACT, words));
        }
    }
}
