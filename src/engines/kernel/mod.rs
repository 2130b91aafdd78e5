//! Arithmetic that several libraries share: decoders, weight tables, time zone rules. No library is named here.

pub mod decode;
pub mod fixed_point;
pub mod float_pass;
pub mod gray;
pub mod loaded;
pub mod nearest;
pub mod orient;
pub mod patterns;
mod taps;
pub mod target_size;
pub mod unicode;

pub use taps::Taps;
