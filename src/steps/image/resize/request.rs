//! Filter and options: what was written, checked against what the library offers.

use super::target::Target;
use crate::diagnostic::Diagnostic;
use crate::engines::Engine;
use crate::engines::capability::{Antialias, CubicA, Filter, Resize, ResizeOffer, ResizeRequest};
use crate::meta::nearest;
use crate::steps::Settings;

/// The mapping that reads a part of the source, and may reach beyond it.
const CROPPING: &str = "tf_crop_and_resize";

/// The request without its target size, and in words what was left to the library's defaults.
///
/// # Errors
/// What the library does not offer, with a list of what it does.
pub fn read(
    settings: &Settings,
    engine: &'static dyn Engine,
    kernel: &dyn Resize,
    target: &Target,
) -> Result<(ResizeRequest, Vec<String>), Diagnostic> {
    let offer = kernel.offer();
    let reader = Reader { settings, id: engine.meta().id, offer };
    let version = settings.engine_version(engine)?;
    let label = label(reader.id, version);
    let mut defaults = Vec::new();
    let filter = reader.filter(&label, &mut defaults)?;
    let antialias = reader.antialias(filter, &label, &mut defaults)?;
    let coordinates = reader.named("coordinates", offer.coordinates)?;
    let gap = offer.thumbnail_gap.filter(|_| target.is_thumbnail());
    let request = ResizeRequest {
        scale: target.factors().filter(|_| offer.factor_maps),
        antialias,
        align_corners: reader.flag("align_corners", offer.align_corners)?.unwrap_or(false),
        coordinates,
        nearest_rounding: reader.named("nearest_rounding", offer.nearest_rounding)?,
        cubic_a: reader.cubic_a(antialias)?,
        exclude_outside: reader.flag("exclude_outside", offer.exclude_outside)?.unwrap_or(false),
        region: reader.region()?,
        reducing_gap: reader.reducing_gap()?.or(gap),
        extrapolation: reader.extrapolation(coordinates)?,
        ..offer.request(version, filter, 0, 0)
    };
    kernel.check(&request).map_err(|error| settings.place(error, settings.span(), ""))?;
    Ok((request, defaults))
}

/// `pillow 13`: the engine with the version whose behaviour holds.
fn label(id: &str, version: &str) -> String {
    let version = version.strip_suffix(".0").unwrap_or(version);
    if version.is_empty() { id.to_owned() } else { format!("{id} {version}") }
}

struct Reader<'a> {
    settings: &'a Settings,
    id: &'static str,
    offer: &'static ResizeOffer,
}

