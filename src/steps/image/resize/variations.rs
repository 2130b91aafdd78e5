//! What to try when two sides differ at a resize: every change that a library would accept, with the cause it stands for.

use crate::engines::capability::{Antialias, CubicA, Filter, Resize, ResizeOffer};
use crate::engines::{self, Engine};
use crate::steps::{Argument, Settings, Variation};

const ANTIALIAS: &str = "image.resize.antialias";
const COORDINATES: &str = "image.resize.coord";
const CUBIC: &str = "image.resize.cubic_coeff";
const KERNEL: &str = "image.resize.kernel";
const ROUNDING: &str = "image.geom.target_round";
const ARITHMETIC: &str = "image.resize.lsb_rounding";
const VERSION: &str = "env.library_version";

/// Parameters of the kernel: an engine that does not have them is tried without.
const OF_KERNEL: [&str; 10] = [
    "version",
    "filter",
    "antialias",
    "align_corners",
    "coordinates",
    "nearest_rounding",
    "cubic_a",
    "exclude_outside",
    "box",
    "reducing_gap",
];

/// All changes of one parameter, then all other engines.
pub fn of(settings: &Settings) -> Vec<Variation> {
    let Some(engine) = settings.get("engine").and_then(Argument::as_text).and_then(engines::find) else {
        return Vec::new();
    };
    let Some(offer) = engine.resize().map(Resize::offer) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    within_engine(settings, engine, offer, &mut found);
    for rounding in super::target::ROUNDINGS {
        if settings.get("width").is_none() {
            found.push(one(ROUNDING, "rounding", text(rounding)));
        }
    }
    other_engines(settings, engine, offer, &mut found);
    found
}

fn one(cause: &'static str, name: &'static str, argument: Argument) -> Variation {
    Variation { cause, changes: vec![(name, Some(argument))] }
}

fn text(value: &str) -> Argument {
    Argument::Text(value.to_owned())
}

fn filter_of(settings: &Settings, offer: &ResizeOffer) -> Option<Filter> {
    match settings.get("filter").and_then(Argument::as_name_or_code) {
        Some(typed) => offer.filter(&typed),
        None => offer.default_filter,
    }
}

fn within_engine(settings: &Settings, engine: &dyn Engine, offer: &ResizeOffer, found: &mut Vec<Variation>) {
    let current = filter_of(settings, offer);
    for filter in offer.filters.iter().map(|offer| offer.filter).filter(|filter| Some(*filter) != current) {
        found.push(one(KERNEL, "filter", text(filter.name())));
    }
    if let Antialias::Choice(default) = offer.antialias {
        let now = settings.get("antialias").map_or(default, |given| *given == Argument::Boolean(true));
        found.push(one(ANTIALIAS, "antialias", Argument::Boolean(!now)));
    }
    if offer.align_corners {
        let now = settings.get("align_corners") == Some(&Argument::Boolean(true));
        found.push(one(COORDINATES, "align_corners", Argument::Boolean(!now)));
    }
    for (name, names) in [("coordinates", offer.coordinates), ("nearest_rounding", offer.nearest_rounding)] {
        let now = settings.get(name).and_then(Argument::as_text).or(names.first().copied());
        let others = names.iter().filter(|other| names.len() > 1 && Some(**other) != now);
        found.extend(others.map(|other| one(COORDINATES, name, text(other))));
    }
    if let CubicA::Choice(default) = offer.cubic_a {
        let now = settings.get("cubic_a").and_then(Argument::as_f64).unwrap_or(default);
        let others = [-0.5, -0.75].into_iter().filter(|a| *a != now);
        found.extend(others.map(|a| one(CUBIC, "cubic_a", Argument::Float(a))));
    }
    if offer.exclude_outside {
        let now = settings.get("exclude_outside") == Some(&Argument::Boolean(true));
        found.push(one(COORDINATES, "exclude_outside", Argument::Boolean(!now)));
    }
    if offer.reducing_gap {
        let now = settings.get("reducing_gap").and_then(Argument::as_f64);
        let others = [1.0, 2.0, 3.0].into_iter().filter(|gap| Some(*gap) != now);
        found.extend(others.map(|gap| one(ANTIALIAS, "reducing_gap", Argument::Float(gap))));
    }
    for version in engine.versions() {
        found.push(one(VERSION, "version", text(version)));
    }
}

fn other_engines(settings: &Settings, engine: &dyn Engine, offer: &ResizeOffer, found: &mut Vec<Variation>) {
    let current = filter_of(settings, offer);
    for other in engines::ALL.iter().filter(|other| other.meta().id != engine.meta().id) {
        let Some(theirs) = other.resize().map(Resize::offer) else {
            continue;
        };
        let same: Vec<Filter> = current.into_iter().filter(|filter| theirs.offers(*filter)).collect();
        let area = [Filter::Area].into_iter().filter(|filter| theirs.offers(*filter) && Some(*filter) != current);
        for filter in same.into_iter().chain(area) {
            let cause = if Some(filter) == current { convention(settings, filter, offer, theirs) } else { KERNEL };
            let mut changes = vec![("engine", Some(text(other.meta().id)))];
            let dropped = OF_KERNEL.into_iter().filter(|name| settings.get(name).is_some() && *name != "filter");
            changes.extend(dropped.map(|name| (name, None)));
            changes.push(("filter", Some(text(filter.name()))));
            found.push(Variation { cause, changes });
        }
    }
}

/// The first convention in which two engines differ for a filter; their arithmetic if they differ in none.
fn convention(settings: &Settings, filter: Filter, ours: &ResizeOffer, theirs: &ResizeOffer) -> &'static str {
    let averages = match settings.get("antialias") {
        Some(given) => *given == Argument::Boolean(true),
        None => ours.antialias.default(),
    };
    let a_of = |offer: &ResizeOffer, averages: bool| match offer.cubic_a {
        CubicA::Choice(default) => default,
        CubicA::Fixed { antialiased, .. } if averages => antialiased,
        CubicA::Fixed { sampled, .. } => sampled,
    };
    let theirs_average = theirs.antialias.default();
    if filter.picks() {
        COORDINATES
    } else if averages != theirs_average {
        ANTIALIAS
    } else if filter == Filter::Bicubic && a_of(ours, averages) != a_of(theirs, theirs_average) {
        CUBIC
    } else if ours.coordinates.first() != theirs.coordinates.first() {
        COORDINATES
    } else {
        ARITHMETIC
    }
}
