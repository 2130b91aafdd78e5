//! One library each: its conventions (data) and its kernels (capability traits).
//!
//! An engine knows no step and no YAML; a step knows no engine by name. An engine that lacks a capability says so by
//! leaving the method at its default.

pub mod capability;
mod engine;
pub mod evidence;
pub mod kernel;
mod operation;

pub use engine::Engine;
pub use operation::{Bits, Operation};

mod albumentations;
mod chrono;
mod date_fns_tz;
mod dateutil;
mod duckdb;
mod fast_image_resize;
mod go;
mod huggingface;
mod huggingface_fast;
mod image_rs;
mod java;
mod java_legacy;
mod java_time;
mod javascript;
mod jax;
mod jiff;
mod joda;
mod keras;
mod moment;
mod numpy;
mod onnx;
mod opencv;
mod opencv_dnn;
mod pandas;
mod pillow;
mod polars;
mod postgres;
mod pyarrow;
mod python;
mod pytz;
mod sentencepiece;
mod sklearn;
mod spark;
mod temporal;
mod tensorflow;
mod tensorflow1;
mod tiktoken;
mod timm;
mod torch;
mod torchvision;
mod torchvision_v1;
mod torchvision_v2;
mod ultralytics;
mod wordpiece;
mod zoneinfo;

/// All engines, in alphabetic order.
pub static ALL: &[&dyn Engine] = &[
    &albumentations::Albumentations,
    &chrono::Chrono,
    &date_fns_tz::DateFnsTz,
    &dateutil::Dateutil,
    &duckdb::DuckDb,
    &fast_image_resize::FastImageResize,
    &go::Go,
    &huggingface::HuggingFace,
    &huggingface_fast::HuggingFaceFast,
    &image_rs::ImageRs,
    &java::Java,
    &java_legacy::JavaLegacy,
    &java_time::JavaTime,
    &javascript::JavaScript,
    &jax::Jax,
    &jiff::Jiff,
    &joda::Joda,
    &keras::Keras,
    &moment::Moment,
    &numpy::Numpy,
    &onnx::Onnx,
    &opencv::OpenCv,
    &opencv_dnn::OpenCvDnn,
    &pandas::Pandas,
    &pillow::Pillow,
    &polars::Polars,
    &postgres::Postgres,
    &pyarrow::PyArrow,
    &python::Python,
    &pytz::Pytz,
    &sentencepiece::SentencePiece,
    &sklearn::Sklearn,
    &spark::Spark,
    &temporal::Temporal,
    &tensorflow::TensorFlow,
    &tensorflow1::TensorFlow1,
    &tiktoken::Tiktoken,
    &timm::Timm,
    &torch::Torch,
    &torchvision::TorchVision,
    &torchvision_v1::TorchVisionV1,
    &torchvision_v2::TorchVisionV2,
    &ultralytics::Ultralytics,
    &wordpiece::WordPiece,
    &zoneinfo::Zoneinfo,
];

/// The engine with this id.
pub fn find(id: &str) -> Option<&'static dyn Engine> {
    ALL.iter().copied().find(|engine| engine.meta().id == id)
}

/// Whose arithmetic holds where a definition names no engine.
pub static PLAIN_ARITHMETIC: &dyn Engine = &numpy::Numpy;

/// Whose centre crop holds where a definition names no engine.
pub static PLAIN_GEOMETRY: &dyn Engine = &torchvision::TorchVision;

/// Whose letterbox holds where a definition names no engine.
pub static LETTERBOX: &dyn Engine = &ultralytics::Ultralytics;
