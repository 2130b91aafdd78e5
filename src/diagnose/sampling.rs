//! How a resize samples, and what of it differs between two libraries: filter, antialiasing, coefficient, grid.

use super::bench::Bench;
use super::draft::Draft;
use super::exchange::{engine, is_palette};
use super::observed::extent;
use super::pictures;
use crate::engines;
use crate::engines::capability::{Antialias, CubicA, Filter, Resize};
use crate::steps::{Argument, Settings};

/// How a resize samples, as data.
struct Sampling {
    filter: Filter,
    antialias: bool,
    cubic_a: f64,
    coordinates: String,
    lobes: u32,
    engine: &'static str,
}

impl Sampling {
    fn of(settings: &Settings) -> Option<Self> {
        let engine = if settings.step() == "letterbox" {
            engines::find(pictures::inside(settings).0)?
        } else {
            engine(settings)?
        };
        // Engines with rules for target sizes only use another's kernels.
        let kernel: &dyn Resize = engine.resize()?;
        let offer = kernel.offer();
        let typed = match settings.step() {
            "letterbox" => Some(pictures::inside(settings).1.into()),
            _ => settings.get("filter").and_then(Argument::as_name_or_code),
        };
        let filter = typed.and_then(|typed| offer.filter(&typed)).or(offer.default_filter)?;
        let asked = |name: &str| match settings.get(name) {
            Some(Argument::Boolean(value)) => Some(*value),
            _ => None,
        };
        let antialias = match offer.antialias {
            Antialias::Choice(default) => asked("antialias").unwrap_or(default),
            fixed => fixed.default(),
        };
        let cubic_a = match offer.cubic_a {
            CubicA::Choice(default) => settings.get("cubic_a").and_then(Argument::as_f64).unwrap_or(default),
            CubicA::Fixed { sampled, antialiased } => {
                if antialias {
                    antialiased
                } else {
                    sampled
                }
            }
        };
        let coordinates = settings.get("coordinates").and_then(Argument::as_text);
        let mut coordinates = coordinates.or(offer.coordinates.first().copied()).unwrap_or("half_pixel").to_owned();
        if asked("align_corners") == Some(true) {
            "align_corners".clone_into(&mut coordinates);
        }
        if filter == Filter::Nearest {
            let rounding = settings.get("nearest_rounding").and_then(Argument::as_text);
            coordinates += rounding.or(offer.nearest_rounding.first().copied()).unwrap_or("");
        }
        Some(Self { filter, antialias, cubic_a, coordinates, lobes: offer.lanczos_lobes(), engine: engine.meta().id })
    }

    fn is_nearest(&self) -> bool {
        matches!(self.filter, Filter::Nearest | Filter::NearestExact)
    }

    fn family(&self) -> &'static str {
        self.filter.name().trim_end_matches("_exact")
    }

    fn grid(&self) -> &str {
        match self.coordinates.as_str() {
            "pytorch_half_pixel" | "half_pixel_symmetric" | "" => "half_pixel",
            other => other,
        }
    }
}

/// The causes of a resize that samples in another way, or to another size.
pub fn resize(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let mut opened = closing.clone();
    opened.steps[position] = before.clone();
    let (mut shrinks, mut other_size) = (false, false);
    for &input in bench.failing.iter().take(8) {
        let area = |draft: &Draft, step: usize| bench.value_before(draft, step, input).and_then(|value| extent(&value));
        let (from, own, new) = (area(closing, position), area(&opened, position + 1), area(closing, position + 1));
        if let (Some(from), Some(new)) = (from, new) {
            shrinks |= new.0 < from.0 || new.1 < from.1;
        }
        other_size |= own.is_some() && own != new;
    }
    let mut found = Vec::new();
    let keys = ["width", "height", "shortest_edge", "longest_edge", "scale"];
    if other_size && keys.iter().all(|key| before.get(key) == closing.steps[position].get(key)) {
        found.push("image.geom.target_round");
    }
    let (Some(a), Some(b)) = (Sampling::of(before), Sampling::of(&closing.steps[position])) else {
        return if found.is_empty() { vec!["image.geom.target_round"] } else { found };
    };
    let lobes = a.filter == Filter::Lanczos && b.filter == Filter::Lanczos && a.lobes != b.lobes;
    if a.family() != b.family() || lobes {
        // Pillow resizes palette indices by nearest, whatever it is asked for.
        let indices = [&a, &b].iter().any(|s| s.engine == "pillow" && s.is_nearest())
            && bench.failing.iter().all(|input| is_palette(bench.input(*input)));
        found.push(if indices { "image.decode.palette" } else { "image.resize.kernel" });
    }
    // Nearest takes one pixel and area averages all: neither is another filter with or without averaging.
    let own_kind = |sampling: &Sampling| sampling.is_nearest() || sampling.filter == Filter::Area;
    if a.antialias != b.antialias && shrinks && !own_kind(&a) && !own_kind(&b) {
        found.push("image.resize.antialias");
    }
    if a.filter == Filter::Bicubic && b.filter == Filter::Bicubic && a.cubic_a != b.cubic_a {
        found.push("image.resize.cubic_coeff");
    }
    let grids = a.is_nearest() == b.is_nearest() && a.grid() != b.grid();
    let nearest_grids = a.is_nearest() && b.is_nearest() && (a.engine != b.engine || a.filter != b.filter);
    if grids || nearest_grids {
        found.push("image.resize.coord");
    }
    if found.is_empty() {
        found.push("image.resize.lsb_rounding");
    }
    found
}

/// The size of the picture in the box, its resizer, and the rest of the rules: what of them differs and matters.
pub fn letterbox(bench: &Bench, closing: &Draft, position: usize, before: &Settings) -> Vec<&'static str> {
    let after = &closing.steps[position];
    let mut found = Vec::new();
    if pictures::inside(before) != pictures::inside(after) {
        found.extend(resize(bench, closing, position, before));
    }
    let rule = |settings: &Settings| engine(settings).and_then(|engine| engine.geometry()?.letterbox);
    if let (Some(a), Some(b)) = (rule(before), rule(after)) {
        let one = |name: &str| before.get(name) == after.get(name);
        if (a.fill != b.fill && before.get("fill").is_none()) || (a.centered != b.centered && one("position")) {
            found.push("image.geom.pad");
        }
        if a.size != b.size && found.is_empty() {
            found.push("image.geom.target_round");
        }
    }
    let differ = |names: &[&str]| names.iter().any(|name| before.get(name) != after.get(name));
    if differ(&["width", "height", "size"]) {
        found.push("image.geom.size");
    }
    if differ(&["stride", "fill", "position", "scale_up"]) {
        found.push("image.geom.pad");
    }
    found.sort_unstable();
    found.dedup();
    if found.len() > 1 {
        found.retain(|cause| *cause != "image.resize.lsb_rounding");
    }
    if found.is_empty() { vec!["image.geom.pad"] } else { found }
}
