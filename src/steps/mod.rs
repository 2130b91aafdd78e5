//! What each step means and takes, written once against engine capabilities; no engine is named here.

mod affine;
mod bind;
mod categories;
mod cells;
mod clock;
pub mod clock_variations;
mod fit;
pub mod image;
mod on_fields;
mod on_text;
mod param;
mod pixels;
mod raster;
mod scaling;
mod settings;
mod step;
pub mod table;
pub mod text;
pub mod time;

pub use bind::bind;
pub use param::{COMMON, Kind, Param};
pub use settings::{Argument, Setting, Settings};
pub use step::{Bound, Levels, PerField, Runtime, Step, Variation};

/// All steps, by the kind of value that they work on.
pub fn all() -> impl Iterator<Item = &'static dyn Step> {
    [image::ALL, text::ALL, time::ALL, table::ALL].into_iter().flatten().copied()
}

/// The step with this id.
pub fn find(id: &str) -> Option<&'static dyn Step> {
    all().find(|step| step.meta().id == id)
}
