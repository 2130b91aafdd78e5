//! One library each: its conventions (data) and its kernels (capability traits).
//!
//! An engine knows no step and no YAML; a step knows no engine by name. An engine that lacks a capability says so by
//! leaving the method at its default.

pub mod capability;
mod engine;
pub mod kernel;
mod operation;

pub use engine::Engine;
pub use operation::{Bits, Operation};

mod chrono;
mod duckdb;
mod fast_image_resize;
mod go;
mod huggingface;
mod image_rs;
mod java;
mod java_time;
mod javascript;
mod numpy;
mod opencv;
mod pandas;
mod pillow;
mod python;
mod pytz;
mod sklearn;
mod tensorflow;
mod timm;
mod torchvision;
mod ultralytics;
mod zoneinfo;

/// All engines, in alphabetic order.
pub static ALL: &[&dyn Engine] = &[
    &duckdb::DuckDb,
    &fast_image_resize::FastImageResize,
    &go::Go,
    &huggingface::HuggingFace,
    &image_rs::ImageRs,
    &java::Java,
    &javascript::JavaScript,
    &chrono::Chrono,
    &java_time::JavaTime,
    &numpy::Numpy,
    &opencv::OpenCv,
    &pandas::Pandas,
    &pillow::Pillow,
    &python::Python,
    &sklearn::Sklearn,
    &pytz::Pytz,
    &tensorflow::TensorFlow,
    &timm::Timm,
    &torchvision::TorchVision,
    &ultralytics::Ultralytics,
    &zoneinfo::Zoneinfo,
];

/// The engine with this id.
pub fn find(id: &str) -> Option<&'static dyn Engine> {
    ALL.iter().copied().find(|engine| engine.meta().id == id)
}