impl Reader<'_> {
    fn filter(&self, label: &str, defaults: &mut Vec<String>) -> Result<Filter, Diagnostic> {
        let Some(typed) = self.settings.name_or_code("filter")? else {
            let Some(filter) = self.offer.default_filter else {
                let message = format!("{} has no default filter: name one", self.id);
                return Err(self.settings.fail_step(message).note(self.filters()));
            };
            defaults.push(format!("filter left to the default of {label}: {}", filter.name()));
            return Ok(filter);
        };
        self.offer.filter(&typed).ok_or_else(|| self.unknown_filter(&typed))
    }

    fn filters(&self) -> String {
        format!("{} offers: {}", self.id, self.offer.filter_names())
    }

    fn unknown_filter(&self, typed: &str) -> Diagnostic {
        let is_known = Filter::ALL.iter().any(|(name, _)| *name == typed);
        let message = if is_known {
            format!("{} does not offer the filter {typed}", self.id)
        } else {
            format!("unknown filter \"{typed}\"")
        };
        let canonical = self.offer.filters.iter().map(|offer| offer.filter.name());
        let own = self.offer.filters.iter().flat_map(|offer| offer.own.iter().copied());
        let meant = nearest(typed, canonical.chain(own)).filter(|_| !is_known);
        let label = meant.map_or(String::new(), |name| format!("did you mean `{name}`?"));
        let id = if is_known { "definition.not_offered" } else { "definition.unknown_value" };
        self.settings.place_at("filter", Diagnostic::error(id, message), label).note(self.filters())
    }

    fn antialias(&self, filter: Filter, label: &str, defaults: &mut Vec<String>) -> Result<bool, Diagnostic> {
        match (self.settings.boolean("antialias")?, self.offer.antialias) {
            (None, Antialias::Choice(default)) => {
                if !filter.picks() {
                    defaults.push(format!("antialias left to the default of {label}: {default}"));
                }
                Ok(default)
            }
            (None, fixed) => Ok(fixed.default()),
            (Some(false), Antialias::Always) if !filter.picks() => {
                Err(self.refuse("antialias", "always averages when it shrinks: antialias: false is not offered"))
            }
            (Some(true), Antialias::Never) => {
                Err(self.refuse("antialias", "never averages when it shrinks: antialias: true is not offered"))
            }
            (Some(given), _) => Ok(given),
        }
    }

    fn flag(&self, name: &str, offered: bool) -> Result<Option<bool>, Diagnostic> {
        match self.settings.boolean(name)? {
            Some(true) if !offered => Err(self.refuse(name, &format!("does not offer {name}"))),
            given => Ok(given),
        }
    }

    fn named(&self, name: &str, offered: &'static [&'static str]) -> Result<&'static str, Diagnostic> {
        let Some(typed) = self.settings.text(name)? else {
            return Ok(offered.first().copied().unwrap_or(""));
        };
        if let Some(found) = offered.iter().find(|known| **known == typed) {
            return Ok(found);
        }
        if offered.is_empty() {
            return Err(self.refuse(name, &format!("does not offer {name}")));
        }
        let label = nearest(typed, offered.iter().copied()).map_or(String::new(), |n| format!("did you mean `{n}`?"));
        let error = Diagnostic::error("definition.not_offered", format!("{} has no {name} \"{typed}\"", self.id));
        let note = format!("{} offers: {}", self.id, offered.join(", "));
        Err(self.settings.place_at(name, error, label).note(note))
    }

    fn cubic_a(&self, antialias: bool) -> Result<f64, Diagnostic> {
        let given = self.settings.number("cubic_a")?;
        if given.is_some_and(|a| !a.is_finite()) {
            return Err(self.settings.fail("cubic_a", "resize.cubic_a must be a finite number"));
        }
        match (given, self.offer.cubic_a) {
            (_, CubicA::Choice(default)) => Ok(given.unwrap_or(default)),
            (_, CubicA::Fixed { sampled, antialiased }) => {
                let fixed = if antialias { antialiased } else { sampled };
                match given {
                    Some(a) if a != fixed => {
                        Err(self.refuse("cubic_a", &format!("has a fixed cubic kernel with a = {fixed}")))
                    }
                    _ => Ok(fixed),
                }
            }
        }
    }

    fn region(&self) -> Result<Option<[f64; 4]>, Diagnostic> {
        let Some(numbers) = self.settings.numbers("box")? else {
            return Ok(None);
        };
        if !self.offer.region {
            return Err(self.refuse("box", "does not offer box"));
        }
        match <[f64; 4]>::try_from(numbers) {
            Ok(region) if region.iter().all(|edge| edge.is_finite()) => Ok(Some(region)),
            _ => Err(self.settings.fail("box", "box takes four numbers: [left, top, right, bottom]")),
        }
    }

    fn reducing_gap(&self) -> Result<Option<f64>, Diagnostic> {
        match self.settings.number("reducing_gap")? {
            Some(_) if !self.offer.reducing_gap => Err(self.refuse("reducing_gap", "does not offer reducing_gap")),
            given => Ok(given),
        }
    }

    fn extrapolation(&self, coordinates: &str) -> Result<f64, Diagnostic> {
        match self.settings.number("extrapolation_value")? {
            Some(_) if !self.offer.crops() => {
                Err(self.refuse("extrapolation_value", "does not offer extrapolation_value"))
            }
            Some(_) if coordinates != CROPPING => {
                let message = format!("{} takes extrapolation_value with coordinates: {CROPPING}", self.id);
                let error = self.settings.fail("extrapolation_value", message);
                Err(error.note(format!("coordinates is {coordinates} here: no pixel lies outside the source")))
            }
            given => Ok(given.unwrap_or(0.0)),
        }
    }

    /// An error at a parameter that the library does not have, with the parameters that it has.
    fn refuse(&self, name: &str, what: &str) -> Diagnostic {
        let error = Diagnostic::error("definition.not_offered", format!("{} {what}", self.id));
        self.settings.place_at(name, error, "").note(self.parameters())
    }

    fn parameters(&self) -> String {
        let offer = self.offer;
        let mut names = vec!["filter"];
        names.extend(matches!(offer.antialias, Antialias::Choice(_)).then_some("antialias"));
        names.extend(offer.align_corners.then_some("align_corners"));
        names.extend((offer.coordinates.len() > 1).then_some("coordinates"));
        names.extend((!offer.nearest_rounding.is_empty()).then_some("nearest_rounding"));
        names.extend(matches!(offer.cubic_a, CubicA::Choice(_)).then_some("cubic_a"));
        names.extend(offer.exclude_outside.then_some("exclude_outside"));
        names.extend(offer.region.then_some("box"));
        names.extend(offer.crops().then_some("extrapolation_value"));
        names.extend(offer.reducing_gap.then_some("reducing_gap"));
        format!("{} offers: {} ({})", self.id, names.join(", "), offer.filter_names())
    }
}
