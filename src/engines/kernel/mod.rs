//! Arithmetic that several libraries share: decoders, weight tables, time zone rules. No library is named here.

pub mod affine;
pub mod base64;
pub mod byte_letters;
pub mod cast;
pub mod chat_template;
pub mod civil;
pub mod decode;
pub mod duration;
pub mod epoch;
pub mod fields;
pub mod fixed_point;
pub mod float_pass;
pub mod gray;
pub mod interpolate;
pub mod loaded;
pub mod nearest;
pub mod orient;
pub mod patterns;
pub mod read_number;
pub mod sampled;
pub mod span;
pub mod statistics;
pub mod stretched;
mod taps;
pub mod target_size;
pub mod text_hash;
pub mod time_rows;
pub mod time_text;
pub mod token_limits;
pub mod token_pipeline;
pub mod token_trie;
pub mod unicode;
pub mod window;
pub mod wire;
pub mod zone;

pub use taps::Taps;
