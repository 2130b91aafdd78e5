//! Arithmetic that several libraries share: decoders, weight tables, time zone rules. No library is named here.

pub mod decode;
pub mod gray;
pub mod orient;
pub mod target_size;
