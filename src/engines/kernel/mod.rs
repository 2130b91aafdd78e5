//! Arithmetic that several libraries share: decoders, weight tables, time zone rules. No library is named here.

pub mod decode;
pub mod fixed_point;
pub mod gray;
pub mod nearest;
pub mod orient;
mod taps;
pub mod target_size;

pub use taps::Taps;
