//! The target size: what was written, and what it comes to for an input.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Rounding, TargetRule};
use crate::engines::kernel::target_size::{TargetRequest, Wanted, target_size};
use crate::engines::{self, Engine};
use crate::steps::{Runtime, Settings};

/// The names of rounding rules.
pub const ROUNDINGS: &[&str] = &["truncate", "half_even", "half_up", "ceil"];

/// Pixels that a side counts for at least, where the pixels of a target are counted.
const BAND: usize = 16;

/// A target size with its rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    request: TargetRequest,
    rule: TargetRule,
    max_pixels: u64,
}

impl Target {
    /// The target in a step's settings.
    ///
    /// # Errors
    /// No target, two targets, or an impossible one.
    pub fn read(settings: &Settings, engine: &dyn Engine, runtime: &Runtime) -> Result<Self, Diagnostic> {
        let rule = engine.target_rule();
        check_thumbnail(settings, engine)?;
        let request = TargetRequest {
            wanted: wanted(settings)?,
            rounding: settings.choice("rounding", &Rounding::ALL)?,
            multiple_of: settings.positive("multiple_of")?,
        };
        let name = if settings.get("scale").is_some() { "scale" } else { "longest_edge" };
        request.check(&rule).map_err(|message| settings.fail(name, message))?;
        Ok(Self { request, rule, max_pixels: runtime.pixel_limit() })
    }

    /// True for the target of Pillow's `thumbnail`, which brings a `reducing_gap` along.
    pub fn is_thumbnail(&self) -> bool {
        matches!(self.request.wanted, Wanted::Thumbnail { .. })
    }

    /// The factors, where the size was given by them.
    pub fn factors(&self) -> Option<(f64, f64)> {
        match self.request.wanted {
            Wanted::Scale { x, y } => Some((x, y)),
            _ => None,
        }
    }

    /// Width and height for an input of this size.
    ///
    /// # Errors
    /// A target beyond the limit on pixels.
    pub fn size(&self, width: usize, height: usize) -> Result<(usize, usize), Diagnostic> {
        let sides = target_size(&self.rule, (width, height), &self.request);
        // A line counts as a band: its weights take more memory than its pixels.
        let [width_counted, height_counted] = [sides.0, sides.1].map(|side| side.max(BAND) as u64);
        if width_counted.saturating_mul(height_counted) > self.max_pixels.max((BAND * BAND) as u64) {
            let target = format!("{}x{}", sides.0, sides.1);
            let message = format!("resizing {width}x{height} to {target} makes more than {} pixels", self.max_pixels);
            return Err(Diagnostic::error("image.too_large", message).hint("--max-pixels raises the limit"));
        }
        Ok(sides)
    }
}

/// Refuses `thumbnail` where the library has no such method: engines with size rules of their own only use its kernels.
fn check_thumbnail(settings: &Settings, engine: &dyn Engine) -> Result<(), Diagnostic> {
    if settings.get("thumbnail").is_none() {
        return Ok(());
    }
    let has = |engine: &dyn Engine| {
        engine.geometry().is_none() && engine.resize().is_some_and(|kernel| kernel.offer().thumbnail_gap.is_some())
    };
    if !has(engine) {
        let with: Vec<&str> = engines::ALL.iter().filter(|e| has(**e)).map(|e| e.meta().id).collect();
        let error = settings.fail("thumbnail", format!("{} does not offer thumbnail", engine.meta().id));
        return Err(error.note(format!("thumbnail is offered by: {}", with.join(", "))));
    }
    match ["rounding", "multiple_of", "box"].into_iter().find(|name| settings.get(name).is_some()) {
        Some(name) => Err(settings.fail(name, format!("`thumbnail` and `{name}` exclude each other"))),
        None => Ok(()),
    }
}

/// The box of `thumbnail`, each side cut to a whole number as the library does.
fn thumbnail(settings: &Settings) -> Result<Option<Wanted>, Diagnostic> {
    let Some(sides) = settings.numbers("thumbnail")? else {
        return Ok(None);
    };
    match *sides.as_slice() {
        [width, height] if width.min(height) >= 1.0 && width.max(height) < f64::from(u32::MAX) => {
            Ok(Some(Wanted::Thumbnail { width: width as usize, height: height as usize }))
        }
        _ => Err(settings.fail("thumbnail", "thumbnail takes two numbers from 1: [width, height]")),
    }
}

fn wanted(settings: &Settings) -> Result<Wanted, Diagnostic> {
    let (width, height) = (settings.positive("width")?, settings.positive("height")?);
    let (shortest, longest) = (settings.positive("shortest_edge")?, settings.positive("longest_edge")?);
    let scale = settings.numbers("scale")?;
    let thumbnail = thumbnail(settings)?;
    let ways = [width.or(height).is_some(), shortest.or(longest).is_some(), scale.is_some(), thumbnail.is_some()];
    if ways.iter().filter(|given| **given).count() > 1 {
        let name = ["thumbnail", "scale", "width"].into_iter().find(|name| settings.get(name).is_some());
        let message = "resize takes one target: width and height, or edges, or scale, or thumbnail";
        return Err(settings.fail(name.unwrap_or("height"), message));
    }
    if let Some(thumbnail) = thumbnail {
        return Ok(thumbnail);
    }
    match (width, height, shortest, longest, scale) {
        (Some(width), Some(height), ..) => Ok(Wanted::Exactly { width, height }),
        (Some(_), None, ..) => Err(settings.fail("width", "resize needs `height` beside `width`")),
        (None, Some(_), ..) => Err(settings.fail("height", "resize needs `width` beside `height`")),
        (_, _, Some(edge), cap, _) => Ok(Wanted::ShortestEdge { edge, cap }),
        (_, _, None, Some(edge), _) => Ok(Wanted::LongestEdge { edge }),
        (.., Some(factors)) => match *factors.as_slice() {
            [both] => Ok(Wanted::Scale { x: both, y: both }),
            [x, y] => Ok(Wanted::Scale { x, y }),
            _ => Err(settings.fail("scale", "scale takes one factor, or [horizontal, vertical]")),
        },
        _ => Err(settings
            .fail_step("resize needs a target size")
            .hint("give width and height, or shortest_edge, or longest_edge, or scale")),
    }
}
